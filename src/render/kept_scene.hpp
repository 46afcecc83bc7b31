// A packed scene that is kept from one picture to the next: a moved camera does not cost a new tree.
// SPDX-License-Identifier: MIT
#pragma once

#include "bvh/move_camera.hpp"
#include "render/open_devices.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace triptych {

/// Use from one thread.
class KeptScene {
public:
    /// Tells `devices` of what changes in a scene that they hold; they outlive this.
    explicit KeptScene(OpenDevices& devices) : m_devices(devices) {}

    /// Keeps a scene with its tree, which others may read, too; null: none.
    void set(std::shared_ptr<const PackedScene> scene);

    /// Keeps a scene without a tree. It gets that of the scene before it, fitted anew, where both hold the same shapes
    /// and the tree has not become much worse by that; else a new one.
    void set_packed(PackedScene scene);

    /// Null before set().
    const std::shared_ptr<const PackedScene>& scene() const { return m_scene; }

    /// The kept scene under that camera. Where the tree cannot be kept, `pack` gives the scene under it, without a
    /// tree.
    const std::shared_ptr<const PackedScene>& under(const CameraDescription& camera,
                                                    const std::function<PackedScene()>& pack);

private:
    OpenDevices& m_devices;
    std::shared_ptr<const PackedScene> m_scene;
    std::shared_ptr<PackedScene> m_own; // the same where nobody else reads it, so that its camera may move
    std::optional<CameraMover> m_mover; // of m_own
    double m_built_cost = 0.0;          // of the tree when it was built; 0: not known
};

} // namespace triptych
