// Launches of the CUDA kernel on the host, as it is compiled for each of KERNEL_SETS.
// SPDX-License-Identifier: MIT
#pragma once

#include "lane.hpp"

namespace triptych::test {

/// Runs the lanes of `group_count` workgroups one after the other; `film` and `counters` are added to. For each set
/// CMakeLists.txt compiles cuda_lanes.cpp once more.
template <shared::uint FEATURES>
void launch_on_host(const shared::Scene& scene, const shared::Frame& frame, const shared::Dispatch& dispatch,
                    shared::uint group_count, shared::FilmPixel* film, shared::Counters* counters);

} // namespace triptych::test
