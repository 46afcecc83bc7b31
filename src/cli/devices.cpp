// triptych devices: every backend and device, and why an absent one is absent.
// SPDX-License-Identifier: MIT
#include "backend/backend.hpp"
#include "backend/cache_dir.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/render_options.hpp"
#include "cli/table.hpp"

#include <fmt/format.h>

#include <memory>

namespace triptych {
namespace {

struct DevicesOptions {
    bool json = false;
    BackendOptions backend;
};

std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }

std::string format_devices(const std::vector<DeviceInfo>& devices) {
    std::vector<std::vector<std::string>> rows{{"backend", "index", "device", "kind", "memory", "driver", "uuid"}};
    for (const DeviceInfo& device : devices) {
        if (!device.unavailable.empty()) {
            rows.push_back({device.backend, "-", or_dash(device.name) + "  absent: " + device.unavailable});
            continue;
        }
        if (!device.refusal.empty()) {
            rows.push_back(
                {device.backend, std::to_string(device.index), device.name + "  refused: " + device.refusal});
            continue;
        }
        rows.push_back({device.backend, std::to_string(device.index), device.name, std::string(kind_name(device.kind)),
                        fmt::format("{} MiB", device.memory_bytes >> 20), or_dash(device.driver),
                        or_dash(device.uuid)});
    }
    return format_table(rows);
}

Json devices_json(const std::vector<DeviceInfo>& devices) {
    Json json = Json::array();
    for (const DeviceInfo& device : devices)
        json.push_back({{"backend", device.backend},
                        {"index", device.index},
                        {"name", device.name},
                        {"uuid", device.uuid},
                        {"driver", device.driver},
                        {"kind", kind_name(device.kind)},
                        {"memory_bytes", device.memory_bytes},
                        {"available", device.unavailable.empty()},
                        {"unavailable", device.unavailable},
                        {"refusal", device.refusal}});
    return json;
}

ExitCode run(const DevicesOptions& options) {
    const std::vector<DeviceInfo> devices = list_devices(options.backend);
    print_result(options.json ? json_text(devices_json(devices)) : format_devices(devices));
    return ExitCode::OK;
}

} // namespace

void add_devices(CLI::App& app, Action& action) {
    const auto options = std::make_shared<DevicesOptions>();
    options->backend.cache_dir = default_cache_dir();
    CLI::App& command = add_command(app, "devices", "List every backend and device");
    command.add_flag("--json", options->json, "Print JSON");
    command.callback([&action, options] { action = [options] { return run(*options); }; });
}

} // namespace triptych
