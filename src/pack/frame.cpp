// The camera's vectors, in double precision and without the C library's trigonometry, which differs between machines.
// SPDX-License-Identifier: MIT
#include "pack/pack.hpp"

#include <algorithm>
#include <cmath>

namespace triptych {

namespace {

/// tan(angle / 2) for an angle in degrees in [0, 180).
double tan_half(double degrees) {
    const auto [cosine, sine] = cos_sin_degrees(0.5 * degrees);
    return sine / cosine;
}

/// Coordinates in the scene's box, counted from its least ones, times this stay below 2^17, within the film's range,
/// and a power of two leaves them exact.
float position_scale(const PackedScene& scene) {
    const vec3 size = scene.high - scene.low;
    int exponent = 0;
    std::frexp(std::max({size.x, size.y, size.z}), &exponent);
    return std::ldexp(1.0f, std::min(17 - exponent, 126));
}

} // namespace

shared::Frame make_frame(const CameraDescription& description, const RenderSettings& settings) {
    const Vec3d from = to_double(description.look_from);
    const Vec3d backward = unit(from - to_double(description.look_at));
    const Vec3d right = unit(cross(to_double(description.up), backward));
    const Vec3d upward = cross(backward, right);

    const double focus = description.focus_distance;
    const bool is_orthographic = description.orthographic_height > 0.0;
    const double plane_height =
        is_orthographic ? description.orthographic_height : 2.0 * tan_half(description.vertical_fov) * focus;
    const double pixel_size = plane_height / settings.height;
    const Vec3d pixel_right = pixel_size * right;
    const Vec3d pixel_down = -pixel_size * upward;
    const Vec3d ahead = -focus * backward;
    const Vec3d first = (is_orthographic ? from : ahead) + (0.5 - 0.5 * settings.width) * pixel_right +
                        (0.5 - 0.5 * settings.height) * pixel_down;
    const double lens_radius = focus * tan_half(description.defocus_angle);

    shared::Frame frame{};
    frame.camera.center = is_orthographic ? to_float(first) : description.look_from;
    frame.camera.width = settings.width;
    frame.camera.height = settings.height;
    frame.camera.first_pixel = to_float(is_orthographic ? ahead : first);
    frame.camera.pixel_right = to_float(pixel_right);
    frame.camera.pixel_down = to_float(pixel_down);
    frame.camera.flags = (description.defocus_angle > 0.0 ? shared::CAMERA_LENS : 0) |
                         (is_orthographic ? shared::CAMERA_ORTHOGRAPHIC : 0);
    frame.camera.shutter_open = description.shutter_open;
    frame.camera.shutter_duration = description.shutter_close - description.shutter_open;
    frame.camera.lens_right = to_float(lens_radius * right);
    frame.camera.lens_up = to_float(lens_radius * upward);
    frame.seed = settings.seed;
    frame.max_depth = settings.max_depth;
    frame.flags = frame_flags(settings.method) | (settings.clamp_indirect > 0.0f ? shared::FRAME_CLAMP : 0);
    frame.clamp_indirect = settings.clamp_indirect;
    const Window window = settings.effective_window();
    frame.x0 = window.x0;
    frame.y0 = window.y0;
    frame.x1 = window.x1;
    frame.y1 = window.y1;
    return frame;
}

std::uint32_t frame_features(const shared::Frame& frame) {
    constexpr std::uint32_t COMPOSITES = shared::FRAME_CLAMP | shared::FRAME_TRANSPARENT;
    if (frame.quantity == shared::QUANTITY_RADIANCE)
        return (frame.flags & COMPOSITES) != 0 ? shared::FEATURE_COMPOSITING : 0;
    if (frame.quantity == shared::QUANTITY_LIGHT_GROUP) return shared::FEATURE_AOVS | shared::FEATURE_COMPOSITING;
    return shared::FEATURE_AOVS;
}

shared::Frame make_quantity_frame(const PackedScene& scene, const RenderSettings& settings, std::uint32_t quantity) {
    shared::Frame frame = make_frame(scene.camera, settings);
    frame.quantity = quantity;
    frame.low = scene.low;
    frame.position_scale = position_scale(scene);
    return frame;
}

} // namespace triptych
