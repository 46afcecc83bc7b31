// Reads shapes that have a surface of their own: where they are, but neither material nor transform.
// SPDX-License-Identifier: MIT
#pragma once

#include "format/parse_parts.hpp"

namespace triptych {

// Each reads the keys of its kind into `shape`, and knows of "material" and "transform" without reading them. All throw
// Error (INVALID_INPUT) with file and JSON pointer, also where a shape has no area or no volume.

void parse_sphere(JsonCursor json, ShapeDescription& shape);
void parse_quad(JsonCursor json, ShapeDescription& shape);
void parse_triangle(JsonCursor json, ShapeDescription& shape);
void parse_disk(JsonCursor json, ShapeDescription& shape);
void parse_box(JsonCursor json, ShapeDescription& shape);

} // namespace triptych
