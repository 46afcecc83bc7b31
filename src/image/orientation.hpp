// How a picture's rows and columns lie in its file, as Exif and Radiance HDR state it.
// SPDX-License-Identifier: MIT
#pragma once

#include "image/image.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace triptych {

/// Exif's eight orientations: on which side of the picture a file's first row lies, and its first column (Exif 2.32,
/// tag 0x0112).
enum class Orientation : std::uint8_t {
    TOP_LEFT = 1, // as it is seen
    TOP_RIGHT,
    BOTTOM_RIGHT,
    BOTTOM_LEFT,
    LEFT_TOP,
    RIGHT_TOP,
    RIGHT_BOTTOM,
    LEFT_BOTTOM,
};

/// The orientation that Exif data (a TIFF header and its first directory) states; TOP_LEFT where they state none, or
/// are damaged.
Orientation orientation_of_exif(std::span<const std::byte> exif);

/// Turns a picture so that its first row is the top one and its first column the left one.
void turn_upright(Image& image, Orientation orientation);
void turn_upright(ByteImage& image, Orientation orientation);

/// The same of one value a pixel, `width` by `height` as the file has them.
void turn_upright(std::vector<float>& values, std::uint32_t width, std::uint32_t height, Orientation orientation);

} // namespace triptych
