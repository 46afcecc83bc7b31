// TIFF by libtiff: the first picture of a file, in memory. Integers of up to 8 bits and all that needs converting by
// libtiff's own RGBA reader; deeper gray and colour value by value.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "image/image_formats.hpp"
#include "image/srgb.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <half.h>
#include <memory>
#include <tiffio.h>

namespace triptych {

namespace {

/// A file in memory, and the first thing that libtiff had to say of it.
struct TiffInput {
    std::span<const std::byte> file;
    std::uint64_t at = 0;
    std::string message;

    static TiffInput& of(thandle_t handle) { return *static_cast<TiffInput*>(handle); }

    static tmsize_t read(thandle_t handle, void* data, tmsize_t size) {
        TiffInput& input = of(handle);
        if (size <= 0 || input.at >= input.file.size()) return 0;
        const std::size_t count = std::min(std::size_t(size), input.file.size() - std::size_t(input.at));
        std::memcpy(data, input.file.data() + input.at, count);
        input.at += count;
        return tmsize_t(count);
    }
    static tmsize_t write(thandle_t /*handle*/, void* /*data*/, tmsize_t /*size*/) { return 0; }
    static toff_t seek(thandle_t handle, toff_t offset, int whence) {
        TiffInput& input = of(handle);
        const std::uint64_t from = whence == SEEK_CUR ? input.at : whence == SEEK_END ? input.file.size() : 0;
        return input.at = from + offset;
    }
    static int close(thandle_t /*handle*/) { return 0; }
    static toff_t size(thandle_t handle) { return of(handle).file.size(); }

    static int complain(TIFF* /*tiff*/, void* user, const char* /*module*/, const char* format, va_list arguments) {
        TiffInput& input = *static_cast<TiffInput*>(user);
        char text[256] = "";
        std::vsnprintf(text, sizeof text, format, arguments);
        if (input.message.empty()) input.message = *text == ':' ? text + 1 : text;
        return 1;
    }
    static int be_silent(TIFF* /*tiff*/, void* /*user*/, const char* /*module*/, const char* /*format*/,
                         va_list /*arguments*/) {
        return 1;
    }
};

struct Options {
    TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
    ~Options() { TIFFOpenOptionsFree(options); }
};

using TiffPointer = std::unique_ptr<TIFF, decltype(&TIFFClose)>;

class TiffReader {
public:
    TiffReader(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits, Channels channels)
        : m_name(name), m_limits(limits), m_channels(channels), m_input{file, 0, {}}, m_tiff(nullptr, TIFFClose) {
        const Options options;
        TIFFOpenOptionsSetErrorHandlerExtR(options.options, TiffInput::complain, &m_input);
        TIFFOpenOptionsSetWarningHandlerExtR(options.options, TiffInput::be_silent, &m_input);
        // Strips and tiles are not larger than what the image may take, with 16 bytes a pixel.
        constexpr std::uint64_t ALWAYS_BYTES = std::uint64_t(16) << 20u, MOST_BYTES = std::uint64_t(1) << 40u;
        const std::uint64_t wanted = 16 * std::max(limits.float_pixels, limits.byte_pixels);
        const std::uint64_t most = std::clamp(wanted, ALWAYS_BYTES, MOST_BYTES);
        TIFFOpenOptionsSetMaxSingleMemAlloc(options.options, tmsize_t(most));
        // Without mapping, so that libtiff checks each reading.
        m_tiff.reset(TIFFClientOpenExt("", "rm", &m_input, TiffInput::read, TiffInput::write, TiffInput::seek,
                                       TiffInput::close, TiffInput::size, nullptr, nullptr, options.options));
        if (m_tiff == nullptr) fail();
    }

    DecodedImage read() {
        std::uint32_t width = 0, height = 0;
        TIFFGetField(m_tiff.get(), TIFFTAG_IMAGEWIDTH, &width);
        TIFFGetField(m_tiff.get(), TIFFTAG_IMAGELENGTH, &height);
        const std::uint16_t bits = number(TIFFTAG_BITSPERSAMPLE), kind = number(TIFFTAG_SAMPLEFORMAT);
        std::uint16_t photometric = PHOTOMETRIC_MINISBLACK;
        TIFFGetField(m_tiff.get(), TIFFTAG_PHOTOMETRIC, &photometric);
        const bool is_plain = photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE ||
                              photometric == PHOTOMETRIC_RGB;
        m_is_float = kind == SAMPLEFORMAT_IEEEFP;
        const bool is_deep = m_is_float ? bits == 16 || bits == 32 || bits == 64 : bits == 16 || bits == 32;
        if (!is_plain || !is_deep || kind == SAMPLEFORMAT_INT) return read_codes(width, height);
        check_image_size(m_name, width, height, m_limits.side, m_limits.float_pixels);
        return read_deep(width, height, bits / 8u, photometric == PHOTOMETRIC_MINISWHITE);
    }

