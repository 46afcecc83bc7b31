// JPEG files written by libjpeg-turbo: baseline, without subsampling of colours, metadata in comments.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "image/image_formats.hpp"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio> // jpeglib.h takes FILE for granted
#include <exception>
#include <fmt/format.h>

#include <jpeglib.h>

namespace triptych {

namespace {

/// The most that a marker holds beside its two bytes of length.
constexpr std::size_t MAX_COMMENT = 65533;

/// libjpeg's encoder, which jumps out of its functions where something is wrong.
struct JpegWriter {
    jpeg_compress_struct jpeg{};
    jpeg_error_mgr errors{};
    jpeg_destination_mgr destination{};
    std::jmp_buf escape;
    std::array<JOCTET, 65536> buffer;
    const Sink& sink;
    std::exception_ptr thrown; // by the sink
    char message[JMSG_LENGTH_MAX] = "";

    explicit JpegWriter(const Sink& sink_) : sink(sink_) {
        jpeg.err = jpeg_std_error(&errors);
        jpeg.client_data = this;
        errors.error_exit = [](j_common_ptr common) {
            JpegWriter& writer = of(common);
            writer.errors.format_message(common, writer.message);
            std::longjmp(writer.escape, 1);
        };
        errors.emit_message = [](j_common_ptr, int) {};
        destination.init_destination = [](j_compress_ptr self) { of(self).empty(); };
        destination.empty_output_buffer = [](j_compress_ptr self) {
            of(self).take(of(self).buffer.size()); // libjpeg means all of it, whatever free_in_buffer says
            return TRUE;
        };
        destination.term_destination = [](j_compress_ptr self) {
            of(self).take(of(self).buffer.size() - of(self).destination.free_in_buffer);
        };
    }
    ~JpegWriter() { jpeg_destroy_compress(&jpeg); }
    JpegWriter(const JpegWriter&) = delete;
    JpegWriter& operator=(const JpegWriter&) = delete;

    template <typename Struct>
    static JpegWriter& of(Struct* self) {
        return *static_cast<JpegWriter*>(self->client_data);
    }

    void empty() {
        destination.next_output_byte = buffer.data();
        destination.free_in_buffer = buffer.size();
    }

    void take(std::size_t size) {
        try {
            sink(std::as_bytes(std::span(buffer).first(size)));
        } catch (...) {
            thrown = std::current_exception();
        }
        if (thrown) std::longjmp(escape, 1); // outside the handler, which longjmp must not leave
        empty();
    }

    /// False where libjpeg gave up. Nothing with a destructor may live in `calls`, which an error jumps out of.
    template <typename Calls>
    bool run(Calls calls) {
        if (setjmp(escape) != 0) return false;
        calls();
        return true;
    }
};

/// "key: value" in UTF-8, as much of it as a comment holds.
std::string comment_of(const std::string& key, const std::string& value) {
    std::string comment = key + ": " + value;
    if (comment.size() <= MAX_COMMENT) return comment;
    std::size_t end = MAX_COMMENT;
    while ((static_cast<unsigned char>(comment[end]) & 0xc0u) == 0x80u) --end; // not within a character
    return comment.substr(0, end);
}

} // namespace

void encode_jpeg(const Image& image, const ImageMetadata& metadata, std::uint32_t quality, const Sink& sink) {
    if (image.width > JPEG_MAX_DIMENSION || image.height > JPEG_MAX_DIMENSION)
        throw Error(ExitCode::LIMIT, fmt::format("JPEG images may have at most {} pixels a side, and this one has {} x "
                                                 "{}; write a .png file instead.",
                                                 JPEG_MAX_DIMENSION, image.width, image.height));
    std::vector<std::string> comments;
    for (const auto& [key, value] : metadata) comments.push_back(comment_of(key, value));
    std::vector<JSAMPLE> row(std::size_t(image.width) * 3);
    JpegWriter writer(sink);
    const auto write = [&] {
        jpeg_compress_struct& jpeg = writer.jpeg;
        jpeg_create_compress(&jpeg);
        jpeg.dest = &writer.destination;
        jpeg.image_width = image.width;
        jpeg.image_height = image.height;
        jpeg.input_components = 3;
        jpeg.in_color_space = JCS_RGB;
        jpeg_set_defaults(&jpeg);
        jpeg_set_quality(&jpeg, int(quality), TRUE);
        jpeg.dct_method = JDCT_ISLOW; // the same file with every instruction set
        for (int c = 0; c < jpeg.num_components; ++c)
            jpeg.comp_info[c].h_samp_factor = jpeg.comp_info[c].v_samp_factor = 1;
        jpeg_start_compress(&jpeg, TRUE);
        for (const std::string& comment : comments)
            jpeg_write_marker(&jpeg, JPEG_COM, reinterpret_cast<const JOCTET*>(comment.data()),
                              unsigned(comment.size()));
        for (std::uint32_t y = 0; y < image.height; ++y) {
            for (std::size_t i = 0; i < row.size(); ++i) row[i] = encode_srgb(image.rgb[y * row.size() + i]);
            JSAMPROW rows = row.data();
            jpeg_write_scanlines(&jpeg, &rows, 1);
        }
        jpeg_finish_compress(&jpeg);
    };
    if (writer.run(write)) return;
    if (writer.thrown) std::rethrow_exception(writer.thrown);
    throw Error(ExitCode::OUTPUT,
                fmt::format("libjpeg could not encode the image ({}); write a .png file instead.", writer.message));
}

} // namespace triptych
