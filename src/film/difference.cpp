// Compares images bit by bit and by error measures; colours errors.
// SPDX-License-Identifier: MIT
#include "film/difference.hpp"

#include "base/error.hpp"
#include "image/srgb.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace triptych {

namespace {

/// Maps a float's bits to an integer that grows by one from each float to the next; both zeros to 0.
std::int64_t ordinal(std::uint32_t bits) {
    const std::int64_t magnitude = bits & 0x7fffffffu;
    return (bits & 0x80000000u) != 0 ? -magnitude : magnitude;
}

/// Floats from a to b, whose bits differ; as far as can be where one of them is no number.
std::uint32_t ulp_distance(float a, float b) {
    if (std::isnan(a) || std::isnan(b)) return std::numeric_limits<std::uint32_t>::max();
    return std::uint32_t(std::abs(ordinal(std::bit_cast<std::uint32_t>(a)) - ordinal(std::bit_cast<std::uint32_t>(b))));
}

} // namespace

/// Non-finite values that differ make the RMSE and PSNR non-finite too, so they cannot be overlooked.
Difference compare_images(const Image& a, const Image& b) {
    if (a.width != b.width || a.height != b.height) {
        throw Error(ExitCode::INVALID_INPUT,
                    fmt::format("An image of {} x {} pixels cannot be compared with one of {} x "
                                "{}; give two of one size.",
                                a.width, a.height, b.width, b.height));
    }
    Difference result;
    double squares = 0.0;
    for (std::size_t i = 0; i < a.rgb.size(); i += 3) {
        bool differs = false;
        for (std::size_t k = i; k < i + 3; ++k) {
            if (std::bit_cast<std::uint32_t>(a.rgb[k]) == std::bit_cast<std::uint32_t>(b.rgb[k])) continue;
            differs = true;
            result.max_ulp = std::max(result.max_ulp, ulp_distance(a.rgb[k], b.rgb[k]));
            const double error = double(a.rgb[k]) - double(b.rgb[k]);
            squares += error * error;
        }
        result.differing_pixels += differs ? 1 : 0;
    }
    result.rmse = std::sqrt(squares / double(a.rgb.size()));
    result.psnr = squares == 0.0 ? std::numeric_limits<double>::infinity() : -20.0 * std::log10(result.rmse);
    if (result.differing_pixels > 0) {
        double sum = 0.0;
        for (const float error : flip_errors(a, b)) sum += double(error);
        result.flip = sum / (double(a.width) * double(a.height));
    }
    return result;
}

Image heatmap(const std::vector<float>& errors, std::uint32_t width, std::uint32_t height) {
    // sRGB-encoded, at equal steps: luminance grows all the way, so the map reads in gray as well.
    static constexpr std::array<std::array<double, 3>, 5> COLORS{
        {{0.0, 0.0, 0.0}, {0.35, 0.10, 0.50}, {0.75, 0.22, 0.45}, {1.0, 0.55, 0.30}, {1.0, 1.0, 0.78}}};
    Image image{width, height, {}};
    image.rgb.reserve(3 * errors.size());
    for (const float error : errors) {
        const double place = std::clamp(double(error), 0.0, 1.0) * double(COLORS.size() - 1);
        const std::size_t below = std::min(std::size_t(place), COLORS.size() - 2);
        const double weight = place - double(below);
        for (std::size_t k = 0; k < 3; ++k) {
            const double encoded = (1.0 - weight) * COLORS[below][k] + weight * COLORS[below + 1][k];
            image.rgb.push_back(float(linear_from_srgb(encoded)));
        }
    }
    return image;
}

} // namespace triptych
