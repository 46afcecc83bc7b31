// Angles become the factors that the kernels read, by the formula of glTF's KHR_lights_punctual.
// SPDX-License-Identifier: MIT
#include "scene/punctual_lights.hpp"

#include "scene/format_text.hpp"
#include "scene/parse_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace triptych {

namespace {

/// Least difference of a spot's cosines, so that its edge stays a slope.
constexpr double MIN_SLOPE = 1e-3;

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

/// The angle in [0, 90] degrees of a cosine, by halving: the C library's arc cosine differs between machines.
double degrees_of(double cosine) {
    double low = 0.0, high = 90.0;
    for (int i = 0; i < 60; i++) {
        const double middle = 0.5 * (low + high);
        (cos_sin_degrees(middle).cosine > cosine ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

} // namespace

shared::PunctualLight make_point_light(vec3 position, vec3 intensity) {
    return {position, shared::PUNCTUAL_POINT, vec3(0.0f), 0.0f, intensity, 1.0f};
}

shared::PunctualLight make_spot_light(vec3 position, Vec3d direction, double inner_angle, double outer_angle,
                                      vec3 intensity) {
    const double outer = cos_sin_degrees(outer_angle).cosine;
    const double scale = 1.0 / std::max(MIN_SLOPE, cos_sin_degrees(inner_angle).cosine - outer);
    return {position,
            shared::PUNCTUAL_SPOT,
            to_float(direction),
            static_cast<float>(scale),
            intensity,
            static_cast<float>(-outer * scale)};
}

shared::PunctualLight make_directional_light(Vec3d direction, vec3 irradiance) {
    return {vec3(0.0f), shared::PUNCTUAL_DIRECTIONAL, to_float(direction), 0.0f, irradiance, 1.0f};
}

shared::PunctualLight parse_light(JsonCursor json) { return choose(json.at("type"), LIGHT_TYPES).parse(json); }

std::string format_light(const shared::PunctualLight& light) {
    switch (light.kind) {
    case shared::PUNCTUAL_POINT:
        return fmt::format(R"({{"type": "point", "position": {}, "intensity": {}}})", format_vector(light.position),
                           format_vector(light.intensity));
    case shared::PUNCTUAL_DIRECTIONAL:
        return fmt::format(R"({{"type": "directional", "direction": {}, "irradiance": {}}})",
                           format_vector(light.direction), format_vector(light.intensity));
    default: break;
    }
    const auto scale = static_cast<double>(light.spot_scale);
    const double outer = -static_cast<double>(light.spot_offset) / scale;
    return fmt::format(
        R"({{"type": "spot", "position": {}, "direction": {}, "inner_angle": {}, "outer_angle": {}, "intensity": {}}})",
        format_vector(light.position), format_vector(light.direction), degrees_of(std::min(outer + 1.0 / scale, 1.0)),
        degrees_of(outer), format_vector(light.intensity));
}

} // namespace triptych
