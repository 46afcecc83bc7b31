// Strict decoders: what is no base64 is no data.
// SPDX-License-Identifier: MIT
#include "scene/import/data_uri.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <cstdint>

namespace triptych {

namespace {

bool begins_with(std::string_view text, std::string_view lower_case_start) {
    return text.size() >= lower_case_start.size() &&
           std::equal(lower_case_start.begin(), lower_case_start.end(), text.begin(),
                      [](char a, char b) { return a == lower(b); });
}

/// The six bits of a character, or -1.
int sextet(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (is_digit(c)) return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    return lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1;
}

std::optional<std::vector<std::byte>> decode_base64(std::string_view text) {
    // Padding may be left out; with it the length is a multiple of four.
    if (text.size() % 4 == 0) {
        for (int i = 0; i < 2 && text.ends_with('='); i++) text.remove_suffix(1);
    }
    if (text.size() % 4 == 1) return std::nullopt;
    std::vector<std::byte> bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const int value = sextet(c);
        if (value < 0) return std::nullopt;
        bits = (bits << 6u) | static_cast<std::uint32_t>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes.push_back(static_cast<std::byte>((bits >> static_cast<unsigned>(count)) & 0xffu));
    }
    return bytes;
}

} // namespace

bool is_data_uri(std::string_view uri) { return begins_with(uri, "data:"); }

bool has_scheme(std::string_view uri) {
    if (uri.empty() || !is_letter(uri[0])) return false;
    for (const char c : uri) {
        if (c == ':') return true;
        if (!is_letter(c) && !is_digit(c) && c != '+' && c != '-' && c != '.') return false;
    }
    return false;
}

std::optional<std::vector<std::byte>> decode_data_uri(std::string_view uri) {
    const std::size_t comma = uri.find(',');
    if (comma == std::string_view::npos) return std::nullopt;
    const std::string_view header = uri.substr(0, comma);
    const std::string_view data = uri.substr(comma + 1);
    if (header.ends_with(";base64")) return decode_base64(data);
    const auto text = decode_percent(data);
    if (!text) return std::nullopt;
    const auto* bytes = reinterpret_cast<const std::byte*>(text->data());
    return std::vector<std::byte>(bytes, bytes + text->size());
}

std::optional<std::string> decode_percent(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); i++) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return decoded;
}

} // namespace triptych
