// Which arrays of a packed scene have changed where it lies.
// SPDX-License-Identifier: MIT
#pragma once

#include "pack/pack.hpp"

namespace triptych {

/// What changed in a packed scene that keeps the sizes of all its arrays; its other members may have changed in any
/// case.
struct SceneChange {
    bool nodes = false;
    bool instances = false;
    bool media = false;
    bool lights = false; // lights and light_nodes

    /// Whether the array that begins at `data` is among them.
    bool holds(const PackedScene& scene, const void* data) const {
        return (nodes && data == scene.nodes.data()) || (instances && data == scene.instances.data()) ||
               (media && data == scene.media.data()) ||
               (lights && (data == scene.lights.data() || data == scene.light_nodes.data()));
    }
};

} // namespace triptych
