// Texel by texel; of two images the smaller one is stretched to the other's size.
// SPDX-License-Identifier: MIT
#include "import/mtl_images.hpp"

#include "image/image_file.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace triptych {

namespace {

using Rgba = std::array<double, 4>;

/// The numbers of a texel, as they are stored.
Rgba texel(const ImageData& image, std::size_t index) {
    if (image.format == shared::IMAGE_FLOAT) {
        const auto value = [&](std::size_t i) {
            return static_cast<double>(std::bit_cast<float>(image.words[3 * index + i]));
        };
        return {value(0), value(1), value(2), 1.0};
    }
    const std::uint32_t word = image.words[index];
    const auto value = [&](std::uint32_t i) { return static_cast<double>(word >> 8u * i & 0xffu) / 255.0; };
    return {value(0), value(1), value(2), value(3)};
}

double brightness(const Rgba& values) { return 0.2126 * values[0] + 0.7152 * values[1] + 0.0722 * values[2]; }

double value_of(const Rgba& values, char channel) {
    switch (channel) {
    case 'r': return values[0];
    case 'g': return values[1];
    case 'b': return values[2];
    case 'm': return values[3];
    default: return brightness(values);
    }
}

bool has_alpha(const ImageData& image) {
    if (image.format == shared::IMAGE_FLOAT) return false;
    return std::any_of(image.words.begin(), image.words.end(), [](std::uint32_t word) { return word >> 24u != 255u; });
}

std::uint32_t code_of(double value) {
    return static_cast<std::uint32_t>(std::lround(255.0 * std::clamp(value, 0.0, 1.0)));
}

std::uint32_t word_of(std::uint32_t r, std::uint32_t g, std::uint32_t b, std::uint32_t a) {
    return r | g << 8u | b << 16u | a << 24u;
}

ImageData make_image(std::uint32_t width, std::uint32_t height, std::uint32_t format) {
    ImageData image;
    image.width = width;
    image.height = height;
    image.format = format;
    image.words.reserve(std::size_t{width} * height);
    return image;
}

/// As large as both; either may be null.
ImageData make_image(const ImageData* a, const ImageData* b, std::uint32_t format) {
    const auto larger = [&](std::uint32_t ImageData::*side) {
        return std::max(a == nullptr ? 1u : a->*side, b == nullptr ? 1u : b->*side);
    };
    return make_image(larger(&ImageData::width), larger(&ImageData::height), format);
}

/// The texel of `image` that column and row of an image of `like`'s size fall on.
Rgba stretched(const ImageData& image, const ImageData& like, std::uint32_t column, std::uint32_t row) {
    const std::size_t x = std::size_t{column} * image.width / like.width;
    const std::size_t y = std::size_t{row} * image.height / like.height;
    return texel(image, y * image.width + x);
}

} // namespace

bool holds_normals(const ImageData& image) {
    const std::size_t count = std::size_t{image.width} * image.height;
    Rgba sum{};
    std::size_t colored = 0;
    for (std::size_t i = 0; i < count; i++) {
        const Rgba values = texel(image, i);
        for (int c = 0; c < 3; c++) sum[c] += values[c] / static_cast<double>(count);
        if (std::abs(values[0] - values[2]) > 0.05 || std::abs(values[1] - values[2]) > 0.05) colored++;
    }
    const auto is_middle = [](double mean) { return mean > 0.35 && mean < 0.65; };
    return colored > count / 2 && is_middle(sum[0]) && is_middle(sum[1]) && sum[2] > 0.7;
}

ImageData join_opacity(const ImageData* color, ImageChannel opacity) {
    ImageData joined = make_image(color, opacity.image, shared::IMAGE_SRGBA8);
    const char channel = opacity.channel == 0 && has_alpha(*opacity.image) ? 'm' : opacity.channel;
    for (std::uint32_t row = 0; row < joined.height; row++) {
        for (std::uint32_t column = 0; column < joined.width; column++) {
            const std::uint32_t alpha = code_of(value_of(stretched(*opacity.image, joined, column, row), channel));
            const Rgba rgb = color == nullptr ? Rgba{1.0, 1.0, 1.0, 1.0} : stretched(*color, joined, column, row);
            const bool is_linear = color != nullptr && color->format == shared::IMAGE_FLOAT;
            const auto code = [&](int c) {
                return is_linear ? encode_srgb(static_cast<float>(rgb[c])) : code_of(rgb[c]);
            };
            joined.words.push_back(word_of(code(0), code(1), code(2), alpha));
        }
    }
    return joined;
}

ImageData join_roughness(ImageChannel roughness, const std::function<double(double)>& roughness_of,
                         ImageChannel metalness) {
    ImageData joined = make_image(roughness.image, metalness.image, shared::IMAGE_RGBA8);
    const auto value = [&](ImageChannel from, std::uint32_t column, std::uint32_t row) {
        return std::clamp(value_of(stretched(*from.image, joined, column, row), from.channel), 0.0, 1.0);
    };
    for (std::uint32_t row = 0; row < joined.height; row++) {
        for (std::uint32_t column = 0; column < joined.width; column++) {
            const std::uint32_t rough =
                roughness.image == nullptr ? 255u : code_of(roughness_of(value(roughness, column, row)));
            const std::uint32_t metal = metalness.image == nullptr ? 255u : code_of(value(metalness, column, row));
            joined.words.push_back(word_of(255, rough, metal, 255));
        }
    }
    return joined;
}

ImageData normals_of_heights(ImageChannel height, bool clamps) {
    const ImageData& image = *height.image;
    ImageData normals = make_image(image.width, image.height, shared::IMAGE_RGBA8);
    const double scale = BUMP_HEIGHT * std::sqrt(static_cast<double>(image.width) * image.height);
    const auto neighbour = [&](std::uint32_t place, bool is_next, std::uint32_t size) {
        if (is_next) return place + 1 < size ? place + 1 : clamps ? place : 0;
        return place > 0 ? place - 1 : clamps ? place : size - 1;
    };
    const auto value = [&](std::uint32_t column, std::uint32_t row) {
        return value_of(texel(image, std::size_t{row} * image.width + column), height.channel);
    };
    for (std::uint32_t row = 0; row < image.height; row++) {
        for (std::uint32_t column = 0; column < image.width; column++) {
            const auto slope = [&](double before, double after) { return 0.5 * scale * (after - before); };
            const double u = slope(value(neighbour(column, false, image.width), row),
                                   value(neighbour(column, true, image.width), row));
            // The second texture coordinate grows upwards, rows downwards.
            const double v = slope(value(column, neighbour(row, true, image.height)),
                                   value(column, neighbour(row, false, image.height)));
            const double shrink = 1.0 / std::sqrt(u * u + v * v + 1.0);
            const auto code = [&](double part) { return code_of(0.5 + 0.5 * shrink * part); };
            normals.words.push_back(word_of(code(-u), code(-v), code(1.0), 255));
        }
    }
    return normals;
}

} // namespace triptych
