// Scenes in the mesh formats of other programs: glTF 2.0 and GLB, Wavefront OBJ with MTL, PLY and STL.
// SPDX-License-Identifier: MIT
#pragma once

#include "import/box.hpp"
#include "import/mesh_format.hpp"
#include "scene/scene.hpp"
#include "scene/scene_folder.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace triptych {

/// What a reader is told beside the file.
struct ImportOptions {
    double animation_time_seconds = 0.0; // at which the animation is held
    bool is_animated = false;            // else everything is in its rest pose
    std::string animation = {};          // of a glTF file, by name or number from 0; empty: its first
    std::string scene = {};              // of a glTF file, by name or number; empty: the one that it means to be shown
};

/// A camera of a mesh file.
struct ImportedCamera {
    std::string name; // of the camera, else of its node; may be empty
    CameraDescription camera;
    std::optional<double> aspect; // width over height of the picture that it is meant for
};

/// What a mesh file holds: of `scene` everything but settings, camera and background.
struct ImportedScene {
    Scene scene;
    std::vector<ImportedCamera> cameras; // in the order of the nodes that place them, parents first
    std::optional<Box> reach;            // of all that is shown while an animation runs, and in the rest pose
};

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
