// Scenes in the mesh formats of other programs: glTF 2.0 and GLB, Wavefront OBJ with MTL, and PLY.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/import/box.hpp"
#include "scene/scene.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace triptych {

/// What a reader is told beside the file.
struct ImportOptions {
    double animation_time_seconds = 0.0; // at which the animation is held
    bool is_animated = false;            // else everything is in its rest pose
    std::string animation = {};          // of a glTF file, by name or number as of 0; empty: its first
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

/// Whether a file's ending, in letters of either case, is .gltf, .glb, .obj or .ply.
bool is_mesh_file(const std::filesystem::path& file);

/// Whether it is .gltf or .glb.
bool is_gltf_file(const std::filesystem::path& file);

/// Reads a mesh file that `file` names relative to `folder`, and the files that it names, which lie in its own folder
/// or below it; its ending tells the format. All transforms can be inverted, all numbers are finite, no triangle is
/// without area. What is left out is warned about, once a kind.
/// Throws Error, naming file and JSON pointer, line or element: INVALID_INPUT for what is no valid file or uses a
/// required extension that is unknown, LIMIT for what takes more memory than budget.hpp allows.
ImportedScene import_file(const std::filesystem::path& folder, const std::string& file, const ImportOptions& options);

} // namespace triptych
