// Linear light to the codes of sRGB, the same ones on every machine.
// SPDX-License-Identifier: MIT
#include "image/image_file.hpp"
#include "image/srgb.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace triptych {

namespace {

/// The smallest float that rounds to each code above 0.
template <std::uint32_t LARGEST>
std::array<float, LARGEST> srgb_borders() {
    std::array<float, LARGEST> borders;
    for (std::size_t i = 0; i < borders.size(); ++i) {
        const double border = linear_from_srgb((double(i) + 0.5) / double(LARGEST));
        borders[i] = float(border);
        if (double(borders[i]) < border) borders[i] = std::nextafter(borders[i], 1.0f);
    }
    return borders;
}

/// How many of the borders a value has reached.
template <std::uint32_t LARGEST>
std::uint32_t code_of(float linear) {
    static const std::array<float, LARGEST> BORDERS = srgb_borders<LARGEST>();
    if (!(linear > 0.0f)) return 0; // NaN as well
    return std::uint32_t(std::upper_bound(BORDERS.begin(), BORDERS.end(), linear) - BORDERS.begin());
}

} // namespace

std::uint8_t encode_srgb(float linear) { return std::uint8_t(code_of<255>(linear)); }

std::uint16_t encode_srgb16(float linear) { return std::uint16_t(code_of<65535>(linear)); }

} // namespace triptych
