// What pages with data in them have in common: pictures as addresses, JSON in a script element.
// SPDX-License-Identifier: MIT
#include "compare/page_data.hpp"

#include "base/visible.hpp"
#include "image/image_formats.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace triptych {

namespace {

using Json = nlohmann::ordered_json;

/// RFC 4648, section 4.
std::string base64(std::span<const std::byte> bytes) {
    constexpr std::string_view DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8u | (k < count ? std::to_integer<std::uint32_t>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k) text += k <= count ? DIGITS[bits >> (18u - 6u * k) & 63u] : '=';
    }
    return text;
}

/// Every text in `json` with what is invisible, or turns the direction of writing, spelled out.
void make_visible(Json& json) {
    if (json.is_string()) json = visible_text(json.get_ref<const std::string&>());
    if (json.is_structured())
        for (Json& member : json) make_visible(member);
}

} // namespace

std::string script_json(Json json) {
    make_visible(json);
    std::string text;
    for (const char c : json.dump(-1, ' ', false, Json::error_handler_t::replace)) {
        if (c == '<') {
            text += "\\u003c";
        } else {
            text += c;
        }
    }
    return text;
}

std::string png_address(const Image& image) { return "data:image/png;base64," + base64(encode_png(image, {})); }

} // namespace triptych
