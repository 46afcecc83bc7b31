// KeptScene: copies the scene before its camera moves for the first time, since others may read it.
// SPDX-License-Identifier: MIT
#include "render/kept_scene.hpp"

#include "bvh/build.hpp"

namespace triptych {

void KeptScene::set(std::shared_ptr<const PackedScene> scene) {
    m_mover.reset();
    m_own.reset();
    m_scene = std::move(scene);
}

const std::shared_ptr<const PackedScene>& KeptScene::under(const CameraDescription& camera,
                                                           const std::function<PackedScene()>& pack) {
    if (is_same_camera(camera, m_scene->camera)) return m_scene;
    if (m_own == nullptr) {
        m_own = std::make_shared<PackedScene>(*m_scene);
        m_mover.emplace(*m_own);
        m_scene = m_own;
    }
    if (const std::optional<SceneChange> change = m_mover->move(camera)) {
        m_devices.update(m_scene, *change);
        return m_scene;
    }
    auto packed = std::make_shared<PackedScene>(pack());
    build_bvh(*packed);
    m_mover.emplace(*packed);
    m_scene = m_own = std::move(packed);
    return m_scene;
}

} // namespace triptych
