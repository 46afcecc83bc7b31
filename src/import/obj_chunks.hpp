// OBJ files in chunks of whole lines, which several threads read at once.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace triptych {

/// How many positions, texture coordinates and normals there are.
using ObjCounts = std::array<std::size_t, 3>;

struct ObjChunk {
    std::string_view text;
    std::size_t lines_before = 0;
    ObjCounts counts{}, counts_before{};
};

/// Cuts a text into chunks of at least `bytes` (but the last), behind lines that do not go on in the next, and counts
/// what is in them. ObjLines over all chunks gives the lines that it gives over the text.
std::vector<ObjChunk> cut_obj(std::string_view text, std::size_t bytes);

} // namespace triptych
