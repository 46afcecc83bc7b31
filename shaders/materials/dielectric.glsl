// Clear glass with Schlick's reflectance ("Ray Tracing in One Weekend", chapter 11).
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_DIELECTRIC_GLSL
#define TRIPTYCH_DIELECTRIC_GLSL
#include "scatter.glsl"

SHARED_BEGIN

/// Schlick's reflectance; `ratio` is the index of refraction on the ray's side over that on the other.
FN float schlick_reflectance(float cos_i, float ratio) {
    float root = divide(1.0f - ratio, 1.0f + ratio);
    float at_normal = root * root;
    float x = 1.0f - cos_i;
    float x2 = x * x;
    return at_normal + (1.0f - at_normal) * (x2 * x2 * x);
}

/// Reflects where Snell's law has no solution or with Schlick's probability, else refracts.
FN Scatter scatter_dielectric(Material material, vec3 direction, vec3 normal, uint inside, Random4 u) {
    float ratio = inside != 0u ? material.ior : divide(1.0f, material.ior);
    float cos_i = min(-dot3(direction, normal), 1.0f);
    float sin2_t = ratio * ratio * max(0.0f, 1.0f - cos_i * cos_i);
    Scatter scatter = {direction, SCATTER_REFLECTED, vec3(1.0f), 0.0f};
    if (sin2_t > 1.0f || schlick_reflectance(cos_i, ratio) > u.x) {
        scatter.direction = unit(reflect3(direction, normal));
    } else {
        vec3 tangential = ratio * (direction + cos_i * normal);
        float cos_t = square_root(max(0.0f, 1.0f - dot3(tangential, tangential)));
        scatter.direction = unit(tangential - cos_t * normal);
        scatter.event = SCATTER_TRANSMITTED;
    }
    return scatter;
}

SHARED_END
#endif
