// Radiance's HDR pictures: RGBE or XYZE pixels (Ward, "Real Pixels", Graphics Gems II, 1991), flat or run-length
// coded, in any of the eight orders.
// SPDX-License-Identifier: MIT
#include "image/color_space.hpp"
#include "image/image_formats.hpp"
#include "image/orientation.hpp"

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

/// What a file says of its pixels.
struct HdrHeader {
    std::uint64_t scanlines = 0;
    std::uint64_t length = 0; // of a scanline, in pixels
    Orientation orientation = Orientation::TOP_LEFT;
    Chromaticities primaries = REC709;
    std::array<double, 3> scale = {1.0, 1.0, 1.0}; // that the pixels were multiplied by
};

/// An axis of the second header, as in "-Y 480".
struct Axis {
    bool is_x = false;
    bool is_plus = false;
    std::uint64_t size = 0;
};

/// Takes an axis off the front of the line.
Axis take_axis(const Reader& reader, std::string_view& line) {
    const bool has_sign = !line.empty() && (line[0] == '-' || line[0] == '+');
    if (line.size() < 4 || !has_sign || (line[1] != 'X' && line[1] != 'Y') || line[2] != ' ')
        reader.fail("its second header is not one such as \"-Y HEIGHT +X WIDTH\"");
    Axis axis{line[1] == 'X', line[0] == '+', 0};
    const auto [end, error] = std::from_chars(line.data() + 3, line.data() + line.size(), axis.size);
    if (error != std::errc()) reader.fail("its size is no number that fits");
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    return axis;
}

/// Both axes in either order and direction: the first says where scanlines lie, the second how they run.
void parse_resolution(const Reader& reader, std::string_view line, HdrHeader& header) {
    const Axis first = take_axis(reader, line), second = take_axis(reader, line);
    if (!line.empty()) reader.fail("more than its size stands in its second header");
    if (first.is_x == second.is_x) reader.fail("its second header names one axis twice");
    header.scanlines = first.size;
    header.length = second.size;
    // Y grows upwards, X to the right.
    using enum Orientation;
    header.orientation =
        first.is_x
            ? (first.is_plus ? (second.is_plus ? LEFT_BOTTOM : LEFT_TOP) : (second.is_plus ? RIGHT_BOTTOM : RIGHT_TOP))
            : (first.is_plus ? (second.is_plus ? BOTTOM_LEFT : BOTTOM_RIGHT) : (second.is_plus ? TOP_LEFT : TOP_RIGHT));
}

/// The numbers of a variable such as EXPOSURE.
template <std::size_t N>
std::array<double, N> numbers_of(const Reader& reader, std::string_view name, std::string_view text) {
    std::array<double, N> values{};
    for (double& value : values) {
        text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
        if (text.starts_with('+')) text.remove_prefix(1);
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || !std::isfinite(value))
            reader.fail(fmt::format("its {} is not {} finite number{}", name, N, N == 1 ? "" : "s"));
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    }
    return values;
}

/// One line "NAME=VALUE" of the header. EXPOSURE and COLORCORR say what pixels have been multiplied by since they were
/// radiance, and may stand there several times (Ward, "Radiance File Formats").
void parse_variable(const Reader& reader, std::string_view line, HdrHeader& header) {
    const std::size_t equals = std::min(line.find('='), line.size());
    const std::string_view name = line.substr(0, equals), value = line.substr(std::min(equals + 1, line.size()));
    const auto multiply = [&](std::size_t channel, double factor) {
        if (!(factor > 0.0)) reader.fail(fmt::format("its {} is not above 0", name));
        header.scale[channel] *= factor;
    };
    if (name == "FORMAT") {
        if (value == "32-bit_rle_xyze") {
            header.primaries = CIE_XYZ;
        } else if (value != "32-bit_rle_rgbe") {
            reader.fail("its pixels are neither in RGBE nor in XYZE");
        }
    } else if (name == "EXPOSURE") {
        const double factor = numbers_of<1>(reader, name, value)[0];
        for (std::size_t channel = 0; channel < 3; ++channel) multiply(channel, factor);
    } else if (name == "COLORCORR") {
        const std::array<double, 3> factors = numbers_of<3>(reader, name, value);
        for (std::size_t channel = 0; channel < 3; ++channel) multiply(channel, factors[channel]);
    } else if (name == "PRIMARIES") {
        const std::array<double, 8> xy = numbers_of<8>(reader, name, value);
        header.primaries = {{xy[0], xy[1]}, {xy[2], xy[3]}, {xy[4], xy[5]}, {xy[6], xy[7]}};
    }
}

/// Reads up to the pixels. Without PRIMARIES they are taken for Rec. 709, as all programs write them today.
HdrHeader read_header(Reader& reader) {
    HdrHeader header;
    reader.line(); // the magic word
    for (std::string_view line = reader.line(); !line.empty(); line = reader.line())
        parse_variable(reader, line, header);
    parse_resolution(reader, reader.line(), header);
    return header;
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
void append(std::vector<float>& rgb, const Rgbe& pixel, const std::array<double, 3>& scale) {
    const double unit = pixel[3] == 0 ? 0.0 : std::ldexp(1.0, int(pixel[3]) - 136);
    for (std::size_t i = 0; i < 3; ++i) rgb.push_back(float(double(pixel[i]) * unit / scale[i]));
}

} // namespace

Image decode_hdr(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits) {
    Reader reader(name, file);
    const HdrHeader header = read_header(reader);
    check_image_size(name, header.length, header.scanlines, limits.side, limits.float_pixels);
    Image image{std::uint32_t(header.length), std::uint32_t(header.scanlines), {}};
    const std::size_t width = image.width, height = image.height;

    // The newer coding needs a byte for 16 pixels; only a repeating picture in the older one grows as it is read.
    if (width * height <= 16 * file.size()) image.rgb.reserve(3 * width * height);
    std::vector<Rgbe> row(width);
    for (std::size_t y = 0; y < height; ++y) {
        read_scanline(reader, row);
        for (const Rgbe& pixel : row) append(image.rgb, pixel, header.scale);
    }
    turn_upright(image, header.orientation);
    convert_to_rec709(name, header.primaries, image);
    return image;
}

} // namespace triptych
