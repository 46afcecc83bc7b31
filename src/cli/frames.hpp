// The pictures of a sequence: which frames, their files, and the scene at each frame's time.
// SPDX-License-Identifier: MIT
#pragma once

#include "cli/render_options.hpp"
#include "render/kept_scene.hpp"
#include "render/picture.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace triptych {

/// Frames first, first + step, ... up to last.
struct FrameRange {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::uint32_t step = 1; // at least 1

    std::uint32_t count() const { return (last - first) / step + 1; }
};

/// "A:B" or "A:B:STEP" with A <= B, whole numbers below a million. Empty where it is neither.
std::optional<FrameRange> parse_frame_range(const std::string& text);

/// Whether a frame's number has a place in a path: a run of "#" in its last part.
bool has_frame_place(const std::string& path);

/// The path with the frame's number in that place, the last where there are several, with zeros in front up to the
/// run's length.
std::string frame_path(const std::string& path, std::uint32_t frame);

/// The scene of a sequence, which is loaded again only where more than its camera changes.
class FrameScene {
public:
    /// `devices` and `options` outlive this. Frame N shows the scene at N / fps seconds after its --animation-time.
    FrameScene(const RenderOptions& options, double fps, OpenDevices& devices)
        : m_options(options), m_fps(fps), m_kept(devices) {}

    /// Throws Error as load_picture does, and USAGE for a scene that is the same at all times.
    Picture picture(std::uint32_t frame);

private:
    CameraDescription camera_at(double seconds) const;
    void load(double seconds);

    const RenderOptions& m_options;
    double m_fps;
    std::optional<Scene> m_scene; // the last that was loaded
    KeptScene m_kept;
};

} // namespace triptych
