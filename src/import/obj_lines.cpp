// Keys by tables (Wavefront Technologies, "Advanced Visualizer manual", appendix B1).
// SPDX-License-Identifier: MIT
#include "import/obj_lines.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace triptych {

namespace {

constexpr std::string_view FREE_FORM[] = {"vp",   "cstype", "deg",  "bmat", "step",  "curv", "curv2", "surf",
                                          "parm", "trim",   "hole", "scrv", "sp",    "end",  "con",   "cdc",
                                          "cdp",  "bsp",    "bzp",  "res",  "ctech", "stech"};
constexpr std::string_view WITHOUT_EFFECT[] = {"o",        "g",   "s",      "mg",         "bevel",    "c_interp",
                                               "d_interp", "lod", "maplib", "shadow_obj", "trace_obj"};

bool ends_in_backslash(std::string_view line) { return trim(line).ends_with('\\'); }

} // namespace

bool ObjLines::next() {
    while (const auto line = m_lines.next()) {
        std::string_view content = trim(*line);
        if (content.empty() || content[0] == '#') continue;
        if (ends_in_backslash(content)) {
            m_joined.clear();
            std::optional<std::string_view> more = content;
            for (; more && ends_in_backslash(*more); more = m_lines.next()) {
                m_joined += trim(*more).substr(0, trim(*more).size() - 1);
                m_joined += ' ';
            }
            content = trim(m_joined += more.value_or(""));
        }
        const std::size_t end = end_of_word(content);
        m_key = content.substr(0, end);
        m_rest = trim(content.substr(end));
        return true;
    }
    return false;
}

std::string_view without_comment(std::string_view rest) { return trim(rest.substr(0, rest.find('#'))); }

bool is_free_form(std::string_view key) {
    return std::find(std::begin(FREE_FORM), std::end(FREE_FORM), key) != std::end(FREE_FORM);
}

bool is_without_effect(std::string_view key) {
    return std::find(std::begin(WITHOUT_EFFECT), std::end(WITHOUT_EFFECT), key) != std::end(WITHOUT_EFFECT);
}

std::vector<std::string> split_library_names(std::string_view names) {
    std::vector<std::string> found;
    const std::string in_lower_case = lower(std::string(names));
    std::size_t begin = 0;
    for (std::size_t at = 0; at < names.size(); at++) {
        const std::size_t end = at + 4;
        if (in_lower_case.compare(at, 4, ".mtl") != 0 || (end < names.size() && !is_blank(names[end]))) continue;
        found.push_back(file_name_of(names.substr(begin, end - begin)));
        begin = end;
    }
    if (!trim(names.substr(begin)).empty()) found.push_back(file_name_of(names.substr(begin)));
    return found;
}

} // namespace triptych
