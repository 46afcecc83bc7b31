// How far two images are apart.
// SPDX-License-Identifier: MIT
#pragma once

#include "film/film.hpp"

#include <cstdint>

namespace triptych {

struct Difference {
    std::uint64_t differing_pixels = 0; // any channel's bits differ
    std::uint32_t max_ulp = 0;          // largest distance in units in the last place over all channels
    double rmse = 0.0;                  // root mean square error over channels, linear
    double psnr = 0.0;                  // dB against a peak of 1; infinite for equal images
    double flip = 0.0; // mean FLIP error in [0, 1] (Andersson et al. 2020), sRGB images, 67 pixels a degree
};

/// Compares two images of one size. Throws Error (INVALID_INPUT) where sizes differ.
Difference compare_images(const Image& a, const Image& b);

/// The FLIP error of each pixel in [0, 1], `width * height` values.
std::vector<float> flip_errors(const Image& a, const Image& b);

/// Colours errors in [0, 1] from black over violet and orange to pale yellow, as linear RGB.
Image heatmap(const std::vector<float>& errors, std::uint32_t width, std::uint32_t height);

} // namespace triptych
