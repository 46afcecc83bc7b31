// The values behind a PLY file's header.
// SPDX-License-Identifier: MIT
#pragma once

#include "import/ply_header.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace triptych {

/// Values one after the other, as doubles, which hold those of all types exactly. Every row is begun; in ASCII it ends
/// with its line, so that what a row has too much or too little does not move those behind it.
class PlyValues {
public:
    PlyValues(std::string_view data, PlyFormat format) : m_data(data), m_format(format) {}

    /// False where the data have ended.
    bool begin_row();

    /// False where the row or the data end. A word of text that is no number is NaN.
    bool next(PlyType type, double& value);

    /// A list's values, as many as its length says, into `values`; false where the row or the data hold no such list.
    bool next_list(const PlyProperty& property, std::vector<double>& values);

    PlyFormat format() const { return m_format; }

    /// Where the next value begins, to come back to.
    std::size_t place() const { return std::max(m_at, m_row_end); }
    void go_to(std::size_t place) { m_at = m_row_end = place; }

private:
    bool next_text(double& value);
    bool next_bytes(PlyType type, double& value);

    std::string_view m_data;
    PlyFormat m_format;
    std::size_t m_at = 0;
    std::size_t m_row_end = 0; // in ASCII
};

} // namespace triptych
