// A block's mode says how many colours of which depth it has, and its weights mix them: a subset of ASTC.
// SPDX-License-Identifier: MIT
#include "image/basis_bits.hpp"
#include "image/basis_texture.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace triptych {

namespace {

/// How endpoints are quantised: low bits beside a trit or a quint (the Data Format Specification, "ASTC Endpoint
/// Unquantization"). `pattern` spreads the bits from the second on, b to f, over nine; `step` counts for the trit or
/// quint.
struct Depth {
    std::uint32_t bits, base; // base 1: bits alone
    std::string_view pattern = "";
    std::uint32_t step = 0;
};
constexpr Depth BITS_8{8, 1}, BITS_5{5, 1}, BITS_4{4, 1};
constexpr Depth TRITS_2{2, 3, "b000b0bb0", 93}, TRITS_4{4, 3, "dcb000dcb", 22}, TRITS_6{6, 3, "fedcb000f", 5};
constexpr Depth QUINTS_3{3, 5, "cb0000cbc", 26}, QUINTS_5{5, 5, "edcb0000e", 6};

struct Mode {
    std::uint32_t code, code_bits; // that the block begins with
    std::uint32_t hint_bits;       // for transcoders to other formats
    std::uint32_t subsets, planes, components, weight_bits;
    const Depth* depth;
};
constexpr std::uint32_t SOLID = 8, MANY_PATTERNS = 7, LUMINANCE_PLANES = 17;
constexpr Mode MODES[] = {
    {0x01, 4, 15, 1, 1, 3, 4, &TRITS_6},  {0x35, 6, 15, 1, 1, 3, 2, &BITS_8},   {0x1d, 5, 15, 2, 1, 3, 3, &BITS_4},
    {0x03, 5, 15, 3, 1, 3, 2, &TRITS_2},  {0x13, 5, 15, 2, 1, 3, 2, &QUINTS_3}, {0x0b, 5, 15, 1, 1, 3, 3, &BITS_8},
    {0x1b, 5, 15, 1, 2, 3, 2, &QUINTS_5}, {0x07, 5, 15, 2, 1, 3, 2, &QUINTS_3}, {0x17, 5, 0, 1, 1, 4, 0, &BITS_8},
    {0x0f, 5, 23, 2, 1, 4, 2, &BITS_4},   {0x02, 3, 17, 1, 1, 4, 4, &TRITS_4},  {0x00, 2, 17, 1, 2, 4, 2, &TRITS_4},
    {0x06, 3, 17, 1, 1, 4, 3, &TRITS_6},  {0x1f, 5, 23, 1, 2, 4, 1, &BITS_8},   {0x0d, 5, 23, 1, 1, 4, 2, &BITS_8},
    {0x05, 7, 23, 1, 1, 2, 4, &BITS_8},   {0x15, 6, 23, 2, 1, 2, 2, &BITS_8},   {0x25, 6, 23, 1, 2, 2, 2, &BITS_8},
    {0x09, 4, 15, 1, 1, 3, 5, &BITS_5},
};

/// ASTC's seeds of the partitions that blocks of two subsets, of three, and of two in mode 7 may have.
constexpr std::uint16_t SEEDS_2[] = {28, 20,  16,  29, 91,  9,   107, 72,  149, 204, 50,  114, 496, 17,  78,
                                     39, 252, 828, 43, 156, 116, 210, 476, 273, 684, 359, 246, 195, 694, 524};
constexpr std::uint16_t SEEDS_3[] = {260, 74, 32, 156, 183, 15, 745, 0, 335, 902, 254};
constexpr std::uint16_t SEEDS_MANY[] = {36,  48,  61,  137, 161, 183, 226, 281, 302, 307,
                                        479, 495, 593, 594, 605, 799, 812, 988, 993};

/// The seeds of a mode with subsets.
std::span<const std::uint16_t> seeds_of(std::uint32_t mode) {
    if (mode == MANY_PATTERNS) return SEEDS_MANY;
    return MODES[mode].subsets == 3 ? std::span<const std::uint16_t>(SEEDS_3) : std::span<const std::uint16_t>(SEEDS_2);
}

using Partition = std::array<std::uint8_t, 16>; // the subset of each texel

/// ASTC's partition of a block of 4 x 4 (the same, "Partition Pattern Generation").
Partition partition_of(std::uint32_t seed, std::uint32_t subsets) {
    std::uint32_t hash = seed + (subsets - 1) * 1024;
    hash ^= hash >> 15u;
    hash -= hash << 17u;
    hash += hash << 7u;
    hash += hash << 4u;
    hash ^= hash >> 5u;
    hash += hash << 16u;
    hash ^= hash >> 7u;
    hash ^= hash >> 3u;
    hash ^= hash << 6u;
    hash ^= hash >> 17u;
    const std::uint32_t other = subsets == 3 ? 6 : 5, by_seed = (seed & 2u) != 0 ? 4 : 5;
    const std::uint32_t shift_x = (seed & 1u) != 0 ? by_seed : other, shift_y = (seed & 1u) != 0 ? other : by_seed;
    // Slopes along x and y, of 4 bits squared and shifted.
    const auto slope = [&](std::uint32_t at, std::uint32_t shift) {
        const std::uint32_t value = (hash >> at) & 15u;
        return value * value >> shift;
    };
    Partition partition{};
    for (std::uint32_t i = 0; i < 16; i++) {
        const std::uint32_t x = 2 * (i % 4), y = 2 * (i / 4); // blocks this small count double
        std::array<std::uint32_t, 3> heights{};
        for (std::uint32_t k = 0; k < subsets; k++) {
            heights[k] = (slope(8 * k, shift_x) * x + slope(8 * k + 4, shift_y) * y + (hash >> (14 - 4 * k))) & 63u;
        }
        const bool is_first = heights[0] >= heights[1] && heights[0] >= heights[2];
        partition[i] = is_first ? std::uint8_t{0} : heights[1] >= heights[2] ? std::uint8_t{1} : std::uint8_t{2};
    }
    return partition;
}

std::uint32_t unquantized(std::uint32_t code, const Depth& depth) {
    const std::uint32_t low = code & ((1u << depth.bits) - 1);
    if (depth.base == 1) { // the bits again and again, from the highest on
        std::uint32_t value = 0;
        for (std::uint32_t i = 0; i < 8; i++) {
            value |= ((low >> (depth.bits - 1 - i % depth.bits)) & 1u) << (7 - i);
        }
        return value;
    }
    std::uint32_t spread = 0;
    for (const char bit : depth.pattern) {
        spread = (spread << 1u) | (bit == '0' ? 0u : (low >> static_cast<std::uint32_t>(bit - 'a')) & 1u);
    }
    const std::uint32_t mirror = (low & 1u) != 0 ? 511 : 0;
    const std::uint32_t value = ((code >> depth.bits) * depth.step + spread) ^ mirror;
    return (mirror & 0x80u) | (value >> 2u);
}

constexpr std::size_t MAX_VALUES = 18;

/// All endpoints' values, each to 8 bits: trits or quints of several together stand before the bits of all.
std::array<std::uint32_t, MAX_VALUES> read_values(BitReader& reader, std::size_t count, const Depth& depth) {
    std::array<std::uint32_t, MAX_VALUES> values{};
    if (depth.base > 1) {
        const std::size_t bundle = depth.base == 3 ? 5 : 3;
        constexpr std::uint32_t TRIT_BITS[] = {0, 2, 4, 5, 7, 8}, QUINT_BITS[] = {0, 3, 5, 7};
        for (std::size_t i = 0; i < count; i += bundle) {
            const std::size_t here = std::min(bundle, count - i);
            std::uint32_t digits = reader.bits(depth.base == 3 ? TRIT_BITS[here] : QUINT_BITS[here]);
            for (std::size_t k = 0; k < here; k++) {
                values[i + k] = (digits % depth.base) << depth.bits;
                digits /= depth.base;
            }
        }
    }
    for (std::size_t i = 0; i < count; i++) values[i] = unquantized(values[i] | reader.bits(depth.bits), depth);
    return values;
}

/// Of 64, from a weight of `bits` bits: repeated to six, and stretched.
std::uint32_t weight_of(std::uint32_t code, std::uint32_t bits) {
    std::uint32_t value = 0;
    for (std::uint32_t i = 0; i < 6; i++) value |= ((code >> (bits - 1 - i % bits)) & 1u) << (5 - i);
    return value > 32 ? value + 1 : value;
}

std::uint32_t mix(std::uint32_t low, std::uint32_t high, std::uint32_t weight) {
    return ((low * 257 * (64 - weight) + high * 257 * weight + 32) >> 6u) >> 8u;
}

} // namespace

