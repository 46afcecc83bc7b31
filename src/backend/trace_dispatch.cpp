// A dispatch in a trace: a span on its device's track, with the block of work that it did.
// SPDX-License-Identifier: MIT
#include "backend/trace_dispatch.hpp"

#include "base/trace.hpp"

#include <fmt/format.h>

namespace triptych {

void trace_dispatch(Trace* trace, const DeviceInfo& device, const DispatchBlock& block, std::uint64_t samples,
                    double seconds) {
    if (trace == nullptr) return;
    trace->add_dispatch(fmt::format("{} {}: {}", device.backend, device.index, device.name), seconds,
                        {{"backend", device.backend},
                         {"samples", samples},
                         {"first_sample", std::uint64_t{block.first_sample}},
                         {"samples_per_pixel", std::uint64_t{block.sample_count}},
                         {"first_group", block.first_group},
                         {"groups", block.group_count}});
}

} // namespace triptych
