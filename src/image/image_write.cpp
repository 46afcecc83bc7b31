// Writes image files: the ending tells the format.
// SPDX-License-Identifier: MIT
#include "base/ascii.hpp"
#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "image/image_formats.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

namespace triptych {

namespace {

enum class FileKind { PNG, JPEG, EXR, PFM };

/// A format that is written.
struct WrittenFormat {
    std::string_view ending;
    FileKind kind;
    bool is_for_display;
    bool has_alpha;
    std::span<const std::uint32_t> bits; // of a value; the first ones where none are asked for
};

constexpr std::uint32_t PNG_BITS[] = {8, 16}, JPEG_BITS[] = {8}, EXR_BITS[] = {32, 16}, PFM_BITS[] = {32};

constexpr WrittenFormat WRITTEN_FORMATS[] = {{".png", FileKind::PNG, true, true, PNG_BITS},
                                             {".jpg", FileKind::JPEG, true, false, JPEG_BITS},
                                             {".jpeg", FileKind::JPEG, true, false, JPEG_BITS},
                                             {".exr", FileKind::EXR, false, true, EXR_BITS},
                                             {".pfm", FileKind::PFM, false, false, PFM_BITS}};

constexpr std::string_view READ_ONLY[] = {".hdr", ".tga", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".ktx2"};

/// As much of a file is written at a time.
constexpr std::size_t PIECE_BYTES = std::size_t(1) << 20u;

const WrittenFormat* find_format(const std::filesystem::path& path) {
    const auto* found = std::find_if(std::begin(WRITTEN_FORMATS), std::end(WRITTEN_FORMATS),
                                     [&](const WrittenFormat& format) { return format.ending == ending_of(path); });
    return found == std::end(WRITTEN_FORMATS) ? nullptr : found;
}

/// `others`: which endings else the user may name, for the sentence.
const WrittenFormat& format_of_ending(const std::filesystem::path& path, std::string_view others = "") {
    if (const WrittenFormat* format = find_format(path)) return *format;
    const std::string ending = ending_of(path);
    const bool is_read = std::find(std::begin(READ_ONLY), std::end(READ_ONLY), ending) != std::end(READ_ONLY);
    const std::string reason = is_read          ? fmt::format("{} images are only read", ending)
                               : ending.empty() ? "its name has no ending that tells the format"
                                                : fmt::format("{} is no format that is written", ending);
    throw Error(ExitCode::USAGE, fmt::format("{} cannot be written: {}; name a .png, .jpg, .exr or .pfm file{}.",
                                             path.string(), reason, others));
}

/// The bits of a value that are asked for. Throws Error (USAGE) for what the format does not have.
std::uint32_t checked_bits(const std::filesystem::path& path, const WrittenFormat& format,
                           const ImageEncoding& encoding) {
    if (encoding.quality && format.kind != FileKind::JPEG)
        throw Error(ExitCode::USAGE, fmt::format("{} loses nothing, so it has no quality to choose; leave it out, or "
                                                 "name a .jpg file.",
                                                 path.string()));
    if (encoding.quality && (*encoding.quality < 1 || *encoding.quality > 100))
        throw Error(ExitCode::USAGE,
                    fmt::format("The quality of a JPEG image is from 1 to 100, not {}.", *encoding.quality));
    const std::uint32_t bits = encoding.bits.value_or(format.bits.front());
    if (std::find(format.bits.begin(), format.bits.end(), bits) == format.bits.end())
        throw Error(ExitCode::USAGE, fmt::format("{} holds {} bits a value, not {}; a .png has 8 or 16, an .exr 16 or "
                                                 "32.",
                                                 path.string(), fmt::join(format.bits, " or "), bits));
    return bits;
}

/// Checks an image and hands its file's bytes to the sink.
void encode_to(const Sink& sink, const std::filesystem::path& path, const Image& image, const ImageMetadata& metadata,
               std::span<const Channel> channels, const ImagePlace& place, const ImageEncoding& encoding) {
    if (image.width == 0 || image.height == 0 ||
        image.rgb.size() != 3 * std::size_t(image.width) * std::size_t(image.height)) {
        throw Error(ExitCode::INTERNAL, fmt::format("The image for {} has {} values for {} x {} pixels.", path.string(),
                                                    image.rgb.size(), image.width, image.height));
    }
    const WrittenFormat& format = format_of_ending(path);
    const std::uint32_t bits = checked_bits(path, format, encoding);
    std::span<const float> alpha;
    if (format.kind == FileKind::PNG && channels.size() == 1 && channels.front().name == ALPHA_CHANNEL) {
        alpha = std::get<std::vector<float>>(channels.front().values);
    } else if (format.kind != FileKind::EXR && !channels.empty()) {
        throw Error(ExitCode::INTERNAL, fmt::format("{} cannot hold more than a picture.", path.string()));
    }
    switch (format.kind) {
    case FileKind::PNG:
        bits == 16 ? encode_png16(image, metadata, sink, alpha) : encode_png(image, metadata, sink, alpha);
        break;
    case FileKind::JPEG: encode_jpeg(image, metadata, encoding.quality.value_or(DEFAULT_JPEG_QUALITY), sink); break;
    case FileKind::EXR:
        sink(encode_exr(image, metadata, channels, place, bits == 16 ? ExrColors::HALF : ExrColors::FLOAT));
        break;
    case FileKind::PFM: encode_pfm(image, sink); break;
    }
}

} // namespace

void check_image_format(const std::filesystem::path& path, const ImageEncoding& encoding, std::string_view others) {
    checked_bits(path, format_of_ending(path, others), encoding);
}

bool is_for_display(const std::filesystem::path& path) {
    const WrittenFormat* format = find_format(path);
    return format != nullptr && format->is_for_display;
}

bool has_alpha(const std::filesystem::path& path) {
    const WrittenFormat* format = find_format(path);
    return format != nullptr && format->has_alpha;
}

Image unassociated(Image image, std::span<const float> alpha) {
    for (std::size_t i = 0; i < image.rgb.size(); ++i) {
        const float share = alpha[i / 3];
        image.rgb[i] = share > 0.0f ? image.rgb[i] / share : 0.0f;
    }
    return image;
}

Bytes encode_image(const std::filesystem::path& path, const Image& image, const ImageMetadata& metadata,
                   std::span<const Channel> channels, const ImagePlace& place, const ImageEncoding& encoding) {
    Bytes file;
    encode_to(append_to(file), path, image, metadata, channels, place, encoding);
    return file;
}

void write_image(const std::filesystem::path& path, const Image& image, const ImageMetadata& metadata,
                 std::span<const Channel> channels, const ImagePlace& place, const ImageEncoding& encoding) {
    AtomicFile file(path);
    Bytes pending; // libpng and libjpeg hand out a few bytes at a time
    const auto flush = [&] {
        file.write(pending);
        pending.clear();
    };
    const Sink sink = [&](std::span<const std::byte> bytes) {
        if (bytes.size() >= PIECE_BYTES) { // needs no collecting
            flush();
            return file.write(bytes);
        }
        pending.insert(pending.end(), bytes.begin(), bytes.end());
        if (pending.size() >= PIECE_BYTES) flush();
    };
    encode_to(sink, path, image, metadata, channels, place, encoding);
    flush();
    file.commit();
}

} // namespace triptych
