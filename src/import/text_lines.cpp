// By std::from_chars, which knows of no locale.
// SPDX-License-Identifier: MIT
#include "import/text_lines.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace triptych {

const char* parse_number(const char* begin, const char* end, double& value) {
    if (begin != end && *begin == '+') begin++;
    const auto [after, error] = std::from_chars(begin, end, value);
    if (error == std::errc::invalid_argument) return nullptr;
    if (error == std::errc::result_out_of_range) {
        const std::string_view word(begin, static_cast<std::size_t>(after - begin));
        const bool is_tiny = word.find("e-") != std::string_view::npos || word.find("E-") != std::string_view::npos;
        value = is_tiny ? 0.0 : std::numeric_limits<double>::infinity();
    }
    return after;
}

std::optional<double> parse_number(std::string_view word) {
    double value = 0.0;
    const char* end = word.data() + word.size();
    if (parse_number(word.data(), end, value) != end || word.empty()) return std::nullopt;
    return value;
}

std::vector<std::string_view> split_words(std::string_view line) {
    std::vector<std::string_view> words;
    for (std::size_t at = 0; at < line.size();) {
        if (is_blank(line[at])) {
            at++;
            continue;
        }
        std::size_t end = at;
        while (end < line.size() && !is_blank(line[end])) end++;
        words.push_back(line.substr(at, end - at));
        at = end;
    }
    return words;
}

std::string_view trim(std::string_view line) {
    while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
    while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
    return line;
}

std::string file_name_of(std::string_view text) {
    text = trim(text);
    if (text.size() > 1 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    std::string name;
    for (std::size_t i = 0; i < text.size(); i++) {
        if (text[i] != '\\') {
            name += text[i];
        } else if (i + 1 == text.size() || !is_blank(text[i + 1])) {
            name += '/'; // before a blank, it says that the name goes on
        }
    }
    return name;
}

std::optional<std::string_view> Lines::next() {
    if (m_at >= m_text.size()) return std::nullopt;
    m_number++;
    // By memchr, which find_first_of calls for each character.
    if (m_feed < m_at || m_number == 1) m_feed = std::min(m_text.find('\n', m_at), m_text.size());
    const std::size_t end = m_at + std::min(m_text.substr(m_at, m_feed - m_at).find('\r'), m_feed - m_at);
    const std::string_view line = m_text.substr(m_at, end - m_at);
    m_at = std::min(end + (m_text.substr(end).starts_with("\r\n") ? 2 : 1), m_text.size());
    return line;
}

} // namespace triptych
