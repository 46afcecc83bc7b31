// KTX2 files of Basis Universal: a header around blocks of UASTC, and a small encoder of BasisLZ.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace triptych::test {

/// Bits from the lowest of each byte on.
class BitWriter {
public:
    /// Zeros behind the highest of 64.
    void bits(std::uint64_t value, unsigned count) {
        for (unsigned i = 0; i < count; i++) {
            if (m_count % 8 == 0) m_bytes.push_back(std::byte(0));
            if (i < 64 && ((value >> i) & 1u) != 0) m_bytes.back() |= std::byte(1u << (m_count % 8));
            m_count++;
        }
    }

    /// A symbol of a code in which all have `length` bits.
    void symbol(std::uint32_t value, unsigned length) {
        for (unsigned i = length; i-- > 0;) bits(value >> i, 1);
    }

    /// Such a code itself: all lengths alike, which are coded by a code of one symbol.
    void flat_code(unsigned length) {
        constexpr std::uint8_t ORDER[] = {17, 18, 19, 20, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15, 16};
        bits(std::uint64_t(1) << length, 14);
        bits(std::size(ORDER), 5);
        for (const std::uint8_t symbol : ORDER) bits(symbol == length ? 1 : 0, 3);
        for (std::uint32_t i = 0; i < 1u << length; i++) bits(0, 1);
    }

    /// In chunks of `count` bits.
    void chunks(std::uint32_t value, unsigned count) {
        for (;; value >>= count) {
            const bool is_more = (value >> count) != 0;
            bits(value & ((1u << count) - 1), count);
            bits(is_more ? 1 : 0, 1);
            if (!is_more) return;
        }
    }

    const std::vector<std::byte>& bytes() const { return m_bytes; }

private:
    std::vector<std::byte> m_bytes;
    std::size_t m_count = 0;
};

/// The parts of a file, which ktx2() puts together.
struct Ktx2Parts {
    std::uint32_t width = 4, height = 4, supercompression = 0, model = 166;
    std::vector<std::uint8_t> channels{0};
    std::vector<std::byte> level, global;
    std::uint64_t unpacked = 0; // bytes of the level; 0: as many as it has
    std::uint32_t depth = 0, layers = 0, faces = 1;
};

inline std::vector<std::byte> ktx2(const Ktx2Parts& parts) {
    BitWriter file;
    for (const unsigned char byte : {0xab, 0x4b, 0x54, 0x58, 0x20, 0x32, 0x30, 0xbb, 0x0d, 0x0a, 0x1a, 0x0a})
        file.bits(byte, 8);
    const std::size_t descriptor = 4 + 24 + 16 * parts.channels.size();
    for (const std::uint32_t word : {0u, 1u, parts.width, parts.height, parts.depth, parts.layers, parts.faces, 1u,
                                     parts.supercompression, 104u, std::uint32_t(descriptor), 0u, 0u})
        file.bits(word, 32);
    const std::uint64_t global_at = 104 + descriptor, level_at = global_at + parts.global.size();
    for (const std::uint64_t number :
         {parts.global.empty() ? 0 : global_at, std::uint64_t(parts.global.size()), level_at,
          std::uint64_t(parts.level.size()), parts.unpacked == 0 ? std::uint64_t(parts.level.size()) : parts.unpacked})
        file.bits(number, 64);
    file.bits(descriptor, 32);
    file.bits(0, 32);
    file.bits(2, 16);
    file.bits(descriptor - 4, 16);
    file.bits(parts.model, 8);
    file.bits(0, 8 * 15);
    for (const std::uint8_t channel : parts.channels) {
        file.bits(0, 24);
        file.bits(channel, 8);
        file.bits(0, 64);
        file.bits(0, 32);
    }
    std::vector<std::byte> bytes = file.bytes();
    bytes.insert(bytes.end(), parts.global.begin(), parts.global.end());
    bytes.insert(bytes.end(), parts.level.begin(), parts.level.end());
    return bytes;
}

/// A UASTC block of one colour, red in the lowest byte.
inline std::vector<std::byte> uastc_solid(std::uint32_t color) {
    BitWriter block;
    block.bits(0x17, 5);
    block.bits(color, 32);
    block.bits(0, 64);
    block.bits(0, 27);
    return block.bytes();
}

