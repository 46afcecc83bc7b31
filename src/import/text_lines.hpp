// Lines, words and numbers of text files, the same on every machine.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace triptych {

inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// The decimal number, correctly rounded, at the start of [begin, end), and where it ends; null where there is none.
/// One beyond double precision is infinity, one below its least 0.
const char* parse_number(const char* begin, const char* end, double& value);

/// The number that a whole word is.
std::optional<double> parse_number(std::string_view word);

/// The words of a line, between blanks.
std::vector<std::string_view> split_words(std::string_view line);

/// Where the word ends that a line begins with.
inline std::size_t end_of_word(std::string_view line) {
    std::size_t end = 0;
    while (end < line.size() && line[end] != ' ' && line[end] != '\t') end++;
    return end;
}

/// `line` without blanks at its ends.
std::string_view trim(std::string_view line);

/// The file that the end of a line names: without quotes around it and backslashes before blanks, and with folders
/// followed by / where the name was written on Windows.
std::string file_name_of(std::string_view text);

/// Takes a text apart into lines, ended by a line feed, a carriage return or both.
class Lines {
public:
    explicit Lines(std::string_view text) : m_text(text) {
        if (m_text.starts_with("\xEF\xBB\xBF")) m_text.remove_prefix(3); // UTF-8's byte order mark
    }

    /// The next line without its end, or nothing behind the last.
    std::optional<std::string_view> next();

    /// Of the line that next() gave last, from 1.
    std::size_t number() const { return m_number; }

    /// Where the next line begins.
    std::size_t offset() const { return m_at; }

private:
    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_feed = 0; // where the next line feed is, if that is not before m_at
    std::size_t m_number = 0;
};

} // namespace triptych
