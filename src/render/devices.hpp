// Choosing and opening devices.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"
#include "render/device_team.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace triptych {

/// Which one device is wanted.
struct DeviceChoice {
    std::string backend = "auto";  // or a name
    std::string device;            // an index, UUID or part of a name, case-insensitive; empty: any
    bool require_hardware = false; // leaves out software devices and the CPU
};

/// The device that is chosen: among several the best kind, then the lower index. Where neither backend nor device was
/// named, the others follow, best first, in case it cannot be opened. Never empty. Throws Error (NO_DEVICE) that lists
/// the devices there are, (USAGE) for a backend that does not exist.
std::vector<DeviceInfo> choose_devices(const DeviceChoice& choice, const BackendOptions& options);

/// What a render draws on.
struct ChosenDevices {
    std::vector<DeviceInfo> devices; // one or more
    bool together = false;           // all of them at once; else the first that can be opened
};

/// Bytes a pixel that drawing on several devices takes beside the film of one: each one's own.
inline std::uint64_t more_bytes_per_pixel(const ChosenDevices& chosen) {
    return chosen.together ? chosen.devices.size() * sizeof(shared::FilmPixel) : 0;
}

/// As choose_devices, but `device` may also be "all", or a list with commas of what it takes else, of backends and of
/// BACKEND:DEVICE. "all" is every hardware device once, and the processor; software devices only where there is nothing
/// else. A GPU that several backends offer takes part once, unless it is named twice. Throws Error as choose_devices
/// does, and (USAGE) for a list that is empty or names a device twice.
ChosenDevices choose_render_devices(const DeviceChoice& choice, const BackendOptions& options);

/// Which devices `choose_render_devices` takes for "all" of these.
std::vector<DeviceInfo> all_once(std::vector<DeviceInfo> devices, bool require_hardware);

/// Which devices are wanted of several.
struct DeviceSelection {
    std::vector<std::string> backends; // none: all
    std::vector<std::string> devices;  // indices, UUIDs or names; none: all
};

/// Every device that is selected, once each: in the order asked for, else in that of list_devices, absent ones with
/// their reasons. Throws Error as choose_devices does.
std::vector<DeviceInfo> select_devices(const DeviceSelection& selection, const BackendOptions& options);

/// Opens the first of `devices` (one or more) that can be opened, and warns of each one that cannot. Throws what
/// opening the last one throws, and INVALID_INPUT at once.
std::unique_ptr<Backend> open_first(std::span<const DeviceInfo> devices, const BackendOptions& options);

/// Opens all of them at once, to draw together.
std::unique_ptr<DeviceTeam> open_team(std::span<const DeviceInfo> devices, const BackendOptions& options);

/// Opens what was chosen.
std::unique_ptr<Backend> open_chosen(const ChosenDevices& chosen, const BackendOptions& options);

/// False for the processor and for what draws on it in software.
inline bool is_hardware(const DeviceInfo& device) {
    return device.kind != DeviceKind::SOFTWARE && device.kind != DeviceKind::CPU;
}

/// Whether both name one device.
inline bool is_same_device(const DeviceInfo& a, const DeviceInfo& b) {
    return a.backend == b.backend && a.index == b.index;
}

} // namespace triptych
