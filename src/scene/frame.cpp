// The camera's vectors, in double precision and without the C library's trigonometry, which differs between machines.
// SPDX-License-Identifier: MIT
#include "scene/pack.hpp"

#include <cmath>

namespace triptych {

namespace {

struct Vec3d {
    double x, y, z;
};

Vec3d to_double(vec3 v) { return {static_cast<double>(v.x), static_cast<double>(v.y), static_cast<double>(v.z)}; }
Vec3d operator-(Vec3d a, Vec3d b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
Vec3d operator+(Vec3d a, Vec3d b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
Vec3d operator*(double s, Vec3d v) { return {s * v.x, s * v.y, s * v.z}; }
Vec3d cross(Vec3d a, Vec3d b) { return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x}; }
Vec3d unit(Vec3d v) { return (1.0 / std::sqrt(v.x * v.x + v.y * v.y + v.z * v.z)) * v; }
vec3 to_float(Vec3d v) { return {static_cast<float>(v.x), static_cast<float>(v.y), static_cast<float>(v.z)}; }

/// tan(angle / 2) for an angle in degrees in [0, 180): Taylor series of sine and cosine, below 1e-15 relative.
double tan_half(double degrees) {
    const double x = degrees * (3.14159265358979323846 / 360.0);
    double sine = 0.0;
    double cosine = 0.0;
    double term = 1.0;
    for (int n = 0; n < 30; n += 2) {
        const double sign = n % 4 == 0 ? 1.0 : -1.0;
        cosine += sign * term;
        term *= x / (n + 1);
        sine += sign * term;
        term *= x / (n + 2);
    }
    return sine / cosine;
}

} // namespace

shared::Frame make_frame(const CameraDescription& description, const RenderSettings& settings) {
    const Vec3d from = to_double(description.look_from);
    const Vec3d backward = unit(from - to_double(description.look_at));
    const Vec3d right = unit(cross(to_double(description.up), backward));
    const Vec3d upward = cross(backward, right);

    const double focus = description.focus_distance;
    const double plane_height = 2.0 * tan_half(description.vertical_fov) * focus;
    const double pixel_size = plane_height / settings.height;
    const Vec3d pixel_right = pixel_size * right;
    const Vec3d pixel_down = -pixel_size * upward;
    const Vec3d first_pixel =
        -focus * backward + (0.5 - 0.5 * settings.width) * pixel_right + (0.5 - 0.5 * settings.height) * pixel_down;
    const double lens_radius = focus * tan_half(description.defocus_angle);

    shared::Frame frame{};
    frame.camera.center = description.look_from;
    frame.camera.width = settings.width;
    frame.camera.height = settings.height;
    frame.camera.first_pixel = to_float(first_pixel);
    frame.camera.pixel_right = to_float(pixel_right);
    frame.camera.pixel_down = to_float(pixel_down);
    frame.camera.has_lens = description.defocus_angle > 0.0 ? 1 : 0;
    frame.camera.lens_right = to_float(lens_radius * right);
    frame.camera.lens_up = to_float(lens_radius * upward);
    frame.seed = settings.seed;
    frame.max_depth = settings.max_depth;
    const Window window = settings.effective_window();
    frame.x0 = window.x0;
    frame.y0 = window.y0;
    frame.x1 = window.x1;
    frame.y1 = window.y1;
    return frame;
}

} // namespace triptych
