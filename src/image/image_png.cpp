// PNG by libpng: written with 8 or 16 bits a channel, read from whatever depth and colour type a file has.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "image/image_formats.hpp"
#include "image/png_color.hpp"

#include <algorithm>
#include <bit>
#include <csetjmp>
#include <cstring>
#include <exception>
#include <fmt/format.h>
#include <png.h>
#include <spdlog/spdlog.h>

namespace triptych {

namespace {

static_assert(std::endian::native == std::endian::little, "a pixel's bytes are read as a word");

/// What libpng's callbacks see.
struct PngState {
    std::span<const std::byte> input;
    const Sink* output = nullptr;
    std::exception_ptr thrown; // by the sink
    char message[256] = "";
};

void on_error(png_structp png, png_const_charp message) {
    auto* state = static_cast<PngState*>(png_get_error_ptr(png));
    std::strncpy(state->message, message, sizeof state->message - 1);
    png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {}

void on_read(png_structp png, png_bytep bytes, std::size_t size) {
    auto* state = static_cast<PngState*>(png_get_io_ptr(png));
    if (state->input.size() < size) png_error(png, "the file is cut off");
    std::memcpy(bytes, state->input.data(), size);
    state->input = state->input.subspan(size);
}

void on_write(png_structp png, png_bytep bytes, std::size_t size) {
    auto* state = static_cast<PngState*>(png_get_io_ptr(png));
    try {
        (*state->output)(std::as_bytes(std::span(bytes, size)));
        return;
    } catch (...) {
        state->thrown = std::current_exception();
    }
    png_error(png, "its bytes were not taken"); // outside the handler, which longjmp must not leave
}

void on_flush(png_structp) {}

/// Runs libpng calls; false where libpng gave up. An error jumps out of `calls`, so nothing with a destructor may live
/// in it. Compilers never inline a function that calls setjmp, so the caller's variables keep their values.
template <typename Calls>
bool guarded(png_structp png, Calls calls) {
    if (setjmp(png_jmpbuf(png)) != 0) return false;
    calls();
    return true;
}

/// Every chunk must lie in the file: libpng allocates what a chunk's length promises, up to 2 GiB, before it reads.
void check_chunks(const std::string& name, std::span<const std::byte> file) {
    constexpr std::size_t SIGNATURE = 8, FRAME = 12; // length, kind and check sum around a chunk's content
    for (std::size_t at = SIGNATURE; at < file.size();) {
        const std::size_t left = file.size() - at;
        const auto* chunk = reinterpret_cast<const png_byte*>(file.data() + at);
        if (left < FRAME || png_get_uint_32(chunk) > left - FRAME)
            fail_image(name, "PNG", "a chunk reaches beyond its end");
        if (std::memcmp(chunk + 4, "IEND", 4) == 0) return;
        at += FRAME + png_get_uint_32(chunk);
    }
    fail_image(name, "PNG", "the file is cut off");
}

void need(png_const_infop info) {
    if (info == nullptr) throw Error(ExitCode::LIMIT, "libpng found no memory; free some and try again.");
}

/// libpng's two structs for writing.
struct PngWriter {
    PngState state;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &state, on_error, on_warning);
    png_infop info = png != nullptr ? png_create_info_struct(png) : nullptr;
    PngWriter() = default;
    ~PngWriter() { png_destroy_write_struct(&png, &info); }
    PngWriter(const PngWriter&) = delete;
    PngWriter& operator=(const PngWriter&) = delete;
};

/// libpng's two structs for reading.
struct PngReader {
    PngState state;
    const std::string& name;
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &state, on_error, on_warning);
    png_infop info = png != nullptr ? png_create_info_struct(png) : nullptr;
    explicit PngReader(const std::string& name_) : name(name_) {}
    ~PngReader() { png_destroy_read_struct(&png, &info, nullptr); }
    PngReader(const PngReader&) = delete;
    PngReader& operator=(const PngReader&) = delete;

    template <typename Calls>
    void run(Calls calls) {
        if (!guarded(png, calls)) fail_image(name, "PNG", state.message);
    }

    /// All that stands before the pixels.
    void read_info(std::span<const std::byte> file) {
        need(info);
        check_chunks(name, file);
        state.input = file;
        run([&] {
            png_set_read_fn(png, &state, on_read);
            png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX); // check_image_size has the say
            png_read_info(png, info);
        });
    }
};

