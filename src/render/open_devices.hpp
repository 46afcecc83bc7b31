// Devices that stay open from one picture to the next, and the scene that they hold.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/trace.hpp"
#include "render/devices.hpp"
#include "render/picture.hpp"

#include <memory>

namespace triptych {

struct RenderSeconds; // render/rendering.hpp

/// Use from one thread.
class OpenDevices {
public:
    /// Opens nothing yet. `options` is kept; its trace outlives this.
    OpenDevices(ChosenDevices devices, const BackendOptions& options)
        : m_devices(std::move(devices)), m_options(options) {}

    /// Opens the devices where they are closed, brings the picture's scene to them where they hold another one, and
    /// begins an empty film. Adds to the seconds of `open` and `upload`; `phase` covers the opening and goes on to
    /// "upload".
    void begin(const Picture& picture, TraceSpan& phase, RenderSeconds& seconds);

    /// `scene` has changed where it lies; the devices take over what changed where that is the scene that they hold.
    void update(const std::shared_ptr<const PackedScene>& scene, const SceneChange& change);

    /// After an error, since it is not known what the devices hold; begin() opens them again.
    void close();

    Backend& backend() { return *m_backend; }
    /// Null for a single device.
    const DeviceTeam* team() const { return m_team; }
    const BackendOptions& options() const { return m_options; }
    /// Seconds spent compiling since begin() was called last.
    double compile_seconds() const { return m_backend->compile_seconds() - m_compiled_before; }

private:
    std::unique_ptr<Backend> open();

    ChosenDevices m_devices;
    BackendOptions m_options;
    std::shared_ptr<const PackedScene> m_scene; // outlives the backend, which may read it in place
    std::unique_ptr<Backend> m_backend;         // null: closed
    const DeviceTeam* m_team = nullptr;
    double m_compiled_before = 0.0;
};

} // namespace triptych
