// Reads shapes that have a surface of their own: where they are, but neither material nor transform.
// SPDX-License-Identifier: MIT
#pragma once

#include "format/parse_parts.hpp"

#include <span>
#include <string_view>

namespace triptych {

/// A shape with a surface of its own: its name in scene files, and the function that reads its keys apart from
/// "material" and "transform". That throws Error (INVALID_INPUT) with file and JSON pointer, also where a shape has no
/// area or no volume.
struct SurfaceType {
    std::string_view name;
    ShapeGeometry (*parse)(JsonCursor);
};

/// All of them.
std::span<const SurfaceType> surface_types();

} // namespace triptych