bool is_ascii(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Latin-1, which PNG's plain text chunks hold, as UTF-8.
std::string utf8_from_latin1(const char* text, std::size_t size) {
    std::string result;
    for (std::size_t i = 0; i < size; ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x80) {
            result += char(c);
        } else {
            result += char(0xc0 | c >> 6);
            result += char(0x80 | (c & 0x3f));
        }
    }
    return result;
}

void check_keyword(const std::string& key) {
    const bool visible = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c <= '~'; });
    if (key.empty() || key.size() > 79 || !visible) {
        throw Error(ExitCode::INTERNAL, fmt::format("\"{}\" is no keyword that PNG can hold.", key));
    }
}

/// `fill_row` is called once a row, from top to bottom, with its 3 * width codes to set, or with alpha 4 * width, of 16
/// bits high byte first.
template <typename FillRow>
void encode(std::uint32_t width, std::uint32_t height, int bits, bool has_alpha, const ImageMetadata& metadata,
            const Sink& sink, FillRow fill_row) {
    std::vector<png_text> texts;
    for (const auto& [key, value] : metadata) {
        check_keyword(key);
        png_text text{};
        text.compression = is_ascii(value) ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE;
        text.key = const_cast<char*>(key.c_str()); // libpng only reads them
        text.text = const_cast<char*>(value.c_str());
        texts.push_back(text);
    }
    std::vector<png_byte> row(std::size_t(width) * (has_alpha ? 4 : 3) * std::size_t(bits / 8));
    PngWriter writer;
    need(writer.info);
    writer.state.output = &sink;
    const auto write = [&] {
        png_structp png = writer.png;
        png_set_write_fn(png, &writer.state, on_write, on_flush);
        png_set_IHDR(png, writer.info, width, height, bits, has_alpha ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB,
                     PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
        png_set_sRGB_gAMA_and_cHRM(png, writer.info, PNG_sRGB_INTENT_PERCEPTUAL);
        if (!texts.empty()) png_set_text(png, writer.info, texts.data(), int(texts.size()));
        png_write_info(png, writer.info);
        for (std::uint32_t y = 0; y < height; ++y) {
            fill_row(y, row.data());
            png_write_row(png, row.data());
        }
        png_write_end(png, writer.info);
    };
    if (!guarded(writer.png, write)) {
        if (writer.state.thrown) std::rethrow_exception(writer.state.thrown);
        throw Error(ExitCode::OUTPUT, fmt::format("libpng could not encode the image ({}); write a .pfm file instead.",
                                                  writer.state.message));
    }
}

/// Reads all rows, and what stands behind them.
void read_pixels(PngReader& reader, png_bytep pixels, std::size_t row_bytes, std::size_t height) {
    std::vector<png_bytep> rows(height);
    for (std::size_t y = 0; y < height; ++y) rows[y] = pixels + y * row_bytes;
    reader.run([&] {
        png_read_image(reader.png, rows.data());
        png_read_end(reader.png, reader.info);
    });
}

/// A file's codes, expanded to four a pixel: red, green, blue and alpha.
struct ExpandedPng {
    ByteImage codes;                       // without pixels where the file is deep
    std::vector<std::uint16_t> deep_codes; // of such a file, high byte first
    bool is_deep = false;
    bool has_alpha = false;
    PngColors colors;

    std::uint32_t code(std::size_t pixel, std::size_t channel) const {
        if (!is_deep) return codes.pixels[pixel] >> 8u * channel & 0xffu;
        const std::uint32_t code = deep_codes[4 * pixel + channel];
        return (code << 8u & 0xff00u) | code >> 8u;
    }
    std::uint32_t largest() const { return is_deep ? 65535u : 255u; }

    /// What `value` makes of every code of the colours.
    template <typename Value>
    Image mapped(Value value) const {
        std::vector<float> values(std::size_t(largest()) + 1);
        for (std::uint32_t i = 0; i < values.size(); ++i) values[i] = value(i);
        Image image{codes.width, codes.height, std::vector<float>(3 * std::size_t(codes.width) * codes.height)};
        float* rgb = image.rgb.data();
        for (const std::uint32_t pixel : codes.pixels) { // none where the file is deep
            for (std::uint32_t c = 0; c < 3; ++c) *rgb++ = values[pixel >> 8u * c & 0xffu];
        }
        for (std::size_t i = 0; is_deep && i < image.rgb.size(); ++i) image.rgb[i] = values[code(i / 3, i % 3)];
        return image;
    }
};

/// `all_as_bytes`: 16-bit codes are rounded to 8 bits.
ExpandedPng expand_png(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits,
                       bool all_as_bytes, ColorInfo info) {
    PngReader reader(name);
    reader.read_info(file);
    const std::uint32_t width = png_get_image_width(reader.png, reader.info);
    const std::uint32_t height = png_get_image_height(reader.png, reader.info);
    ExpandedPng expanded;
    expanded.is_deep = !all_as_bytes && png_get_bit_depth(reader.png, reader.info) == 16;
    if (info == ColorInfo::APPLIED) expanded.colors = read_png_colors(name, reader.png, reader.info, file);
    expanded.has_alpha = (png_get_color_type(reader.png, reader.info) & PNG_COLOR_MASK_ALPHA) != 0 ||
                         png_get_valid(reader.png, reader.info, PNG_INFO_tRNS) != 0;
    check_image_size(name, width, height, limits.side, expanded.is_deep ? limits.float_pixels : limits.byte_pixels);
    // Deflate shrinks at most 1032 times, so a small file cannot make us allocate a large image.
    const std::uint64_t bits = png_get_bit_depth(reader.png, reader.info) * png_get_channels(reader.png, reader.info);
    if (bits * width * height / 8 > 1032 * std::uint64_t(file.size())) {
        fail_image(name, "PNG", "the file is too small for its pixels");
    }
    // Whatever the file holds, libpng hands out four values a pixel.
    reader.run([&] {
        if (all_as_bytes) png_set_scale_16(reader.png);
        png_set_expand(reader.png); // palettes, 1 to 4 bits and transparent colours
        png_set_gray_to_rgb(reader.png);
        png_set_add_alpha(reader.png, expanded.is_deep ? 0xffff : 0xff, PNG_FILLER_AFTER);
        png_set_interlace_handling(reader.png);
        png_read_update_info(reader.png, reader.info);
    });
    const std::size_t pixels = std::size_t(width) * height;
    const std::size_t row_bytes = (expanded.is_deep ? 8 : 4) * std::size_t(width);
    if (png_get_rowbytes(reader.png, reader.info) != row_bytes) {
        throw Error(ExitCode::INTERNAL, fmt::format("libpng would expand {} in an unforeseen way.", name));
    }
    expanded.codes.width = width;
    expanded.codes.height = height;
    if (expanded.is_deep) {
        expanded.deep_codes.resize(4 * pixels);
        read_pixels(reader, reinterpret_cast<png_bytep>(expanded.deep_codes.data()), row_bytes, height);
    } else {
        expanded.codes.pixels.resize(pixels);
        read_pixels(reader, reinterpret_cast<png_bytep>(expanded.codes.pixels.data()), row_bytes, height);
    }
    return expanded;
}

Image linear_colors(const std::string& name, const ExpandedPng& png, const ImageLimits& limits,
                    Orientation orientation) {
    check_image_size(name, png.codes.width, png.codes.height, limits.side, limits.float_pixels);
    Image image =
        png.mapped([&](std::uint32_t code) { return float(png.colors.linear(double(code) / png.largest())); });
    turn_upright(image, orientation);
    convert_to_rec709(name, png.colors.primaries, image);
    return image;
}

} // namespace

