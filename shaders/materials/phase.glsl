// Scattering within a medium: the same in all directions, or Henyey and Greenstein's ("Diffuse Radiation in the
// Galaxy", 1941).
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_PHASE_GLSL
#define TRIPTYCH_PHASE_GLSL
#include "scatter.glsl"

SHARED_BEGIN

/// Density per solid angle of going on at an angle with that cosine; |g| < 1, g > 0 prefers straight on.
FN float phase_density(float g, float cos_angle) {
    REQUIRES(g > -1.0f && g < 1.0f && abs(cos_angle) <= 1.001f)
    float square = max(1.0f + g * g - 2.0f * g * cos_angle, 1.0e-8f);
    return divide(0.0795774683f * (1.0f - g * g), square * square_root(square));
}

/// Scatters by the phase function's own density.
FN Scatter scatter_phase(vec3 albedo, float g, vec3 direction, Random4 u) {
    float cos_angle = 1.0f - 2.0f * u.x;
    if (abs(g) > 0.001f) {
        float ratio = divide(1.0f - g * g, 1.0f + g - 2.0f * g * u.x);
        cos_angle = min(max(divide(1.0f + g * g - ratio * ratio, 2.0f * g), -1.0f), 1.0f);
    }
    vec3 local = around_axis(cos_angle, u.y);
    Scatter scatter = {unit(from_axis(direction, local)), SCATTER_REFLECTED, albedo, 0.0f};
    scatter.density = phase_density(g, dot3(direction, scatter.direction));
    return scatter;
}

FN Evaluation evaluate_phase(vec3 albedo, float g, vec3 direction_in, vec3 direction) {
    float density = phase_density(g, dot3(direction_in, direction));
    Evaluation evaluation = {density * albedo, density};
    return evaluation;
}

SHARED_END
#endif