/// What a BasisLZ picture refers to, and which endpoint and selector each of its blocks has.
struct BasisLzPicture {
    std::uint32_t columns = 0, rows = 0;
    std::vector<std::array<std::uint8_t, 4>> endpoints; // three colours of 5 bits and an intensity of 3
    std::vector<std::array<std::uint8_t, 4>> selectors; // a row each, two bits a texel
    std::vector<std::pair<std::uint32_t, std::uint32_t>> blocks;
};

/// Its blocks, with predictions, runs and a history of 8 selectors. Codes of endpoints have `endpoint_bits`.
class BasisLzSliceWriter {
public:
    explicit BasisLzSliceWriter(const BasisLzPicture& picture) : m_picture(picture) {}

    std::vector<std::byte> write() {
        const auto [columns, rows] = std::pair(m_picture.columns, m_picture.rows);
        for (std::uint32_t y = 0; y < rows; y++) {
            for (std::uint32_t x = 0; x < columns; x++) {
                if (x % 2 == 0 && y % 2 == 0) put_predictions(x, y);
                if (prediction(x, y) == 3) {
                    const auto count = std::uint32_t(m_picture.endpoints.size());
                    m_writer.symbol((endpoint(x, y) + count - m_last_endpoint) % count, ENDPOINT_BITS);
                }
                m_last_endpoint = endpoint(x, y);
                put_selector(y * columns + x);
            }
        }
        return m_writer.bytes();
    }

    static constexpr unsigned ENDPOINT_BITS = 4, SELECTOR_BITS = 5, HISTORY = 8;

private:
    std::uint32_t endpoint(std::uint32_t x, std::uint32_t y) const {
        return m_picture.blocks[y * m_picture.columns + x].first;
    }

    std::uint32_t prediction(std::uint32_t x, std::uint32_t y) const {
        if (x >= m_picture.columns || y >= m_picture.rows) return 3;
        if (x > 0 && endpoint(x - 1, y) == endpoint(x, y)) return 0;
        if (y > 0 && endpoint(x, y - 1) == endpoint(x, y)) return 1;
        if (x > 0 && y > 0 && endpoint(x - 1, y - 1) == endpoint(x, y)) return 2;
        return 3;
    }

    std::uint32_t predictions(std::uint32_t x, std::uint32_t y) const {
        return prediction(x, y) | prediction(x + 1, y) << 2u | prediction(x, y + 1) << 4u |
               prediction(x + 1, y + 1) << 6u;
    }

    /// Three or more alike are written as a run.
    void put_predictions(std::uint32_t x, std::uint32_t y) {
        if (m_repeats > 0) {
            m_repeats--;
            return;
        }
        const std::uint32_t symbol = predictions(x, y);
        std::uint32_t run = 0;
        for (std::uint32_t i = x, j = y; j < m_picture.rows && symbol == m_last_predictions;) {
            if (predictions(i, j) != symbol) break;
            run++;
            i += 2;
            if (i >= m_picture.columns) {
                i = 0;
                j += 2;
            }
        }
        if (run >= 3) {
            m_writer.symbol(256, 9);
            m_writer.chunks(run - 3, 4);
            m_repeats = run - 1;
            return;
        }
        m_writer.symbol(symbol, 9);
        m_last_predictions = symbol;
    }

    void put_selector(std::size_t at) {
        if (m_run > 0) {
            m_run--;
            return;
        }
        const auto selectors = std::uint32_t(m_picture.selectors.size());
        const std::uint32_t selector = m_picture.blocks[at].second;
        const auto place = std::size_t(std::find(m_history.begin(), m_history.end(), selector) - m_history.begin());
        std::uint32_t run = 0;
        while (at + run < m_picture.blocks.size() && m_picture.blocks[at + run].second == m_history[0]) run++;
        if (run >= 3) {
            m_writer.symbol(selectors + HISTORY, SELECTOR_BITS);
            const std::uint32_t code = std::min(run - 3, 63u);
            m_writer.symbol(code, 6);
            if (code == 63) m_writer.chunks(run - 3, 7);
            m_run = run - 1;
        } else if (place < HISTORY) {
            m_writer.symbol(selectors + std::uint32_t(place), SELECTOR_BITS);
            std::swap(m_history[place / 2], m_history[place]);
        } else {
            m_writer.symbol(selector, SELECTOR_BITS);
            m_history[m_next++] = selector;
            if (m_next == HISTORY) m_next = HISTORY / 2;
        }
    }

