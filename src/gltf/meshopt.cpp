// The three bitstreams, read byte by byte from a reader that knows where they end.
// SPDX-License-Identifier: MIT
#include "gltf/meshopt.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

namespace triptych {

namespace {

/// Bytes one after the other; behind their end zeros, which `is_short` then tells.
class ByteReader {
public:
    explicit ByteReader(std::span<const std::byte> data) : m_data(data) {}

    std::uint32_t byte() {
        if (m_at < m_data.size()) return std::to_integer<std::uint32_t>(m_data[m_at++]);
        m_is_short = true;
        return 0;
    }

    /// LEB128 of 32 bits.
    std::uint32_t varint() {
        std::uint32_t value = 0;
        for (unsigned shift = 0; shift < 35; shift += 7) {
            const std::uint32_t group = byte();
            value |= (group & 0x7fu) << shift;
            if (group < 0x80u) break;
        }
        return value;
    }

    bool is_short() const { return m_is_short; }
    bool is_at_end() const { return !m_is_short && m_at == m_data.size(); }

private:
    std::span<const std::byte> m_data;
    std::size_t m_at = 0;
    bool m_is_short = false;
};

template <typename T>
T without_zigzag(T value) {
    return static_cast<T>((value & 1u) != 0 ? ~(value >> 1u) : value >> 1u);
}

constexpr std::size_t GROUP = 16, MAX_BLOCK = 256, BLOCK_BYTES = 8192;

/// A group's deltas of one byte of the elements, each of `bits` bits, or a byte behind them where all of these are set.
void read_group(ByteReader& reader, unsigned bits, std::uint8_t* deltas) {
    if (bits == 0) return;
    if (bits == 8) {
        for (std::size_t i = 0; i < GROUP; i++) deltas[i] = static_cast<std::uint8_t>(reader.byte());
        return;
    }
    const std::uint32_t sentinel = (1u << bits) - 1;
    const std::size_t per_byte = 8 / bits;
    for (std::size_t i = 0; i < GROUP; i += per_byte) {
        const std::uint32_t packed = reader.byte();
        for (std::size_t k = 0; k < per_byte; k++) {
            // Single bits from the lowest on, pairs and nibbles from the highest.
            const auto shift = static_cast<unsigned>(bits == 1 ? k : (per_byte - 1 - k) * bits);
            deltas[i + k] = static_cast<std::uint8_t>((packed >> shift) & sentinel);
        }
    }
    for (std::size_t i = 0; i < GROUP; i++) {
        if (deltas[i] == sentinel) deltas[i] = static_cast<std::uint8_t>(reader.byte());
    }
}

/// The deltas of one byte of a block's elements; `bits` are those of the four kinds of groups.
void read_deltas(ByteReader& reader, const std::array<unsigned, 4>& bits, std::size_t count, std::uint8_t* deltas) {
    const std::size_t groups = (count + GROUP - 1) / GROUP;
    std::array<std::uint32_t, MAX_BLOCK / GROUP / 4> kinds{};
    for (std::size_t i = 0; i < groups; i += 4) kinds[i / 4] = reader.byte();
    for (std::size_t i = 0; i < groups; i++) {
        read_group(reader, bits[(kinds[i / 4] >> (2 * (i % 4))) & 3u], deltas + i * GROUP);
    }
}

/// Adds the deltas of four bytes up, as words of type T. `last` is the element before the block, and then its last one.
template <typename T, typename Add>
void add_up(const std::uint8_t* deltas, std::size_t spacing, std::size_t count, std::size_t stride, std::byte* elements,
            std::byte* last, Add add) {
    for (std::size_t k = 0; k < 4; k += sizeof(T)) {
        T value;
        std::memcpy(&value, last + k, sizeof(T));
        for (std::size_t i = 0; i < count; i++) {
            T delta = 0;
            for (std::size_t j = 0; j < sizeof(T); j++) {
                delta = static_cast<T>(delta | static_cast<T>(T{deltas[(k + j) * spacing + i]} << (8 * j)));
            }
            value = add(value, delta);
            std::memcpy(elements + i * stride + k, &value, sizeof(T));
        }
        std::memcpy(last + k, &value, sizeof(T));
    }
}

bool unpack_attributes(std::span<const std::byte> data, std::size_t stride, std::span<std::byte> elements) {
    if (data.empty() || stride == 0 || stride % 4 != 0 || stride > 256) return false;
    const auto header = std::to_integer<std::uint32_t>(data[0]);
    const std::uint32_t version = header & 0x0fu;
    if ((header & 0xf0u) != 0xa0u || version > 1) return false;
    const std::size_t channels = version == 0 ? 0 : stride / 4;
    const std::size_t tail = std::max<std::size_t>(stride + channels, version == 0 ? 32 : 24);
    if (data.size() < 1 + tail) return false;
    std::array<std::byte, 256> last{};
    const auto base = data.last(stride + channels);
    std::copy_n(base.begin(), stride, last.begin());
    ByteReader reader(data.subspan(1, data.size() - 1 - tail));
    std::array<std::uint8_t, 4 * MAX_BLOCK> deltas;
    const std::size_t most = std::min((BLOCK_BYTES / stride) & ~std::size_t{GROUP - 1}, MAX_BLOCK);
    for (std::size_t left = elements.size() / stride; left > 0;) {
        const std::size_t count = std::min(left, most);
        std::byte* block = elements.data() + (elements.size() / stride - left) * stride;
        left -= count;
        std::array<std::uint32_t, 64> controls{};
        for (std::size_t i = 0; i < channels; i++) controls[i] = reader.byte();
        for (std::size_t k = 0; k < stride; k += 4) {
            deltas.fill(0);
            for (std::size_t j = 0; j < 4; j++) {
                std::uint8_t* row = deltas.data() + j * MAX_BLOCK;
                const std::uint32_t control = (controls[k / 4] >> (2 * j)) & 3u;
                if (version == 0) {
                    read_deltas(reader, {0, 2, 4, 8}, count, row);
                } else if (control == 3) {
                    for (std::size_t i = 0; i < count; i++) row[i] = static_cast<std::uint8_t>(reader.byte());
                } else if (control == 1) {
                    read_deltas(reader, {1, 2, 4, 8}, count, row);
                } else if (control == 0) {
                    read_deltas(reader, {0, 1, 2, 4}, count, row);
                }
            }
            const auto channel = version == 0 ? 0u : std::to_integer<std::uint32_t>(base[stride + k / 4]);
            if (reader.is_short() || (channel & 0x0fu) > 2 || (channel > 2 && (channel & 0x0fu) < 2)) return false;
            if ((channel & 0x0fu) == 0) {
                add_up<std::uint8_t>(deltas.data(), MAX_BLOCK, count, stride, block + k, last.data() + k,
                                     [](std::uint8_t value, std::uint8_t delta) {
                                         return static_cast<std::uint8_t>(value + without_zigzag(delta));
                                     });
            } else if ((channel & 0x0fu) == 1) {
                add_up<std::uint16_t>(deltas.data(), MAX_BLOCK, count, stride, block + k, last.data() + k,
                                      [](std::uint16_t value, std::uint16_t delta) {
                                          return static_cast<std::uint16_t>(value + without_zigzag(delta));
                                      });
            } else {
                const int turn = static_cast<int>(channel >> 4u);
                add_up<std::uint32_t>(
                    deltas.data(), MAX_BLOCK, count, stride, block + k, last.data() + k,
                    [turn](std::uint32_t value, std::uint32_t delta) { return value ^ std::rotr(delta, turn); });
            }
        }
    }
    return reader.is_at_end();
}

/// Indices of 2 or 4 bytes, written one behind the other.
class IndexWriter {
public:
    IndexWriter(std::size_t stride, std::span<std::byte> elements) : m_stride(stride), m_elements(elements) {}

