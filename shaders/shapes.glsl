// Rays against shapes. Box tests only propose and may round as they like; a shape's own test decides.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_SHAPES_GLSL
#define TRIPTYCH_SHAPES_GLSL
#include "large_sphere.glsl"

SHARED_BEGIN

/// 1 / d per axis, kept finite, for box tests.
FN float safe_inverse(float d) {
    if (abs(d) < 1.0e-18f) return d < 0.0f ? -1.0e18f : 1.0e18f;
    return divide(1.0f, d);
}

/// A ray in the world or in an instance's object, with what the tests there make of it again and again.
struct Space {
    Ray ray;
    vec3 inverse_direction;
    float scale; // of distances there over those in the world
    vec3 shear;  // for triangles: of the two other axes over the main one, and the inverse of the latter
    uint axis;   // the direction's main one
    float tolerance;
    uint instance;
};

/// The components of v in the order in which the main axis comes last.
FN vec3 main_axis_last(vec3 v, uint axis) {
    if (axis == 0u) return vec3(v.y, v.z, v.x);
    return axis == 1u ? vec3(v.z, v.x, v.y) : v;
}

FN Space space_of(Ray ray, float scale, float tolerance, uint instance) {
    vec3 d = ray.direction;
    uint axis = abs(d.x) >= abs(d.y) && abs(d.x) >= abs(d.z) ? 0u : (abs(d.y) >= abs(d.z) ? 1u : 2u);
    vec3 turned = main_axis_last(d, axis);
    vec3 inverse = vec3(safe_inverse(d.x), safe_inverse(d.y), safe_inverse(d.z));
    float along = main_axis_last(inverse, axis).z;
    Space space = {ray, inverse, scale, vec3(turned.x * along, turned.y * along, along), axis, tolerance, instance};
    return space;
}

