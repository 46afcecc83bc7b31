// Decoders: what is no base64 is no data, but lines may be broken and either alphabet serves.
// SPDX-License-Identifier: MIT
#include "gltf/data_uri.hpp"

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

/// Whether a data URI's header, whatever type it names, says that base64 follows.
bool ends_with_base64(std::string_view header) {
    constexpr std::string_view MARK = ";base64";
    while (!header.empty() && header.back() == ' ') header.remove_suffix(1);
    return header.size() >= MARK.size() && begins_with(header.substr(header.size() - MARK.size()), MARK);
}

/// The six bits of a character, or -1.
int sextet(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (is_digit(c)) return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1; // RFC 4648, sections 4 and 5
}

int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    return lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1;
}

std::optional<std::vector<std::byte>> decode_base64(std::string_view text) {
    const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && (text.back() == '=' || is_space(text.back()))) text.remove_suffix(1);
    std::vector<std::byte> bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        if (is_space(c)) continue;
        const int value = sextet(c);
        if (value < 0) return std::nullopt;
        bits = (bits << 6u) | static_cast<std::uint32_t>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes.push_back(static_cast<std::byte>((bits >> static_cast<unsigned>(count)) & 0xffu));
    }
    if (count == 6) return std::nullopt; // a lone character holds no byte
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
    if (ends_with_base64(header)) return decode_base64(data);
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
