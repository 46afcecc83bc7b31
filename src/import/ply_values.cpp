// Text by words of a line, binary values byte by byte.
// SPDX-License-Identifier: MIT
#include "import/ply_values.hpp"

#include "import/text_lines.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>

namespace triptych {

namespace {

template <typename T>
double as(std::uint64_t bits) {
    using Bits =
        std::conditional_t<sizeof(T) == 8, std::uint64_t,
                           std::conditional_t<sizeof(T) == 4, std::uint32_t,
                                              std::conditional_t<sizeof(T) == 2, std::uint16_t, std::uint8_t>>>;
    return static_cast<double>(std::bit_cast<T>(static_cast<Bits>(bits)));
}

double number_of(PlyType type, std::uint64_t bits) {
    switch (type) {
    case PlyType::INT8: return as<std::int8_t>(bits);
    case PlyType::UINT8: return as<std::uint8_t>(bits);
    case PlyType::INT16: return as<std::int16_t>(bits);
    case PlyType::UINT16: return as<std::uint16_t>(bits);
    case PlyType::INT32: return as<std::int32_t>(bits);
    case PlyType::UINT32: return as<std::uint32_t>(bits);
    case PlyType::FLOAT32: return as<float>(bits);
    case PlyType::FLOAT64: return as<double>(bits);
    }
    return 0.0;
}

} // namespace

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
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < size; i++) {
        const std::size_t place = m_format == PlyFormat::BINARY_BIG_ENDIAN ? i : size - 1 - i;
        bits = (bits << 8u) | static_cast<unsigned char>(m_data[m_at + place]);
    }
    m_at += size;
    value = number_of(type, bits);
    return true;
}

} // namespace triptych
