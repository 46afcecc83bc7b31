// Small image files of every format, made by the formats' own libraries or byte by byte.
// SPDX-License-Identifier: MIT
#pragma once

#include "temporary_folder.hpp"

#include <OpenEXR/ImfChannelList.h>
#include <OpenEXR/ImfFrameBuffer.h>
#include <OpenEXR/ImfHeader.h>
#include <OpenEXR/ImfMultiPartOutputFile.h>
#include <OpenEXR/ImfOutputFile.h>
#include <OpenEXR/ImfOutputPart.h>
#include <OpenEXR/ImfPartType.h>
#include <OpenEXR/ImfTiledOutputFile.h>
#include <cstdint>
#include <cstdio> // jpeglib.h takes FILE for granted
#include <cstdlib>
#include <half.h>
#include <initializer_list>
#include <jpeglib.h>
#include <png.h>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::test {

using Bytes = std::vector<std::byte>;

inline Bytes bytes_of(std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

/// A PNG of one row, its values packed as the format packs them; palettes are red, green, blue, white.
inline Bytes make_png(int bits, int color_type, std::vector<png_byte> row, std::uint32_t width,
                      int interlace = PNG_INTERLACE_NONE) {
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    Bytes file;
    const auto on_write = [](png_structp writer, png_bytep bytes, std::size_t size) {
        const auto* first = reinterpret_cast<const std::byte*>(bytes);
        auto* target = static_cast<Bytes*>(png_get_io_ptr(writer));
        target->insert(target->end(), first, first + size);
    };
    png_set_write_fn(png, &file, on_write, [](png_structp) {});
    png_set_IHDR(png, info, width, 1, bits, color_type, interlace, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    const png_color palette[] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}};
    png_byte transparency[] = {0, 128};
    if (color_type == PNG_COLOR_TYPE_PALETTE) {
        png_set_PLTE(png, info, palette, 4);
        png_set_tRNS(png, info, transparency, 2, nullptr);
    }
    png_set_interlace_handling(png);
    png_bytep rows[] = {row.data()};
    png_write_info(png, info);
    png_write_image(png, rows);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return file;
}

/// A JPEG at the best quality, without subsampling. `values` are in the colours of `space`, which the file has, too,
/// unless `stored` says otherwise. `scans` describes those of a progressive one in place of the usual.
inline Bytes make_jpeg(std::uint32_t width, std::uint32_t height, J_COLOR_SPACE space, std::vector<JSAMPLE> values,
                       J_COLOR_SPACE stored, bool progressive = false, std::span<const jpeg_scan_info> scans = {}) {
    jpeg_compress_struct jpeg{};
    jpeg_error_mgr errors{};
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    unsigned char* buffer = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&jpeg, &buffer, &size);
    jpeg.image_width = width;
    jpeg.image_height = height;
    jpeg.in_color_space = space;
    jpeg.input_components = int(values.size() / width / height);
    jpeg_set_defaults(&jpeg);
    jpeg_set_colorspace(&jpeg, stored);
    jpeg_set_quality(&jpeg, 100, TRUE);
    jpeg.comp_info[0].h_samp_factor = jpeg.comp_info[0].v_samp_factor = 1;
    if (progressive) jpeg_simple_progression(&jpeg);
    if (!scans.empty()) {
        jpeg.scan_info = scans.data();
        jpeg.num_scans = int(scans.size());
    }
    jpeg_start_compress(&jpeg, TRUE);
    for (std::size_t y = 0; y < height; ++y) {
        JSAMPROW row = values.data() + y * values.size() / height;
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    const auto* first = reinterpret_cast<const std::byte*>(buffer);
    Bytes file(first, first + size);
    std::free(buffer);
    return file;
}

/// A Radiance picture of these pixel bytes; `resolution` as in "-Y 1 +X 2".
inline Bytes make_hdr(const std::string& resolution, std::initializer_list<int> pixels,
                      const std::string& format = "FORMAT=32-bit_rle_rgbe\n") {
    Bytes file = bytes_of("#?RADIANCE\n# made by hand\n" + format + "EXPOSURE=1\n\n" + resolution + "\n");
    for (const int value : pixels) file.push_back(std::byte(value));
    return file;
}

/// The values of an EXR's channels: 100 * channel + 10 * y + x.
inline std::vector<std::vector<half>> exr_planes(std::size_t channels, int width, int height) {
    std::vector<std::vector<half>> planes(channels);
    for (std::size_t c = 0; c < channels; ++c)
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x) planes[c].emplace_back(float(100 * int(c) + 10 * y + x));
    return planes;
}

inline Imf::FrameBuffer exr_buffer(const std::vector<std::string>& names, std::vector<std::vector<half>>& planes,
                                   std::size_t width) {
    Imf::FrameBuffer buffer;
    for (std::size_t c = 0; c < names.size(); ++c)
        buffer.insert(names[c], Imf::Slice(Imf::HALF, reinterpret_cast<char*>(planes[c].data()), sizeof(half),
                                           sizeof(half) * width));
    return buffer;
}

inline Imf::Header exr_header(const std::vector<std::string>& names, int width, int height) {
    Imf::Header header(width, height);
    for (const std::string& name : names) header.channels().insert(name, Imf::Channel(Imf::HALF));
    return header;
}

/// An EXR in tiles of 2 x 2.
inline void write_tiled_exr(const std::filesystem::path& path, const std::vector<std::string>& names, int width,
                            int height) {
    Imf::Header header = exr_header(names, width, height);
    header.setTileDescription(Imf::TileDescription(2, 2, Imf::ONE_LEVEL));
    auto planes = exr_planes(names.size(), width, height);
    Imf::TiledOutputFile file(path.c_str(), header);
    file.setFrameBuffer(exr_buffer(names, planes, std::size_t(width)));
    file.writeTiles(0, file.numXTiles() - 1, 0, file.numYTiles() - 1);
}

/// An EXR with one part for each list of channels.
inline void write_multipart_exr(const std::filesystem::path& path, const std::vector<std::vector<std::string>>& parts,
                                int width, int height) {
    std::vector<Imf::Header> headers;
    for (const auto& names : parts) {
        headers.push_back(exr_header(names, width, height));
        headers.back().setName("part " + std::to_string(headers.size()));
        headers.back().setType(Imf::SCANLINEIMAGE);
    }
    Imf::MultiPartOutputFile file(path.c_str(), headers.data(), int(headers.size()));
    for (std::size_t i = 0; i < parts.size(); ++i) {
        auto planes = exr_planes(parts[i].size(), width, height);
        Imf::OutputPart part(file, int(i));
        part.setFrameBuffer(exr_buffer(parts[i], planes, std::size_t(width)));
        part.writePixels(height);
    }
}

} // namespace triptych::test
