// FrameScene: what a frame has to load, to pack or to build anew.
// SPDX-License-Identifier: MIT
#include "cli/frames.hpp"

#include "base/stopwatch.hpp"
#include "base/trace.hpp"
#include "cli/load_picture.hpp"
#include "format/scene_format.hpp"

#include <fmt/format.h>

#include <charconv>

namespace triptych {

namespace {

constexpr std::uint32_t END_OF_FRAMES = 1000000;

/// Reads a number and what follows it, ":" or the end. False where there is something else.
bool take_number(std::string_view& text, std::uint32_t& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || number >= END_OF_FRAMES) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.empty()) return true;
    if (text.front() != ':' || text.size() == 1) return false;
    text.remove_prefix(1);
    return true;
}

/// Where the last run of "#" begins in the path's last part; npos where there is none.
std::size_t frame_place(const std::string& path, std::size_t& end) {
    const std::size_t name = path.find_last_of('/') == std::string::npos ? 0 : path.find_last_of('/') + 1;
    const std::size_t last = path.find_last_of('#');
    if (last == std::string::npos || last < name) return std::string::npos;
    end = last + 1;
    std::size_t first = last;
    while (first > name && path[first - 1] == '#') first--;
    return first;
}

} // namespace

std::optional<FrameRange> parse_frame_range(const std::string& text) {
    FrameRange range;
    std::string_view rest = text;
    if (!take_number(rest, range.first) || rest.empty() || !take_number(rest, range.last)) return {};
    if (!rest.empty() && (!take_number(rest, range.step) || !rest.empty())) return {};
    if (range.last < range.first || range.step == 0) return {};
    return range;
}

bool has_frame_place(const std::string& path) {
    std::size_t end = 0;
    return frame_place(path, end) != std::string::npos;
}

std::string frame_path(const std::string& path, std::uint32_t frame) {
    std::size_t end = 0;
    const std::size_t first = frame_place(path, end);
    return path.substr(0, first) + fmt::format("{:0{}}", frame, end - first) + path.substr(end);
}

CameraDescription FrameScene::camera_at(double seconds) const {
    const std::string& keyframes = m_scene->over_time.camera;
    return keyframes.empty() ? m_camera : parse_camera(keyframes, m_scene->name, {}, seconds);
}

void FrameScene::load(double seconds) {
    RenderOptions options = m_options;
    options.load.animation_time_seconds = seconds;
    m_scene = load_described(options);
    m_camera = m_scene->camera;
}

void FrameScene::pack(const CameraDescription& camera) {
    m_scene->camera = camera;
    m_kept.set_packed(pack_scene(*m_scene));
}

Picture FrameScene::picture(std::uint32_t frame) {
    return picture_at(m_options.load.animation_time_seconds.value_or(0.0) + frame / m_fps, {});
}

Picture FrameScene::picture(std::uint32_t frame, ShutterSlice slice) {
    const double begin = m_options.load.animation_time_seconds.value_or(0.0) + frame / m_fps;
    if (!m_scene) load(begin); // tells when the shutter is open
    const CameraDescription camera = with_slice(camera_at(begin), slice);
    const double middle = 0.5 * (static_cast<double>(camera.shutter_open) + static_cast<double>(camera.shutter_close));
    return picture_at(begin + middle / m_fps, slice);
}

Picture FrameScene::picture_at(double seconds, std::optional<ShutterSlice> slice) {
    const TraceSpan phase(m_options.backend.trace, "load");
    const Stopwatch watch;
    const bool is_packed = m_kept.scene() != nullptr && !m_scene->over_time.content;
    if (!m_scene || m_scene->over_time.content) load(seconds);
    CameraDescription camera = camera_at(seconds);
    if (slice) camera = with_slice(camera, *slice);
    if (is_packed) {
        m_kept.under(camera, [&] {
            m_scene->camera = camera;
            return pack_scene(*m_scene);
        });
    } else {
        pack(camera);
    }
    Picture picture = requested_picture(m_options, *m_scene);
    picture.scene = m_kept.scene();
    picture.load_seconds = watch.seconds();
    return picture;
}

} // namespace triptych
