// A background's image as a distribution of directions.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <vector>

namespace triptych {

/// How bright the image is where.
struct BackgroundDistribution {
    /// The rows' cumulative distribution from top to bottom, then each row's over its pixels; each ends with 1. All are
    /// multiples of 2^-24, as the kernels' random numbers are: so what is between two of them is exactly the
    /// probability with which a number falls there.
    std::vector<float> cdf;
    double mean_luminance = 0.0; // over all directions, `scale` included
};

/// By the luminance of an image that surrounds the scene, rows over latitude and columns over longitude, its colours
/// multiplied by `scale` (Pharr, Jakob, Humphreys, "Physically Based Rendering", 4th edition, section 12.5).
///
/// A pixel's weight is the mean over its area of the radiance that the kernels interpolate between texels' middles,
/// times the sine of the row's angle to the pole: so where any texel that reaches into a pixel shines, the pixel has
/// weight. A row without any is uniform, and so is the sphere where there is no light at all.
BackgroundDistribution distribution_of(const ImageData& image, vec3 scale);

} // namespace triptych
