// Compares the colours of two images bit by bit and by error measures.
// SPDX-License-Identifier: MIT
#include "compare/difference.hpp"

#include "base/error.hpp"
#include "compare/flip.hpp"

#include <algorithm>
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

} // namespace

std::uint32_t ulp_distance(float a, float b) {
    return std::uint32_t(std::abs(ordinal(std::bit_cast<std::uint32_t>(a)) - ordinal(std::bit_cast<std::uint32_t>(b))));
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
    for (std::size_t pixel = 0; pixel < a.rgb.size(); pixel += 3) {
        bool differs = false;
        for (std::size_t i = pixel; i < pixel + 3; ++i) {
            const bool is_finite = std::isfinite(a.rgb[i]) && std::isfinite(b.rgb[i]);
            if (is_finite && std::bit_cast<std::uint32_t>(a.rgb[i]) == std::bit_cast<std::uint32_t>(b.rgb[i])) continue;
            differs = true;
            result.max_ulp = std::max(result.max_ulp, is_finite ? ulp_distance(a.rgb[i], b.rgb[i]) : MAX_ULP);
            const double error = is_finite ? double(a.rgb[i]) - double(b.rgb[i]) : NOT_A_NUMBER;
            squares += error * error;
        }
        result.differing_pixels += differs ? 1 : 0;
    }
    for (const Image* image : {&a, &b})
        result.non_finite += std::uint64_t(
            std::count_if(image->rgb.begin(), image->rgb.end(), [](float value) { return !std::isfinite(value); }));
    result.rmse = std::sqrt(squares / double(a.rgb.size()));
    result.psnr = squares == 0.0 ? std::numeric_limits<double>::infinity() : -20.0 * std::log10(result.rmse);
    if (result.non_finite > 0) {
        result.flip = NOT_A_NUMBER;
    } else if (result.differing_pixels > 0) {
        result.flip = mean_error(flip_errors(a, b));
    }
    return result;
}

} // namespace triptych
