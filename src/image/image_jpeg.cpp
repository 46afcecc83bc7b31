// JPEG by libjpeg-turbo: gray and colour files to 8-bit codes.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "image/image_formats.hpp"
#include "image/orientation.hpp"

#include <algorithm>
#include <bit>
#include <csetjmp>
#include <cstdio> // jpeglib.h takes FILE for granted
#include <fmt/format.h>
#include <initializer_list>
#include <spdlog/spdlog.h>
#include <string_view>

#include <jpeglib.h>

#include <jerror.h>

namespace triptych {

namespace {

static_assert(std::endian::native == std::endian::little, "a pixel's bytes are read as a word");

/// More than any file reaches: a pixel's block of 8 x 8 takes at least a bit in Huffman's coding (512 pixels a byte),
/// in arithmetic coding down to about a hundredth of it. A small file cannot make us allocate a large image.
constexpr std::uint64_t MAX_JPEG_PIXELS_PER_BYTE = 65536;

/// Progressive files refine their picture scan by scan, ten times by custom; thousands of empty scans in a small file
/// would keep the decoder busy for hours.
constexpr int MAX_SCANS = 1000;

constexpr int EXIF_MARKER = JPEG_APP0 + 1, ICC_MARKER = JPEG_APP0 + 2;

/// libjpeg's decoder, which jumps out of its functions where something is wrong.
struct JpegReader {
    jpeg_decompress_struct jpeg{};
    jpeg_error_mgr errors{};
    jpeg_progress_mgr progress{};
    std::jmp_buf escape;
    char message[JMSG_LENGTH_MAX] = "";
    int code = 0;

    JpegReader() {
        jpeg.err = jpeg_std_error(&errors);
        jpeg.client_data = this;
        errors.error_exit = [](j_common_ptr common) { of(common).fail(); };
        errors.emit_message = [](j_common_ptr common, int level) {
            if (level < 0 && of(common).is_damage()) of(common).fail();
        };
        progress.progress_monitor = [](j_common_ptr common) {
            JpegReader& reader = of(common);
            if (reader.jpeg.input_scan_number <= MAX_SCANS) return;
            std::snprintf(reader.message, sizeof reader.message, "it has more than %d scans", MAX_SCANS);
            std::longjmp(reader.escape, 1);
        };
    }
    ~JpegReader() { jpeg_destroy_decompress(&jpeg); }
    JpegReader(const JpegReader&) = delete;
    JpegReader& operator=(const JpegReader&) = delete;

    static JpegReader& of(j_common_ptr common) { return *static_cast<JpegReader*>(common->client_data); }

    [[noreturn]] void fail() {
        code = errors.msg_code;
        errors.format_message(reinterpret_cast<j_common_ptr>(&jpeg), message);
        std::longjmp(escape, 1);
    }

    /// libjpeg goes on after a warning and invents what is missing. Those after which the picture is whole:
    bool is_damage() const {
        return errors.msg_code != JWRN_EXTRANEOUS_DATA && errors.msg_code != JWRN_TOO_MUCH_DATA &&
               errors.msg_code != JWRN_JFIF_MAJOR && errors.msg_code != JWRN_ADOBE_XFORM;
    }

