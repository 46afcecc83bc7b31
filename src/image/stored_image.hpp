// All that an image file holds, with its colours as they are stored.
// SPDX-License-Identifier: MIT
#pragma once

#include "image/image.hpp"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace triptych {

/// Colours as a file of integers stores them: the codes of sRGB.
struct ColorCodes {
    std::uint32_t largest = 0; // 255 or 65535; 0: the file has floats, or codes of other colours
    std::vector<float> rgb;    // code / largest, 3 a pixel, rows from top to bottom
};

/// `colors` is empty where no part of an EXR file holds a picture. Of BMP, GIF, TGA, WebP and 8-bit TIFF files alpha is
/// a channel where a pixel is not opaque.
struct StoredImage : WholeImage {
    ColorCodes codes;
};

/// Throws Error (INVALID_INPUT, LIMIT), also for EXR files with deep or subsampled channels, and TIFF files with more
/// than four.
StoredImage read_stored_image(const std::filesystem::path& path);

} // namespace triptych
