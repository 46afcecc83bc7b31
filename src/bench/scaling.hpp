// How time grows with the samples a pixel, with the pixels, and how speed grows with the threads.
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/measure.hpp"

#include <cstdint>
#include <vector>

namespace triptych {

enum class Axis { SPP, PIXELS, THREADS };

struct CurvePoint {
    double x = 0.0; // samples a pixel, pixels, or threads
    std::uint64_t samples = 0;
    Summary render; // seconds
};

struct Curve {
    Axis axis;
    std::size_t outcome; // index of whose curve it is
    std::vector<CurvePoint> points;
};

/// Times every contender that was measured and is no baseline; `contenders` and `outcomes` stand side by side. Samples
/// a pixel: powers of two up to twice the work's, at half its width and height. Pixels: an eighth of its width and
/// height up to the whole, at half its samples. Threads, of processors: powers of two up to their own, at half its
/// width and height. Each point is the median of three runs after one to warm up. What exceeds the budget or fails ends
/// its curve with a warning. Throws what `tick` throws.
std::vector<Curve> measure_scaling(const Picture& work, const std::vector<Contender>& contenders,
                                   const std::vector<Outcome>& outcomes, const BenchSettings& settings, Caches& caches,
                                   const Tick& tick);

/// "spp", "pixels" or "threads".
const char* axis_name(Axis axis);

} // namespace triptych
