// What all kinds of backend have in common: listing, opening and closing their devices.
// SPDX-License-Identifier: MIT
#include "backend/backend.hpp"
#include "base/error.hpp"

#include <fmt/format.h>

namespace triptych {

std::string_view kind_name(DeviceKind kind) {
    switch (kind) {
    case DeviceKind::DISCRETE_GPU: return "discrete";
    case DeviceKind::INTEGRATED_GPU: return "integrated";
    case DeviceKind::VIRTUAL_GPU: return "virtual";
    case DeviceKind::SOFTWARE: return "software";
    case DeviceKind::CPU: return "processor";
    }
    return "unknown";
}

void shut_down_backends() {
    for (const BackendKind& kind : backend_kinds())
        if (kind.shut_down != nullptr) kind.shut_down();
}

std::vector<DeviceInfo> list_devices(const BackendOptions& options) {
    std::vector<DeviceInfo> devices;
    for (const BackendKind& kind : backend_kinds()) {
        const std::vector<DeviceInfo> of_kind = kind.list(options);
        devices.insert(devices.end(), of_kind.begin(), of_kind.end());
    }
    return devices;
}

std::unique_ptr<Backend> open_device(const DeviceInfo& device, const BackendOptions& options) {
    for (const BackendKind& kind : backend_kinds()) {
        if (kind.name != device.backend) continue;
        try {
            return kind.open(device.index, options);
        } catch (const Error& error) {
            if (error.code() != ExitCode::INTERNAL) throw;
            throw Error(ExitCode::NO_DEVICE,
                        fmt::format("{} cannot be opened: {} Update its driver or choose another device.", device.name,
                                    error.what()));
        }
    }
    throw Error(ExitCode::INTERNAL, fmt::format("There is no backend '{}'.", device.backend));
}

} // namespace triptych
