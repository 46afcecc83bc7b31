// What a hit looks like from the ray's side.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_SURFACE_GLSL
#define TRIPTYCH_SURFACE_GLSL
#include "walk.glsl"

SHARED_BEGIN

/// A point of a surface; `normal` is unit and faces the ray, which comes from within or behind where `inside` is 1.
struct Surface {
    vec3 position;
    uint shape;
    vec3 normal;
    uint inside;
    float u; // texture coordinates, from the left
    float v; // and from below
    uint instance;
};

/// Texture coordinates of a sphere's point with that unit outward direction ("Ray Tracing: The Next Week",
/// section 4.4).
struct Uv {
    float u;
    float v;
};

FN Uv sphere_uv(vec3 outward) {
    float turn = turn_of(-outward.z, outward.x) + 0.5f;
    float ring = square_root(max(1.0f - outward.y * outward.y, 0.0f));
    Uv uv = {turn < 1.0f ? turn : turn - 1.0f, 2.0f * turn_of(ring, -outward.y)};
    return uv;
}

/// The surface where a ray hits sphere `index` at `distance`. The point is moved onto the sphere, so that errors of
/// the distance do not add up from bounce to bounce.
FN Surface sphere_surface(Sphere sphere, uint index, Ray ray, float distance) {
    vec3 outward = unit(ray.origin + distance * ray.direction - sphere.center);
    bool inside = dot3(ray.direction, outward) >= 0.0f || ray.leaving == (index << 1u) + 1u;
    Surface surface = {sphere.center + sphere.radius * outward,
                       index,
                       inside ? -outward : outward,
                       inside ? 1u : 0u,
                       0.0f,
                       0.0f,
                       NONE};
    return surface;
}

/// The surface where a ray hits flat shape `index`; the point lies in its plane, its outward normal is u x v.
FN Surface flat_surface(Shape shape, uint index, Ray ray, float tolerance) {
    FlatHit hit = intersect_flat(shape, ray.origin, ray.direction, tolerance);
    vec3 outward = unit(cross3(shape.u, shape.v));
    bool inside = dot3(ray.direction, outward) >= 0.0f;
    bool is_disk = shape.kind == SHAPE_DISK;
    Surface surface = {shape.origin + hit.a * shape.u + hit.b * shape.v,
                       index,
                       inside ? -outward : outward,
                       inside ? 1u : 0u,
                       is_disk ? 0.5f * (hit.a + 1.0f) : hit.a,
                       is_disk ? 0.5f * (hit.b + 1.0f) : hit.b,
                       NONE};
    return surface;
}

/// The surface of a shape that is no instance, seen along a ray in the shape's own space.
FN Surface shape_surface(Scene scene, Shape shape, uint index, Ray ray, float distance, float tolerance) {
    if (USES(scene, FEATURE_SHAPES) && shape.kind != SHAPE_SPHERE) return flat_surface(shape, index, ray, tolerance);
    Surface surface = sphere_surface(sphere_at(shape, ray.time), index, ray, distance);
    if (USES(scene, FEATURE_TEXTURES)) {
        Uv uv = sphere_uv(surface.inside != 0u ? -surface.normal : surface.normal);
        surface.u = uv.u;
        surface.v = uv.v;
    }
    return surface;
}

/// The surface that a ray of the world hits.
FN Surface surface_at(Scene scene, Ray ray, Hit hit) {
    Shape shape = read_shape(scene, hit.shape);
    if (USES(scene, FEATURE_INSTANCES)) {
        if (hit.instance != NONE) {
            Instance instance = scene.instances.data[hit.instance];
            ObjectRay object = object_ray(instance, hit.instance, ray);
            Surface surface =
                shape_surface(scene, shape, hit.shape, object.ray, hit.distance * object.scale, instance.tolerance);
            surface.position = world_point(instance, surface.position);
            surface.normal = world_normal(instance, surface.normal);
            surface.instance = hit.instance;
            return surface;
        }
        // A ray that leaves a shape of an instance leaves none of the world's (see closest_hit).
        if (ray.leaving_instance != NONE) ray.leaving = LEAVING_NOTHING;
    }
    return shape_surface(scene, shape, hit.shape, ray, hit.distance, scene.tolerance);
}

SHARED_END
#endif
