// Reads a scene file's "camera".
// SPDX-License-Identifier: MIT
#include "format/fields.hpp"
#include "format/keyframes.hpp"
#include "format/parse_parts.hpp"
#include "scene/kinds_settings.hpp"

#include <fmt/format.h>

namespace triptych {

namespace {

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

CameraDescription parse_camera(JsonCursor json, CameraDescription camera) {
    const Fields fields(json, CAMERA_KEYS);
    fields.read("look_from", camera.look_from);
    fields.read("look_at", camera.look_at);
    fields.read("up", camera.up);
    fields.read("vertical_fov", camera.vertical_fov);
    fields.read("orthographic_height", camera.orthographic_height);
    if (fields.find("vertical_fov") && fields.find("orthographic_height"))
        json.fail("a camera has a vertical_fov or an orthographic_height, not both");
    if (fields.find("vertical_fov")) camera.orthographic_height = 0.0;
    fields.read("defocus_angle", camera.defocus_angle);
    fields.read("focus_distance", camera.focus_distance);
    if (const auto shutter = fields.find("shutter")) parse_shutter(*shutter, camera);
    check_directions(json, camera);
    return camera;
}

CameraDescription parse_camera(std::string_view json_text, const std::string& origin, const CameraDescription& base,
                               double seconds) {
    JsonDocument document(json_text, origin);
    resolve_keyframes(document, seconds);
    return parse_camera(JsonCursor(document), base);
}

} // namespace triptych
