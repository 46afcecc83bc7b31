// What the machine's processor is called.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"

namespace triptych {

/// The processor with one of its kernels as a device.
DeviceInfo cpu_device(std::uint32_t index, const std::string& kernel);

} // namespace triptych
