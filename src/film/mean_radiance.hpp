// From exact sums to radiance, for the host and for CUDA's kernels.
// SPDX-License-Identifier: MIT
#pragma once

#include "layout.glsl"

#include <cstdint>

namespace triptych {

/// A channel's sum in units of 2^-FILM_FRACTION_BITS.
constexpr std::uint64_t to_integer(shared::Sum sum) { return std::uint64_t(sum.high) << 32u | sum.low; }

/// The radiance of a sum over `count` samples; 0 without any. Sums are exact up to 2^53 units; beyond they are rounded
/// to nearest, which a float's 24 bits do not show.
constexpr double mean_radiance(std::uint64_t sum, std::uint32_t count) {
    constexpr double UNIT = 1.0 / double(1u << shared::FILM_FRACTION_BITS);
    return count == 0 ? 0.0 : double(sum) * UNIT / double(count);
}

/// The mean radiance over a pixel's valid samples; black where there are none. Each step rounds once (the product not
/// at all, by a power of two) and no value is near a denormal, so that every processor gives the same bits.
constexpr shared::vec3 mean_of(const shared::FilmPixel& pixel) {
    const std::uint32_t valid = pixel.samples - pixel.invalid;
    return {float(mean_radiance(to_integer(pixel.red), valid)), float(mean_radiance(to_integer(pixel.green), valid)),
            float(mean_radiance(to_integer(pixel.blue), valid))};
}

} // namespace triptych
