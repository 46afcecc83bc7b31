// Escapes code points that terminals obey or do not show.
// SPDX-License-Identifier: MIT
#include "base/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace triptych {

namespace {

constexpr std::size_t MAX_WORD_BYTES = 400;
constexpr std::size_t KEPT_FRONT_BYTES = 300, KEPT_BACK_BYTES = 60; // of a longer word: a path's end is its file

struct CodePoints {
    std::uint32_t first;
    std::uint32_t last;
};

/// Of categories Cc, Cf, Zl and Zp, and other default-ignorable code points, except variation selectors, which choose
/// between visible forms (Unicode 15, DerivedCoreProperties.txt).
constexpr CodePoints INVISIBLE[] = {
    {0x0, 0x1f},        {0x7f, 0x9f},       {0xad, 0xad},       {0x34f, 0x34f},    {0x600, 0x605},   {0x61c, 0x61c},
    {0x6dd, 0x6dd},     {0x70f, 0x70f},     {0x115f, 0x1160},   {0x17b4, 0x17b5},  {0x180e, 0x180e}, {0x200b, 0x200f},
    {0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},   {0xfeff, 0xfeff},  {0xffa0, 0xffa0}, {0xfff0, 0xfffb},
    {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe00ff}, {0xe01f0, 0xe0fff}};

bool is_invisible(std::uint32_t code_point) {
    return std::any_of(std::begin(INVISIBLE), std::end(INVISIBLE),
                       [&](const CodePoints& range) { return code_point >= range.first && code_point <= range.last; });
}

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0u) == 0x80u; }

/// A character at the front of `text`, which is not empty: its bytes, and its code point; one byte that is no UTF-8
/// has none.
struct Character {
    std::size_t bytes = 1;
    std::uint32_t code_point = 0;
    bool is_utf8 = false;
};

Character first_of(std::string_view text) {
    constexpr std::uint32_t LEAST[] = {0, 0, 0x80, 0x800, 0x10000}; // that takes as many bytes
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) return {1, lead, true};
    const std::size_t bytes = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 0;
    if (bytes == 0 || lead > 0xf4 || text.size() < bytes) return {};
    std::uint32_t code_point = lead & (0xffu >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        if (!continues(text[i])) return {};
        code_point = code_point << 6u | (static_cast<unsigned char>(text[i]) & 0x3fu);
    }
    const bool is_surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
    if (code_point < LEAST[bytes] || code_point > 0x10ffff || is_surrogate) return {};
    return {bytes, code_point, true};
}

std::string escaped(std::uint32_t code_point) {
    if (code_point < 0x10000) return fmt::format("\\u{:04x}", code_point);
    const std::uint32_t rest = code_point - 0x10000; // as a pair of surrogates, as JSON has it
    return fmt::format("\\u{:04x}\\u{:04x}", 0xd800 + (rest >> 10u), 0xdc00 + (rest & 0x3ffu));
}

std::string visible(std::string_view text, bool is_line) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const Character character = first_of(text);
        const bool stays = !is_line && (text[0] == '\n' || text[0] == '\t');
        if (!character.is_utf8) {
            result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
        } else if (is_invisible(character.code_point) && !stays) {
            result += escaped(character.code_point);
        } else {
            result += text.substr(0, character.bytes);
        }
        text.remove_prefix(character.bytes);
    }
    return result;
}

/// Words without their middle where they are too long; no character is cut into.
std::string with_short_words(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const std::size_t length = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, length);
        if (length <= MAX_WORD_BYTES) {
            result += word;
        } else {
            std::size_t front = KEPT_FRONT_BYTES, back = length - KEPT_BACK_BYTES;
            while (front > 0 && continues(word[front])) --front;
            while (back < length && continues(word[back])) ++back;
            result.append(word.substr(0, front)).append("...").append(word.substr(back));
        }
        text.remove_prefix(length);
        while (text.starts_with(' ')) {
            result += ' ';
            text.remove_prefix(1);
        }
    }
    return result;
}

} // namespace

std::string visible_line(std::string_view text) { return visible(with_short_words(text), true); }

std::string visible_text(std::string_view text) { return visible(text, false); }

} // namespace triptych
