// Which CUDA devices there are, or why there is none.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"

namespace triptych {

/// Every device, each usable or with its reason; one entry with the reason where there is none. Does not throw, and
/// opens no device.
std::vector<DeviceInfo> list_cuda_devices(const BackendOptions& options);

} // namespace triptych
