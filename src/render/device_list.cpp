// Choosing several devices for one render: "all", or a list of names.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "render/devices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace triptych {
namespace {

constexpr std::string_view ALL = "all";

bool is_backend(std::string_view name) {
    return std::any_of(backend_kinds().begin(), backend_kinds().end(),
                       [&](const BackendKind& kind) { return kind.name == name; });
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::vector<std::string> split(std::string_view list) {
    std::vector<std::string> items;
    while (true) {
        const std::size_t comma = list.find(',');
        items.emplace_back(trimmed(list.substr(0, comma)));
        if (comma == std::string_view::npos) return items;
        list.remove_prefix(comma + 1);
    }
}

/// The choice that an item of a list makes: BACKEND, BACKEND:DEVICE or DEVICE.
DeviceChoice choice_of(const std::string& item, const DeviceChoice& whole) {
    const std::size_t colon = item.find(':');
    const std::string backend = item.substr(0, colon);
    if (!is_backend(backend)) return {whole.backend, item, whole.require_hardware};
    if (whole.backend != "auto" && whole.backend != backend)
        throw Error(ExitCode::USAGE,
                    fmt::format("--device {} is not of the backend {}; leave out --backend.", item, whole.backend));
    return {backend, colon == std::string::npos ? "" : item.substr(colon + 1), whole.require_hardware};
}

/// Whether a name that may hold commas and colons is a single device's.
bool names_one(const DeviceChoice& choice, const BackendOptions& options) {
    try {
        choose_devices(choice, options);
        return true;
    } catch (const Error& error) {
        if (error.code() != ExitCode::NO_DEVICE) throw;
        return false;
    }
}

std::vector<DeviceInfo> all_of(const DeviceChoice& whole, const BackendOptions& options) {
    std::vector<DeviceInfo> devices = list_devices(options);
    std::erase_if(devices, [&](const DeviceInfo& device) {
        return !device.unavailable.empty() || (whole.backend != "auto" && device.backend != whole.backend);
    });
    devices = all_once(std::move(devices), whole.require_hardware);
    if (devices.empty()) choose_devices({whole.backend, "", whole.require_hardware}, options); // says why
    return devices;
}

void add(std::vector<DeviceInfo>& devices, const DeviceInfo& device, const std::string& item) {
    if (std::any_of(devices.begin(), devices.end(),
                    [&](const DeviceInfo& other) { return is_same_device(device, other); }))
        throw Error(ExitCode::USAGE,
                    fmt::format("--device names {} device {} ({}) twice, the second time as '{}'; name "
                                "each device once.",
                                device.backend, device.index, device.name, item));
    devices.push_back(device);
}

} // namespace

std::vector<DeviceInfo> all_once(std::vector<DeviceInfo> devices, bool require_hardware) {
    // The better of two that are one comes first: one that passed its self-tests, then by kind and backend.
    std::stable_sort(devices.begin(), devices.end(), [](const DeviceInfo& a, const DeviceInfo& b) {
        return std::pair(!a.refusal.empty(), a.kind) < std::pair(!b.refusal.empty(), b.kind);
    });
    std::vector<DeviceInfo> chosen;
    for (const DeviceInfo& device : devices) {
        const bool is_known = std::any_of(chosen.begin(), chosen.end(), [&](const DeviceInfo& other) {
            return is_hardware(device) ? !device.uuid.empty() && device.uuid == other.uuid : other.kind == device.kind;
        });
        const bool is_wanted = is_hardware(device) || (device.kind == DeviceKind::CPU && !require_hardware);
        if (is_wanted && !is_known) chosen.push_back(device);
    }
    if (chosen.empty() && !devices.empty() && !require_hardware) chosen.push_back(devices.front());
    return chosen;
}

ChosenDevices choose_render_devices(const DeviceChoice& choice, const BackendOptions& options) {
    const std::string text(trimmed(choice.device));
    const bool is_item = text == ALL || is_backend(text);
    const bool may_be_list = text.find_first_of(",:") != std::string::npos;
    if (!is_item && (!may_be_list || names_one(choice, options))) return {choose_devices(choice, options)};
    ChosenDevices chosen;
    for (const std::string& item : split(text)) {
        if (item.empty())
            throw Error(ExitCode::USAGE,
                        fmt::format("--device '{}' names an empty device; separate names with one comma.", text));
        if (item == ALL) {
            for (const DeviceInfo& device : all_of(choice, options)) add(chosen.devices, device, item);
        } else {
            add(chosen.devices, choose_devices(choice_of(item, choice), options).front(), item);
        }
    }
    chosen.together = chosen.devices.size() > 1;
    return chosen;
}

} // namespace triptych
