// Images as the kernels read them, and as numbers for the host.
// SPDX-License-Identifier: MIT
#pragma once

#include "pack/pack.hpp"

#include <array>

namespace triptych {

/// The linear float32 of each byte in sRGB's encoding.
const std::array<float, shared::SRGB_TABLE_WORDS>& srgb_table();

/// The linear colour of a texel, counted row by row from the upper left.
vec3 texel(const ImageData& image, std::size_t index);

/// Linear mean over all texels.
Vec3d mean_color(const ImageData& image);

/// Luminance of a linear Rec. 709 colour.
double luminance(Vec3d color);

/// Fills images and image_words. Throws Error (LIMIT) for more words than the kernels can number.
void pack_images(const Scene& scene, PackedScene& packed);

} // namespace triptych
