// The faces of a chunk of an OBJ file, and what its lines say of them, in the order of the file.
// SPDX-License-Identifier: MIT
#pragma once

#include "import/obj_data.hpp"
#include "mesh/warnings.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace triptych {

/// Indices of a corner's position, texture coordinates and normal; NONE where it has none.
using ObjCorner = std::array<std::uint32_t, 3>;

struct ObjFaces {
    enum class Kind : std::uint8_t { MATERIAL, LEFT_OUT, WARNING, POLYGON };
    /// What stands between triangles.
    struct Event {
        std::size_t triangle; // the next one
        Kind kind;
        std::string text = {};        // a material's name or a warning
        const char* reason = nullptr; // why a face is left out,
        std::size_t line = 0;         // and where it stands
        std::size_t corner_count = 0; // of a polygon
    };
    std::vector<std::array<ObjCorner, 3>> triangles;
    std::vector<Event> events;
    std::vector<ObjCorner> corners; // of the polygons, one behind the other: what is not yet cut
};

/// Reads a chunk's faces. Those of three corners are triangles; those of four are cut where that gives triangles.
ObjFaces read_obj_faces(const ObjChunk& chunk, const ObjData& data);

} // namespace triptych
