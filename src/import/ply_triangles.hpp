// Faces of binary PLY files as long as they are triangles, whose rows are all of one size.
// SPDX-License-Identifier: MIT
#pragma once

#include "import/ply_header.hpp"
#include "scene/scene.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace triptych {

/// Reads rows in parallel. Each must consist of one list of whole numbers, the corners' vertices, and of values beside
/// it that mean nothing.
class PlyTriangles {
public:
    /// `data` begins with the element's first row in a little-endian file; `is_indices` tells the list.
    PlyTriangles(std::string_view data, const PlyElement& element, bool (*is_indices)(const PlyProperty&));

    /// How many rows from the first on are triangles; 0 where the element has other properties that count.
    std::uint64_t row_count() const { return m_row_count; }

    std::uint64_t row_bytes() const { return m_row_bytes; }

    struct Found {
        std::vector<std::array<std::uint32_t, 3>> triangles; // in their order
        std::vector<std::uint64_t> odd_rows;                 // that are left out, since they name no usable vertex
    };
    /// Of those rows. A vertex whose x is NaN cannot be used.
    Found read(const std::vector<vec3>& positions) const;

private:
    std::string_view m_data;
    PlyType m_type{}, m_count_type{};
    std::uint64_t m_list_at = 0; // where a row's list begins
    std::uint64_t m_row_bytes = 0;
    std::uint64_t m_row_count = 0;
};

} // namespace triptych
