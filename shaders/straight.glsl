// A path in flight, and how it and its rays towards lights go straight on: through bodies that absorb, and through
// surfaces that are not there or only in part.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_STRAIGHT_GLSL
#define TRIPTYCH_STRAIGHT_GLSL
#include "light.glsl"
#include "medium.glsl"
#include "principled_surface.glsl"
#include "surface.glsl"

SHARED_BEGIN

/// A path with less throughput than 2^-60 is dropped, long before denormals could tell devices apart.
const float MIN_THROUGHPUT = 8.67361738e-19f;

/// A ray towards a light, from where the path's own ray starts. Light along it arrives where it meets what Light::shape
/// says, times `weight`. In scenes with FEATURE_PRINCIPLED it has a start of its own, since the path's ray may go on on
/// the other side of the surface, and what lets rays straight through moves it on.
struct Shadow {
    vec3 direction;
    uint shape;
    vec3 weight;
    uint pending; // 1: still to be traced
    vec3 origin;
    uint origin_shape; // as in Ray
    vec3 absorption;   // as in Path
    uint origin_instance;
    uint passed; // surfaces that it went straight through
};

/// A path in flight.
struct Path {
    Ray ray;
    uint rays; // traced so far, except those towards lights
    vec3 throughput;
    uint done;
    vec3 radiance; // gathered so far
    float density; // with which the ray's direction was chosen, per solid angle; 0: one of finitely many
    Shadow shadow;
    uint shadow_rays;
    // With FEATURE_PRINCIPLED: what the body around the ray absorbs per unit of length.
    vec3 absorption;
    uint passed; // with FEATURE_ALPHA: surfaces that the path went straight through, all together
    vec3 vertex; // and where it scattered last, `travelled` before the ray's origin
    float travelled;
    vec3 normal; // with FEATURE_LIGHT_TREE: as sample_light had it there
};

/// A path goes straight through at most this many surfaces, as does each ray towards a light; further ones count as
/// opaque.
const uint MAX_PASSED = 256u;

FN Shadow no_shadow() {
    Shadow shadow = {vec3(0.0f), NONE, vec3(0.0f), 0u, vec3(0.0f), ORIGIN_NOWHERE, vec3(0.0f), NONE, 0u};
    return shadow;
}

/// A ray that starts at a surface, on the inner side where `inside` is 1.
FN Ray leave_surface(Ray ray, Surface surface, uint inside) {
    ray.origin = surface.position;
    if ((FEATURES & FEATURE_SHAPES) != 0u) {
        float origin_offset = inside == surface.inside ? surface.origin_offset : -surface.origin_offset;
        ray.origin = ray.origin + origin_offset * surface.normal;
    }
    ray.origin_shape = (surface.shape << 1u) + inside;
    ray.origin_instance = surface.instance;
    if ((FEATURES & FEATURE_MESHES) != 0u && surface.shape == NONE) {
        ray.origin_shape = ORIGIN_NOWHERE;
        ray.origin_instance = NONE;
    }
    return ray;
}

/// The number of the leg that the path's ray is on: a ray that goes straight through surfaces has several.
FN uint leg_number(Path path) { return (FEATURES & FEATURE_ALPHA) != 0u ? path.rays + path.passed : path.rays; }

/// The share of light that a surface of that material meets; the rest goes straight on.
FN float straight_alpha(Scene scene, Material material, Surface surface) {
    if (material.kind != MATERIAL_PRINCIPLED) return 1.0f;
    return principled_alpha(scene, read_principled(scene, principled_index(material)), surface);
}

/// The share of light left after `distance` (Beer and Lambert).
FN vec3 absorbed_light(vec3 absorption, float distance) {
    if (max_component(absorption) <= 0.0f) return vec3(1.0f);
    return vec3(exp_minus(absorption.x * distance), exp_minus(absorption.y * distance),
                exp_minus(absorption.z * distance));
}

/// The path gone straight through a surface at that distance of its ray.
FN Path pass_surface(Path path, Surface surface, float distance) {
    path.ray = leave_surface(path.ray, surface, 1u - surface.inside);
    path.travelled = path.travelled + distance;
    path.passed = path.passed + 1u;
    return path;
}

/// The path with its ray towards a light moved on behind a surface that lets some light through; nothing pending where
/// there is none.
FN Path pass_light(Scene scene, Path path, Ray ray, Hit hit) {
    if (hit.shape == NONE || path.shadow.passed >= MAX_PASSED) return path;
    if (is_punctual(path.shadow.shape)) {
        if (!USES(scene, FEATURE_PUNCTUAL_LIGHTS)) return path;
        PunctualLight light = read_punctual_light(scene, path.shadow.shape - LIGHT_PUNCTUAL);
        if (hit.distance >= towards_punctual(light, ray.origin).distance) return path;
    } else if (hit.shape == path.shadow.shape && hit.instance == NONE) {
        return path;
    }
    Surface surface = surface_at(scene, ray, hit);
    float alpha = straight_alpha(scene, material_at(scene, surface), surface);
    if (alpha >= 1.0f) return path;
    vec3 passed = (1.0f - alpha) * absorbed_light(path.shadow.absorption, hit.distance);
    if (USES(scene, FEATURE_MEDIA)) passed = transmittance(scene, ray, hit.distance) * passed;
    path.shadow.weight = passed * path.shadow.weight;
    if (max_component(path.shadow.weight) < MIN_THROUGHPUT) return path;
    Ray onwards = leave_surface(ray, surface, 1u - surface.inside);
    path.shadow.origin = onwards.origin;
    path.shadow.origin_shape = onwards.origin_shape;
    path.shadow.origin_instance = onwards.origin_instance;
    path.shadow.passed = path.shadow.passed + 1u;
    path.shadow.pending = 1u;
    return path;
}

SHARED_END
#endif
