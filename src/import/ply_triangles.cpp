// PlyTriangles: first how far the rows are of one size, then their numbers.
// SPDX-License-Identifier: MIT
#include "import/ply_triangles.hpp"

#include "import/ply_values.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_reduce.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace triptych {

namespace {

constexpr std::uint64_t BLOCK_ROWS = 16384;

std::uint64_t blocks_of(std::uint64_t rows) { return (rows + BLOCK_ROWS - 1) / BLOCK_ROWS; }

bool is_whole(PlyType type) { return type != PlyType::FLOAT32 && type != PlyType::FLOAT64; }

} // namespace

PlyTriangles::PlyTriangles(std::string_view data, const PlyElement& element, bool (*is_indices)(const PlyProperty&))
    : m_data(data) {
    bool has_list = false;
    for (const PlyProperty& property : element.properties) {
        if (!property.is_list) {
            m_row_bytes += size_of(property.type);
            continue;
        }
        if (has_list || !is_indices(property) || !is_whole(property.type) || !is_whole(property.count_type)) return;
        has_list = true;
        m_type = property.type;
        m_count_type = property.count_type;
        m_list_at = m_row_bytes;
        m_row_bytes += size_of(property.count_type) + 3 * size_of(property.type);
    }
    if (!has_list || std::endian::native != std::endian::little) return;
    const std::uint64_t whole_rows = std::min<std::uint64_t>(element.count, data.size() / m_row_bytes);
    // Of a row before which another one has no three corners this tells nothing, but that other one is before it.
    m_row_count = tbb::parallel_reduce(
        tbb::blocked_range<std::uint64_t>(0, whole_rows, BLOCK_ROWS), whole_rows,
        [&](const tbb::blocked_range<std::uint64_t>& range, std::uint64_t first) {
            for (std::uint64_t row = range.begin(); row < std::min(range.end(), first); row++) {
                if (ply_number(m_count_type, m_data.data() + row * m_row_bytes + m_list_at) != 3.0) return row;
            }
            return first;
        },
        [](std::uint64_t a, std::uint64_t b) { return std::min(a, b); });
}

PlyTriangles::Found PlyTriangles::read(const std::vector<vec3>& positions) const {
    Found found;
    found.triangles.resize(m_row_count);
    std::vector<std::vector<std::uint64_t>> odd_rows(blocks_of(m_row_count));
    const std::uint64_t indices_at = m_list_at + size_of(m_count_type);
    const auto vertex_count = static_cast<double>(positions.size());
    tbb::parallel_for(std::uint64_t{0}, blocks_of(m_row_count), [&](std::uint64_t block) {
        const std::uint64_t end = std::min((block + 1) * BLOCK_ROWS, m_row_count);
        for (std::uint64_t row = block * BLOCK_ROWS; row < end; row++) {
            const char* at = m_data.data() + row * m_row_bytes + indices_at;
            bool is_odd = false;
            for (std::uint32_t& corner : found.triangles[row]) {
                const double index = ply_number(m_type, at);
                at += size_of(m_type);
                const bool is_there = index >= 0.0 && index < vertex_count;
                corner = is_there ? static_cast<std::uint32_t>(index) : 0;
                is_odd = is_odd || !is_there || std::isnan(positions[corner].x);
            }
            if (is_odd) odd_rows[block].push_back(row);
        }
    });
    for (const std::vector<std::uint64_t>& rows : odd_rows)
        found.odd_rows.insert(found.odd_rows.end(), rows.begin(), rows.end());
    std::uint64_t kept = 0;
    for (std::uint64_t row = 0, odd = 0; !found.odd_rows.empty() && row < m_row_count; row++) {
        const bool is_odd = odd < found.odd_rows.size() && found.odd_rows[odd] == row;
        if (is_odd) {
            odd++;
        } else {
            found.triangles[kept++] = found.triangles[row];
        }
    }
    if (!found.odd_rows.empty()) found.triangles.resize(kept);
    return found;
}

} // namespace triptych
