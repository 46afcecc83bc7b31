// Encoders of meshoptimizer's bitstreams that take whatever kind of coding they are told to, however long that gets.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace triptych::test {

using Codes = std::vector<std::uint8_t>;

inline std::span<const std::byte> bytes_of(const Codes& codes) { return std::as_bytes(std::span(codes)); }

template <typename T>
T with_zigzag(T value) {
    const T doubled = static_cast<T>(value << 1u);
    return static_cast<T>((value >> (8 * sizeof(T) - 1)) != 0 ? ~doubled : doubled);
}

/// How attributes are coded: the version, one kind of group for all (0 to 3), and for version 1 the control of all
/// bytes and the channel of all words with its rotation.
struct MeshoptCoding {
    unsigned version = 0, group = 3, control = 1, channel = 0, rotation = 0;
};

inline void put_group(Codes& stream, const std::uint8_t* deltas, unsigned bits) {
    if (bits == 0) return;
    if (bits == 8) {
        stream.insert(stream.end(), deltas, deltas + 16);
        return;
    }
    const std::uint8_t most = static_cast<std::uint8_t>((1u << bits) - 1);
    const unsigned per_byte = 8 / bits;
    for (unsigned i = 0; i < 16; i += per_byte) {
        unsigned packed = 0;
        for (unsigned k = 0; k < per_byte; k++) {
            const unsigned code = std::min(deltas[i + k], most);
            packed |= code << (bits == 1 ? k : (per_byte - 1 - k) * bits);
        }
        stream.push_back(static_cast<std::uint8_t>(packed));
    }
    for (unsigned i = 0; i < 16; i++) {
        if (deltas[i] >= most) stream.push_back(deltas[i]);
    }
}

/// Words of deltas of one channel of four bytes.
template <typename T, typename Delta>
void put_deltas(const Codes& elements, std::size_t stride, std::size_t at, std::size_t count, std::size_t k,
                std::array<std::array<std::uint8_t, 256>, 4>& deltas, Delta delta) {
    for (std::size_t part = 0; part < 4; part += sizeof(T)) {
        for (std::size_t i = 0; i < count; i++) {
            T value, before = 0;
            std::memcpy(&value, &elements[(at + i) * stride + k + part], sizeof(T));
            if (at + i > 0) std::memcpy(&before, &elements[(at + i - 1) * stride + k + part], sizeof(T));
            const T code = delta(value, before);
            for (std::size_t j = 0; j < sizeof(T); j++)
                deltas[part + j][i] = static_cast<std::uint8_t>(code >> (8 * j));
        }
    }
}

/// Elements of `stride` bytes after a base of zeros.
inline Codes meshopt_attributes(const Codes& elements, std::size_t stride, const MeshoptCoding& coding) {
    Codes stream{static_cast<std::uint8_t>(0xa0u | coding.version)};
    const std::size_t total = elements.size() / stride;
    const std::size_t most = std::min<std::size_t>((8192 / stride) / 16 * 16, 256);
    for (std::size_t at = 0; at < total; at += most) {
        const std::size_t count = std::min(most, total - at), groups = (count + 15) / 16;
        if (coding.version == 1)
            stream.insert(stream.end(), stride / 4, static_cast<std::uint8_t>(coding.control * 0x55u));
        for (std::size_t k = 0; k < stride; k += 4) {
            std::array<std::array<std::uint8_t, 256>, 4> deltas{};
            if (coding.channel == 0) {
                put_deltas<std::uint8_t>(elements, stride, at, count, k, deltas, [](std::uint8_t a, std::uint8_t b) {
                    return with_zigzag(static_cast<std::uint8_t>(a - b));
                });
            } else if (coding.channel == 1) {
                put_deltas<std::uint16_t>(elements, stride, at, count, k, deltas, [](std::uint16_t a, std::uint16_t b) {
                    return with_zigzag(static_cast<std::uint16_t>(a - b));
                });
            } else {
                put_deltas<std::uint32_t>(elements, stride, at, count, k, deltas,
                                          [&](std::uint32_t a, std::uint32_t b) {
                                              return std::rotl(a ^ b, static_cast<int>(coding.rotation));
                                          });
            }
            for (const auto& row : deltas) {
                if (coding.version == 1 && coding.control == 2) continue;
                if (coding.version == 1 && coding.control == 3) {
                    stream.insert(stream.end(), row.begin(), row.begin() + static_cast<std::ptrdiff_t>(count));
                    continue;
                }
                constexpr unsigned BITS[3][4] = {{0, 2, 4, 8}, {0, 1, 2, 4}, {1, 2, 4, 8}};
                for (std::size_t i = 0; i < groups; i += 4)
                    stream.push_back(static_cast<std::uint8_t>(coding.group * 0x55u));
                for (std::size_t i = 0; i < groups; i++) {
                    put_group(stream, &row[16 * i], BITS[coding.version == 0 ? 0 : 1 + coding.control][coding.group]);
                }
            }
        }
    }
    const std::size_t channels = coding.version == 0 ? 0 : stride / 4;
    stream.insert(stream.end(), std::max<std::size_t>(stride + channels, coding.version == 0 ? 32 : 24) - channels, 0);
    stream.insert(stream.end(), channels, static_cast<std::uint8_t>(coding.channel | (coding.rotation << 4u)));
    return stream;
}

inline void put_varint(Codes& stream, std::uint32_t value) {
    for (; value >= 0x80u; value >>= 7u) stream.push_back(static_cast<std::uint8_t>(value | 0x80u));
    stream.push_back(static_cast<std::uint8_t>(value));
}

/// Indices against two bases in turn.
inline Codes meshopt_indices(const std::vector<std::uint32_t>& indices) {
    Codes stream{0xd1};
    std::uint32_t last[2] = {0, 0};
    for (std::size_t i = 0; i < indices.size(); i++) {
        put_varint(stream, (with_zigzag(indices[i] - last[i % 2]) << 1u) | static_cast<std::uint32_t>(i % 2));
        last[i % 2] = indices[i];
    }
    stream.insert(stream.end(), 4, 0);
    return stream;
}

/// Triangles by their codes and what these read beside; entry 0 of the table stands for two new corners, entry 1 for
/// the last corner and a new one.
inline Codes meshopt_triangles(const Codes& codes, const Codes& more) {
    Codes stream{0xe1};
    stream.insert(stream.end(), codes.begin(), codes.end());
    stream.insert(stream.end(), more.begin(), more.end());
    stream.insert(stream.end(), {0x00, 0x10});
    stream.insert(stream.end(), 14, 0);
    return stream;
}

} // namespace triptych::test
