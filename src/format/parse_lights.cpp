// Reads one of a scene file's "lights": a point, a spot or a direction.
// SPDX-License-Identifier: MIT
#include "format/parse_parts.hpp"
#include "scene/punctual_lights.hpp"

#include <fmt/format.h>

namespace triptych {

namespace {

shared::PunctualLight parse_point(JsonCursor json) {
    json.allow_keys({"type", "position", "intensity"});
    return make_point_light(json.at("position").vector(COORDINATE), json.at("intensity").vector(INTENSITY));
}

Vec3d parse_direction(JsonCursor json) {
    const Vec3d direction = to_double(json.vector(COORDINATE));
    if (length(direction) < LENGTH.min) json.fail(fmt::format("a direction must be at least {} long", LENGTH.min));
    return unit(direction);
}

shared::PunctualLight parse_spot(JsonCursor json) {
    json.allow_keys({"type", "position", "direction", "inner_angle", "outer_angle", "intensity"});
    const auto inner_json = json.find("inner_angle");
    const double inner = inner_json ? inner_json->real(SPOT_ANGLE) : 0.0;
    const double outer = json.at("outer_angle").real(SPOT_ANGLE);
    if (!(inner < outer)) json.at("outer_angle").fail("a spot's outer angle must be greater than its inner one");
    return make_spot_light(json.at("position").vector(COORDINATE), parse_direction(json.at("direction")), inner, outer,
                           json.at("intensity").vector(INTENSITY));
}

shared::PunctualLight parse_directional(JsonCursor json) {
    json.allow_keys({"type", "direction", "irradiance"});
    return make_directional_light(parse_direction(json.at("direction")), json.at("irradiance").vector(INTENSITY));
}

struct LightType {
    std::string_view name;
    shared::PunctualLight (*parse)(JsonCursor);
};
constexpr LightType LIGHT_TYPES[] = {{"point", parse_point}, {"spot", parse_spot}, {"directional", parse_directional}};

} // namespace

shared::PunctualLight parse_light(JsonCursor json) { return choose(json.at("type"), LIGHT_TYPES).parse(json); }

} // namespace triptych
