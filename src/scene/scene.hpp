// A scene as its author describes it: what the JSON format says, with names resolved to indices.
// SPDX-License-Identifier: MIT
#pragma once

#include "layout.glsl"

#include <cstdint>
#include <string>
#include <vector>

namespace triptych {

using shared::vec3;

/// Positions in scene units, angles in degrees.
struct CameraDescription {
    vec3 look_from{0.0f, 0.0f, 0.0f};
    vec3 look_at{0.0f, 0.0f, -1.0f};
    vec3 up{0.0f, 1.0f, 0.0f};
    double vertical_fov = 90.0;   // (0, 180)
    double defocus_angle = 0.0;   // [0, 180): of the cone from the focus to the lens
    double focus_distance = 10.0; // > 0
};

struct MaterialDescription {
    std::string name;
    shared::Material material;
};

struct SphereDescription {
    shared::Sphere sphere;
    std::uint32_t material; // index into Scene::materials
};

/// A whole scene; every index is valid and every number finite once a loader has returned it.
struct Scene {
    std::string name; // the built-in's name or the file's path
    std::uint32_t width = 400;
    std::uint32_t height = 225;
    std::uint32_t spp = 100;
    std::uint32_t max_depth = 50;
    CameraDescription camera;
    shared::Background background{vec3(1.0f), shared::BACKGROUND_GRADIENT, vec3(0.5f, 0.7f, 1.0f), 0.0f};
    std::vector<MaterialDescription> materials;
    std::vector<SphereDescription> spheres;
};

} // namespace triptych