    /// False where libjpeg gave up. Nothing with a destructor may live in `calls`, which an error jumps out of.
    template <typename Calls>
    bool run(Calls calls) {
        if (setjmp(escape) != 0) return false;
        calls();
        return true;
    }
};

[[noreturn]] void refuse(const std::string& name, const JpegReader& reader) {
    if (reader.code == JERR_IMAGE_TOO_BIG) {
        throw Error(ExitCode::LIMIT, fmt::format("{} is too large: JPEG images may have at most {} pixels a side, so "
                                                 "scale it down.",
                                                 name, JPEG_MAX_DIMENSION));
    }
    if (reader.code == JERR_OUT_OF_MEMORY) {
        throw Error(ExitCode::LIMIT, fmt::format("{} needs more memory than there is; scale it down.", name));
    }
    fail_image(name, "JPEG", reader.message);
}

std::string_view content_of(const jpeg_marker_struct& marker) {
    return {reinterpret_cast<const char*>(marker.data), marker.data_length};
}

/// What the first Exif data say.
Orientation orientation_of(const jpeg_decompress_struct& jpeg) {
    constexpr std::string_view HEAD("Exif\0\0", 6);
    for (const auto* marker = jpeg.marker_list; marker != nullptr; marker = marker->next) {
        const std::string_view content = content_of(*marker);
        if (marker->marker == EXIF_MARKER && content.starts_with(HEAD))
            return orientation_of_exif(std::as_bytes(std::span(content.substr(HEAD.size()))));
    }
    return Orientation::TOP_LEFT;
}

/// Whether there is an ICC profile that does not call itself sRGB, in ASCII or in UTF-16 as its fourth version has it.
bool has_other_profile(const jpeg_decompress_struct& jpeg) {
    constexpr std::string_view HEAD("ICC_PROFILE\0", 12), WIDE_NAME("s\0R\0G\0B", 7);
    bool has_profile = false;
    for (const auto* marker = jpeg.marker_list; marker != nullptr; marker = marker->next) {
        const std::string_view content = content_of(*marker);
        if (marker->marker != ICC_MARKER || !content.starts_with(HEAD)) continue;
        has_profile = true;
        if (content.find("sRGB") != std::string_view::npos || content.find(WIDE_NAME) != std::string_view::npos)
            return false;
    }
    return has_profile;
}

/// Reads the head of a file, with all markers of these kinds.
void read_head(JpegReader& reader, const std::string& name, std::span<const std::byte> file,
               std::initializer_list<int> markers) {
    jpeg_decompress_struct& jpeg = reader.jpeg;
    const bool is_read = reader.run([&] {
        jpeg_create_decompress(&jpeg);
        jpeg.progress = &reader.progress;
        jpeg_mem_src(&jpeg, reinterpret_cast<const unsigned char*>(file.data()), file.size());
        for (const int marker : markers) jpeg_save_markers(&jpeg, marker, 0xffff);
        jpeg_read_header(&jpeg, TRUE);
    });
    if (!is_read) refuse(name, reader);
}

} // namespace

ByteImage decode_jpeg(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits,
                      Channels channels, ColorInfo info) {
    JpegReader reader;
    jpeg_decompress_struct& jpeg = reader.jpeg;
    const auto run = [&](auto calls) {
        if (!reader.run(calls)) refuse(name, reader);
    };
    read_head(reader, name, file, {EXIF_MARKER, ICC_MARKER});
    check_image_size(name, jpeg.image_width, jpeg.image_height, limits.side, limits.byte_pixels);
    const std::uint64_t pixels = std::uint64_t(jpeg.image_width) * jpeg.image_height;
    if (pixels > MAX_JPEG_PIXELS_PER_BYTE * file.size())
        fail_image(name, "JPEG", "the file is too small for its pixels");
    const J_COLOR_SPACE space = jpeg.jpeg_color_space;
    if (space != JCS_GRAYSCALE && space != JCS_YCbCr && space != JCS_RGB) {
        throw Error(ExitCode::INVALID_INPUT,
                    fmt::format("{} is a JPEG image in {}; convert it to RGB.", name,
                                space == JCS_CMYK || space == JCS_YCCK ? "CMYK" : "an unknown colour space"));
    }
    const Orientation orientation = orientation_of(jpeg); // libjpeg forgets its markers with the last scanline
    if (info == ColorInfo::APPLIED && has_other_profile(jpeg))
        spdlog::warn("{}: its colour profile is not applied; its colours are taken for sRGB.", name);
    ByteImage image{jpeg.image_width, jpeg.image_height, std::vector<std::uint32_t>(pixels)};
    run([&] {
        jpeg.out_color_space = JCS_EXT_RGBX;
        jpeg.dct_method = JDCT_ISLOW; // the same values with every instruction set
        jpeg_start_decompress(&jpeg);
        while (jpeg.output_scanline < jpeg.output_height) {
            auto* row =
                reinterpret_cast<JSAMPROW>(image.pixels.data() + std::size_t(jpeg.output_scanline) * jpeg.output_width);
            jpeg_read_scanlines(&jpeg, &row, 1);
        }
        jpeg_finish_decompress(&jpeg);
    });
    const std::uint32_t alpha = channels == Channels::CODES ? 0xff000000u : 0u;
    for (std::uint32_t& pixel : image.pixels) pixel = (pixel & 0xffffffu) | alpha; // the fourth byte is undefined
    turn_upright(image, orientation);
    return image;
}

ImageMetadata decode_jpeg_metadata(const std::string& name, std::span<const std::byte> file) {
    JpegReader reader;
    read_head(reader, name, file, {JPEG_COM});
    ImageMetadata metadata;
    for (const auto* marker = reader.jpeg.marker_list; marker != nullptr; marker = marker->next) {
        const std::string_view comment = content_of(*marker);
        const std::size_t colon = comment.find(": ");
        const bool has_key = colon != std::string_view::npos;
        metadata[has_key ? std::string(comment.substr(0, colon)) : "Comment"] = comment.substr(has_key ? colon + 2 : 0);
    }
    return metadata;
}

} // namespace triptych
