// Reads image files: the first bytes tell the format.
// SPDX-License-Identifier: MIT
#include "image/image_file.hpp"

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "image/image_formats.hpp"
#include "image/srgb.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fmt/format.h>
#include <string_view>

namespace triptych {

namespace {

using namespace std::string_view_literals;

enum class Format { PNG, EXR, PFM, JPEG, HDR, BMP, GIF, TGA, TIFF, WEBP, KTX2 };

/// Larger than any file of as many pixels as ImageLimits has and 16 bytes a pixel.
constexpr std::size_t MAX_IMAGE_BYTES = std::size_t(5) << 30u;

Format format_of_content(const std::string& name, std::span<const std::byte> file) {
    const auto starts_with = [&](std::string_view magic) {
        return file.size() >= magic.size() && std::memcmp(file.data(), magic.data(), magic.size()) == 0;
    };
    if (starts_with("\x89PNG\r\n\x1a\n")) return Format::PNG;
    if (starts_with("\x76\x2f\x31\x01")) return Format::EXR;
    if (starts_with("PF") || starts_with("Pf")) return Format::PFM;
    if (starts_with("\xff\xd8\xff")) return Format::JPEG;
    if (starts_with("#?RADIANCE") || starts_with("#?RGBE")) return Format::HDR;
    if (starts_with("BM")) return Format::BMP;
    if (starts_with("GIF87a") || starts_with("GIF89a")) return Format::GIF;
    for (const std::string_view magic : {"II*\0"sv, "MM\0*"sv, "II+\0"sv, "MM\0+"sv}) {
        if (starts_with(magic)) return Format::TIFF;
    }
    if (starts_with("RIFF") && file.size() >= 12 && std::memcmp(file.data() + 8, "WEBP", 4) == 0) return Format::WEBP;
    if (starts_with("\xabKTX 20\xbb\r\n\x1a\n")) return Format::KTX2;
    if (looks_like_tga(file)) return Format::TGA;
    throw Error(
        ExitCode::INVALID_INPUT,
        fmt::format("{} is no PNG, JPEG, EXR, HDR, PFM, TGA, BMP, GIF, TIFF, WebP or KTX2 image; give an image of "
                    "these formats.",
                    name));
}

/// The 8-bit codes of sRGB as linear light.
std::array<float, 256> srgb_values() {
    std::array<float, 256> values;
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = float(linear_from_srgb(double(i) / 255.0));
    return values;
}

Image linear_image(const ByteImage& codes) {
    static const std::array<float, 256> VALUES = srgb_values();
    Image image{codes.width, codes.height, std::vector<float>(3 * codes.pixels.size())};
    for (std::size_t i = 0; i < codes.pixels.size(); ++i) {
        const std::uint32_t pixel = codes.pixels[i];
        for (std::uint32_t c = 0; c < 3; ++c) image.rgb[3 * i + c] = VALUES[pixel >> 8u * c & 0xffu];
    }
    return image;
}

Image linear(DecodedImage image) {
    if (const auto* codes = std::get_if<ByteImage>(&image)) return linear_image(*codes);
    return std::get<Image>(std::move(image));
}

} // namespace

void check_image_size(const std::string& name, std::uint64_t width, std::uint64_t height, std::uint32_t max_side,
                      std::uint64_t max_pixels) {
    if (width == 0 || height == 0) {
        throw Error(ExitCode::INVALID_INPUT, fmt::format("{} holds no pixels; give an image that does.", name));
    }
    if (width > max_side || height > max_side || width * height > max_pixels) {
        throw Error(ExitCode::LIMIT, fmt::format("{} is {} x {} pixels large; it may have at most {} pixels a side and "
                                                 "{} in all, so scale it down (or see --limit).",
                                                 name, width, height, max_side, max_pixels));
    }
}

void fail_image(const std::string& name, const char* format, const std::string& reason) {
    throw Error(ExitCode::INVALID_INPUT,
                fmt::format("{} is no valid {} image: {}; export it again.", name, format, reason));
}

DecodedImage decode_image(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits,
                          Channels channels, ColorInfo info) {
    switch (format_of_content(name, file)) {
    case Format::PNG: return decode_png(name, file, limits, channels, info);
    case Format::JPEG: return decode_jpeg(name, file, limits, channels, info);
    case Format::EXR: return decode_exr(name, file, limits);
    case Format::HDR: return decode_hdr(name, file, limits);
    case Format::PFM: return decode_pfm(name, file, limits);
    case Format::BMP: return decode_by_stb(name, "BMP", file, limits, channels);
    case Format::GIF: return decode_by_stb(name, "GIF", file, limits, channels);
    case Format::TGA: return decode_by_stb(name, "TGA", file, limits, channels);
    case Format::TIFF: return decode_tiff(name, file, limits, channels);
    case Format::WEBP: return decode_webp(name, file, limits, channels);
    case Format::KTX2: break;
    }
    return decode_ktx2(name, file, limits, channels);
}

Image read_image(const std::filesystem::path& path) {
    return linear(decode_image(path.string(), read_file(path, MAX_IMAGE_BYTES), ImageLimits()));
}

StoredImage read_stored_image(const std::filesystem::path& path) {
    const std::string name = path.string();
    const Bytes file = read_file(path, MAX_IMAGE_BYTES);
    const Format format = format_of_content(name, file);
    switch (format) {
    case Format::EXR: return decode_whole_exr(name, file, ImageLimits());
    case Format::PNG: return decode_whole_png(name, file, ImageLimits());
    case Format::TIFF: return decode_whole_tiff(name, file, ImageLimits());
    case Format::PFM:
    case Format::HDR: return {{linear(decode_image(name, file, ImageLimits())), {"R", "G", "B"}, {}, {}, {}}, {}};
    case Format::JPEG:
    case Format::BMP:
    case Format::GIF:
    case Format::TGA:
    case Format::WEBP:
    case Format::KTX2: break;
    }
    const DecodedImage decoded = decode_image(name, file, ImageLimits(), Channels::CODES);
    const auto& codes = std::get<ByteImage>(decoded);
    check_image_size(name, codes.width, codes.height, ImageLimits().side, ImageLimits().float_pixels);
    const bool has_alpha = std::any_of(codes.pixels.begin(), codes.pixels.end(),
                                       [](std::uint32_t pixel) { return pixel >> 24u != 0xffu; });
    return stored_image_of(codes, has_alpha && format != Format::JPEG);
}

WholeImage read_whole_image(const std::filesystem::path& path) { return read_stored_image(path); }

StoredImage stored_image_of(const ByteImage& codes, bool has_alpha) {
    StoredImage whole{{linear_image(codes), {"R", "G", "B"}, {}, {}, {}}, {}};
    whole.codes = {255, std::vector<float>(3 * codes.pixels.size())};
    for (std::size_t i = 0; i < whole.codes.rgb.size(); ++i)
        whole.codes.rgb[i] = float(codes.pixels[i / 3] >> 8u * std::uint32_t(i % 3) & 0xffu) / 255.0f;
    if (!has_alpha) return whole;
    std::vector<float> alpha(codes.pixels.size());
    for (std::size_t i = 0; i < alpha.size(); ++i) alpha[i] = float(codes.pixels[i] >> 24u) / 255.0f;
    whole.channels.push_back({{"A", std::move(alpha)}, {0, 0, codes.width, codes.height}});
    return whole;
}

ImageMetadata read_image_metadata(const std::filesystem::path& path) {
    const std::string name = path.string();
    const Bytes file = read_file(path, MAX_IMAGE_BYTES);
    switch (format_of_content(name, file)) {
    case Format::PNG: return decode_png_metadata(name, file);
    case Format::EXR: return decode_exr_metadata(name, file);
    case Format::JPEG: return decode_jpeg_metadata(name, file);
    default: return {};
    }
}

} // namespace triptych
