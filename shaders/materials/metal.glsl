// Metal with fuzz ("Ray Tracing in One Weekend", sections 10.4 and 10.6, version 4).
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_METAL_GLSL
#define TRIPTYCH_METAL_GLSL
#include "scatter.glsl"

SHARED_BEGIN

/// Below this fuzz metal counts as a mirror when lights are sampled: its lobe is too narrow for them to matter, and for
/// float32 to tell its density.
const float METAL_MIN_FUZZ = 0.02f;

/// Density of unit(mirrored + fuzz * random unit vector) at a unit direction. The line along it meets the sphere of
/// radius `fuzz` about the mirrored direction at distances t; each meeting adds t^2 / (cosine there * 4 pi fuzz^2).
FN float metal_density(float fuzz, vec3 mirrored, vec3 direction) {
    float along = dot3(mirrored, direction);
    // The squared distance of the line from the centre, without cancellation.
    vec3 off_axis = mirrored - along * direction;
    float half_chord2 = fuzz * fuzz - dot3(off_axis, off_axis);
    if (half_chord2 <= 0.0f) return 0.0f;
    float half_chord = square_root(half_chord2);
    float farther = max(along + half_chord, 0.0f);
    float nearer = max(along - half_chord, 0.0f);
    return divide(nearer * nearer + farther * farther, max(12.5663706f * fuzz * half_chord, 1.0e-12f));
}

/// Scatters to unit(mirror direction) + fuzz * (random unit vector) and absorbs what ends below the surface.
FN Scatter scatter_metal(Material material, vec3 direction, vec3 normal, Random4 u) {
    vec3 mirrored = unit(reflect3(direction, normal));
    vec3 toward = mirrored + material.fuzz * sample_sphere(u.x, u.y);
    Scatter scatter = {normal, SCATTER_ABSORBED, material.color, 0.0f};
    if (dot3(toward, normal) > 0.0f && dot3(toward, toward) >= 1.0e-12f) {
        scatter.direction = unit(toward);
        scatter.event = SCATTER_REFLECTED;
        if (material.fuzz >= METAL_MIN_FUZZ)
            scatter.density = metal_density(material.fuzz, mirrored, scatter.direction);
    }
    return scatter;
}

/// Of metal with at least METAL_MIN_FUZZ, which reflects its colour's share of what does not end below the surface.
FN Evaluation evaluate_metal(Material material, vec3 direction_in, vec3 normal, vec3 direction) {
    vec3 mirrored = unit(reflect3(direction_in, normal));
    float density = dot3(direction, normal) > 0.0f ? metal_density(material.fuzz, mirrored, direction) : 0.0f;
    Evaluation evaluation = {density * material.color, density};
    return evaluation;
}

SHARED_END
#endif