    bool is_full() const { return m_at + m_stride > m_elements.size(); }

    void add(std::uint32_t index) {
        std::memcpy(m_elements.data() + m_at, &index, m_stride); // the machine is little-endian
        m_at += m_stride;
    }

private:
    std::size_t m_stride, m_at = 0;
    std::span<std::byte> m_elements;
};

/// The last 16 of what was pushed; what was not is zeros.
template <typename T>
class Recent {
public:
    void push(T value) { m_values[m_next++ % 16] = value; }

    /// 0 is the last one.
    T operator[](std::uint32_t i) const { return m_values[(m_next - 1 - i) % 16]; }

private:
    std::array<T, 16> m_values{};
    std::uint32_t m_next = 16;
};

class TriangleDecoder {
public:
    TriangleDecoder(ByteReader& data, std::span<const std::byte> table, IndexWriter& writer)
        : m_data(data), m_table(table), m_writer(writer) {}

    void decode(std::uint32_t code) {
        if (code < 0xf0u) {
            const auto [a, b] = m_edges[code >> 4u];
            const std::uint32_t how = code & 0x0fu;
            std::uint32_t c = 0;
            if (how == 0) {
                c = m_next++;
            } else if (how < 0xdu) {
                c = m_corners[how];
            } else if (how == 0xfu) {
                c = read_index();
            } else {
                c = m_last = how == 0xdu ? m_last - 1 : m_last + 1;
            }
            if (how == 0 || how >= 0xdu) m_corners.push(c);
            add({a, b, c}, false);
            return;
        }
        const bool is_whole = code >= 0xfeu;
        const std::uint32_t pair = is_whole ? m_data.byte() : std::to_integer<std::uint32_t>(m_table[code & 0x0fu]);
        if (is_whole && pair == 0) m_next = 0;
        // Corners that were met before are looked up before any of this triangle is pushed.
        const Recent<std::uint32_t> met = m_corners;
        const auto corner = [&](std::uint32_t how) {
            std::uint32_t index = 0;
            if (how == 0) {
                index = m_next++;
            } else if (how == 0xfu) {
                index = read_index();
            } else {
                return met[how - 1];
            }
            m_corners.push(index);
            return index;
        };
        const std::uint32_t a = corner(code == 0xffu ? 0xfu : 0u);
        const std::uint32_t b = corner(pair >> 4u);
        const std::uint32_t c = corner(pair & 0x0fu);
        add({a, b, c}, true);
    }

private:
    std::uint32_t read_index() { return m_last += without_zigzag(m_data.varint()); }

