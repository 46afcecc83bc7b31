// How far two images are apart.
// SPDX-License-Identifier: MIT
#pragma once

#include "film/film.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

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

/// How far two rows of values of one length are apart.
struct ValuesDifference {
    std::uint64_t differing = 0; // among them what is NaN or infinite in either
    std::uint32_t max_ulp = 0;
    double squares = 0.0; // NaN where a value is NaN or infinite
};

/// `infinity_is_far`: of depths, positive infinity stands for what lies nowhere and equals itself.
ValuesDifference compare_values(std::span<const float> a, std::span<const float> b, bool infinity_is_far = false);

/// The FLIP error of each pixel in [0, 1], `width * height` values; 1 where a value is NaN or infinite.
std::vector<float> flip_errors(const Image& a, const Image& b);

/// Colours errors in [0, 1] from black over violet and orange to pale yellow, as linear RGB.
Image heatmap(const std::vector<float>& errors, std::uint32_t width, std::uint32_t height);

} // namespace triptych
