// Radiance's HDR pictures: RGBE pixels (Ward, "Real Pixels", Graphics Gems II, 1991), flat or run-length coded.
// SPDX-License-Identifier: MIT
#include "image/image_formats.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <string_view>

// Decoded here, since stb_image, the only small library for it, lacks the older coding and does not notice where a file
// is cut off: it goes on with black or, in Debian 12, for ever.

namespace triptych {

namespace {

using Rgbe = std::array<std::uint8_t, 4>;

constexpr std::uint32_t MIN_CODED_WIDTH = 8; // of scanlines that the newer coding may hold
constexpr std::uint32_t MAX_CODED_WIDTH = 32767;

/// Hands out a file's lines and bytes; past its end it throws.
class Reader {
public:
    Reader(const std::string& name, std::span<const std::byte> file)
        : m_name(name), m_text(reinterpret_cast<const char*>(file.data()), file.size()) {}

    [[noreturn]] void fail(const std::string& reason) const { fail_image(m_name, "HDR", reason); }

    /// Up to the next line feed, which is dropped.
    std::string_view line() {
        const std::size_t length = m_text.find('\n');
        if (length == std::string_view::npos) fail("the file is cut off");
        const std::string_view line = m_text.substr(0, length);
        m_text.remove_prefix(length + 1);
        return line.ends_with('\r') ? line.substr(0, length - 1) : line;
    }

    std::uint8_t byte() {
        if (m_text.empty()) fail("the file is cut off");
        const char byte = m_text.front();
        m_text.remove_prefix(1);
        return static_cast<std::uint8_t>(byte);
    }

    Rgbe pixel() {
        Rgbe pixel;
        for (std::uint8_t& value : pixel) value = byte();
        return pixel;
    }

private:
    const std::string& m_name;
    std::string_view m_text;
};

/// The picture's size and where its first scanline lies.
struct Resolution {
    std::uint64_t width = 0;
    std::uint64_t height = 0;
    bool from_below = false;
    bool from_right = false;
};

/// "-Y HEIGHT +X WIDTH", with either sign.
Resolution parse_resolution(const Reader& reader, std::string_view line) {
    const auto number = [&](char axis, bool& is_plus) {
        std::uint64_t value = 0;
        if (line.size() < 4 || (line[0] != '-' && line[0] != '+') || line[1] != axis || line[2] != ' ') {
            reader.fail("its second header is not \"-Y HEIGHT +X WIDTH\"");
        }
        is_plus = line[0] == '+';
        const auto [end, error] = std::from_chars(line.data() + 3, line.data() + line.size(), value);
        if (error != std::errc()) reader.fail("its size is no number that fits");
        line.remove_prefix(static_cast<std::size_t>(end - line.data()));
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        return value;
    };
    Resolution resolution;
    bool to_right = true;
    resolution.height = number('Y', resolution.from_below);
    resolution.width = number('X', to_right);
    resolution.from_right = !to_right;
    if (!line.empty()) reader.fail("more than its size stands in its second header");
    return resolution;
}

/// Reads up to the pixels. EXPOSURE and the like are left out of account, as most programs do.
Resolution read_header(Reader& reader) {
    reader.line(); // the magic word
    for (std::string_view line = reader.line(); !line.empty(); line = reader.line()) {
        if (line.starts_with("FORMAT=") && line != "FORMAT=32-bit_rle_rgbe") reader.fail("its pixels are not in RGBE");
    }
    return parse_resolution(reader, reader.line());
}

/// The newer coding: each of the four components by itself, as runs (above 128) and stretches of single values.
void read_components(Reader& reader, std::span<Rgbe> row) {
    for (std::size_t component = 0; component < 4; ++component) {
        for (std::size_t x = 0; x < row.size();) {
            const std::uint8_t code = reader.byte();
            const bool is_run = code > 128;
            const std::size_t count = is_run ? code - 128u : code;
            if (count == 0 || count > row.size() - x) reader.fail("a run leaves its scanline");
            std::uint8_t value = is_run ? reader.byte() : std::uint8_t(0);
            for (const std::size_t end = x + count; x < end; ++x) {
                if (!is_run) value = reader.byte();
                row[x][component] = value;
            }
        }
    }
}

/// Flat pixels, among which the older coding's 1, 1, 1, N repeats the one before N times; of several in a row each
/// counts 256 times the one before. `first` has been read already.
void read_pixels(Reader& reader, std::span<Rgbe> row, Rgbe first) {
    unsigned shift = 0;
    Rgbe pixel = first;
    for (std::size_t x = 0; x < row.size();) {
        if (pixel[0] == 1 && pixel[1] == 1 && pixel[2] == 1) {
            const std::uint64_t count = shift < 32 ? std::uint64_t(pixel[3]) << shift : row.size() + 1;
            if (x == 0 || count > row.size() - x) reader.fail("a run leaves its scanline");
            std::fill_n(row.begin() + std::ptrdiff_t(x), count, row[x - 1]);
            x += count;
            shift += 8;
        } else {
            row[x++] = pixel;
            shift = 0;
        }
        if (x < row.size()) pixel = reader.pixel();
    }
}

void read_scanline(Reader& reader, std::span<Rgbe> row) {
    const Rgbe first = reader.pixel();
    const bool may_be_coded = row.size() >= MIN_CODED_WIDTH && row.size() <= MAX_CODED_WIDTH;
    if (may_be_coded && first[0] == 2 && first[1] == 2 && first[2] < 128) {
        if (first[2] * 256u + first[3] != row.size()) reader.fail("a scanline is not as long as the picture is wide");
        read_components(reader, row);
    } else {
        read_pixels(reader, row, first);
    }
}

/// 2^(exponent - 128) is what 256 stands for; an exponent of 0 is black.
void append(std::vector<float>& rgb, const Rgbe& pixel) {
    const float unit = pixel[3] == 0 ? 0.0f : std::ldexp(1.0f, int(pixel[3]) - 136);
    for (std::size_t i = 0; i < 3; ++i) rgb.push_back(float(pixel[i]) * unit);
}

} // namespace

Image decode_hdr(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits) {
    Reader reader(name, file);
    const Resolution resolution = read_header(reader);
    check_image_size(name, resolution.width, resolution.height, limits.side, limits.float_pixels);
    Image image{std::uint32_t(resolution.width), std::uint32_t(resolution.height), {}};
    const std::size_t width = image.width, height = image.height;

    // The newer coding needs a byte for 16 pixels; only a repeating picture in the older one grows as it is read.
    if (width * height <= 16 * file.size()) image.rgb.reserve(3 * width * height);
    std::vector<Rgbe> row(width);
    for (std::size_t y = 0; y < height; ++y) {
        read_scanline(reader, row);
        if (resolution.from_right) std::reverse(row.begin(), row.end());
        for (const Rgbe& pixel : row) append(image.rgb, pixel);
    }
    if (resolution.from_below) {
        const auto row_at = [&](std::size_t y) { return image.rgb.begin() + std::ptrdiff_t(3 * width * y); };
        for (std::size_t y = 0; y < height / 2; ++y) std::swap_ranges(row_at(y), row_at(y + 1), row_at(height - 1 - y));
    }
    return image;
}

} // namespace triptych
