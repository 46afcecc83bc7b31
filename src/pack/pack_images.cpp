// The table that decodes sRGB, then one image behind the other.
// SPDX-License-Identifier: MIT
#include "pack/pack_images.hpp"

#include "base/error.hpp"
#include "base/huge_pages.hpp"
#include "image/srgb.hpp"

#include <fmt/format.h>

#include <limits>

namespace triptych {

const std::array<float, shared::SRGB_TABLE_WORDS>& srgb_table() {
    static const auto TABLE = [] {
        std::array<float, shared::SRGB_TABLE_WORDS> table;
        for (std::size_t i = 0; i < table.size(); i++) {
            table[i] = static_cast<float>(linear_from_srgb(static_cast<double>(i) / 255.0));
        }
        return table;
    }();
    return TABLE;
}

vec3 texel(const ImageData& image, std::size_t index) {
    if (image.format == shared::IMAGE_FLOAT) {
        const std::uint32_t* words = image.words.data() + 3 * index;
        return {shared::uintBitsToFloat(words[0]), shared::uintBitsToFloat(words[1]),
                shared::uintBitsToFloat(words[2])};
    }
    const auto& table = srgb_table();
    const std::uint32_t word = image.words[index];
    if (image.format == shared::IMAGE_RGBA8) {
        const auto channel = [&](std::uint32_t shift) { return static_cast<float>(word >> shift & 255u) / 255.0f; };
        return {channel(0), channel(8), channel(16)};
    }
    return {table[word & 255u], table[word >> 8u & 255u], table[word >> 16u & 255u]};
}

Vec3d mean_color(const ImageData& image) {
    const std::size_t count = std::size_t{image.width} * image.height;
    Vec3d sum{0.0, 0.0, 0.0};
    for (std::size_t i = 0; i < count; i++) sum = sum + to_double(texel(image, i));
    return 1.0 / static_cast<double>(count) * sum;
}

double luminance(Vec3d color) { return 0.2126 * color.x + 0.7152 * color.y + 0.0722 * color.z; }

void pack_images(const Scene& scene, PackedScene& packed) {
    if (scene.images.empty()) return;
    std::size_t words = srgb_table().size();
    for (const auto& image : scene.images) {
        words += image->words.size();
        if (words > std::numeric_limits<std::uint32_t>::max()) {
            throw Error(ExitCode::LIMIT, fmt::format("{}: the images up to {} take more than 16 GiB together; use "
                                                     "smaller ones.",
                                                     scene.name, image->file));
        }
    }
    packed.image_words.reserve(words);
    prefer_huge_pages(packed.image_words.data(), words * sizeof(std::uint32_t));
    for (const float linear : srgb_table()) packed.image_words.push_back(shared::floatBitsToUint(linear));
    for (const auto& image : scene.images) {
        const auto first = static_cast<std::uint32_t>(packed.image_words.size());
        packed.images.push_back({first, image->width, image->height, image->format});
        packed.image_words.insert(packed.image_words.end(), image->words.begin(), image->words.end());
    }
}

} // namespace triptych
