// What the machine's processor is called.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"

namespace triptych {

/// The processor as a device: its name, cores and memory.
DeviceInfo cpu_device();

} // namespace triptych
