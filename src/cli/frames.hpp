// The pictures of a sequence: which frames, their files, and the scene at each frame's time.
// SPDX-License-Identifier: MIT
#pragma once

#include "cli/render_options.hpp"
#include "render/kept_scene.hpp"
#include "render/motion_blur.hpp"
#include "render/picture.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace triptych {

inline constexpr std::uint32_t MAX_MOMENTS = 65536;

/// Frames first, first + step, ... up to last.
struct FrameRange {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::uint32_t step = 1; // at least 1

    std::uint32_t count() const { return (last - first) / step + 1; }
    std::uint32_t number(std::uint32_t i) const { return first + i * step; }
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

    /// The scene when the frame begins. Throws Error as load_picture does, and USAGE for a scene that is the same at
    /// all times.
    Picture picture(std::uint32_t frame);

    /// The scene in the middle of a slice of the time for which the frame's shutter is open, which the camera's shutter
    /// then is for that slice alone. A shutter's times are fractions of a frame's.
    Picture picture(std::uint32_t frame, ShutterSlice slice);

    /// Samples a pixel that the scene asks for. There was a picture before.
    std::uint32_t spp() const { return m_scene->spp; }

private:
    Picture picture_at(double seconds, std::optional<ShutterSlice> slice);
    CameraDescription camera_at(double seconds) const;
    void load(double seconds);
    void pack(const CameraDescription& camera);

    const RenderOptions& m_options;
    double m_fps;
    std::optional<Scene> m_scene; // the last that was loaded
    CameraDescription m_camera;   // as it was loaded
    KeptScene m_kept;
};

} // namespace triptych
