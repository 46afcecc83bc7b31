// What faces of an OBJ file name: positions, texture coordinates and normals.
// SPDX-License-Identifier: MIT
#pragma once

#include "import/obj_chunks.hpp"
#include "mesh/budget.hpp"
#include "scene/scene.hpp"

#include <functional>
#include <string_view>
#include <vector>

namespace triptych {

struct ObjData {
    struct TextureCoordinates {
        float u, v;
    };
    std::vector<vec3> positions; // x is NaN where there is none that could be used
    std::vector<vec3> colors;    // of positions
    std::vector<TextureCoordinates> texture_coordinates;
    std::vector<vec3> normals;
    bool has_colors = false;
};

/// What lines of data say beside numbers. Called on the thread of the caller, in the order of the file.
struct ObjDataEvents {
    std::function<void()> odd_numbers; // texture coordinates or normals that are no numbers; maybe again
    std::function<void(std::string_view)> library = {}; // the names that a line "mtllib" gives
};

/// Reads chunks in parallel.
ObjData read_obj_data(const std::vector<ObjChunk>& chunks, Budget& budget, const ObjDataEvents& events);

} // namespace triptych
