// Image files: PNG, JPEG, EXR and PFM are written; these, Radiance HDR, TGA, BMP, GIF, TIFF, WebP and KTX2 are read.
// SPDX-License-Identifier: MIT
#pragma once

#include "image/image.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace triptych {

/// Keys and values that go into PNG text chunks, JPEG comments and EXR attributes (PFM holds none).
using ImageMetadata = std::map<std::string, std::string>;

/// Begins keys that only EXR files hold, there by these very names: those of Cryptomatte.
inline constexpr std::string_view CRYPTOMATTE_PREFIX = "cryptomatte/";

/// The largest image that is decoded. The pixels count apart for files of 8-bit codes and for all deeper ones, whose
/// pixels take three times the memory.
struct ImageLimits {
    std::uint32_t side = 65535;
    std::uint64_t byte_pixels = std::uint64_t(1) << 28u;
    std::uint64_t float_pixels = std::uint64_t(1) << 28u;
};

/// What is wanted of a file's values.
enum class Channels {
    COLOR, // three colours as exact as the file has them: codes of 8 bits, or linear floats
    CODES, // codes of 8 bits where the file has integers, deeper ones rounded, and alpha in the highest byte
};

/// What becomes of what a PNG or JPEG says of its own colours: gamma, primaries, a profile.
enum class ColorInfo {
    APPLIED, // or warned about, where it cannot be
    IGNORED, // as glTF asks for
};

/// How exact a written file is.
struct ImageEncoding {
    std::optional<std::uint32_t> bits;    // of a value: 8 (unless asked for) or 16 in PNG, 16 or 32 (likewise) in EXR
    std::optional<std::uint32_t> quality; // of a JPEG, from 1 to 100

    bool operator==(const ImageEncoding&) const = default;
};

inline constexpr std::uint32_t DEFAULT_JPEG_QUALITY = 90;

/// Throws Error (USAGE) where the file's ending is not .png, .jpg, .jpeg, .exr or .pfm, or where its format does not
/// have what `encoding` asks for; `others` names further endings that would do, for the sentence.
void check_image_format(const std::filesystem::path& path, const ImageEncoding& encoding = {},
                        std::string_view others = "");

/// Whether files of this ending hold the codes of a display, to which light may be exposed and tone mapped.
bool is_for_display(const std::filesystem::path& path);

/// Whether files of this ending can hold alpha.
bool has_alpha(const std::filesystem::path& path);

/// Colours that are multiplied by alpha (associated, as .exr files have them) without that factor, as .png files have
/// them; black where alpha is 0. One alpha a pixel.
Image unassociated(Image image, std::span<const float> alpha);

/// Writes an image in the format of the file's ending, whole or not at all; `channels` beside it go into .exr files
/// only, alpha (ALPHA_CHANNEL) into .png files as well, and its place into .exr files. Throws Error: USAGE as
/// check_image_format does, LIMIT for a JPEG of more than 65500 pixels a side, OUTPUT.
void write_image(const std::filesystem::path& path, const Image& image, const ImageMetadata& metadata,
                 std::span<const Channel> channels = {}, const ImagePlace& place = {},
                 const ImageEncoding& encoding = {});

/// The bytes of such a file; `path` tells the format.
std::vector<std::byte> encode_image(const std::filesystem::path& path, const Image& image,
                                    const ImageMetadata& metadata, std::span<const Channel> channels = {},
                                    const ImagePlace& place = {}, const ImageEncoding& encoding = {});

/// Decodes a file's content; its first bytes tell the format. 8-bit files keep their codes where these are sRGB's;
/// 16-bit PNG becomes linear light, unless its codes are wanted. Pictures are turned upright as Exif and HDR headers
/// say, colours become those of Rec. 709, and of an HDR file light has the strength it had before any exposure. What
/// `channels` does not ask for is dropped; gray gives three equal colours. Errors begin with `name`. Throws Error:
/// INVALID_INPUT for what is no whole image of a known format, LIMIT beyond `limits`.
DecodedImage decode_image(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits,
                          Channels channels = Channels::COLOR, ColorInfo info = ColorInfo::APPLIED);

/// Reads an image file as linear RGB. Throws Error (INVALID_INPUT, LIMIT).
Image read_image(const std::filesystem::path& path);

/// Reads all that an image file holds: alpha, and every channel of every part. Throws Error (INVALID_INPUT, LIMIT),
/// also for EXR files with deep or subsampled channels.
WholeImage read_whole_image(const std::filesystem::path& path);

/// The metadata of a PNG, JPEG or EXR file; empty for other formats.
ImageMetadata read_image_metadata(const std::filesystem::path& path);

/// Linear value to 8-bit sRGB (IEC 61966-2-1), rounded to nearest; clamps to [0, 1].
std::uint8_t encode_srgb(float linear);

/// The same to 16 bits.
std::uint16_t encode_srgb16(float linear);

} // namespace triptych
