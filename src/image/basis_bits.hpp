// Bits from the lowest of each byte on, and Huffman codes in them, as Basis Universal has both.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace triptych {

/// Behind the end are zeros, and is_short() is true.
class BitReader {
public:
    explicit BitReader(std::span<const std::byte> data) : m_data(data) {}

    std::uint32_t bit() {
        const std::size_t byte = m_at / 8;
        if (byte >= m_data.size()) {
            m_is_short = true;
            return 0;
        }
        const std::uint32_t value = (std::to_integer<std::uint32_t>(m_data[byte]) >> (m_at % 8)) & 1u;
        m_at++;
        return value;
    }

    /// Up to 32 bits, the first the lowest.
    std::uint32_t bits(std::uint32_t count) {
        std::uint32_t value = 0;
        for (std::uint32_t i = 0; i < count; i++) value |= bit() << i;
        return value;
    }

    /// Chunks of `count` bits, the lowest first, each before a bit that tells whether one more follows.
    std::uint32_t chunks(std::uint32_t count) {
        std::uint32_t value = 0;
        for (std::uint32_t shift = 0; shift < 32; shift += count) {
            value |= bits(count) << shift;
            if (bit() == 0) break;
        }
        return value;
    }

    void skip(std::uint32_t count) { bits(count); }
    bool is_short() const { return m_is_short; }

private:
    std::span<const std::byte> m_data;
    std::size_t m_at = 0;
    bool m_is_short = false;
};

/// A canonical code, in which shorter codes precede longer ones and equally long ones go by their symbols.
class HuffmanCode {
public:
    /// What is_valid() finds no fault with reads symbols; one without symbols is not.
    HuffmanCode() = default;
    explicit HuffmanCode(std::span<const std::uint8_t> lengths);

    /// A code's lengths as BasisLZ writes them, coded themselves.
    static HuffmanCode read(BitReader& reader);

    /// Whether it has a symbol for all bits, or a single symbol.
    bool is_valid() const { return m_is_valid; }

    /// NO_SYMBOL where no symbol has the bits.
    std::uint32_t symbol(BitReader& reader) const;

    static constexpr std::uint32_t NO_SYMBOL = 0xffffffffu;

private:
    static constexpr std::size_t LONGEST = 16;

    std::array<std::uint32_t, LONGEST + 1> m_counts{}; // of symbols, by the length of their codes
    std::vector<std::uint16_t> m_symbols;              // by their codes
    bool m_is_valid = false;
};

} // namespace triptych
