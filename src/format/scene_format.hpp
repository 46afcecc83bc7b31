// Version 1 of the JSON scene format (docs/scene-format.md): from its text to a Scene and back.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"
#include "scene/scene_folder.hpp"

#include <string>
#include <string_view>

namespace triptych {

class JsonDocument;

/// Parses a scene of version 1 of the format as it is at a time; `origin` names it in errors, and the files that it
/// names lie in `folder`. Throws as load_scene does, and whatever load_image_data throws.
Scene parse_scene(std::string_view json_text, const std::string& origin, const SceneFolder& folder = ".",
                  double seconds = 0.0);

/// The same of a text that has been read already.
Scene parse_scene(JsonDocument&& document, const SceneFolder& folder, double seconds = 0.0);

/// Parses a "camera" alone as it is at a time; what it does not say is that of `base`. `origin` names it in errors.
CameraDescription parse_camera(std::string_view json_text, const std::string& origin, const CameraDescription& base,
                               double seconds = 0.0);

/// The scene in version 1 of the format, images and mesh files by their names alone. Where they lie beside it,
/// parse_scene gives the same scene back, bit for bit except the angles of spots (within 1e-5 degrees), as long as
/// images and media are listed in the order in which they are first used: by the background, textures, objects, shapes.
/// Throws Error (INTERNAL) for a sphere that moves by so much less than its coordinates that no end of the motion can
/// be written.
std::string format_scene(const Scene& scene);

/// The camera alone, as the value of "camera".
std::string format_camera(const CameraDescription& camera);

} // namespace triptych
