// Filters of attributes, element by element.
// SPDX-License-Identifier: MIT
#include "gltf/meshopt.hpp"

#include "gltf/octahedron.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace triptych {

namespace {

/// Calls change(array of four) for each element of four numbers of type T.
template <typename T, typename Change>
void for_each_four(std::span<std::byte> elements, Change change) {
    std::array<T, 4> four;
    for (std::size_t i = 0; i + sizeof(four) <= elements.size(); i += sizeof(four)) {
        std::memcpy(four.data(), elements.data() + i, sizeof(four));
        change(four);
        std::memcpy(elements.data() + i, four.data(), sizeof(four));
    }
}

/// To the nearest number of type T, halves away from zero.
template <typename T>
T rounded(double value) {
    constexpr auto LEAST = static_cast<double>(std::numeric_limits<T>::min());
    constexpr auto MOST = static_cast<double>(std::numeric_limits<T>::max());
    return static_cast<T>(std::clamp(std::round(value), LEAST, MOST));
}

template <typename T>
void undo_octahedral(std::array<T, 4>& four) {
    constexpr auto MOST = static_cast<double>(std::numeric_limits<T>::max());
    const double one = four[2];
    const Vec3d n = one > 0.0 ? unfold_octahedron(four[0] / one, four[1] / one) : Vec3d{0.0, 0.0, 0.0};
    const double size = length(n);
    if (!(size > 0.0)) {
        four[0] = four[1] = four[2] = 0;
        return;
    }
    four = {rounded<T>(n.x / size * MOST), rounded<T>(n.y / size * MOST), rounded<T>(n.z / size * MOST), four[3]};
}

void undo_quaternion(std::array<std::int16_t, 4>& four) {
    constexpr double MOST = 32767.0;
    const double one = four[3] | 3;
    const auto largest = static_cast<std::size_t>(four[3] & 3);
    const double range = std::sqrt(0.5);
    const double x = four[0] / one * range, y = four[1] / one * range, z = four[2] / one * range;
    const double w = std::sqrt(std::max(0.0, 1.0 - x * x - y * y - z * z));
    four[(largest + 1) % 4] = rounded<std::int16_t>(x * MOST);
    four[(largest + 2) % 4] = rounded<std::int16_t>(y * MOST);
    four[(largest + 3) % 4] = rounded<std::int16_t>(z * MOST);
    four[largest] = rounded<std::int16_t>(w * MOST);
}

void undo_exponential(std::span<std::byte> word) {
    std::int32_t number = 0;
    std::memcpy(&number, word.data(), sizeof(number));
    const std::int32_t exponent = number >> 24;
    const std::int32_t mantissa = static_cast<std::int32_t>(static_cast<std::uint32_t>(number) << 8u) >> 8;
    const auto value = static_cast<float>(std::ldexp(static_cast<double>(mantissa), exponent));
    std::memcpy(word.data(), &value, sizeof(value));
}

/// Of unsigned numbers of type T, whose signed ones are S.
template <typename T, typename S>
void undo_color(std::array<T, 4>& four) {
    constexpr auto MOST = static_cast<double>(std::numeric_limits<T>::max());
    const std::uint32_t marked = four[3]; // alpha below a bit that tells how many there are
    const std::uint32_t all = (1u << static_cast<unsigned>(std::bit_width(marked))) - 1u;
    if (all == 0) {
        four = {};
        return;
    }
    const int y = four[0], orange = static_cast<S>(four[1]), green = static_cast<S>(four[2]);
    const std::uint32_t alpha = marked & (all >> 1u);
    const double scale = MOST / all;
    four = {rounded<T>(scale * (y + orange - green)), rounded<T>(scale * (y + green)),
            rounded<T>(scale * (y - orange - green)), rounded<T>(scale * ((alpha << 1u) | (alpha & 1u)))};
}

} // namespace

bool fits_filter(MeshoptFilter filter, std::size_t stride) {
    switch (filter) {
    case MeshoptFilter::NONE: return true;
    case MeshoptFilter::OCTAHEDRAL:
    case MeshoptFilter::COLOR: return stride == 4 || stride == 8;
    case MeshoptFilter::QUATERNION: return stride == 8;
    case MeshoptFilter::EXPONENTIAL: return stride % 4 == 0;
    }
    return false;
}

void undo_filter(MeshoptFilter filter, std::size_t stride, std::span<std::byte> elements) {
    switch (filter) {
    case MeshoptFilter::NONE: return;
    case MeshoptFilter::OCTAHEDRAL:
        if (stride == 4) return for_each_four<std::int8_t>(elements, undo_octahedral<std::int8_t>);
        return for_each_four<std::int16_t>(elements, undo_octahedral<std::int16_t>);
    case MeshoptFilter::QUATERNION: return for_each_four<std::int16_t>(elements, undo_quaternion);
    case MeshoptFilter::EXPONENTIAL:
        for (std::size_t i = 0; i + 4 <= elements.size(); i += 4) undo_exponential(elements.subspan(i, 4));
        return;
    case MeshoptFilter::COLOR:
        if (stride == 4) return for_each_four<std::uint8_t>(elements, undo_color<std::uint8_t, std::int8_t>);
        return for_each_four<std::uint16_t>(elements, undo_color<std::uint16_t, std::int16_t>);
    }
}

} // namespace triptych
