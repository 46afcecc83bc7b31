// What a reader of a mesh file is told, and what it gives back.
// SPDX-License-Identifier: MIT
#pragma once

#include "mesh/box.hpp"
#include "scene/scene.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace triptych {

/// What a reader is told beside the file.
struct ImportOptions {
    double animation_time_seconds = 0.0; // at which the animation is held
    bool is_animated = false;            // else everything is in its rest pose
    std::string animation = {};          // of a glTF file, by name or number from 0; empty: its first
    std::string scene = {};              // of a glTF file, by name or number; empty: the one that it means to be shown
    std::string variant = {};            // of a glTF file's materials, by name or number; empty: those without variants
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
    std::vector<ImportedCamera> cameras;          // in the order of the nodes that place them, parents first
    std::shared_ptr<const ImageData> environment; // a panorama that lights the scene; null: none
    std::optional<Box> reach;                     // of all that is shown while an animation runs, and in the rest pose
};

} // namespace triptych
