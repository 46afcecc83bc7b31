// What a PNG's chunks say of its colours and of how it is to be turned.
// SPDX-License-Identifier: MIT
#pragma once

#include "image/color_space.hpp"
#include "image/orientation.hpp"

#include <png.h>

#include <cstddef>
#include <span>
#include <string>

namespace triptych {

/// How codes become light.
struct PngColors {
    double gamma = 0.0; // light to the power of this gave the codes; 0: by sRGB's curve
    Chromaticities primaries = REC709;

    bool is_srgb() const { return gamma == 0.0 && is_rec709(primaries); }
    /// Linear light of a code in [0, 1].
    double linear(double code) const;
};

/// From sRGB, iCCP, gAMA and cHRM, in the order of precedence that PNG's specification gives them. A profile that is
/// not one of sRGB's, and cICP, are warned about, not applied. `info` has been read.
PngColors read_png_colors(const std::string& name, png_structp png, png_infop info, std::span<const std::byte> file);

/// That of the eXIf chunk, wherever it stands. All chunks lie within the file.
Orientation png_orientation(std::span<const std::byte> file);

} // namespace triptych
