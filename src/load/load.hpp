// From a file or a built-in name to a Scene.
// SPDX-License-Identifier: MIT
#pragma once

#include "load/sky.hpp"
#include "scene/scene.hpp"
#include "scene/scene_folder.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace triptych {

inline constexpr std::size_t MAX_SCENE_FILE_BYTES = std::size_t{1} << 30u;

/// What a scene is loaded with.
struct LoadOptions {
    std::optional<double> animation_time_seconds; // of a glTF file that is named itself, or of keyframes
    std::string animation;                        // of such a file, by name or number; empty: the first
    std::string scene;                            // of such a file, by name or number; empty: the one it means to show
    std::string variant;                          // of such a file's materials, by name or number; empty: no variant
    std::string camera;                           // of such a file, by name or number; empty: the first; AUTO_CAMERA
    double aspect = 16.0 / 9.0;                   // width over height of a picture that a mesh file is to fill
    SkyRequest sky;                               // in place of what the scene says
    bool culls_back_faces = false;                // as cull_back_faces does
    std::vector<std::filesystem::path> allow_folders =
        {}; // whose files may be read, beside those of the scene's folder
};

/// Lets the camera see from behind through all principled materials that are neither double-sided nor transparent, as
/// rasterisers do (glTF 2.0, section 3.9.6). Light meets both sides still, so shadows and reflections stay as they are.
void cull_back_faces(Scene& scene);

/// A built-in scene where `file_or_name` is the name of one, the scene of a mesh file (import/import.hpp) where its
/// content shows one, with a camera where it has none and the studio's light where it has no lights, else the scene
/// file of that path. Materials that emit do not count as lights there: what glows is lit as well. What a mesh file was
/// given is said at the level of notes. Throws Error: INVALID_INPUT for anything that is no valid scene (naming file
/// and JSON pointer or line), LIMIT for one that is larger than a limit, USAGE for an animation, scene, variant or
/// camera that goes with no such file, and as set_sky does.
Scene load_scene(const std::string& file_or_name, const LoadOptions& options = {});

/// The scene of a text that came by another way than a file, read under the same confinement: what it names lies in
/// `folder` or below, or among `arrays`. Throws as load_scene does.
Scene load_scene_text(std::string_view json_text, const std::string& origin, const std::filesystem::path& folder,
                      const LoadOptions& options = {}, const std::shared_ptr<const SceneArrays>& arrays = nullptr);

} // namespace triptych
