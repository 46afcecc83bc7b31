// Renderer: which packed scene a picture is drawn of.
// SPDX-License-Identifier: MIT
#include "renderer.hpp"

#include "format/scene_format.hpp"

#include <utility>

namespace triptych::python {

void Renderer::set_scene(std::shared_ptr<SceneHandle> scene) {
    const std::lock_guard lock(m_mutex);
    m_kept.set(nullptr);
    m_handle = std::move(scene);
}

Picture Renderer::picture_of(const std::string& camera_json, const PictureRequest& request) {
    Picture picture = m_handle->picture(request);
    const CameraDescription own = picture.scene->camera;
    const CameraDescription camera = camera_json.empty() ? own : parse_camera(camera_json, "camera", own);
    if (m_kept.scene() == nullptr) m_kept.set(picture.scene);
    picture.scene = m_kept.under(camera, [&] {
        return m_handle->read_all([&](Scene scene) {
            scene.camera = camera;
            return pack_scene(scene);
        });
    });
    return picture;
}

} // namespace triptych::python
