// Which devices a command over several of them takes.
// SPDX-License-Identifier: MIT
#include "cli/selection.hpp"

#include "cli/render_options.hpp"

#include <algorithm>

namespace triptych {

void add_selection_options(CLI::App& command, Selection& selection, const std::string& verb) {
    command.add_option("--backend", selection.backends, verb + " this backend only; may be repeated")
        ->option_text(backend_names())
        ->expected(1)
        ->take_all();
    command
        .add_option("--device", selection.devices, verb + " this device only (index, UUID or name); may be repeated")
        ->option_text("DEVICE")
        ->expected(1)
        ->take_all();
}

std::vector<DeviceInfo> select_devices(const Selection& selection, const BackendOptions& options) {
    const std::vector<DeviceInfo> all = list_devices(options);
    std::vector<DeviceInfo> selected;
    const auto select = [&selected](const DeviceInfo& device) {
        const bool known = std::any_of(selected.begin(), selected.end(), [&](const DeviceInfo& other) {
            return device.backend == other.backend && device.index == other.index;
        });
        if (!known) selected.push_back(device);
    };
    const std::vector<std::string> any_backend{"auto"};
    const std::vector<std::string> any_device{""};
    for (const std::string& backend : selection.backends.empty() ? any_backend : selection.backends) {
        for (const std::string& name : selection.devices.empty() ? any_device : selection.devices) {
            const DeviceInfo chosen = choose_devices(backend, name, false, options).front();
            if (!name.empty()) select(chosen);
        }
        if (!selection.devices.empty()) continue;
        for (const DeviceInfo& device : all)
            if (backend == "auto" || backend == device.backend) select(device);
    }
    return selected;
}

} // namespace triptych
