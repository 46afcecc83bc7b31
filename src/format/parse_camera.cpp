// Reads a scene file's "camera".
// SPDX-License-Identifier: MIT
#include "format/parse_parts.hpp"

#include <fmt/format.h>

namespace triptych {

namespace {

constexpr Range FIELD_OF_VIEW{1e-6, 179.9, " (degrees)"};
constexpr Range DEFOCUS{0.0, 179.9, " (degrees)"};

/// Throws where the view has no direction, or no side is up.
void check_directions(JsonCursor json, const CameraDescription& camera) {
    const Vec3d view = to_double(camera.look_at) - to_double(camera.look_from);
    const Vec3d up = to_double(camera.up);
    if (length(view) < LENGTH.min) {
        json.fail(fmt::format("look_from and look_at must lie at least {} apart", LENGTH.min));
    }
    if (length(up) < LENGTH.min) json.fail(fmt::format("up must be at least {} long", LENGTH.min));
    if (are_parallel(view, up)) json.fail("up must not be parallel to the view, from look_from to look_at");
}

void parse_shutter(JsonCursor json, CameraDescription& camera) {
    if (!json.is_array() || json.size() != 2) json.fail_expected("an array of two times, when it opens and closes");
    camera.shutter_open = json.element(0).single(FRACTION);
    camera.shutter_close = json.element(1).single(FRACTION);
    if (camera.shutter_close < camera.shutter_open) json.fail("the shutter cannot close before it opens");
}

} // namespace

CameraDescription parse_camera(JsonCursor json) {
    json.allow_keys({"look_from", "look_at", "up", "vertical_fov", "orthographic_height", "defocus_angle",
                     "focus_distance", "shutter"});
    CameraDescription camera;
    const auto read_vector = [&](std::string_view key, vec3& target) {
        if (const auto value = json.find(key)) target = value->vector(COORDINATE);
    };
    const auto read_real = [&](std::string_view key, double& target, Range range) {
        if (const auto value = json.find(key)) target = value->real(range);
    };
    read_vector("look_from", camera.look_from);
    read_vector("look_at", camera.look_at);
    read_vector("up", camera.up);
    read_real("vertical_fov", camera.vertical_fov, FIELD_OF_VIEW);
    read_real("orthographic_height", camera.orthographic_height, LENGTH);
    if (json.find("vertical_fov") && json.find("orthographic_height"))
        json.fail("a camera has a vertical_fov or an orthographic_height, not both");
    read_real("defocus_angle", camera.defocus_angle, DEFOCUS);
    read_real("focus_distance", camera.focus_distance, LENGTH);
    if (const auto shutter = json.find("shutter")) parse_shutter(*shutter, camera);
    if (camera.defocus_angle > 0.0 && camera.defocus_angle < FIELD_OF_VIEW.min) {
        json.at("defocus_angle").fail_expected(fmt::format("0 or an angle from {} degrees on", FIELD_OF_VIEW.min));
    }
    check_directions(json, camera);
    return camera;
}

} // namespace triptych