    void add(const std::array<std::uint32_t, 3>& triangle, bool is_first_edge_new) {
        const auto& [a, b, c] = triangle;
        for (const std::uint32_t index : triangle) m_writer.add(index);
        if (is_first_edge_new) m_edges.push({b, a});
        m_edges.push({c, b});
        m_edges.push({a, c});
    }

    ByteReader& m_data;
    std::span<const std::byte> m_table;
    IndexWriter& m_writer;
    std::uint32_t m_next = 0, m_last = 0;
    Recent<std::array<std::uint32_t, 2>> m_edges;
    Recent<std::uint32_t> m_corners;
};

bool unpack_triangles(std::span<const std::byte> data, std::size_t stride, std::span<std::byte> elements) {
    constexpr std::size_t TABLE = 16;
    const std::size_t count = elements.size() / stride / 3;
    if (data.size() < 1 + count + TABLE || std::to_integer<int>(data[0]) != 0xe1) return false;
    const auto codes = data.subspan(1, count);
    ByteReader reader(data.subspan(1 + count, data.size() - 1 - count - TABLE));
    IndexWriter writer(stride, elements);
    TriangleDecoder decoder(reader, data.last(TABLE), writer);
    for (const std::byte code : codes) decoder.decode(std::to_integer<std::uint32_t>(code));
    return reader.is_at_end();
}

bool unpack_indices(std::span<const std::byte> data, std::size_t stride, std::span<std::byte> elements) {
    constexpr std::size_t TAIL = 4;
    if (data.size() < 1 + TAIL || std::to_integer<int>(data[0]) != 0xd1) return false;
    ByteReader reader(data.subspan(1, data.size() - 1 - TAIL));
    IndexWriter writer(stride, elements);
    std::array<std::uint32_t, 2> last{};
    while (!writer.is_full() && !reader.is_short()) {
        const std::uint32_t value = reader.varint();
        std::uint32_t& base = last[value & 1u];
        base += without_zigzag(value >> 1u);
        writer.add(base);
    }
    return reader.is_at_end();
}

} // namespace

bool unpack_meshopt(MeshoptMode mode, std::span<const std::byte> data, std::size_t stride,
                    std::span<std::byte> elements) {
    switch (mode) {
    case MeshoptMode::ATTRIBUTES: return unpack_attributes(data, stride, elements);
    case MeshoptMode::TRIANGLES: return unpack_triangles(data, stride, elements);
    case MeshoptMode::INDICES: return unpack_indices(data, stride, elements);
    }
    return false;
}

} // namespace triptych
