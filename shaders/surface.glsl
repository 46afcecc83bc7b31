// What a hit looks like from the ray's side.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_SURFACE_GLSL
#define TRIPTYCH_SURFACE_GLSL
#include "walk.glsl"

SHARED_BEGIN

/// A point of a surface; `normal` is unit and faces the ray, which comes from within where `inside` is 1.
struct Surface {
    vec3 position;
    uint sphere;
    vec3 normal;
    uint inside;
};

/// The surface where a ray hits sphere `index` at `distance`. The point is moved onto the sphere, so that errors of
/// the distance do not add up from bounce to bounce.
FN Surface sphere_surface(Sphere sphere, uint index, Ray ray, float distance) {
    vec3 outward = unit(ray.origin + distance * ray.direction - sphere.center);
    bool inside = dot3(ray.direction, outward) >= 0.0f || ray.leaving == (index << 1u) + 1u;
    Surface surface = {sphere.center + sphere.radius * outward, index, inside ? -outward : outward, inside ? 1u : 0u};
    return surface;
}

SHARED_END
#endif
