// The pictures that textures and backgrounds read: where they may lie, and how their values are stored.
// SPDX-License-Identifier: MIT
#include "scene/image_data.hpp"

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "image/image_file.hpp"
#include "scene/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

namespace triptych {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t MAX_DECODED_BYTES = std::uint64_t(1) << 30u;
constexpr ImageLimits LIMITS{16384, MAX_DECODED_BYTES / sizeof(std::uint32_t), MAX_DECODED_BYTES / (3 * sizeof(float))};

/// No format needs more for an image within the limits than its floats and a header.
constexpr std::size_t MAX_IMAGE_FILE_BYTES = MAX_DECODED_BYTES + (std::size_t(1) << 20u);

[[noreturn]] void fail(const std::string& name, const std::string& problem) {
    throw Error(ExitCode::INVALID_INPUT, fmt::format("{} {}.", name, problem));
}

/// The path to a file within the folder, without links.
fs::path find_file(const fs::path& folder, const std::string& file, const std::string& name) {
    const std::string place = folder.empty() ? "the current folder" : folder.string();
    std::error_code error;
    // A NUL would end the name that the system sees.
    if (file.empty() || file.find('\0') != std::string::npos) fail(name, "is no name of a file; correct it");
    const fs::path root = fs::canonical(folder.empty() ? fs::path(".") : folder, error);
    if (error) fail(name, fmt::format("cannot be looked for in {} ({}); check that folder", place, error.message()));
    const fs::path path = fs::canonical(root / file, error);
    if (error) {
        fail(name, fmt::format("cannot be found in {} ({}); put it there or correct its name", place, error.message()));
    }
    if (std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first != root.end()) {
        fail(name, fmt::format("lies outside the scene's folder {}; copy it there", place));
    }
    return path;
}

/// The content of a regular file.
std::vector<std::byte> read(const fs::path& path, const std::string& name) {
    try {
        return read_file(path, MAX_IMAGE_FILE_BYTES);
    } catch (const Error& error) {
        throw Error(error.code(), fmt::format("{}: {}", name, error.what()));
    }
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

std::shared_ptr<ImageData> decode(const std::string& name, std::span<const std::byte> bytes, ImageUse use) {
    const Channels channels = use == ImageUse::COLOR ? Channels::COLOR : Channels::CODES;
    DecodedImage decoded = decode_image(name, bytes, LIMITS, channels);
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

} // namespace

std::shared_ptr<const ImageData> load_image_data(const fs::path& folder, const std::string& file, ImageUse use) {
    const std::string name = file.empty() ? in_quotes(file) : printable(file, 200);
    const auto data = decode(name, read(find_file(folder, file, name), name), use);
    data->file = file;
    return data;
}

std::shared_ptr<const ImageData> decode_image_data(const std::string& name, std::span<const std::byte> bytes,
                                                   ImageUse use) {
    return decode(name, bytes, use);
}

ByteImage byte_image(const ImageData& data) { return {data.width, data.height, data.words}; }

} // namespace triptych