namespace {

/// `color` gives the code of a value, `put(row, i, code)` sets code i of a row.
template <typename Color, typename Put>
void encode_floats(const Image& image, int bits, const ImageMetadata& metadata, const Sink& sink,
                   std::span<const float> alpha, Color color, Put put) {
    const std::size_t width = image.width;
    const std::size_t channels = alpha.empty() ? 3 : 4;
    const auto whole = static_cast<float>((1u << unsigned(bits)) - 1u);
    encode(image.width, image.height, bits, !alpha.empty(), metadata, sink, [&](std::size_t y, png_bytep row) {
        for (std::size_t x = 0; x < width; ++x) {
            const std::size_t pixel = y * width + x;
            for (std::size_t c = 0; c < 3; ++c) put(row, channels * x + c, color(image.rgb[3 * pixel + c]));
            if (channels == 4) put(row, 4 * x + 3, unsigned(alpha[pixel] * whole + 0.5f));
        }
    });
}

} // namespace

void encode_png(const Image& image, const ImageMetadata& metadata, const Sink& sink, std::span<const float> alpha) {
    encode_floats(image, 8, metadata, sink, alpha, encode_srgb,
                  [](png_bytep row, std::size_t i, unsigned code) { row[i] = png_byte(code); });
}

void encode_png16(const Image& image, const ImageMetadata& metadata, const Sink& sink, std::span<const float> alpha) {
    encode_floats(image, 16, metadata, sink, alpha, encode_srgb16,
                  [](png_bytep row, std::size_t i, unsigned code) { png_save_uint_16(row + 2 * i, code); });
}

