// A picture and metadata to write into image files.
// SPDX-License-Identifier: MIT
#pragma once

#include "image/image_file.hpp"

#include <random>

namespace triptych {

inline const ImageMetadata METADATA{
    {"Software", "Triptych"}, {"scene", "cathédrale \u2603"}, {"type", "x"}, {"empty", ""}};

/// Values in [0, 2).
inline Image random_image(std::uint32_t width, std::uint32_t height) {
    std::mt19937 random(1);
    Image image{width, height, {}};
    for (std::uint32_t i = 0; i < 3 * width * height; ++i) image.rgb.push_back(float(random() >> 8u) * 0x1p-23f);
    return image;
}

} // namespace triptych
