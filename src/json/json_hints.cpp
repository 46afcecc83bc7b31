// Recognizes the dialects that people write for JSON: JavaScript's, Python's, and editors' encodings.
// SPDX-License-Identifier: MIT
#include "json/json_hints.hpp"

#include "base/ascii.hpp"
#include "base/names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace triptych {

namespace {

struct Spelling {
    std::string_view word; // in lower case
    std::string_view complaint;
};
constexpr Spelling SPELLINGS[] = {{"true", "JSON writes true, all in lower case"},
                                  {"false", "JSON writes false, all in lower case"},
                                  {"null", "JSON writes null, all in lower case"},
                                  {"none", "JSON writes null"},
                                  {"undefined", "JSON writes null"}};

/// The letters, digits, _ and $ at the front of `text`.
std::string_view identifier_of(std::string_view text) {
    const auto end = std::find_if(text.begin(), text.end(),
                                  [](char c) { return !is_letter(c) && !is_digit(c) && c != '_' && c != '$'; });
    return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

/// The word at the front of `text` where it is one that programs print for numbers that are not finite, else empty.
std::string_view non_finite_word(std::string_view text) {
    const std::size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
    const std::string_view word = identifier_of(text.substr(sign));
    const std::string small = lower(std::string(word.substr(0, 10)));
    const bool is_non_finite = small == "nan" || small == "inf" || small == "infinity";
    return is_non_finite ? text.substr(0, sign + word.size()) : std::string_view();
}

std::string complaint_about(std::string_view text, bool is_key) {
    if (text.starts_with("//") || text.starts_with("/*") || text.starts_with('#'))
        return "JSON has no comments; remove this one";
    if (text.starts_with('\'')) return "JSON puts keys and strings into double quotes, not single ones";
    for (const std::string_view quote : {"\u201c", "\u201d", "\u201e", "\u2018", "\u2019", "`"})
        if (text.starts_with(quote)) return "JSON puts keys and strings into plain double quotes";
    const std::string_view word = identifier_of(text);
    if (is_key && !word.empty()) return fmt::format("JSON puts keys into double quotes; write {}", in_quotes(word));
    if (const std::string_view number = non_finite_word(text); !number.empty())
        return fmt::format("{} is no number of JSON, and a scene needs finite ones", number);
    for (const auto& [spelling, complaint] : SPELLINGS)
        if (word.size() == spelling.size() && word != "true" && word != "false" && word != "null" &&
            lower(std::string(word)) == spelling)
            return std::string(complaint);
    if (text.starts_with('+')) return "JSON's numbers begin without a plus sign";
    if (text.starts_with('.') || text.starts_with("-."))
        return "JSON's numbers begin with a digit; write 0 before the point";
    return "";
}

} // namespace

std::optional<JsonHint> find_foreign_bytes(std::string_view text) {
    using namespace std::string_view_literals;
    const std::string_view front = text.substr(0, 4);
    if (front == "\xff\xfe\0\0"sv || front == "\0\0\xfe\xff"sv || front.starts_with("\0\0\0"sv) ||
        (front.size() == 4 && front.substr(1) == "\0\0\0"sv))
        return JsonHint{0, "this text is UTF-32; save it as UTF-8"};
    if (front.starts_with("\xff\xfe"sv) || front.starts_with("\xfe\xff"sv) ||
        (front.size() >= 2 && (front[0] == '\0') != (front[1] == '\0')))
        return JsonHint{0, "this text is UTF-16; save it as UTF-8"};
    const std::size_t nul = text.find('\0');
    if (nul == std::string_view::npos) return {};
    return JsonHint{nul, "there is a NUL byte here, and JSON has none; the file may be damaged, or no text"};
}

std::optional<JsonHint> find_mistake(std::string_view text, std::size_t start, bool is_key) {
    const std::string_view rest = text.substr(std::min(start, text.size()));
    if (rest.starts_with(']') || rest.starts_with('}')) {
        const std::size_t before = text.substr(0, start).find_last_not_of(" \t\r\n");
        if (before == std::string_view::npos || text[before] != ',') return {};
        return JsonHint{before, fmt::format("JSON has no comma before {}; remove it", rest[0])};
    }
    std::string complaint = complaint_about(rest, is_key);
    if (complaint.empty()) return {};
    return JsonHint{start, std::move(complaint)};
}

} // namespace triptych
