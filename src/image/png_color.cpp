// PNG's colour chunks (PNG specification, third edition, 4.3 and 11.3.2), by libpng where it knows them.
// SPDX-License-Identifier: MIT
#include "image/png_color.hpp"

#include "base/ascii.hpp"
#include "image/srgb.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <string_view>

namespace triptych {

namespace {

/// A chunk's content, where the file has the chunk.
std::optional<std::span<const std::byte>> find_chunk(std::span<const std::byte> file, std::string_view kind) {
    constexpr std::size_t SIGNATURE = 8, FRAME = 12; // length, kind and check sum around a chunk's content
    for (std::size_t at = SIGNATURE; at + FRAME <= file.size();) {
        const auto* chunk = reinterpret_cast<const png_byte*>(file.data() + at);
        const std::size_t length = png_get_uint_32(chunk);
        if (length > file.size() - at - FRAME) return {};
        if (std::memcmp(chunk + 4, kind.data(), 4) == 0) return file.subspan(at + 8, length);
        at += FRAME + length;
    }
    return {};
}

/// Code points of Rec. 709's primaries, sRGB's curve, RGB and the full range (ITU-T H.273).
bool is_srgb_cicp(std::span<const std::byte> cicp) {
    constexpr std::byte SRGB[] = {std::byte{1}, std::byte{13}, std::byte{0}, std::byte{1}};
    return cicp.size() == sizeof SRGB && std::memcmp(cicp.data(), SRGB, sizeof SRGB) == 0;
}

} // namespace

double PngColors::linear(double code) const {
    return gamma == 0.0 ? linear_from_srgb(code) : std::pow(code, 1.0 / gamma);
}

PngColors read_png_colors(const std::string& name, png_structp png, png_infop info, std::span<const std::byte> file) {
    constexpr double SRGB_GAMMA = 1.0 / 2.2, SAME_GAMMA = 0.05; // as far as libpng calls two of them the same
    PngColors colors;
    const auto cicp = find_chunk(file, "cICP");
    if (cicp && !is_srgb_cicp(*cicp)) {
        spdlog::warn("{}: its colour space (cICP) is not applied; its colours are taken for sRGB.", name);
        return colors;
    }
    if (cicp || png_get_valid(png, info, PNG_INFO_sRGB) != 0) return colors;
    if (const auto profile = find_chunk(file, "iCCP")) {
        const std::string_view text(reinterpret_cast<const char*>(profile->data()), profile->size());
        const std::string title(text.substr(0, std::min(text.find('\0'), std::size_t(79))));
        if (lower(title).find("srgb") == std::string::npos)
            spdlog::warn("{}: its colour profile \"{}\" is not applied; its colours are taken for sRGB.", name, title);
        return colors;
    }
    double gamma = 0.0;
    if (png_get_gAMA(png, info, &gamma) != 0 && gamma > 0.0 && std::abs(gamma / SRGB_GAMMA - 1.0) > SAME_GAMMA)
        colors.gamma = gamma;
    Chromaticities stated = REC709;
    if (png_get_cHRM(png, info, &stated.white.x, &stated.white.y, &stated.red.x, &stated.red.y, &stated.green.x,
                     &stated.green.y, &stated.blue.x, &stated.blue.y) != 0)
        colors.primaries = stated;
    return colors;
}

Orientation png_orientation(std::span<const std::byte> file) {
    const auto exif = find_chunk(file, "eXIf");
    return exif ? orientation_of_exif(*exif) : Orientation::TOP_LEFT;
}

} // namespace triptych
