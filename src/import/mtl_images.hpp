// Images that MTL's materials need and their files do not have: opacity beside colour, roughness beside metalness,
// normals of heights.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <functional>

namespace triptych {

/// An image and the channel of it that counts.
struct ImageChannel {
    const ImageData* image = nullptr;
    char channel = 0; // as MtlMap::channel
};

/// Whether an image of numbers holds normals, as many do that "bump" names: coloured, and bluish in the mean.
bool holds_normals(const ImageData& image);

/// Colours and the opacity of another image, as IMAGE_SRGBA8 of the larger one's size; white where `color` is null.
/// Opacity is alpha where the image has any, else brightness, unless a channel is named.
ImageData join_opacity(const ImageData* color, ImageChannel opacity);

/// Roughness in the second channel and metalness in the third, as IMAGE_RGBA8 of the larger one's size; 1 where an
/// image is null. `roughness_of` turns a value of [0, 1] into roughness.
ImageData join_roughness(ImageChannel roughness, const std::function<double(double)>& roughness_of,
                         ImageChannel metalness);

/// The normals of a surface whose heights an image gives, as IMAGE_RGBA8. White stands above black by BUMP_HEIGHT of
/// the image's side (the mean one of an oblong image); borders are joined, unless the image is clamped.
ImageData normals_of_heights(ImageChannel height, bool clamps);

/// MTL has no unit of height; this makes bumps of the usual images about as steep as they look.
constexpr double BUMP_HEIGHT = 0.01;

} // namespace triptych
