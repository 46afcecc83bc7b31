// The pictures that textures and backgrounds read: where they may lie, and how their values are stored.
// SPDX-License-Identifier: MIT
#include "scene/image_data.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

namespace triptych {

namespace {

/// What an image file may be decoded to, from its size: files that are nearly all one colour shrink a thousandfold.
ImageLimits limits_of(std::size_t file_bytes) {
    constexpr std::uint64_t ALWAYS_BYTES = std::uint64_t{64} << 20u;
    const std::uint64_t bytes = std::min(limits().image_bytes, ALWAYS_BYTES + limits().expansion * file_bytes);
    return {static_cast<std::uint32_t>(limits().image_side), bytes / sizeof(std::uint32_t),
            bytes / (3 * sizeof(float))};
}

/// No format needs more for an image within the limits than its floats and a header.
std::size_t max_file_bytes() { return limits().image_bytes + (std::size_t{1} << 20u); }

[[noreturn]] void fail(const std::string& name, const std::string& problem) {
    throw Error(ExitCode::INVALID_INPUT, fmt::format("{} {}.", name, problem));
}

/// A value as kernels may have it: no negative ones and no denormals.
std::uint32_t word_of(float value) {
    return value < std::numeric_limits<float>::min() ? 0u : std::bit_cast<std::uint32_t>(value);
}

std::vector<std::uint32_t> words_of(const Image& image, const std::string& name) {
    std::vector<std::uint32_t> words(image.rgb.size());
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!std::isfinite(image.rgb[i])) {
            fail(name, fmt::format("holds a value that is not finite, in column {} of row {}; export it without such",
                                   i / 3 % image.width, i / 3 / image.width));
        }
        words[i] = word_of(image.rgb[i]);
    }
    return words;
}

std::uint32_t format_of(ImageUse use) {
    return use == ImageUse::COLOR         ? shared::IMAGE_SRGB8
           : use == ImageUse::COLOR_ALPHA ? shared::IMAGE_SRGBA8
                                          : shared::IMAGE_RGBA8;
}

/// `decoded` holds what the use wants: no alpha for COLOR.
std::shared_ptr<ImageData> data_of(const std::string& name, DecodedImage decoded, ImageUse use) {
    auto data = std::make_shared<ImageData>();
    if (auto* codes = std::get_if<ByteImage>(&decoded)) {
        data->width = codes->width;
        data->height = codes->height;
        data->format = format_of(use);
        data->words = std::move(codes->pixels);
        return data;
    }
    const auto& image = std::get<Image>(decoded);
    data->width = image.width;
    data->height = image.height;
    data->format = shared::IMAGE_FLOAT;
    data->words = words_of(image, name);
    return data;
}

std::shared_ptr<ImageData> decode(const std::string& name, std::span<const std::byte> bytes, ImageUse use,
                                  ColorInfo info) {
    const Channels channels = use == ImageUse::COLOR ? Channels::COLOR : Channels::CODES;
    return data_of(
        name,
        decode_image(name, bytes, limits_of(bytes.size()), channels, use == ImageUse::DATA ? ColorInfo::IGNORED : info),
        use);
}

void check_sides(const std::string& name, std::uint32_t width, std::uint32_t height) {
    if (width == 0 || height == 0) fail(name, "holds no pixels");
    const std::uint64_t most = limits().image_side, bytes = 12 * std::uint64_t(width) * height;
    if (width > most || height > most || bytes > limits().image_bytes)
        throw Error(ExitCode::LIMIT, fmt::format("{} is {} x {} pixels large; at most {} a side and {} bytes are "
                                                 "allowed (see --limit).",
                                                 name, width, height, most, limits().image_bytes));
}

} // namespace

std::shared_ptr<const ImageData> load_image_data(const SceneFolder& folder, const std::string& file, ImageUse use,
                                                 ColorInfo info) {
    const std::string name = file.empty() ? in_quotes(file) : printable(file, 200);
    const auto data = decode(name, folder.read(file, max_file_bytes()), use, info);
    data->file = file;
    return data;
}

std::shared_ptr<const ImageData> decode_image_data(const std::string& name, std::span<const std::byte> bytes,
                                                   ImageUse use) {
    return decode(name, bytes, use, ColorInfo::IGNORED);
}

std::shared_ptr<const ImageData> make_image_data(const std::string& name, const DecodedImage& pixels, ImageUse use) {
    std::visit([&](const auto& image) { check_sides(name, image.width, image.height); }, pixels);
    DecodedImage wanted = pixels;
    if (auto* codes = std::get_if<ByteImage>(&wanted); codes != nullptr && use == ImageUse::COLOR) {
        for (std::uint32_t& pixel : codes->pixels) pixel &= 0xffffffu;
    }
    return data_of(name, std::move(wanted), use);
}

vec3 largest_color(const ImageData& data) {
    if (data.format != shared::IMAGE_FLOAT) return vec3(1.0f);
    vec3 largest(0.0f);
    for (std::size_t i = 0; i + 2 < data.words.size(); i += 3) {
        largest = shared::max(largest,
                              vec3(shared::uintBitsToFloat(data.words[i]), shared::uintBitsToFloat(data.words[i + 1]),
                                   shared::uintBitsToFloat(data.words[i + 2])));
    }
    return largest;
}

ByteImage byte_image(const ImageData& data) { return {data.width, data.height, data.words}; }

} // namespace triptych
