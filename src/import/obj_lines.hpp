// The lines of an OBJ file, taken apart as far as all of them are alike.
// SPDX-License-Identifier: MIT
#pragma once

#include "import/text_lines.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace triptych {

/// Lines of a key and what follows it. A line that ends with a backslash goes on in the next; comments are left out.
class ObjLines {
public:
    explicit ObjLines(std::string_view text) : m_lines(text) {}

    /// Moves to the next line; false behind the last.
    bool next();

    /// Of the line; valid until the next one.
    std::string_view key() const { return m_key; }
    std::string_view rest() const { return m_rest; }
    std::size_t number() const { return m_lines.number(); }

private:
    Lines m_lines;
    std::string m_joined;
    std::string_view m_key, m_rest;
};

/// `rest` up to a number sign, where comments behind numbers begin; names may hold number signs.
std::string_view without_comment(std::string_view rest);

/// Whether lines of this key are of free-form curves and surfaces.
bool is_free_form(std::string_view key);

/// Whether lines of this key only group, display or approximate surfaces.
bool is_without_effect(std::string_view key);

/// The files that a line names. Since names may hold blanks, they end where ".mtl" does.
std::vector<std::string> split_library_names(std::string_view names);

} // namespace triptych
