// The Vulkan backend: a compute shader on every device that a Vulkan 1.2 driver offers.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"

#include <cstdint>

namespace triptych {

extern const BackendKind VULKAN_BACKEND;

/// Messages that Vulkan's validation layers have given in this process; 0 unless BackendOptions::validate was set.
std::uint64_t validation_message_count();

} // namespace triptych
