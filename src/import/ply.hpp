// PLY: the polygon file format (Greg Turk, "The PLY polygon file format", 1994), ASCII and binary of either byte order.
// SPDX-License-Identifier: MIT
#pragma once

#include "mesh/imported_scene.hpp"
#include "scene/scene_folder.hpp"

#include <cstddef>
#include <span>

namespace triptych {

/// The mesh in a PLY file's content: positions x, y, z; normals nx, ny, nz; texture coordinates u, v (or s, t or
/// texture_u, texture_v); colours red, green, blue, alpha, those of whole numbers decoded from sRGB; faces with texture
/// coordinates and colours of their own; strips of triangles; the images, in `folder` or below it, that comments name
/// as TextureFile. Elements and properties of other names are passed over. Throws Error as import_file does.
ImportedScene import_ply(std::span<const std::byte> content, const std::string& name, const SceneFolder& folder);

} // namespace triptych
