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

constexpr std::uint32_t MAX_ULP = std::numeric_limits<std::uint32_t>::max();
constexpr double NOT_A_NUMBER = std::numeric_limits<double>::quiet_NaN();

/// Floats from a to b, which are finite.
std::uint32_t ulp_distance(float a, float b) {
    return std::uint32_t(std::abs(ordinal(std::bit_cast<std::uint32_t>(a)) - ordinal(std::bit_cast<std::uint32_t>(b))));
}

} // namespace

ValuesDifference compare_values(std::span<const float> a, std::span<const float> b, bool infinity_is_far) {
    constexpr float FAR = std::numeric_limits<float>::infinity();
    ValuesDifference result;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (infinity_is_far && a[i] == FAR && b[i] == FAR) continue;
        const bool is_finite = std::isfinite(a[i]) && std::isfinite(b[i]);
        if (is_finite && std::bit_cast<std::uint32_t>(a[i]) == std::bit_cast<std::uint32_t>(b[i])) continue;
        ++result.differing;
        result.max_ulp = std::max(result.max_ulp, is_finite ? ulp_distance(a[i], b[i]) : MAX_ULP);
        const double error = is_finite ? double(a[i]) - double(b[i]) : NOT_A_NUMBER;
        result.squares += error * error;
    }
    return result;
}

Difference compare_images(const Image& a, const Image& b) {
    if (a.width != b.width || a.height != b.height) {
        throw Error(ExitCode::INVALID_INPUT,
                    fmt::format("An image of {} x {} pixels cannot be compared with one of {} x "
                                "{}; give two of one size.",
                                a.width, a.height, b.width, b.height));
    }
    Difference result;
    double squares = 0.0;
    const std::span<const float> values_a = a.rgb, values_b = b.rgb;
    for (std::size_t i = 0; i < a.rgb.size(); i += 3) {
        const ValuesDifference pixel = compare_values(values_a.subspan(i, 3), values_b.subspan(i, 3));
        result.differing_pixels += pixel.differing > 0 ? 1 : 0;
        result.max_ulp = std::max(result.max_ulp, pixel.max_ulp);
        squares += pixel.squares;
    }
    for (const Image* image : {&a, &b})
        result.non_finite += std::uint64_t(
            std::count_if(image->rgb.begin(), image->rgb.end(), [](float value) { return !std::isfinite(value); }));
    result.rmse = std::sqrt(squares / double(a.rgb.size()));
    result.psnr = squares == 0.0 ? std::numeric_limits<double>::infinity() : -20.0 * std::log10(result.rmse);
    if (result.non_finite > 0) {
        result.flip = NOT_A_NUMBER;
    } else if (result.differing_pixels > 0) {
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
