// Lights without extent: points, spots and directions.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

namespace triptych {

/// Radiant intensity, power per solid angle.
shared::PunctualLight make_point_light(vec3 position, vec3 intensity);

/// As a point within a cone about `direction`, unit; 0 <= inner < outer <= 90 degrees.
shared::PunctualLight make_spot_light(vec3 position, Vec3d direction, double inner_angle, double outer_angle,
                                      vec3 intensity);

/// Parallel light along `direction`, unit: irradiance of a surface that faces it.
shared::PunctualLight make_directional_light(Vec3d direction, vec3 irradiance);

} // namespace triptych
