// Reads one of a scene file's "lights": a point, a spot or a direction.
// SPDX-License-Identifier: MIT
#include "format/fields.hpp"
#include "format/parse_parts.hpp"
#include "scene/kinds_light.hpp"
#include "scene/punctual_lights.hpp"

#include <fmt/format.h>

namespace triptych {

namespace {

Vec3d parse_direction(const Fields& fields) {
    vec3 direction(0.0f);
    fields.read("direction", direction);
    if (length(to_double(direction)) < LENGTH.min) {
        fields.at("direction").fail(fmt::format("a direction must be at least {} long", LENGTH.min));
    }
    return unit(to_double(direction));
}

shared::PunctualLight parse_point(JsonCursor json) {
    const Fields fields(json, POINT_LIGHT);
    vec3 position(0.0f), intensity(0.0f);
    fields.read("position", position);
    fields.read("intensity", intensity);
    return make_point_light(position, intensity);
}

shared::PunctualLight parse_spot(JsonCursor json) {
    const Fields fields(json, SPOT_LIGHT);
    vec3 position(0.0f), intensity(0.0f);
    double inner = 0.0, outer = 0.0;
    fields.read("inner_angle", inner);
    fields.read("outer_angle", outer);
    if (!(inner < outer)) fields.at("outer_angle").fail("a spot's outer angle must be greater than its inner one");
    fields.read("position", position);
    const Vec3d direction = parse_direction(fields);
    fields.read("intensity", intensity);
    return make_spot_light(position, direction, inner, outer, intensity);
}

shared::PunctualLight parse_directional(JsonCursor json) {
    const Fields fields(json, DIRECTIONAL_LIGHT);
    const Vec3d direction = parse_direction(fields);
    vec3 irradiance(0.0f);
    fields.read("irradiance", irradiance);
    return make_directional_light(direction, irradiance);
}

struct LightType {
    std::string_view name;
    shared::PunctualLight (*parse)(JsonCursor);
};
constexpr LightType LIGHT_TYPES[] = {
    {POINT_LIGHT.name, parse_point}, {SPOT_LIGHT.name, parse_spot}, {DIRECTIONAL_LIGHT.name, parse_directional}};

static_assert(std::size(LIGHT_TYPES) == std::size(LIGHT_KINDS), "each kind of light is read");

} // namespace

shared::PunctualLight parse_light(JsonCursor json) { return choose(json.at("type"), LIGHT_TYPES).parse(json); }

} // namespace triptych
