// Scenes in the mesh formats of other programs: glTF 2.0 and GLB, Wavefront OBJ with MTL, PLY and STL.
// SPDX-License-Identifier: MIT
#pragma once

#include "import/mesh_format.hpp"
#include "mesh/imported_scene.hpp"
#include "scene/scene_folder.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace triptych {

/// Reads a mesh file's content, of the format that mesh_format_of found, and the files that it names in `folder`, its
/// own; `name` names it in errors. All transforms can be inverted, all numbers are finite, no triangle is without area.
/// What is left out is warned about, once a kind.
/// Throws Error, naming file and JSON pointer, line or element: INVALID_INPUT for what is no valid file or uses a
/// required extension that is unknown, LIMIT for what takes more memory than budget.hpp allows.
ImportedScene import_content(std::span<const std::byte> content, MeshFormat format, const std::string& name,
                             const SceneFolder& folder, const ImportOptions& options);

/// Reads a mesh file that `file` names in `folder`. Throws Error as import_content does, and INVALID_INPUT for a file
/// of another kind.
ImportedScene import_file(const SceneFolder& folder, const std::string& file, const ImportOptions& options);

} // namespace triptych
