// One pair of functions a format, between an image and the bytes of its file.
// SPDX-License-Identifier: MIT
#pragma once

#include "image/image_file.hpp"
#include "image/stored_image.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace triptych {

using Bytes = std::vector<std::byte>;

/// Throws Error (LIMIT) beyond these limits and Error (INVALID_INPUT) where a side is zero; `name` is the file's.
/// To be called before anything of that size is allocated.
void check_image_size(const std::string& name, std::uint64_t width, std::uint64_t height, std::uint32_t max_side,
                      std::uint64_t max_pixels);

/// Throws Error (INVALID_INPUT): "NAME is no valid FORMAT image: REASON; export it again."
[[noreturn]] void fail_image(const std::string& name, const char* format, const std::string& reason);

// Encoders throw Error (OUTPUT), decoders Error (INVALID_INPUT, LIMIT).

/// Takes a file's bytes piece by piece, so that they need not lie in memory as a whole. May throw.
using Sink = std::function<void(std::span<const std::byte>)>;

/// Collects them all the same.
inline Sink append_to(Bytes& file) {
    return [&file](std::span<const std::byte> bytes) { file.insert(file.end(), bytes.begin(), bytes.end()); };
}

/// 8 bits a channel; the metadata's keys are PNG keywords: 1 to 79 visible ASCII characters. `alpha` is by pixel, in
/// [0, 1], empty for a picture without; colours are not multiplied by it.
Bytes encode_png(const Image& image, const ImageMetadata& metadata);
void encode_png(const Image& image, const ImageMetadata& metadata, const Sink& sink, std::span<const float> alpha = {});
Bytes encode_png(const ByteImage& image, const ImageMetadata& metadata);
/// The same with 16 bits a channel.
void encode_png16(const Image& image, const ImageMetadata& metadata, const Sink& sink,
                  std::span<const float> alpha = {});
DecodedImage decode_png(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits,
                        Channels channels, ColorInfo info);
StoredImage decode_whole_png(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits);
ImageMetadata decode_png_metadata(const std::string& name, std::span<const std::byte> file);

/// What the colours of an EXR file are. Halves have 11 significant bits and reach to 65504, at which brighter finite
/// light is cut off.
enum class ExrColors { FLOAT, HALF };

/// ZIP compression; colours, which are also "A" and the channels that end in ".R", ".G" and ".B", as `colors` says, all
/// else 32-bit floats or numbers; metadata in string attributes named "triptych." and the key. `channels` are of the
/// image's size and named differently. The data window is the picture's place, the display window the whole.
Bytes encode_exr(const Image& image, const ImageMetadata& metadata, std::span<const Channel> channels = {},
                 const ImagePlace& place = {}, ExrColors colors = ExrColors::FLOAT);
Image decode_exr(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits);
StoredImage decode_whole_exr(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits);
ImageMetadata decode_exr_metadata(const std::string& name, std::span<const std::byte> file);

/// Little-endian colour.
Bytes encode_pfm(const Image& image);
void encode_pfm(const Image& image, const Sink& sink);
Image decode_pfm(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits);

/// Baseline without subsampling, of sRGB codes; each entry of the metadata becomes a comment "key: value".
void encode_jpeg(const Image& image, const ImageMetadata& metadata, std::uint32_t quality, const Sink& sink);
/// Gray or colour, baseline or progressive, turned as its Exif data say.
ByteImage decode_jpeg(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits,
                      Channels channels, ColorInfo info);
/// Comments without a key stand under "Comment".
ImageMetadata decode_jpeg_metadata(const std::string& name, std::span<const std::byte> file);

/// Radiance's RGBE or XYZE, flat or with either of its run-length codings, as the radiance it had before any exposure.
Image decode_hdr(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits);

/// Whether a file begins as TGA does, which has no signature: to be asked when no other format is left.
bool looks_like_tga(std::span<const std::byte> file);

/// BMP, TGA, or the first picture of a GIF; `format` names it in errors.
ByteImage decode_by_stb(const std::string& name, const char* format, std::span<const std::byte> file,
                        const ImageLimits& limits, Channels channels);

/// The first picture of a TIFF file: floats as linear light, 16 and 32 bits decoded from sRGB unless codes are wanted.
DecodedImage decode_tiff(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits,
                         Channels channels);
/// With alpha, and with the codes of 8- and 16-bit integers. Throws Error (INVALID_INPUT) also for more than four
/// channels.
StoredImage decode_whole_tiff(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits);

ByteImage decode_webp(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits,
                      Channels channels);

/// The largest picture of a KTX 2.0 texture by Basis Universal: ETC1S with BasisLZ, or UASTC, which Zstandard may have
/// compressed.
ByteImage decode_ktx2(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits,
                      Channels channels);

/// What 8-bit codes of sRGB with alpha in the highest byte hold; alpha is a channel where `has_alpha`.
StoredImage stored_image_of(const ByteImage& codes, bool has_alpha);

/// An image of four bytes a pixel; alpha is dropped unless codes are wanted.
ByteImage byte_image_of_rgba(std::uint32_t width, std::uint32_t height, const std::uint8_t* rgba, Channels channels);

} // namespace triptych
