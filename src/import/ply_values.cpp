// Text by words of a line, binary values byte by byte.
// SPDX-License-Identifier: MIT
#include "import/ply_values.hpp"

#include "import/text_lines.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace triptych {

bool PlyValues::begin_row() {
    if (m_format != PlyFormat::ASCII) return m_at < m_data.size();
    m_at = std::max(m_at, m_row_end);
    while (m_at < m_data.size() && is_blank(m_data[m_at])) m_at++;
    m_row_end = m_at;
    while (m_row_end < m_data.size() && m_data[m_row_end] != '\n' && m_data[m_row_end] != '\r') m_row_end++;
    return m_at < m_data.size();
}

bool PlyValues::next(PlyType type, double& value) {
    return m_format == PlyFormat::ASCII ? next_text(value) : next_bytes(type, value);
}

bool PlyValues::next_list(const PlyProperty& property, std::vector<double>& values) {
    values.clear();
    double size = 0.0;
    if (!next(property.count_type, size)) return false;
    const std::size_t left = (m_format == PlyFormat::ASCII ? m_row_end : m_data.size()) - m_at;
    if (!(size >= 0.0 && size <= static_cast<double>(left) && size == std::floor(size))) return false;
    const auto count = static_cast<std::size_t>(size);
    if (m_format != PlyFormat::ASCII && count > left / size_of(property.type)) return false;
    for (std::size_t i = 0; i < count; i++) {
        double value = 0.0;
        if (!next(property.type, value)) return false;
        values.push_back(value);
    }
    return true;
}

bool PlyValues::next_text(double& value) {
    while (m_at < m_row_end && is_blank(m_data[m_at])) m_at++;
    const std::size_t begin = m_at;
    while (m_at < m_row_end && !is_blank(m_data[m_at])) m_at++;
    // Programs write "1.#QNAN" and the like.
    value = parse_number(m_data.substr(begin, m_at - begin)).value_or(std::numeric_limits<double>::quiet_NaN());
    return m_at > begin;
}

bool PlyValues::next_bytes(PlyType type, double& value) {
    const std::size_t size = size_of(type);
    if (m_data.size() - m_at < size) return false;
    const bool is_little = m_format == PlyFormat::BINARY_LITTLE_ENDIAN;
    if (is_little == (std::endian::native == std::endian::little)) {
        value = ply_number(type, m_data.data() + m_at);
    } else {
        char bytes[8];
        std::reverse_copy(m_data.data() + m_at, m_data.data() + m_at + size, bytes);
        value = ply_number(type, bytes);
    }
    m_at += size;
    return true;
}

} // namespace triptych
