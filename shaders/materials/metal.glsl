// Metal with fuzz ("Ray Tracing in One Weekend", sections 10.4 and 10.6, version 4).
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_METAL_GLSL
#define TRIPTYCH_METAL_GLSL
#include "scatter.glsl"

SHARED_BEGIN

/// Scatters to unit(mirror direction) + fuzz * (random unit vector) and absorbs what ends below the surface.
FN Scatter scatter_metal(Material material, vec3 direction, vec3 normal, Random4 u) {
    vec3 mirrored = unit(reflect3(direction, normal));
    vec3 toward = mirrored + material.fuzz * sample_sphere(u.x, u.y);
    Scatter scatter = {normal, SCATTER_ABSORBED, material.albedo};
    if (dot3(toward, normal) > 0.0f && dot3(toward, toward) >= 1.0e-12f) {
        scatter.direction = unit(toward);
        scatter.event = SCATTER_REFLECTED;
    }
    return scatter;
}

SHARED_END
#endif
