// The values behind a PLY file's header.
// SPDX-License-Identifier: MIT
#pragma once

#include "import/ply_header.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace triptych {

template <typename T>
double ply_number(const char* bytes) {
    T value;
    std::memcpy(&value, bytes, sizeof value);
    return static_cast<double>(value);
}

/// A value whose bytes are in this machine's order.
inline double ply_number(PlyType type, const char* bytes) {
    switch (type) {
    case PlyType::INT8: return ply_number<std::int8_t>(bytes);
    case PlyType::UINT8: return ply_number<std::uint8_t>(bytes);
    case PlyType::INT16: return ply_number<std::int16_t>(bytes);
    case PlyType::UINT16: return ply_number<std::uint16_t>(bytes);
    case PlyType::INT32: return ply_number<std::int32_t>(bytes);
    case PlyType::UINT32: return ply_number<std::uint32_t>(bytes);
    case PlyType::FLOAT32: return ply_number<float>(bytes);
    case PlyType::FLOAT64: return ply_number<double>(bytes);
    }
    return 0.0;
}

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

    /// What has not been read, from the next value on.
    std::string_view rest() const { return m_data.substr(place()); }

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
