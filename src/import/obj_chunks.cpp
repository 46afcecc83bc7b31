// cut_obj: first where chunks end, then what each holds, in parallel.
// SPDX-License-Identifier: MIT
#include "import/obj_chunks.hpp"

#include "import/obj_lines.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>

namespace triptych {

namespace {

/// Where the line that holds `at` ends, with its line feed, carriage return or both.
std::size_t end_of_line(std::string_view text, std::size_t at) {
    const std::size_t end = text.find_first_of("\r\n", at);
    if (end == std::string_view::npos) return text.size();
    return end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
}

/// Whether lines before `at`, the end of one, are read alike without those behind it, and those without them.
bool may_cut(std::string_view text, std::size_t at) {
    if (text.substr(at).starts_with("\xEF\xBB\xBF")) return false; // which counts at the beginning of a text only
    std::size_t end = at;
    while (end > 0 && is_blank(text[end - 1])) end--;
    return end == 0 || text[end - 1] != '\\';
}

void count(ObjChunk& chunk, std::size_t& line_count) {
    ObjLines lines(chunk.text);
    while (lines.next()) {
        if (lines.key() == "v") chunk.counts[0]++;
        if (lines.key() == "vt") chunk.counts[1]++;
        if (lines.key() == "vn") chunk.counts[2]++;
    }
    line_count = lines.number();
}

} // namespace

std::vector<ObjChunk> cut_obj(std::string_view text, std::size_t bytes) {
    std::vector<ObjChunk> chunks;
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t end = end_of_line(text, std::min(begin + bytes, text.size()) - 1);
        while (end < text.size() && !may_cut(text, end)) end = end_of_line(text, end);
        chunks.push_back({text.substr(begin, end - begin), 0, {}, {}});
        begin = end;
    }
    std::vector<std::size_t> line_counts(chunks.size());
    tbb::parallel_for(std::size_t{0}, chunks.size(), [&](std::size_t i) { count(chunks[i], line_counts[i]); });
    for (std::size_t i = 1; i < chunks.size(); i++) {
        chunks[i].lines_before = chunks[i - 1].lines_before + line_counts[i - 1];
        for (std::size_t kind = 0; kind < 3; kind++)
            chunks[i].counts_before[kind] = chunks[i - 1].counts_before[kind] + chunks[i - 1].counts[kind];
    }
    return chunks;
}

} // namespace triptych
