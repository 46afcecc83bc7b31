// Renderer: which packed scene a picture is drawn of.
// SPDX-License-Identifier: MIT
#include "renderer.hpp"

#include "format/scene_format.hpp"

#include <utility>

namespace triptych::python {

void Renderer::set_scene(std::shared_ptr<SceneHandle> scene) {
    const std::lock_guard lock(m_mutex);
    m_handle = std::move(scene);
    m_changes_kept.reset();
}

Picture Renderer::picture_of(const std::string& camera_json, const PictureRequest& request) {
    if (m_changes_kept != m_handle->changes()) {
        m_changes_kept = m_handle->keep_in(m_kept);
        m_own_camera = m_kept.scene()->camera;
    }
    Picture picture = m_handle->requested(request);
    const CameraDescription& own = m_own_camera;
    const CameraDescription camera = camera_json.empty() ? own : parse_camera(camera_json, "camera", own);
    picture.scene = m_kept.under(camera, [&] {
        return m_handle->read_all([&](Scene scene) {
            scene.camera = camera;
            return pack_scene(scene);
        });
    });
    return picture;
}

} // namespace triptych::python
