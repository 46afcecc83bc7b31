// Chooses the format: by the file's ending when writing, by its first bytes when reading.
// SPDX-License-Identifier: MIT
#include "film/image_file.hpp"

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "film/image_formats.hpp"
#include "film/srgb.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fmt/format.h>
#include <string_view>

namespace triptych {

namespace {

enum class Format { PNG, EXR, PFM };

/// Larger than any file of MAX_IMAGE_PIXELS pixels and 16 bytes a pixel.
constexpr std::size_t MAX_IMAGE_BYTES = std::size_t(5) << 30u;

Format format_of_ending(const std::filesystem::path& path) {
    std::string ending = path.extension().string();
    for (char& c : ending) c = c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
    if (ending == ".png") return Format::PNG;
    if (ending == ".exr") return Format::EXR;
    if (ending == ".pfm") return Format::PFM;
    throw Error(ExitCode::USAGE,
                fmt::format("{} has no ending of an image; name a .png, .exr or .pfm file.", path.string()));
}

Format format_of_content(const std::string& name, std::span<const std::byte> file) {
    const auto starts_with = [&](std::string_view magic) {
        return file.size() >= magic.size() && std::memcmp(file.data(), magic.data(), magic.size()) == 0;
    };
    if (starts_with("\x89PNG\r\n\x1a\n")) return Format::PNG;
    if (starts_with("\x76\x2f\x31\x01")) return Format::EXR;
    if (starts_with("PF") || starts_with("Pf")) return Format::PFM;
    throw Error(ExitCode::INVALID_INPUT,
                fmt::format("{} is no PNG, EXR or PFM image; give an image of these formats.", name));
}

/// The smallest float that rounds to each 8-bit value above 0. No float lies so close to a border between two values
/// that the last bits of pow() could move it across.
std::array<float, 255> srgb_borders() {
    std::array<float, 255> borders;
    for (std::size_t i = 0; i < borders.size(); ++i) {
        const double border = linear_from_srgb((double(i) + 0.5) / 255.0);
        borders[i] = float(border);
        if (double(borders[i]) < border) borders[i] = std::nextafter(borders[i], 1.0f);
    }
    return borders;
}

} // namespace

void check_image_size(const std::string& name, std::uint64_t width, std::uint64_t height) {
    if (width == 0 || height == 0) {
        throw Error(ExitCode::INVALID_INPUT, fmt::format("{} holds no pixels; give an image that does.", name));
    }
    if (width > MAX_IMAGE_SIDE || height > MAX_IMAGE_SIDE || width * height > MAX_IMAGE_PIXELS) {
        throw Error(ExitCode::LIMIT, fmt::format("{} is {} x {} pixels large; images may have at most {} pixels a side "
                                                 "and {} in all.",
                                                 name, width, height, MAX_IMAGE_SIDE, MAX_IMAGE_PIXELS));
    }
}

void fail_image(const std::string& name, const char* format, const std::string& reason) {
    throw Error(ExitCode::INVALID_INPUT,
                fmt::format("{} is no valid {} image: {}; export it again.", name, format, reason));
}

void check_image_format(const std::filesystem::path& path) { format_of_ending(path); }

void write_image(const std::filesystem::path& path, const Image& image, const ImageMetadata& metadata) {
    if (image.width == 0 || image.height == 0 ||
        image.rgb.size() != 3 * std::size_t(image.width) * std::size_t(image.height)) {
        throw Error(ExitCode::INTERNAL, fmt::format("The image for {} has {} values for {} x {} pixels.", path.string(),
                                                    image.rgb.size(), image.width, image.height));
    }
    const auto encode = [&] {
        switch (format_of_ending(path)) {
        case Format::PNG: return encode_png(image, metadata);
        case Format::EXR: return encode_exr(image, metadata);
        case Format::PFM: break;
        }
        return encode_pfm(image);
    };
    write_file_atomically(path, encode());
}

Image read_image(const std::filesystem::path& path) {
    const std::string name = path.string();
    const Bytes file = read_file(path, MAX_IMAGE_BYTES);
    switch (format_of_content(name, file)) {
    case Format::PNG: return decode_png(name, file);
    case Format::EXR: return decode_exr(name, file);
    case Format::PFM: break;
    }
    return decode_pfm(name, file);
}

ImageMetadata read_image_metadata(const std::filesystem::path& path) {
    const std::string name = path.string();
    const Bytes file = read_file(path, MAX_IMAGE_BYTES);
    switch (format_of_content(name, file)) {
    case Format::PNG: return decode_png_metadata(name, file);
    case Format::EXR: return decode_exr_metadata(name, file);
    case Format::PFM: break;
    }
    return {};
}

std::uint8_t encode_srgb(float linear) {
    static const std::array<float, 255> BORDERS = srgb_borders();
    if (!(linear > 0.0f)) return 0; // NaN as well
    return std::uint8_t(std::upper_bound(BORDERS.begin(), BORDERS.end(), linear) - BORDERS.begin());
}

} // namespace triptych
