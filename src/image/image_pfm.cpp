// Portable float maps: a header of three lines, then raw floats, rows from bottom to top.
// SPDX-License-Identifier: MIT
#include "image/image_formats.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <string_view>

namespace triptych {

namespace {

static_assert(std::endian::native == std::endian::little, "pixels are copied as they lie");

/// Takes the header's words off the front of the file.
class HeaderReader {
public:
    HeaderReader(const std::string& name, std::span<const std::byte> file)
        : m_name(name), m_text(reinterpret_cast<const char*>(file.data()), file.size()) {}

    /// The next word and the one white space character that ends it.
    std::string_view word() {
        // No number in a sane header is longer.
        const std::size_t length = m_text.substr(0, 40).find_first_of(" \t\r\n");
        if (length == std::string_view::npos || length == 0) fail_image(m_name, "PFM", "its header is damaged");
        const std::string_view word = m_text.substr(0, length);
        m_text.remove_prefix(length + 1);
        return word;
    }

    template <typename T>
    T number(const char* what) {
        const std::string_view text = word();
        T value{};
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size()) {
            fail_image(m_name, "PFM", fmt::format("its {} is no number that fits", what));
        }
        return value;
    }

    std::size_t bytes_left() const { return m_text.size(); }
    const char* position() const { return m_text.data(); }

private:
    const std::string& m_name;
    std::string_view m_text;
};

std::uint32_t swap_bytes(std::uint32_t word) {
    return word << 24u | (word << 8u & 0xff0000u) | (word >> 8u & 0xff00u) | word >> 24u;
}

} // namespace

void encode_pfm(const Image& image, const Sink& sink) {
    const std::string header = fmt::format("PF\n{} {}\n-1.0\n", image.width, image.height);
    sink(std::as_bytes(std::span(header)));
    const std::size_t row = std::size_t(image.width) * 3;
    for (std::size_t y = image.height; y-- > 0;) sink(std::as_bytes(std::span(image.rgb).subspan(y * row, row)));
}

Bytes encode_pfm(const Image& image) {
    Bytes file;
    encode_pfm(image, append_to(file));
    return file;
}

Image decode_pfm(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits) {
    HeaderReader reader(name, file);
    const std::string_view kind = reader.word();
    if (kind != "PF" && kind != "Pf") fail_image(name, "PFM", "it starts with neither PF nor Pf");
    const auto width = reader.number<std::uint64_t>("width");
    const auto height = reader.number<std::uint64_t>("height");
    check_image_size(name, width, height, limits.side, limits.float_pixels);
    const auto scale = reader.number<double>("scale");
    if (!std::isfinite(scale) || scale == 0.0) fail_image(name, "PFM", "its scale is zero or not finite");

    const std::size_t channels = kind == "PF" ? 3 : 1;
    const std::size_t expected = width * height * channels * sizeof(float);
    if (reader.bytes_left() != expected) {
        fail_image(name, "PFM",
                   fmt::format("{} bytes of pixels where its header promises {}", reader.bytes_left(), expected));
    }
    Image image{std::uint32_t(width), std::uint32_t(height), std::vector<float>(width * height * 3)};
    const char* source = reader.position();
    const auto factor = float(std::abs(scale));
    for (std::size_t y = height; y-- > 0;) {
        for (std::size_t i = 0; i < width * 3; ++i) {
            std::uint32_t word;
            std::memcpy(&word, source + (channels == 3 ? i : i / 3) * sizeof(float), sizeof word);
            if (scale > 0.0) word = swap_bytes(word);
            const auto value = std::bit_cast<float>(word);
            image.rgb[y * width * 3 + i] = factor == 1.0f ? value : value * factor;
        }
        source += width * channels * sizeof(float);
    }
    return image;
}

} // namespace triptych
