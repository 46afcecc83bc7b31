// The CUDA kernel's lanes on the host, compiled for the features that TRIPTYCH_FEATURES names.
// SPDX-License-Identifier: MIT
#include "cuda_lanes.hpp"

#include "base/float_mode.hpp"

namespace triptych::test {

template <>
void launch_on_host<shared::FEATURES>(const shared::Scene& scene, const shared::Frame& frame,
                                      const shared::Dispatch& dispatch, shared::uint group_count,
                                      shared::FilmPixel* film, shared::Counters* counters) {
    const FlushDenormals flush;
    for (shared::uint group = 0; group < group_count; group++) {
        for (shared::uint lane = 0; lane < shared::GROUP_WIDTH * shared::GROUP_HEIGHT; lane++) {
            shared::render_lane(scene, frame, dispatch, group, lane % shared::GROUP_WIDTH, lane / shared::GROUP_WIDTH,
                                film, counters,
                                [](unsigned long long* sum, unsigned long long value) { *sum += value; });
        }
    }
}

} // namespace triptych::test