/// Distance at which a ray enters a box (0 from within), or NO_DISTANCE where it misses it or enters it beyond
/// `farthest`. Conservative by 2^-20 relative: rounding here is below 4 ULP, the boxes themselves are padded for
/// the rounding of the shapes' tests (pack/bounds.hpp).
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
    if ((ray.origin_shape >> 1u) == index) {
        if ((ray.origin_shape & 1u) == 0u) return NO_DISTANCE;
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

/// The sides of a flat shape from its origin.
struct Sides {
    vec3 u;
    vec3 v;
};

FN Sides sides_of(Shape shape) {
    Sides sides = {shape.u, shape.v};
    if (shape.kind == SHAPE_TRIANGLE) {
        sides.u = shape.u - shape.origin;
        sides.v = shape.v - shape.origin;
    }
    return sides;
}

/// Where a ray meets a flat shape: at origin + a u + b v with its sides u and v.
struct FlatHit {
    float distance;
    float a;
    float b;
};

/// A hit's distance held within the box between two corners, widened by the space's tolerance; NO_DISTANCE where the
/// ray passes that box by. At grazing incidence and for slivers a computed distance may be off by any amount; after
/// this the hit lies where every tree looks for it, since each step of a box test is monotonic in the box
/// (pack/bounds.hpp).
FN float within_box(Space space, vec3 low, vec3 high, float distance) {
    vec3 a = ((low - vec3(space.tolerance)) - space.ray.origin) * space.inverse_direction;
    vec3 b = ((high + vec3(space.tolerance)) - space.ray.origin) * space.inverse_direction;
    vec3 nearer = min(a, b);
    vec3 farther = max(a, b);
    float enter = max(max(nearer.x, nearer.y), max(nearer.z, 0.0f));
    float leave = min(min(farther.x, farther.y), farther.z);
    return enter <= leave ? min(max(distance, enter), leave) : NO_DISTANCE;
}

/// The hit of a quad or disk in front of the ray's origin, or NO_DISTANCE (Moeller and Trumbore, "Fast, Minimum Storage
/// Ray/Triangle Intersection", 1997).
FN FlatHit intersect_parallelogram(Shape shape, Space space) {
    FlatHit hit = {NO_DISTANCE, 0.0f, 0.0f};
    vec3 across = cross3(space.ray.direction, shape.v);
    float determinant = dot3(shape.u, across);
    if (abs(determinant) < 1.0e-35f) return hit;
    float inverse = divide(1.0f, determinant);
    vec3 from_corner = space.ray.origin - shape.origin;
    float a = dot3(from_corner, across) * inverse;
    vec3 upright = cross3(from_corner, shape.u);
    float b = dot3(space.ray.direction, upright) * inverse;
    float distance = dot3(shape.v, upright) * inverse;
    bool is_disk = shape.kind == SHAPE_DISK;
    bool within = is_disk ? a * a + b * b <= 1.0f : a >= 0.0f && b >= 0.0f && a <= 1.0f && b <= 1.0f;
    if (!within || !(distance > 0.0f && distance < NO_DISTANCE)) return hit;
    vec3 reach = is_disk ? shape.u + shape.v : vec3(0.0f);
    vec3 least = shape.origin - reach;
    vec3 corner = shape.origin + shape.u + shape.v;
    vec3 along_u = is_disk ? shape.origin + shape.u - shape.v : shape.origin + shape.u;
    vec3 along_v = is_disk ? shape.origin - shape.u + shape.v : shape.origin + shape.v;
    hit.distance = within_box(space, min(min(least, corner), min(along_u, along_v)),
                              max(max(least, corner), max(along_u, along_v)), distance);
    hit.a = a;
    hit.b = b;
    return hit;
}

/// The hit of a triangle in front of the ray's origin, or NO_DISTANCE (Woop, Benthin and Wald, "Watertight Ray/Triangle
/// Intersection", Journal of Computer Graphics Techniques 2(1), 2013). Two triangles with the same two corners see the
/// same products at their common edge, of opposite sign; an edge that the ray meets exactly belongs to both.
FN FlatHit intersect_triangle(Shape shape, Space space) {
    FlatHit hit = {NO_DISTANCE, 0.0f, 0.0f};
    vec3 p = main_axis_last(shape.origin - space.ray.origin, space.axis);
    vec3 q = main_axis_last(shape.u - space.ray.origin, space.axis);
    vec3 r = main_axis_last(shape.v - space.ray.origin, space.axis);
    float px = p.x - space.shear.x * p.z;
    float py = p.y - space.shear.y * p.z;
    float qx = q.x - space.shear.x * q.z;
    float qy = q.y - space.shear.y * q.z;
    float rx = r.x - space.shear.x * r.z;
    float ry = r.y - space.shear.y * r.z;
    float at_p = rx * qy - ry * qx;
    float at_q = px * ry - py * rx;
    float at_r = qx * py - qy * px;
    bool any_below = at_p < 0.0f || at_q < 0.0f || at_r < 0.0f;
    bool any_above = at_p > 0.0f || at_q > 0.0f || at_r > 0.0f;
    if (any_below && any_above) return hit;
    float determinant = at_p + at_q + at_r;
    if (abs(determinant) < 1.0e-30f) return hit;
    float inverse = divide(1.0f, determinant);
    float distance = (at_p * p.z + at_q * q.z + at_r * r.z) * space.shear.z * inverse;
    if (!(distance > 0.0f && distance < NO_DISTANCE)) return hit;
    hit.distance =
        within_box(space, min(min(shape.origin, shape.u), shape.v), max(max(shape.origin, shape.u), shape.v), distance);
    hit.a = at_q * inverse;
    hit.b = at_r * inverse;
    return hit;
}

FN FlatHit intersect_flat(Shape shape, Space space) {
    if (shape.kind == SHAPE_TRIANGLE) return intersect_triangle(shape, space);
    return intersect_parallelogram(shape, space);
}

/// Distance to the nearer hit of any shape but an instance in front of the ray's origin, or NO_DISTANCE. A ray never
/// meets the flat shape that it leaves.
FN float intersect_shape(Shape shape, uint index, Space space) {
    if (is_large_sphere(shape)) {
        return intersect_large_sphere(large_sphere_at(shape, space.ray.time), index, space.ray);
    }
    if (shape.kind == SHAPE_SPHERE) return intersect_sphere(sphere_at(shape, space.ray.time), index, space.ray);
    if ((space.ray.origin_shape >> 1u) == index) return NO_DISTANCE;
    return intersect_flat(shape, space).distance;
}

SHARED_END
#endif
