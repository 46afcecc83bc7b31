// Spheres so large that the rounding of their radius would show beside them: the planet under a room.
//
// Their surface is where a height is zero that has no large terms near the origin:
//     (|p - c|^2 - r^2) / (2 r) = |p|^2 / (2 r) - p . c / r + (|c|^2 - r^2) / (2 r).
// Near the surface it is the distance to it. The host works out the last term in double precision, so the height is off
// by a few units in the last place of p's coordinates, as these are themselves, and not of the radius.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_LARGE_SPHERE_GLSL
#define TRIPTYCH_LARGE_SPHERE_GLSL
#include "layout.glsl"
#include "ray.glsl"
#include "real.glsl"

SHARED_BEGIN

/// A large sphere at some time.
struct LargeSphere {
    vec3 slope;   // gradient of the height at the origin: -centre / radius
    float base;   // the height at the origin
    float radius; // and its inverse:
    float curvature;
};

/// Whether a shape is one; its kind is SHAPE_SPHERE then.
FN bool is_large_sphere(Shape shape) {
    return (FEATURES & FEATURE_LARGE_SPHERES) != 0u && shape.kind == SHAPE_SPHERE && shape.instance == LARGE_SPHERE;
}

FN LargeSphere large_sphere_at(Shape shape, float time) {
    float curvature = divide(1.0f, shape.radius);
    LargeSphere sphere = {-curvature * (shape.origin + time * shape.u),
                          shape.v.x + time * (shape.v.y + time * shape.v.z), shape.radius, curvature};
    return sphere;
}

FN float height_above(LargeSphere sphere, vec3 p) {
    return (dot3(p, sphere.slope) + 0.5f * sphere.curvature * dot3(p, p)) + sphere.base;
}

/// The height's gradient: on the surface the outward unit normal, up to rounding.
FN vec3 height_gradient(LargeSphere sphere, vec3 p) { return sphere.slope + sphere.curvature * p; }

/// Both distances at which a line meets a large sphere, the lesser first, and the height that it starts from.
struct LargeChord {
    float enter; // NO_DISTANCE, as `leave`, where the line passes by
    float leave;
    float height;
};

/// Along the ray the height is height + rise t + t^2 / (2 r). The root in which terms cancel comes from the other one.
/// A line that is known to meet the sphere does so even where rounding says otherwise.
FN LargeChord large_chord(LargeSphere sphere, vec3 origin, vec3 direction, bool is_met) {
    float height = height_above(sphere, origin);
    float rise = dot3(direction, height_gradient(sphere, origin));
    float discriminant = rise * rise - 2.0f * sphere.curvature * height;
    LargeChord chord = {NO_DISTANCE, NO_DISTANCE, height};
    if (discriminant < 1.0e-30f && !is_met) return chord;
    float root = square_root(max(discriminant, 1.0e-30f));
    float sum = rise < 0.0f ? root - rise : -(root + rise);
    float one = sum * sphere.radius;
    float other = divide(2.0f * height, sum);
    chord.enter = rise < 0.0f ? other : one;
    chord.leave = rise < 0.0f ? one : other;
    return chord;
}

/// As intersect_sphere: the distance to the nearer hit in front of the ray's origin, or NO_DISTANCE.
FN float intersect_large_sphere(LargeSphere sphere, uint index, Ray ray) {
    bool is_own = (ray.origin_shape >> 1u) == index;
    if (is_own && (ray.origin_shape & 1u) == 0u) return NO_DISTANCE;
    LargeChord chord = large_chord(sphere, ray.origin, ray.direction, is_own);
    if (is_own) return max(chord.leave, 0.0f);
    if (chord.height > 0.0f) return chord.enter > 0.0f ? chord.enter : NO_DISTANCE;
    return chord.leave > 0.0f ? chord.leave : NO_DISTANCE;
}

/// A point of a large sphere, moved onto it, with the outward unit normal, and 1 where the ray comes from within.
struct LargeHit {
    vec3 position;
    vec3 outward;
    uint inside;
};

FN LargeHit large_hit(LargeSphere sphere, uint index, Ray ray, float distance) {
    vec3 near_it = ray.origin + distance * ray.direction;
    vec3 position = near_it - height_above(sphere, near_it) * unit(height_gradient(sphere, near_it));
    // The direction at a grazing hit does not tell from which side it is.
    bool inside = (ray.origin_shape >> 1u) == index || height_above(sphere, ray.origin) <= 0.0f;
    LargeHit hit = {position, unit(height_gradient(sphere, position)), inside ? 1u : 0u};
    return hit;
}

/// 1 - cosine of the half-angle of the cone in which a large sphere is seen from so high above it. The cosine's square
/// is 2 h / (r + 2 h), where h / r is all that counts.
FN float large_cone_height(LargeSphere sphere, float height) {
    float relative = max(2.0f * height * sphere.curvature, 1.0e-30f);
    return 1.0f - square_root(divide(relative, 1.0f + relative));
}

SHARED_END
#endif
