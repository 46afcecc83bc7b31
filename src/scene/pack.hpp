// From a Scene to the arrays that every backend reads.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace triptych {

/// The arrays behind shared::Scene. Without nodes every sphere stands outside the tree: slow, but a whole scene.
struct PackedScene {
    std::vector<shared::Sphere> spheres;
    std::vector<shared::SphereTag> sphere_tags; // as many as spheres
    std::vector<shared::Material> materials;
    std::vector<shared::BvhNode> nodes; // node 0 is the root
    shared::Background background;
    std::uint32_t flat_count = 0; // spheres [0, flat_count) stand outside the tree
    CameraDescription camera;
    std::string hash; // names the scene: what is described, whatever the tree

    /// The arrays at their own addresses, for kernels that run in this process. Lives as long as this does.
    shared::Scene view() const;
};

/// Packs a scene in the order of its description, without a tree (bvh/build.hpp adds one).
PackedScene pack_scene(const Scene& scene);

/// Columns [x0, x1) and rows [y0, y1) of the image.
struct Window {
    std::uint32_t x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    std::uint32_t width() const { return x1 - x0; }
    std::uint32_t height() const { return y1 - y0; }
    bool operator==(const Window&) const = default;
};

/// What a picture hangs on beside its scene.
struct RenderSettings {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t max_depth = 50;
    std::uint32_t seed = 0;
    Window window; // x1 == 0: the whole image

    Window effective_window() const { return window.x1 == 0 ? Window{0, 0, width, height} : window; }
};

/// The device's view of the settings, with the camera's vectors worked out in portable arithmetic.
shared::Frame make_frame(const CameraDescription& camera, const RenderSettings& settings);

} // namespace triptych
