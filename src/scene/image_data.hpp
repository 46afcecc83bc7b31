// The pictures that textures and backgrounds read, from files beside the scene's.
// SPDX-License-Identifier: MIT
#pragma once

#include "image/image_file.hpp"
#include "scene/scene.hpp"
#include "scene/scene_folder.hpp"

#include <memory>
#include <span>
#include <string>

namespace triptych {

/// What a texture reads from an image.
enum class ImageUse {
    COLOR,       // colours, encoded as sRGB
    COLOR_ALPHA, // the same, and alpha
    DATA,        // four numbers, stored as they are
};

/// Reads PNG, JPEG, EXR, Radiance HDR, PFM, TGA, BMP, GIF, TIFF, WebP or KTX2, whatever the file's ending; the first
/// row is the top one. PNG of up to 8 bits and JPEG keep their codes (IMAGE_SRGB8), everything else becomes linear
/// floats (IMAGE_FLOAT), in which negative values and denormals count as 0. At most 16384 texels a side, and 1 GiB
/// decoded. With uses other than COLOR, PNG and JPEG of any depth become IMAGE_SRGBA8 or IMAGE_RGBA8.
///
/// What files say of their colours counts where a scene file names them (`info` is APPLIED; with COLOR_ALPHA it is only
/// warned about), not in mesh files, whose formats leave it out of account.
///
/// `file` names a regular file of `folder`.
/// Throws Error, its sentence beginning with the file's name: INVALID_INPUT for a file that is missing, elsewhere, no
/// whole image or holds values that are not finite; LIMIT for one that is too large.
std::shared_ptr<const ImageData> load_image_data(const SceneFolder& folder, const std::string& file,
                                                 ImageUse use = ImageUse::COLOR, ColorInfo info = ColorInfo::IGNORED);

/// The same from a file's bytes, in memory; messages name it `name`, and ImageData::file stays empty.
std::shared_ptr<const ImageData> decode_image_data(const std::string& name, std::span<const std::byte> bytes,
                                                   ImageUse use);

/// The same from pixels that a program holds. Codes are sRGB's, or numbers for DATA; floats are linear light. Throws as
/// load_image_data does.
std::shared_ptr<const ImageData> make_image_data(const std::string& name, const DecodedImage& pixels, ImageUse use);

/// The largest red, green and blue that textures read from an image.
vec3 largest_color(const ImageData& data);

/// An image's codes as those of an sRGB picture. The format must be IMAGE_SRGB8.
ByteImage byte_image(const ImageData& data);

} // namespace triptych