    const BasisLzPicture& m_picture;
    BitWriter m_writer;
    std::uint32_t m_last_endpoint = 0, m_last_predictions = 0, m_repeats = 0, m_run = 0;
    std::array<std::uint32_t, HISTORY> m_history{};
    std::size_t m_next = HISTORY / 2;
};

/// A file of one slice, or of two whose second holds alpha (channel 15) or green (4).
inline std::vector<std::byte> basis_lz_file(const BasisLzPicture& picture,
                                            const std::vector<std::uint8_t>& channels = {0}, bool is_raw = false) {
    BitWriter endpoints, selectors, tables;
    for (int i = 0; i < 3; i++) endpoints.flat_code(5);
    endpoints.flat_code(3);
    endpoints.bits(0, 1); // not gray
    std::array<std::uint8_t, 4> last{16, 16, 16, 0};
    for (const auto& endpoint : picture.endpoints) {
        endpoints.symbol((endpoint[3] + 8u - last[3]) % 8, 3);
        for (std::size_t i = 0; i < 3; i++) endpoints.symbol((endpoint[i] + 32u - last[i]) % 32, 5);
        last = endpoint;
    }
    selectors.bits(0, 2);
    selectors.bits(is_raw ? 1 : 0, 1);
    if (!is_raw) selectors.flat_code(8);
    for (std::size_t i = 0; i < picture.selectors.size(); i++) {
        for (std::size_t y = 0; y < 4; y++) {
            if (i == 0 || is_raw) {
                selectors.bits(picture.selectors[i][y], 8);
            } else {
                selectors.symbol(std::uint32_t(picture.selectors[i][y]) ^ picture.selectors[i - 1][y], 8);
            }
        }
    }
    using Writer = BasisLzSliceWriter;
    for (const unsigned bits : {9u, Writer::ENDPOINT_BITS, Writer::SELECTOR_BITS, 6u}) tables.flat_code(bits);
    tables.bits(Writer::HISTORY, 13);
    const std::vector<std::byte> slice = Writer(picture).write();
    BitWriter head;
    head.bits(picture.endpoints.size(), 16);
    head.bits(picture.selectors.size(), 16);
    for (const BitWriter* part : {&endpoints, &selectors, &tables}) head.bits(part->bytes().size(), 32);
    head.bits(0, 32);
    head.bits(0, 32);
    for (std::size_t i = 0; i < 2; i++) {
        head.bits(i < channels.size() ? i * slice.size() : 0, 32);
        head.bits(i < channels.size() ? slice.size() : 0, 32);
    }
    Ktx2Parts parts{4 * picture.columns, 4 * picture.rows, 1, 163, channels, {}, head.bytes()};
    for (const BitWriter* part : {&endpoints, &selectors, &tables})
        parts.global.insert(parts.global.end(), part->bytes().begin(), part->bytes().end());
    for (std::size_t i = 0; i < channels.size(); i++) parts.level.insert(parts.level.end(), slice.begin(), slice.end());
    return ktx2(parts);
}

/// A picture with runs, predictions of each kind and steps, of `columns` x `rows` blocks.
inline BasisLzPicture basis_lz_picture(std::uint32_t columns, std::uint32_t rows) {
    BasisLzPicture picture{columns, rows, {}, {}, {}};
    for (unsigned i = 0; i < 12; i++) {
        picture.endpoints.push_back(
            {std::uint8_t(5 * i % 32), std::uint8_t(31 - 2 * i), std::uint8_t(9 * i % 32), std::uint8_t(i % 8)});
    }
    for (unsigned i = 0; i < 16; i++) {
        picture.selectors.push_back(
            {std::uint8_t(27 * i), std::uint8_t(228 - i), std::uint8_t(i * i), std::uint8_t(85 * i)});
    }
    std::uint32_t seed = 1;
    for (std::uint32_t i = 0; i < columns * rows; i++) {
        seed = seed * 1664525u + 1013904223u;
        const bool is_run = i > columns && (i / 90) % 2 == 1;
        const std::uint32_t kind = seed >> 30u;
        std::uint32_t endpoint = (seed >> 20u) % 12;
        if (kind == 1 && i >= columns) endpoint = picture.blocks[i - columns].first;
        if (kind == 2 && i > columns) endpoint = picture.blocks[i - columns - 1].first;
        picture.blocks.emplace_back(is_run ? 3 : endpoint, is_run ? 5 : (seed >> 10u) % 16);
    }
    return picture;
}

} // namespace triptych::test
