// Angles become the factors that the kernels read, by the formula of glTF's KHR_lights_punctual.
// SPDX-License-Identifier: MIT
#include "scene/punctual_lights.hpp"

#include <algorithm>

namespace triptych {

namespace {

/// Least difference of a spot's cosines, so that its edge stays a slope.
constexpr double MIN_SLOPE = 1e-3;

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

} // namespace triptych
