// OpenDevices: what begin() need not do again.
// SPDX-License-Identifier: MIT
#include "render/open_devices.hpp"

#include "base/stopwatch.hpp"
#include "render/rendering.hpp"

#include <algorithm>

namespace triptych {

std::unique_ptr<Backend> OpenDevices::open() {
    if (!m_devices.together) return open_first(m_devices.devices, m_options);
    std::unique_ptr<DeviceTeam> opened = open_team(m_devices.devices, m_options);
    m_team = opened.get();
    return opened;
}

void OpenDevices::begin(const Picture& picture, TraceSpan& phase, RenderSeconds& seconds) {
    if (m_backend != nullptr && m_scene == picture.scene) {
        m_compiled_before = m_backend->compile_seconds();
        m_backend->begin(make_frame(picture.scene->camera, picture.settings));
        return;
    }
    if (m_backend != nullptr) {
        m_compiled_before = m_backend->compile_seconds();
        phase.next("upload");
        const Stopwatch watch;
        m_backend->load(*picture.scene);
        m_scene = picture.scene;
        m_backend->begin(make_frame(picture.scene->camera, picture.settings));
        seconds.upload += std::max(0.0, watch.seconds() - compile_seconds());
        return;
    }
    m_compiled_before = 0.0;
    m_backend = open_with_scene([this] { return open(); }, *picture.scene, picture.settings, phase, {}, seconds);
    m_scene = picture.scene;
}

void OpenDevices::update(const std::shared_ptr<const PackedScene>& scene, const SceneChange& change) {
    if (m_backend != nullptr && m_scene == scene) m_backend->update(*scene, change);
}

void OpenDevices::close() {
    m_team = nullptr;
    m_backend.reset();
    m_scene.reset();
}

} // namespace triptych
