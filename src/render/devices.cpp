// Choosing and opening devices.
// SPDX-License-Identifier: MIT
#include "render/devices.hpp"

#include "base/ascii.hpp"
#include "base/error.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>

namespace triptych {

namespace {

bool is_number(const std::string& text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

/// Whether `wanted` (an index, a UUID or a part of a name; empty: any) names the device.
bool matches(const DeviceInfo& device, const std::string& wanted) {
    if (wanted.empty()) return true;
    if (is_number(wanted)) return fmt::format("{}", device.index) == wanted;
    const std::string text = lower(wanted);
    return lower(device.uuid) == text || lower(device.name).find(text) != std::string::npos;
}

/// All devices, for an error: "vulkan 0 (llvmpipe), cpu 0 (...); no cuda: reason".
std::string describe(const std::vector<DeviceInfo>& devices) {
    std::string text;
    for (const DeviceInfo& device : devices) {
        if (!text.empty()) text += "; ";
        if (device.unavailable.empty()) {
            text += fmt::format("{} device {} ({})", device.backend, device.index, device.name);
        } else {
            std::string_view reason = device.unavailable;
            if (reason.ends_with('.')) reason.remove_suffix(1);
            text += fmt::format("no {}: {}", device.backend, reason);
        }
    }
    return text;
}

} // namespace

std::vector<DeviceInfo> choose_devices(const DeviceChoice& choice, const BackendOptions& options) {
    const auto& [backend, wanted, require_hardware] = choice;
    std::vector<DeviceInfo> candidates;
    std::string names;
    for (const BackendKind& kind : backend_kinds()) {
        names += fmt::format(", {}", kind.name);
        if (backend != "auto" && backend != kind.name) continue;
        const std::vector<DeviceInfo> of_kind = kind.list(options);
        candidates.insert(candidates.end(), of_kind.begin(), of_kind.end());
    }
    if (candidates.empty()) {
        throw Error(ExitCode::USAGE, fmt::format("There is no backend '{}'; choose one of auto{}.", backend, names));
    }
    std::vector<DeviceInfo> fitting;
    std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(fitting), [&](const DeviceInfo& device) {
        return device.unavailable.empty() && matches(device, choice.device) &&
               (!choice.require_hardware || is_hardware(device));
    });
    if (fitting.empty()) {
        const std::string what = wanted.empty() ? std::string("device") : fmt::format("device '{}'", wanted);
        const std::string among = backend == "auto" ? std::string() : fmt::format(" for backend '{}'", backend);
        throw Error(ExitCode::NO_DEVICE,
                    fmt::format("No {}{}{} is usable here; there is {}. See `triptych devices`.",
                                require_hardware ? "hardware " : "", what, among, describe(candidates)));
    }
    std::stable_sort(fitting.begin(), fitting.end(),
                     [](const DeviceInfo& a, const DeviceInfo& b) { return a.kind < b.kind; });
    if (backend != "auto" || !wanted.empty()) fitting.resize(1);
    return fitting;
}

std::vector<DeviceInfo> select_devices(const DeviceSelection& selection, const BackendOptions& options) {
    const std::vector<DeviceInfo> all = list_devices(options);
    std::vector<DeviceInfo> selected;
    const auto select = [&selected](const DeviceInfo& device) {
        const bool known = std::any_of(selected.begin(), selected.end(),
                                       [&](const DeviceInfo& other) { return is_same_device(device, other); });
        if (!known) selected.push_back(device);
    };
    const std::vector<std::string> any_backend{"auto"};
    const std::vector<std::string> any_device{""};
    for (const std::string& backend : selection.backends.empty() ? any_backend : selection.backends) {
        for (const std::string& name : selection.devices.empty() ? any_device : selection.devices) {
            const DeviceInfo chosen = choose_devices({backend, name, false}, options).front();
            if (!name.empty()) select(chosen);
        }
        if (!selection.devices.empty()) continue;
        for (const DeviceInfo& device : all)
            if (backend == "auto" || backend == device.backend) select(device);
    }
    return selected;
}

std::unique_ptr<Backend> open_first(std::span<const DeviceInfo> devices, const BackendOptions& options) {
    spdlog::info("opening {} device {} ({})", devices[0].backend, devices[0].index, devices[0].name);
    for (const DeviceInfo& device : devices.first(devices.size() - 1)) {
        try {
            return open_device(device, options);
        } catch (const Error& error) {
            if (error.code() == ExitCode::INVALID_INPUT) throw; // a mistake in --shader-dir is the user's
            spdlog::warn("{} The next best device is taken.", error.what());
        }
    }
    return open_device(devices.back(), options);
}

std::unique_ptr<DeviceTeam> open_team(std::span<const DeviceInfo> devices, const BackendOptions& options) {
    std::vector<TeamCandidate> candidates;
    for (const DeviceInfo& device : devices) {
        spdlog::info("opening {} device {} ({})", device.backend, device.index, device.name);
        candidates.push_back({device, [device, options] { return open_device(device, options); }});
    }
    return std::make_unique<DeviceTeam>(std::move(candidates), options.trace);
}

std::unique_ptr<Backend> open_chosen(const ChosenDevices& chosen, const BackendOptions& options) {
    if (chosen.together) return open_team(chosen.devices, options);
    return open_first(chosen.devices, options);
}

} // namespace triptych
