// Small TGA, BMP, GIF, TIFF and WebP files, byte by byte or by the formats' own libraries.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include <tiffio.h>
#include <webp/encode.h>

namespace triptych::test {

using Codes = std::vector<std::uint8_t>;

inline std::vector<std::byte> as_bytes_of(const Codes& codes) {
    std::vector<std::byte> bytes(codes.size());
    std::memcpy(bytes.data(), codes.data(), codes.size());
    return bytes;
}

inline void append(Codes& file, std::uint64_t value, int size) {
    for (int i = 0; i < size; i++, value >>= 8u) file.push_back(static_cast<std::uint8_t>(value));
}

/// `data` is what follows the header: a palette of `map` colours of 3 bytes, then pixels, blue first.
inline std::vector<std::byte> make_tga(int kind, int width, int height, int bits, const Codes& data, int map = 0,
                                       bool from_above = true) {
    Codes file{0, static_cast<std::uint8_t>(map > 0), static_cast<std::uint8_t>(kind)};
    append(file, 0, 2);
    append(file, static_cast<std::uint64_t>(map), 2);
    append(file, map > 0 ? 24 : 0, 1);
    append(file, 0, 4);
    append(file, static_cast<std::uint64_t>(width), 2);
    append(file, static_cast<std::uint64_t>(height), 2);
    append(file, static_cast<std::uint64_t>(bits), 1);
    append(file, (from_above ? 0x20u : 0u) | (bits == 32 ? 8u : 0u), 1);
    file.insert(file.end(), data.begin(), data.end());
    return as_bytes_of(file);
}

/// 24 bits a pixel, blue first, rows from below, each filled up to four bytes.
inline std::vector<std::byte> make_bmp(int width, int height, const Codes& rows) {
    Codes file{'B', 'M'};
    append(file, 54 + rows.size(), 4);
    append(file, 0, 4);
    append(file, 54, 4);
    append(file, 40, 4);
    append(file, static_cast<std::uint64_t>(width), 4);
    append(file, static_cast<std::uint64_t>(height), 4);
    append(file, 1, 2);
    append(file, 24, 2);
    append(file, 0, 4);
    append(file, rows.size(), 4);
    append(file, 0, 16);
    file.insert(file.end(), rows.begin(), rows.end());
    return as_bytes_of(file);
}

/// Red and blue side by side, and, where asked for, a second picture of blue and red.
inline std::vector<std::byte> make_gif(bool has_two = false) {
    Codes file{'G', 'I', 'F', '8', '9', 'a', 2, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 255};
    const auto add_picture = [&](std::uint8_t first, std::uint8_t second) {
        // Codes of three bits: clear, the pixels, end.
        const unsigned code = 4u | unsigned{first} << 3u | unsigned{second} << 6u | 5u << 9u;
        const Codes block{0x2c,
                          0,
                          0,
                          0,
                          0,
                          2,
                          0,
                          1,
                          0,
                          0,
                          2,
                          2,
                          static_cast<std::uint8_t>(code),
                          static_cast<std::uint8_t>(code >> 8u),
                          0};
        file.insert(file.end(), block.begin(), block.end());
    };
    add_picture(0, 1);
    if (has_two) add_picture(1, 0);
    file.push_back(0x3b);
    return as_bytes_of(file);
}

struct TiffSeed {
    int width, height, samples, bits;
    int kind = SAMPLEFORMAT_UINT;
    int photometric = PHOTOMETRIC_RGB;
    bool is_planar = false;
    int tile = 0; // side, a multiple of 16
    int compression = COMPRESSION_NONE;
};

/// `values`: all samples of a pixel behind each other, of `bits` in the machine's order, but of planar files plane by
/// plane. Tiles hold it at their upper left.
inline std::vector<std::byte> make_tiff(const TiffSeed& seed, const std::vector<std::byte>& values) {
    struct Output {
        std::vector<std::byte> bytes;
        std::size_t at = 0;
    } output;
    TIFF* tiff = TIFFClientOpen(
        "seed", "wm", &output,
        [](thandle_t handle, void* data, tmsize_t size) -> tmsize_t {
            auto& out = *static_cast<Output*>(handle);
            const std::size_t count =
                std::min(std::size_t(size), out.bytes.size() - std::min(out.at, out.bytes.size()));
            std::memcpy(data, out.bytes.data() + out.at, count);
            out.at += count;
            return tmsize_t(count);
        },
        [](thandle_t handle, void* data, tmsize_t size) -> tmsize_t {
            auto& out = *static_cast<Output*>(handle);
            if (out.bytes.size() < out.at + std::size_t(size)) out.bytes.resize(out.at + std::size_t(size));
            std::memcpy(out.bytes.data() + out.at, data, std::size_t(size));
            out.at += std::size_t(size);
            return size;
        },
        [](thandle_t handle, toff_t offset, int whence) -> toff_t {
            auto& out = *static_cast<Output*>(handle);
            const toff_t from = whence == SEEK_CUR ? out.at : whence == SEEK_END ? out.bytes.size() : 0;
            return out.at = from + offset;
        },
        [](thandle_t) { return 0; },
        [](thandle_t handle) -> toff_t { return static_cast<Output*>(handle)->bytes.size(); }, nullptr, nullptr);
    if (tiff == nullptr) throw std::runtime_error("no TIFF");
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, seed.width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, seed.height);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, seed.samples);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, seed.bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, seed.kind);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, seed.photometric);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, seed.compression);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, seed.is_planar ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
    if (seed.samples == 2 || seed.samples == 4) {
        const std::uint16_t alpha = EXTRASAMPLE_UNASSALPHA;
        TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &alpha);
    }
    const std::size_t in_row = std::size_t(seed.is_planar ? 1 : seed.samples);
    const std::size_t row_bytes = std::size_t(seed.width) * in_row * std::size_t(seed.bits) / 8;
    std::vector<std::byte> copy = values; // libtiff may change it
    if (seed.tile > 0) {
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, seed.tile);
        TIFFSetField(tiff, TIFFTAG_TILELENGTH, seed.tile);
        std::vector<std::byte> tile(std::size_t(TIFFTileSize(tiff)));
        const std::size_t tile_row = tile.size() / std::size_t(seed.tile);
        for (int y = 0; y < seed.height; y++) {
            std::memcpy(tile.data() + std::size_t(y) * tile_row, copy.data() + std::size_t(y) * row_bytes, row_bytes);
        }
        TIFFWriteTile(tiff, tile.data(), 0, 0, 0, 0);
    } else {
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, seed.height);
        for (int plane = 0; plane < (seed.is_planar ? seed.samples : 1); plane++) {
            for (int y = 0; y < seed.height; y++) {
                TIFFWriteScanline(tiff, copy.data() + std::size_t(plane * seed.height + y) * row_bytes,
                                  std::uint32_t(y), std::uint16_t(plane));
            }
        }
    }
    TIFFClose(tiff);
    return output.bytes;
}

template <typename T>
std::vector<std::byte> bytes_of_values(const std::vector<T>& values) {
    std::vector<std::byte> bytes(values.size() * sizeof(T));
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

/// Lossless; four bytes a pixel, red first.
inline std::vector<std::byte> make_webp(int width, int height, const Codes& rgba) {
    std::uint8_t* encoded = nullptr;
    const std::size_t size = WebPEncodeLosslessRGBA(rgba.data(), width, height, 4 * width, &encoded);
    const std::vector<std::byte> bytes = as_bytes_of(Codes(encoded, encoded + size));
    WebPFree(encoded);
    return bytes;
}

} // namespace triptych::test
