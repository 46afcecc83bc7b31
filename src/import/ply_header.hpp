// The header of a PLY file: which elements follow, and of what properties.
// SPDX-License-Identifier: MIT
#pragma once

#include "mesh/warnings.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace triptych {

enum class PlyFormat : std::uint8_t { ASCII, BINARY_LITTLE_ENDIAN, BINARY_BIG_ENDIAN };
enum class PlyType : std::uint8_t { INT8, UINT8, INT16, UINT16, INT32, UINT32, FLOAT32, FLOAT64 };

/// Bytes of a value in binary files.
std::size_t size_of(PlyType type);

struct PlyProperty {
    std::string name;
    PlyType type; // of the value, or of each in a list
    bool is_list = false;
    PlyType count_type = PlyType::UINT8; // of a list's length
};

struct PlyElement {
    std::string name;
    std::uint64_t count = 0;
    std::vector<PlyProperty> properties;

    /// No element takes fewer bytes.
    std::uint64_t least_bytes(PlyFormat format) const;
};

struct PlyHeader {
    PlyFormat format = PlyFormat::ASCII;
    std::vector<PlyElement> elements;
    std::vector<std::string> texture_files; // of lines "comment TextureFile"
    std::size_t size_bytes = 0;             // where the elements begin
};

/// Throws Error (INVALID_INPUT) that names the file, the warnings' origin, and the line; also where the file is too
/// small for the elements that the header counts.
PlyHeader read_ply_header(std::string_view text, Warnings& warnings);

} // namespace triptych
