// KeptScene: copies the scene before its camera moves for the first time, since others may read it.
// SPDX-License-Identifier: MIT
#include "render/kept_scene.hpp"

#include "bvh/build.hpp"
#include "bvh/refit.hpp"

namespace triptych {

namespace {

/// A fitted tree that is worse than that times the one that was built is built anew.
constexpr double MAX_TREE_COST = 1.5;

} // namespace

void KeptScene::set(std::shared_ptr<const PackedScene> scene) {
    m_mover.reset();
    m_own.reset();
    m_scene = std::move(scene);
    m_built_cost = 0.0;
}

void KeptScene::set_packed(PackedScene scene) {
    const std::shared_ptr<const PackedScene> before = m_scene;
    if (before != nullptr && before->content_hash == scene.content_hash) {
        const CameraDescription camera = scene.camera;
        under(camera, [&] { return std::move(scene); });
        return;
    }
    if (m_built_cost == 0.0 && before != nullptr) m_built_cost = tree_cost(*before);
    if (before == nullptr || !refit_bvh(scene, *before) || tree_cost(scene) > MAX_TREE_COST * m_built_cost) {
        build_bvh(scene);
        m_built_cost = tree_cost(scene);
    }
    m_mover.reset();
    m_own = std::make_shared<PackedScene>(std::move(scene));
    m_mover.emplace(*m_own);
    m_scene = m_own;
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
