// Pictures in memory: linear floats, or the 8-bit codes of sRGB.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace triptych {

/// Linear RGB, rows from top to bottom, 3 floats a pixel.
struct Image {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::vector<float> rgb;
};

/// 8-bit sRGB codes, rows from top to bottom, a word a pixel: red, green, blue from the low byte on, in the
/// highest 0 or alpha.
struct ByteImage {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::vector<std::uint32_t> pixels;
};

/// Columns [x0, x1) and rows [y0, y1), as the windows of EXR files; they may begin anywhere.
struct PixelBox {
    std::int64_t x0 = 0;
    std::int64_t y0 = 0;
    std::int64_t x1 = 0;
    std::int64_t y1 = 0;
    std::uint64_t width() const { return std::uint64_t(x1 - x0); }
    std::uint64_t height() const { return std::uint64_t(y1 - y0); }
    bool operator==(const PixelBox&) const = default;
};

/// Where a picture lies in the larger one that it was cut out of.
struct ImagePlace {
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    std::uint32_t whole_width = 0; // 0: it is the whole one
    std::uint32_t whole_height = 0;
};

/// What a file holds beside a picture's colours: one value a pixel, rows from top to bottom.
struct Channel {
    std::string name; // with its layer: "albedo.R"
    std::variant<std::vector<float>, std::vector<std::uint32_t>> values;
};

/// The name of the channel that holds alpha: 1 where a pixel is opaque, 0 where nothing is.
inline constexpr std::string_view ALPHA_CHANNEL = "A";

/// A channel with the place of its pixels.
struct PlacedChannel {
    Channel channel;
    PixelBox window;
};

/// All that an image file holds.
struct WholeImage {
    Image colors;                           // linear; of an EXR file over the box around both windows, black between
    std::vector<std::string> color_names;   // of the channels that they come from: R, G and B, or others in EXR files
    std::vector<PlacedChannel> channels;    // all others; behind their part's name where an EXR file has several parts
    std::optional<PixelBox> data_window;    // of the colours in an EXR file
    std::optional<PixelBox> display_window; // likewise
};

/// A picture as exact as its file holds it.
using DecodedImage = std::variant<ByteImage, Image>;

} // namespace triptych
