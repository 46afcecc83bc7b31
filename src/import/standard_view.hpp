// A camera for mesh files that bring none.
// SPDX-License-Identifier: MIT
#pragma once

#include "mesh/imported_scene.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace triptych {

/// The camera that looks at all of a mesh file, whatever cameras it has.
constexpr std::string_view AUTO_CAMERA = "auto";

/// A mesh file's scene, seen by a camera, and what is to be said about that: beginnings of sentences.
struct StandardView {
    Scene scene;
    std::vector<std::string> notes;    // what was chosen or added
    std::vector<std::string> warnings; // what makes the picture worse
};

/// The scene of a mesh file, seen by the camera that `camera` names or numbers from 0, else by the file's first; where
/// it has none, or `camera` is "auto", by one that sees all of it, or all of its animation, in a picture whose width is
/// `aspect` times its height, from the front (+z), the right and above. Throws Error (USAGE) where the file has no such
/// camera.
StandardView with_standard_view(ImportedScene imported, const std::string& camera, double aspect);

} // namespace triptych
