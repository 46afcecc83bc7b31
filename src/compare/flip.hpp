// FLIP, for pictures of a display's range and of a high one, and how its errors are coloured.
// SPDX-License-Identifier: MIT
#pragma once

#include "image/image.hpp"

#include <cstdint>
#include <vector>

namespace triptych {

/// The FLIP error of each pixel in [0, 1], `width * height` values; 1 where a value is NaN or infinite. Values outside
/// [0, 1] count as the nearer end: the metric is one of displayed images, here at 67 pixels a degree.
/// Throws Error (INVALID_INPUT) where sizes differ.
std::vector<float> flip_errors(const Image& a, const Image& b);

/// Exposures in stops, evenly spaced from `start` to `stop`.
struct Exposures {
    double start = 0.0;
    double stop = 0.0;
    std::uint32_t count = 1;
};

/// The exposures at which HDR-FLIP looks at a picture: from the one that maps its largest luminance to 0.85 of a
/// display's white to the one that does so with the median. `reference` is finite.
Exposures hdr_exposures(const Image& reference);

/// HDR-FLIP (Andersson et al. 2021): the largest of the FLIP errors over the reference's exposures, by the ACES curve.
/// `a` is the reference. As flip_errors in all else.
std::vector<float> hdr_flip_errors(const Image& a, const Image& b);

double mean_error(const std::vector<float>& errors);

/// Colours errors in [0, 1] from black over violet and orange to pale yellow, as linear RGB.
Image heatmap(const std::vector<float>& errors, std::uint32_t width, std::uint32_t height);

} // namespace triptych