    StoredImage read_whole() {
        m_keeps_alpha = true;
        if (number(TIFFTAG_SAMPLESPERPIXEL) > 4) fail_image(m_name, "TIFF", "it has more than four channels");
        DecodedImage decoded = read();
        if (const auto* codes = std::get_if<ByteImage>(&decoded))
            return stored_image_of(*codes, std::any_of(codes->pixels.begin(), codes->pixels.end(),
                                                       [](std::uint32_t pixel) { return pixel >> 24u != 0xffu; }));
        StoredImage whole{{std::get<Image>(std::move(decoded)), {"R", "G", "B"}, {}, {}, {}}, {}};
        if (!m_is_float && m_value_bytes == 2) whole.codes = {65535, std::move(m_stored)};
        if (m_has_alpha)
            whole.channels.push_back({{"A", std::move(m_alpha)}, {0, 0, whole.colors.width, whole.colors.height}});
        return whole;
    }

private:
    [[noreturn]] void fail() const {
        std::string reason = m_input.message.empty() ? "it is damaged" : m_input.message;
        while (reason.starts_with(' ')) reason.erase(0, 1);
        while (reason.ends_with('.')) reason.pop_back();
        fail_image(m_name, "TIFF", reason);
    }

    std::uint16_t number(std::uint32_t tag) const {
        std::uint16_t value = 0;
        TIFFGetFieldDefaulted(m_tiff.get(), tag, &value);
        return value;
    }

    ByteImage read_codes(std::uint32_t width, std::uint32_t height) {
        check_image_size(m_name, width, height, m_limits.side, m_limits.byte_pixels);
        std::vector<std::uint32_t> rgba(std::size_t(width) * height);
        if (TIFFReadRGBAImageOriented(m_tiff.get(), width, height, rgba.data(), ORIENTATION_TOPLEFT, 1) == 0 ||
            !m_input.message.empty())
            fail();
        if (m_channels == Channels::COLOR && !m_keeps_alpha) {
            for (std::uint32_t& pixel : rgba) pixel &= 0xffffffu;
        }
        return {width, height, std::move(rgba)};
    }

    /// Gray, gray and alpha, colours, colours and alpha, of 2, 4 or 8 bytes a value.
    DecodedImage read_deep(std::uint32_t width, std::uint32_t height, std::uint32_t value_bytes, bool is_inverted) {
        m_value_bytes = value_bytes;
        m_is_inverted = is_inverted && !m_is_float;
        m_samples = number(TIFFTAG_SAMPLESPERPIXEL);
        m_has_color = m_samples >= 3;
        m_has_alpha = m_samples == 2 || m_samples == 4;
        const bool as_codes = m_channels == Channels::CODES && !m_is_float;
        if (as_codes) {
            m_codes = {width, height, std::vector<std::uint32_t>(std::size_t(width) * height, 0xff000000u)};
        } else {
            m_image = {width, height, std::vector<float>(3 * std::size_t(width) * height)};
        }
        if (m_keeps_alpha) m_stored.resize(m_image.rgb.size());
        if (m_keeps_alpha && m_has_alpha) m_alpha.resize(std::size_t(width) * height);
        if (TIFFIsTiled(m_tiff.get()) != 0) {
            read_tiles(width, height);
        } else {
            read_scanlines(width, height);
        }
        if (as_codes) return std::move(m_codes);
        return std::move(m_image);
    }

