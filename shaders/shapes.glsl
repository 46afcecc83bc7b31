// Rays against shapes. Box tests only propose and may round as they like; a shape's own test decides.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_SHAPES_GLSL
#define TRIPTYCH_SHAPES_GLSL
#include "layout.glsl"
#include "ray.glsl"
#include "real.glsl"

SHARED_BEGIN

/// Distance of a miss: beyond every hit.
const float NO_DISTANCE = 3.0e38f;

/// 1 / d per axis, kept finite, for box tests.
FN float safe_inverse(float d) {
    if (abs(d) < 1.0e-18f) return d < 0.0f ? -1.0e18f : 1.0e18f;
    return 1.0f / d;
}

/// Distance at which a ray enters a box (0 from within), or NO_DISTANCE where it misses it or enters it beyond
/// `farthest`. Conservative by 2^-20 relative: rounding here is below 4 ULP, the boxes themselves are padded for
/// the rounding of the shapes' tests (bvh/bounds.hpp).
FN float enter_box(vec3 box_min, vec3 box_max, vec3 origin, vec3 inverse_direction, float farthest) {
    vec3 a = (box_min - origin) * inverse_direction;
    vec3 b = (box_max - origin) * inverse_direction;
    vec3 nearer = min(a, b);
    vec3 farther = max(a, b);
    float enter = max(max(nearer.x, nearer.y), max(nearer.z, 0.0f));
    float leave = min(min(farther.x, farther.y), min(farther.z, farthest));
    return enter <= leave * 1.00000095f ? enter : NO_DISTANCE;
}

/// Distance to the nearer hit in front of the ray's origin, or NO_DISTANCE.
///
/// The discriminant is taken from the centre's distance to the ray, which keeps its precision for spheres far away
/// (Haines et al., "Precision Improvements for Ray/Sphere Intersection", Ray Tracing Gems, 2019, chapter 7).
/// A ray that leaves the sphere outwards cannot meet it again; one that leaves it inwards always meets its far
/// side.
FN float intersect_sphere(Sphere sphere, uint index, Ray ray) {
    vec3 to_center = sphere.center - ray.origin;
    float along = dot3(to_center, ray.direction);
    vec3 off_axis = to_center - along * ray.direction;
    float discriminant = sphere.radius * sphere.radius - dot3(off_axis, off_axis);
    if ((ray.leaving >> 1u) == index) {
        if ((ray.leaving & 1u) == 0u) return NO_DISTANCE;
        return max(along + square_root(max(discriminant, 0.0f)), 0.0f);
    }
    if (discriminant < 0.0f) return NO_DISTANCE;
    float half_chord = square_root(discriminant);
    float nearer = along - half_chord;
    if (nearer > 0.0f) return nearer;
    float farther = along + half_chord;
    return farther > 0.0f ? farther : NO_DISTANCE;
}

SHARED_END
#endif
