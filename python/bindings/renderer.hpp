// A renderer that keeps devices and the packed scene from one picture to the next.
// SPDX-License-Identifier: MIT
#pragma once

#include "bindings.hpp"
#include "render/kept_scene.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace triptych::python {

/// Safe to use from several threads, one at a time of which draws. Call without the GIL.
class Renderer {
public:
    /// Opens nothing yet; pictures need `device_bytes_per_pixel` on these devices beside the film.
    Renderer(std::shared_ptr<SceneHandle> scene, const ChosenDevices& devices, const BackendOptions& options)
        : m_handle(std::move(scene)), m_open(devices, options),
          m_device_bytes_per_pixel(more_bytes_per_pixel(devices)) {}

    /// Calls draw(picture, devices) with a picture of the scene under its own camera, in which the keys that
    /// `camera_json` has, an object of the scene format, are changed; empty: none.
    template <typename Draw>
    auto draw(const std::string& camera_json, PictureRequest request, Draw draw) {
        const std::lock_guard lock(m_mutex);
        request.more_bytes_per_pixel += m_device_bytes_per_pixel;
        const Picture picture = picture_of(camera_json, request);
        return draw(picture, m_open);
    }

    /// From now on draws another scene.
    void set_scene(std::shared_ptr<SceneHandle> scene);

    std::shared_ptr<SceneHandle> scene() const {
        const std::lock_guard lock(m_mutex);
        return m_handle;
    }

private:
    Picture picture_of(const std::string& camera_json, const PictureRequest& request);

    mutable std::mutex m_mutex;
    std::shared_ptr<SceneHandle> m_handle;
    OpenDevices m_open;
    KeptScene m_kept{m_open};
    std::optional<std::uint64_t> m_changes_kept; // of m_handle, after which m_kept holds its scene
    CameraDescription m_own_camera;              // that of m_handle
    std::uint64_t m_device_bytes_per_pixel;
};

} // namespace triptych::python
