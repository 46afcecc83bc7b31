// Opens a Vulkan device to ask what its arithmetic does.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/conformance.hpp"

#include <cstdint>
#include <memory>

namespace triptych {

/// Also devices that draw no picture, since they break the float contract, can be asked. Throws Error (NO_DEVICE).
std::unique_ptr<Conformance> open_conformance(std::uint32_t index, const BackendOptions& options);

} // namespace triptych
