// The ideal diffuse surface ("Ray Tracing in One Weekend", section 9.4).
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_LAMBERTIAN_GLSL
#define TRIPTYCH_LAMBERTIAN_GLSL
#include "scatter.glsl"

SHARED_BEGIN

/// Scatters to normal + random unit vector, whose density is cos / pi; where the two cancel, along the normal.
FN Scatter scatter_lambertian(Material material, vec3 normal, Random4 u) {
    vec3 toward = normal + sample_sphere(u.x, u.y);
    if (dot3(toward, toward) < 1.0e-12f) toward = normal;
    vec3 direction = unit(toward);
    Scatter scatter = {direction, SCATTER_REFLECTED, material.color, max(dot3(direction, normal), 0.0f) * INVERSE_PI};
    return scatter;
}

FN Evaluation evaluate_lambertian(Material material, vec3 normal, vec3 direction) {
    float density = max(dot3(direction, normal), 0.0f) * INVERSE_PI;
    Evaluation evaluation = {density * material.color, density};
    return evaluation;
}

SHARED_END
#endif
