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
/// the rounding of the shapes' tests (scene/bounds.hpp).
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

/// Both distances at which a line meets a sphere, the lesser first; NO_DISTANCE twice where it passes by.
struct Chord {
    float enter;
    float leave;
};

FN Chord sphere_chord(Sphere sphere, vec3 origin, vec3 direction) {
    vec3 to_center = sphere.center - origin;
    float along = dot3(to_center, direction);
    vec3 off_axis = to_center - along * direction;
    float discriminant = sphere.radius * sphere.radius - dot3(off_axis, off_axis);
    Chord chord = {NO_DISTANCE, NO_DISTANCE};
    if (discriminant >= 0.0f) {
        float half_chord = square_root(discriminant);
        chord.enter = along - half_chord;
        chord.leave = along + half_chord;
    }
    return chord;
}

/// The sphere that a shape of that kind is at a time.
FN Sphere sphere_at(Shape shape, float time) {
    Sphere sphere = {shape.origin + time * shape.u, shape.radius};
    return sphere;
}

/// Where a ray meets a flat shape: at origin + a u + b v.
struct FlatHit {
    float distance;
    float a;
    float b;
};

/// The hit in front of the ray's origin, or NO_DISTANCE (Moeller and Trumbore, "Fast, Minimum Storage Ray/Triangle
/// Intersection", 1997). Its point must lie in the box around the shape, `tolerance` allowed for rounding: at grazing
/// incidence the distance may be off by any amount, and a walk that leaves out boxes beyond the nearest hit so far
/// could otherwise find one shape or another depending on its tree (scene/bounds.hpp).
FN FlatHit intersect_flat(Shape shape, vec3 origin, vec3 direction, float tolerance) {
    FlatHit hit = {NO_DISTANCE, 0.0f, 0.0f};
    vec3 across = cross3(direction, shape.v);
    float determinant = dot3(shape.u, across);
    if (abs(determinant) < 1.0e-35f) return hit;
    float inverse = divide(1.0f, determinant);
    vec3 from_corner = origin - shape.origin;
    float a = dot3(from_corner, across) * inverse;
    vec3 upright = cross3(from_corner, shape.u);
    float b = dot3(direction, upright) * inverse;
    float distance = dot3(shape.v, upright) * inverse;
    bool within = a >= 0.0f && b >= 0.0f && a <= 1.0f && b <= 1.0f;
    if (shape.kind == SHAPE_TRIANGLE) within = within && a + b <= 1.0f;
    vec3 least = shape.origin;
    vec3 corner = shape.origin + shape.u + shape.v; // opposite; a triangle's box only grows by it
    if (shape.kind == SHAPE_DISK) {
        within = a * a + b * b <= 1.0f;
        least = shape.origin - shape.u - shape.v;
    }
    if (!within || !(distance > 0.0f && distance < NO_DISTANCE)) return hit;
    vec3 point = origin + distance * direction;
    vec3 along_u = shape.kind == SHAPE_DISK ? shape.origin + shape.u - shape.v : shape.origin + shape.u;
    vec3 along_v = shape.kind == SHAPE_DISK ? shape.origin - shape.u + shape.v : shape.origin + shape.v;
    vec3 low = min(min(least, corner), min(along_u, along_v)) - vec3(tolerance);
    vec3 high = max(max(least, corner), max(along_u, along_v)) + vec3(tolerance);
    if (point.x < low.x || point.y < low.y || point.z < low.z || point.x > high.x || point.y > high.y ||
        point.z > high.z) {
        return hit;
    }
    hit.distance = distance;
    hit.a = a;
    hit.b = b;
    return hit;
}

/// Distance to the nearer hit of any shape but an instance in front of the ray's origin, or NO_DISTANCE. A ray never
/// meets the flat shape that it leaves.
FN float intersect_shape(Shape shape, uint index, Ray ray, float tolerance) {
    if (shape.kind == SHAPE_SPHERE) return intersect_sphere(sphere_at(shape, ray.time), index, ray);
    if ((ray.leaving >> 1u) == index) return NO_DISTANCE;
    return intersect_flat(shape, ray.origin, ray.direction, tolerance).distance;
}

SHARED_END
#endif
