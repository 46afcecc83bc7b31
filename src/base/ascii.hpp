// Letters and digits of ASCII, whatever the locale; other bytes, as those of UTF-8, are neither and stay as they are.
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

namespace triptych {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

inline std::string lower(std::string text) {
    for (char& c : text) c = lower(c);
    return text;
}

/// The ending of a file's name with its dot, in lower case: ".png".
inline std::string ending_of(const std::filesystem::path& file) { return lower(file.extension().string()); }

} // namespace triptych
