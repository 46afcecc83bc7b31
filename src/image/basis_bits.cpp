// Symbols are found bit by bit: the codes of each length are a range that the shorter ones determine.
// SPDX-License-Identifier: MIT
#include "image/basis_bits.hpp"

namespace triptych {

HuffmanCode::HuffmanCode(std::span<const std::uint8_t> lengths) {
    for (const std::uint8_t length : lengths) {
        if (length > LONGEST) return;
        if (length > 0) m_counts[length]++;
    }
    std::array<std::uint32_t, LONGEST + 2> starts{};
    std::uint32_t used = 0; // of 2^LONGEST, by the codes so far
    for (std::size_t length = 1; length <= LONGEST; length++) {
        starts[length + 1] = starts[length] + m_counts[length];
        used += m_counts[length] << (LONGEST - length);
        if (used > 1u << LONGEST) return;
    }
    const std::uint32_t count = starts[LONGEST + 1];
    m_symbols.resize(count);
    for (std::size_t symbol = 0; symbol < lengths.size(); symbol++) {
        if (lengths[symbol] > 0) m_symbols[starts[lengths[symbol]]++] = static_cast<std::uint16_t>(symbol);
    }
    m_is_valid = used == 1u << LONGEST || count == 1;
}

std::uint32_t HuffmanCode::symbol(BitReader& reader) const {
    std::uint32_t code = 0, first = 0, index = 0;
    for (std::size_t length = 1; length <= LONGEST; length++) {
        code |= reader.bit();
        if (code - first < m_counts[length]) return m_symbols[index + code - first];
        index += m_counts[length];
        first = (first + m_counts[length]) << 1u;
        code <<= 1u;
    }
    return NO_SYMBOL;
}

HuffmanCode HuffmanCode::read(BitReader& reader) {
    constexpr std::uint8_t ORDER[] = {17, 18, 19, 20, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15, 16};
    constexpr std::uint32_t ZEROS = 17, MANY_ZEROS = 18, REPEAT = 19, REPEAT_LONG = 20;
    const std::uint32_t count = reader.bits(14);
    const std::uint32_t length_codes = reader.bits(5);
    if (count == 0 || length_codes < 1 || length_codes > std::size(ORDER)) return {};
    std::array<std::uint8_t, std::size(ORDER)> length_lengths{};
    for (std::uint32_t i = 0; i < length_codes; i++) {
        length_lengths[ORDER[i]] = static_cast<std::uint8_t>(reader.bits(3));
    }
    const HuffmanCode length_code(length_lengths);
    if (!length_code.is_valid()) return {};
    std::vector<std::uint8_t> lengths;
    lengths.reserve(count);
    while (lengths.size() < count) {
        const std::uint32_t symbol = length_code.symbol(reader);
        if (symbol == NO_SYMBOL || reader.is_short()) return {};
        if (symbol < ZEROS) {
            lengths.push_back(static_cast<std::uint8_t>(symbol));
            continue;
        }
        const bool is_repeat = symbol >= REPEAT;
        if (is_repeat && (lengths.empty() || lengths.back() == 0)) return {};
        const std::uint32_t run = symbol == ZEROS        ? 3 + reader.bits(3)
                                  : symbol == MANY_ZEROS ? 11 + reader.bits(7)
                                  : symbol == REPEAT     ? 3 + reader.bits(2)
                                                         : 7 + reader.bits(7);
        static_assert(REPEAT_LONG == REPEAT + 1);
        if (run > count - lengths.size()) return {};
        lengths.insert(lengths.end(), run, is_repeat ? lengths.back() : std::uint8_t{0});
    }
    return HuffmanCode(lengths);
}

} // namespace triptych
