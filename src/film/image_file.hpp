// Image files: 8-bit sRGB PNG, float EXR and PFM.
// SPDX-License-Identifier: MIT
#pragma once

#include "film/film.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace triptych {

/// Keys and values that go into PNG text chunks and EXR attributes (PFM holds none).
using ImageMetadata = std::map<std::string, std::string>;

/// Throws Error (USAGE) where the file's ending is none of .png, .exr and .pfm.
void check_image_format(const std::filesystem::path& path);

/// Writes an image in the format of the file's ending, whole or not at all. Throws Error (OUTPUT).
void write_image(const std::filesystem::path& path, const Image& image, const ImageMetadata& metadata);

/// Reads a PNG (decoded from sRGB), EXR or PFM file as linear RGB. Throws Error (INVALID_INPUT, LIMIT).
Image read_image(const std::filesystem::path& path);

/// The metadata of a PNG or EXR file; empty for PFM.
ImageMetadata read_image_metadata(const std::filesystem::path& path);

/// Linear value to 8-bit sRGB (IEC 61966-2-1), rounded to nearest; clamps to [0, 1].
std::uint8_t encode_srgb(float linear);

} // namespace triptych
