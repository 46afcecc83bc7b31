// Reads one tag of Exif, which is all that a library would be needed for, and mirrors and transposes pixels.
// SPDX-License-Identifier: MIT
#include "image/orientation.hpp"

#include <utility>

namespace triptych {

namespace {

constexpr std::uint32_t TAG_ORIENTATION = 0x0112;
constexpr std::uint32_t TYPE_SHORT = 3;
constexpr std::size_t ENTRY_BYTES = 12;

/// Numbers of 2 or 4 bytes; 0 beyond the end.
class ExifReader {
public:
    ExifReader(std::span<const std::byte> bytes, bool is_big_endian) : m_bytes(bytes), m_is_big(is_big_endian) {}

    std::uint32_t number(std::uint64_t at, std::size_t bytes) const {
        std::uint32_t value = 0;
        if (at + bytes > m_bytes.size()) return 0;
        for (std::size_t i = 0; i < bytes; ++i) {
            const std::size_t place = m_is_big ? i : bytes - 1 - i;
            value = value << 8u | std::to_integer<std::uint32_t>(m_bytes[at + place]);
        }
        return value;
    }

private:
    std::span<const std::byte> m_bytes;
    bool m_is_big;
};

bool swaps_sides(Orientation orientation) { return orientation >= Orientation::LEFT_TOP; }

/// Whether the file's first row lies at the bottom or the right, and its first column likewise.
bool is_row_reversed(Orientation o) {
    return o == Orientation::BOTTOM_RIGHT || o == Orientation::BOTTOM_LEFT || o == Orientation::RIGHT_TOP ||
           o == Orientation::RIGHT_BOTTOM;
}
bool is_column_reversed(Orientation o) {
    return o == Orientation::TOP_RIGHT || o == Orientation::BOTTOM_RIGHT || o == Orientation::RIGHT_BOTTOM ||
           o == Orientation::LEFT_BOTTOM;
}

/// `count` values a pixel.
template <typename Value>
void turn(std::vector<Value>& values, std::size_t width, std::size_t height, std::size_t count, Orientation o) {
    if (o == Orientation::TOP_LEFT) return;
    std::vector<Value> turned(values.size());
    for (std::size_t row = 0; row < height; ++row) {
        const std::size_t along = is_row_reversed(o) ? height - 1 - row : row;
        for (std::size_t column = 0; column < width; ++column) {
            const std::size_t across = is_column_reversed(o) ? width - 1 - column : column;
            const std::size_t to = swaps_sides(o) ? across * height + along : along * width + across;
            for (std::size_t i = 0; i < count; ++i) turned[count * to + i] = values[count * (row * width + column) + i];
        }
    }
    values = std::move(turned);
}

} // namespace

Orientation orientation_of_exif(std::span<const std::byte> exif) {
    const ExifReader as_big(exif, true);
    const std::uint32_t order = as_big.number(0, 2); // "II" or "MM"
    if (order != 0x4949 && order != 0x4d4d) return Orientation::TOP_LEFT;
    const ExifReader tiff(exif, order == 0x4d4d);
    if (tiff.number(2, 2) != 42) return Orientation::TOP_LEFT;
    const std::uint64_t directory = tiff.number(4, 4);
    const std::uint32_t entries = tiff.number(directory, 2);
    for (std::uint32_t i = 0; i < entries; ++i) {
        const std::uint64_t entry = directory + 2 + i * ENTRY_BYTES;
        if (tiff.number(entry, 2) != TAG_ORIENTATION || tiff.number(entry + 2, 2) != TYPE_SHORT) continue;
        const std::uint32_t value = tiff.number(entry + 8, 2);
        return value >= 1 && value <= 8 ? Orientation(value) : Orientation::TOP_LEFT;
    }
    return Orientation::TOP_LEFT;
}

void turn_upright(Image& image, Orientation orientation) {
    turn(image.rgb, image.width, image.height, 3, orientation);
    if (swaps_sides(orientation)) std::swap(image.width, image.height);
}

void turn_upright(ByteImage& image, Orientation orientation) {
    turn(image.pixels, image.width, image.height, 1, orientation);
    if (swaps_sides(orientation)) std::swap(image.width, image.height);
}

void turn_upright(std::vector<float>& values, std::uint32_t width, std::uint32_t height, Orientation orientation) {
    turn(values, width, height, 1, orientation);
}

} // namespace triptych