std::optional<BasisBlock> decode_uastc(std::span<const std::byte, UASTC_BLOCK_BYTES> block) {
    const auto first = std::to_integer<std::uint32_t>(block[0]);
    std::uint32_t number = 0;
    while (number < std::size(MODES) && (first & ((1u << MODES[number].code_bits) - 1)) != MODES[number].code) number++;
    if (number == std::size(MODES)) return std::nullopt;
    const Mode& mode = MODES[number];
    BitReader reader(block);
    reader.skip(mode.code_bits);
    BasisBlock texels;
    if (number == SOLID) {
        texels.fill(reader.bits(32));
        return texels;
    }
    reader.skip(mode.hint_bits);
    Partition partition{};
    if (mode.subsets > 1) {
        const std::span<const std::uint16_t> seeds = seeds_of(number);
        const std::uint32_t pattern = reader.bits(mode.subsets == 3 ? 4 : 5);
        if (pattern >= seeds.size()) return std::nullopt;
        partition = partition_of(seeds[pattern], mode.subsets);
    }
    // The component that the second plane's weights mix.
    std::uint32_t second = 4;
    if (mode.planes == 2) second = number == LUMINANCE_PLANES ? 3 : reader.bits(2);
    const std::size_t stride = 2 * std::size_t{mode.components};
    const auto values = read_values(reader, stride * mode.subsets, *mode.depth);
    std::array<bool, 3> is_begun{};
    for (std::size_t i = 0; i < texels.size(); i++) {
        // The first weight of each subset has its highest bit 0, which is left out.
        const std::uint32_t subset = partition[i];
        const std::uint32_t bits = mode.weight_bits - (std::exchange(is_begun[subset], true) ? 0 : 1);
        const std::uint32_t weight = weight_of(reader.bits(bits), mode.weight_bits);
        const std::uint32_t second_weight = mode.planes == 2 ? weight_of(reader.bits(bits), mode.weight_bits) : 0;
        texels[i] = 0;
        for (std::uint32_t k = 0; k < 4; k++) {
            // Luminance and alpha alone, or colours without alpha.
            const std::uint32_t source = mode.components == 2 ? k / 3 : k;
            std::uint32_t value = 255;
            if (source < mode.components) {
                const std::size_t place = stride * subset + 2 * std::size_t{source};
                value = mix(values[place], values[place + 1], k == second ? second_weight : weight);
            }
            texels[i] |= value << (8 * k);
        }
    }
    return texels;
}

} // namespace triptych
