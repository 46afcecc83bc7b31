// How a dispatch shows in a trace, for every backend alike.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"
#include "backend/dispatch_size.hpp"

#include <cstdint>

namespace triptych {

/// Records a dispatch that took `seconds` on the device and whose end was seen just now; `samples` counts those of all
/// its pixels. Does nothing where `trace` is null.
void trace_dispatch(Trace* trace, const DeviceInfo& device, const DispatchBlock& block, std::uint64_t samples,
                    double seconds);

} // namespace triptych
