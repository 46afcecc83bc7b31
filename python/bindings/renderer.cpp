// Renderer: which packed scene a picture is drawn of.
// SPDX-License-Identifier: MIT
#include "renderer.hpp"

#include "bvh/build.hpp"
#include "format/scene_format.hpp"

#include <utility>

namespace triptych::python {
namespace {

bool are_equal(const CameraDescription& a, const CameraDescription& b) {
    return scene_hash("", a) == scene_hash("", b);
}

} // namespace

void Renderer::set_scene(std::shared_ptr<SceneHandle> scene) {
    const std::lock_guard lock(m_mutex);
    m_mover.reset();
    m_moved.reset();
    m_handle = std::move(scene);
}

Picture Renderer::picture_of(const std::string& camera_json, const PictureRequest& request) {
    Picture picture = m_handle->picture(request);
    const CameraDescription own = picture.scene->camera;
    const CameraDescription camera = camera_json.empty() ? own : parse_camera(camera_json, "camera", own);
    if (m_moved == nullptr && are_equal(camera, own)) return picture;
    if (m_moved == nullptr) {
        m_moved = std::make_shared<PackedScene>(*picture.scene);
        m_mover.emplace(*m_moved);
    }
    move_camera(camera);
    picture.scene = m_moved;
    return picture;
}

void Renderer::move_camera(const CameraDescription& camera) {
    if (are_equal(camera, m_moved->camera)) return;
    if (const std::optional<SceneChange> change = m_mover->move(camera)) {
        m_open.update(m_moved, *change);
        return;
    }
    auto packed = std::make_shared<PackedScene>(m_handle->read_all([&](Scene scene) {
        scene.camera = camera;
        return pack_scene(scene);
    }));
    build_bvh(*packed);
    m_mover.emplace(*packed);
    m_moved = std::move(packed);
}

} // namespace triptych::python
