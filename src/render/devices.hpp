// Choosing and opening devices.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"

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

/// Whether both name one device.
inline bool is_same_device(const DeviceInfo& a, const DeviceInfo& b) {
    return a.backend == b.backend && a.index == b.index;
}

} // namespace triptych
