// Pictures in memory: linear floats, or the 8-bit codes of sRGB.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace triptych {

/// Linear RGB, rows from top to bottom, 3 floats a pixel.
struct Image {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::vector<float> rgb;
};

/// 8-bit sRGB codes, rows from top to bottom, a word a pixel: red, green, blue from the low byte on, in the
/// highest 0 or alpha.
struct ByteImage {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::vector<std::uint32_t> pixels;
};

/// What an EXR file holds beside a picture's R, G and B: one value a pixel, rows from top to bottom.
struct Channel {
    std::string name; // with its layer: "albedo.R"
    std::variant<std::vector<float>, std::vector<std::uint32_t>> values;
};

/// A picture as exact as its file holds it.
using DecodedImage = std::variant<ByteImage, Image>;

} // namespace triptych