    void read_scanlines(std::uint32_t width, std::uint32_t height) {
        const bool is_planar = number(TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE;
        const std::uint32_t planes = is_planar ? m_samples : 1u, in_row = is_planar ? 1u : m_samples;
        const tmsize_t row_bytes = TIFFScanlineSize(m_tiff.get());
        if (row_bytes < tmsize_t(width) * in_row * m_value_bytes) fail();
        std::vector<std::byte> row(static_cast<std::size_t>(row_bytes));
        for (std::uint32_t plane = 0; plane < planes; plane++) {
            for (std::uint32_t y = 0; y < height; y++) {
                if (TIFFReadScanline(m_tiff.get(), row.data(), y, std::uint16_t(plane)) != 1) fail();
                for (std::uint32_t x = 0; x < width; x++) {
                    for (std::uint32_t s = 0; s < in_row; s++) {
                        put(x, y, is_planar ? plane : s, row.data() + (std::size_t(x) * in_row + s) * m_value_bytes);
                    }
                }
            }
        }
    }

    void read_tiles(std::uint32_t width, std::uint32_t height) {
        const bool is_planar = number(TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE;
        const std::uint32_t planes = is_planar ? m_samples : 1u, in_row = is_planar ? 1u : m_samples;
        std::uint32_t tile_width = 0, tile_height = 0;
        TIFFGetField(m_tiff.get(), TIFFTAG_TILEWIDTH, &tile_width);
        TIFFGetField(m_tiff.get(), TIFFTAG_TILELENGTH, &tile_height);
        const tmsize_t tile_bytes = TIFFTileSize(m_tiff.get());
        check_image_size(m_name, tile_width, tile_height, m_limits.side, m_limits.float_pixels);
        const std::uint64_t needed = std::uint64_t(tile_width) * tile_height * in_row * m_value_bytes;
        if (tile_bytes <= 0 || std::uint64_t(tile_bytes) < needed) fail();
        std::vector<std::byte> tile(static_cast<std::size_t>(tile_bytes));
        for (std::uint32_t plane = 0; plane < planes; plane++) {
            for (std::uint32_t top = 0; top < height; top += tile_height) {
                for (std::uint32_t left = 0; left < width; left += tile_width) {
                    if (TIFFReadTile(m_tiff.get(), tile.data(), left, top, 0, std::uint16_t(plane)) < 0) fail();
                    for (std::uint32_t y = top; y < std::min(top + tile_height, height); y++) {
                        for (std::uint32_t x = left; x < std::min(left + tile_width, width); x++) {
                            const std::size_t at = (std::size_t(y - top) * tile_width + (x - left)) * in_row;
                            for (std::uint32_t s = 0; s < in_row; s++) {
                                put(x, y, is_planar ? plane : s, tile.data() + (at + s) * m_value_bytes);
                            }
                        }
                    }
                }
            }
        }
    }

    /// A value in [0, 1], or any float.
    double value_of(const std::byte* bytes) const {
        const auto as = [&](auto value) {
            std::memcpy(&value, bytes, sizeof value);
            return value;
        };
        if (m_is_float) {
            switch (m_value_bytes) {
            case 2: return double(float(half(half::FromBits, as(std::uint16_t{}))));
            case 4: return double(as(float{}));
            default: return as(double{});
            }
        }
        const double share = m_value_bytes == 2 ? as(std::uint16_t{}) / 65535.0 : as(std::uint32_t{}) / 4294967295.0;
        return m_is_inverted ? 1.0 - share : share;
    }

    void put(std::uint32_t x, std::uint32_t y, std::uint32_t sample, const std::byte* bytes) {
        const std::size_t pixel = std::size_t(y) * (m_codes.width + m_image.width) + x;
        const bool is_alpha = m_has_alpha && sample == m_samples - 1;
        if (sample > 3 || (sample == 3 && !is_alpha)) return;
        const double value = value_of(bytes);
        const std::uint32_t first = is_alpha ? 3u : m_has_color ? sample : 0u;
        const std::uint32_t last = is_alpha ? 3u : m_has_color ? sample : 2u;
        for (std::uint32_t c = first; c <= last; c++) {
            if (m_codes.width != 0) {
                const auto code = std::uint32_t(std::lround(255.0 * value));
                m_codes.pixels[pixel] = (m_codes.pixels[pixel] & ~(0xffu << 8u * c)) | code << 8u * c;
            } else if (c < 3) {
                m_image.rgb[3 * pixel + c] = float(m_is_float ? value : linear_from_srgb(value));
                if (m_keeps_alpha) m_stored[3 * pixel + c] = float(value);
            } else if (m_keeps_alpha) {
                m_alpha[pixel] = float(value);
            }
        }
    }

    const std::string& m_name;
    const ImageLimits& m_limits;
    Channels m_channels;
    TiffInput m_input;
    TiffPointer m_tiff;
    bool m_is_float = false, m_is_inverted = false, m_has_color = false, m_has_alpha = false;
    std::uint32_t m_value_bytes = 0, m_samples = 0;
    ByteImage m_codes; // one of the two is filled
    Image m_image;
    bool m_keeps_alpha = false;
    std::vector<float> m_alpha, m_stored; // then: alpha, and colours as they are stored
};

} // namespace

DecodedImage decode_tiff(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits,
                         Channels channels) {
    return TiffReader(name, file, limits, channels).read();
}

StoredImage decode_whole_tiff(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits) {
    return TiffReader(name, file, limits, Channels::COLOR).read_whole();
}

} // namespace triptych