Bytes encode_png(const Image& image, const ImageMetadata& metadata) {
    Bytes file;
    encode_png(image, metadata, append_to(file));
    return file;
}

Bytes encode_png(const ByteImage& image, const ImageMetadata& metadata) {
    const std::size_t width = image.width;
    Bytes file;
    encode(image.width, image.height, 8, false, metadata, append_to(file), [&](std::size_t y, png_bytep row) {
        for (std::size_t i = 0; i < 3 * width; ++i) row[i] = png_byte(image.pixels[y * width + i / 3] >> 8u * (i % 3));
    });
    return file;
}

DecodedImage decode_png(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits,
                        Channels channels, ColorInfo info) {
    const bool wants_codes = channels == Channels::CODES;
    ExpandedPng png = expand_png(name, file, limits, wants_codes, info);
    const Orientation orientation = png_orientation(file);
    if (wants_codes && !png.colors.is_srgb())
        spdlog::warn("{}: its gamma and primaries are not applied where its alpha is read, too; its colours are taken "
                     "for sRGB.",
                     name);
    if (wants_codes || (!png.is_deep && png.colors.is_srgb())) {
        if (!wants_codes) {
            for (std::uint32_t& pixel : png.codes.pixels) pixel &= 0xffffffu;
        }
        turn_upright(png.codes, orientation);
        return std::move(png.codes);
    }
    return linear_colors(name, png, limits, orientation);
}

StoredImage decode_whole_png(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits) {
    const ExpandedPng png = expand_png(name, file, limits, false, ColorInfo::APPLIED);
    const Orientation orientation = png_orientation(file);
    StoredImage whole{{linear_colors(name, png, limits, orientation), {"R", "G", "B"}, {}, {}, {}}, {}};
    const std::uint32_t width = whole.colors.width, height = whole.colors.height, largest = png.largest();
    if (png.colors.is_srgb()) {
        Image codes = png.mapped([&](std::uint32_t code) { return float(code) / float(largest); });
        turn_upright(codes, orientation);
        whole.codes = {largest, std::move(codes.rgb)};
    }
    if (!png.has_alpha) return whole;
    std::vector<float> alpha(std::size_t(width) * height);
    for (std::size_t i = 0; i < alpha.size(); ++i) alpha[i] = float(png.code(i, 3)) / float(largest);
    turn_upright(alpha, png.codes.width, png.codes.height, orientation);
    whole.channels.push_back({{"A", std::move(alpha)}, {0, 0, width, height}});
    return whole;
}

/// Text that stands before the pixels, where write_image puts it.
ImageMetadata decode_png_metadata(const std::string& name, std::span<const std::byte> file) {
    PngReader reader(name);
    reader.read_info(file);
    png_textp texts = nullptr;
    int count = 0;
    png_get_text(reader.png, reader.info, &texts, &count);
    ImageMetadata metadata;
    for (int i = 0; i < count; ++i) {
        const png_text& text = texts[i];
        const bool is_utf8 = text.compression >= PNG_ITXT_COMPRESSION_NONE;
        metadata[text.key] =
            is_utf8 ? std::string(text.text, text.itxt_length) : utf8_from_latin1(text.text, text.text_length);
    }
    return metadata;
}

} // namespace triptych
