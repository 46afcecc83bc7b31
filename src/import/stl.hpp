// STL: triangles alone (3D Systems, "StereoLithography Interface Specification", 1989), as text and binary.
// SPDX-License-Identifier: MIT
#pragma once

#include "mesh/imported_scene.hpp"

#include <cstddef>
#include <span>

namespace triptych {

/// Whether content is an STL file by its looks: exactly as long as the count of a binary file says, whatever its header
/// begins with, or a text that begins with "solid" and has a facet.
bool looks_like_stl(std::span<const std::byte> content);

/// The triangles in an STL file's content as one mesh of a plain material. Corners alike are one; normals follow from
/// the corners, and colours in the attribute bytes are passed over. Throws Error as import_file does.
ImportedScene import_stl(std::span<const std::byte> content, const std::string& name);

} // namespace triptych
