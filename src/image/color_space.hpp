// From the primaries that an image file states to those of Rec. 709.
// SPDX-License-Identifier: MIT
#pragma once

#include "image/image.hpp"

#include <array>
#include <string>

namespace triptych {

/// CIE xy coordinates.
struct Chromaticity {
    double x;
    double y;
};

struct Chromaticities {
    Chromaticity red;
    Chromaticity green;
    Chromaticity blue;
    Chromaticity white;
};

/// ITU-R BT.709, the primaries of sRGB, too; white is D65.
inline constexpr Chromaticities REC709 = {{0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}, {0.3127, 0.3290}};

/// CIE XYZ taken for a space of red, green and blue: equal values are white.
inline constexpr Chromaticities CIE_XYZ = {{1.0, 0.0}, {0.0, 1.0}, {0.0, 0.0}, {1.0 / 3.0, 1.0 / 3.0}};

/// Whether they are those of Rec. 709, apart from digits that programs leave out.
bool is_rec709(const Chromaticities& chromaticities);

/// Converts linear RGB to linear Rec. 709, white to white (Bradford adaptation); values outside its gamut become
/// negative. Chromaticities that span no space are warned about, `name` being the file's, and change nothing.
void convert_to_rec709(const std::string& name, const Chromaticities& from, Image& image);

} // namespace triptych
