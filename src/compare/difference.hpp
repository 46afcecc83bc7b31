// How far the colours of two images in memory are apart.
// SPDX-License-Identifier: MIT
#pragma once

#include "image/image.hpp"

#include <cstdint>

namespace triptych {

struct Difference {
    std::uint64_t differing_pixels = 0; // any channel's bits differ, or are NaN or infinite in either image
    std::uint64_t non_finite = 0;       // values of both images that are NaN or infinite
    std::uint32_t max_ulp = 0;          // largest distance in units in the last place; the largest word for such values
    double rmse = 0.0;                  // root mean square error over channels, linear
    double psnr = 0.0;                  // dB against a peak of 1; infinite for equal images
    double flip = 0.0; // mean FLIP error in [0, 1] (Andersson et al. 2020), sRGB images, 67 pixels a degree
};

/// Compares two images of one size. RMSE, PSNR and FLIP are NaN where a value is NaN or infinite, which is below no
/// threshold. Throws Error (INVALID_INPUT) where sizes differ.
Difference compare_images(const Image& a, const Image& b);

/// How many floats lie from `a` to `b`, which are finite; both zeros are one.
std::uint32_t ulp_distance(float a, float b);

} // namespace triptych
