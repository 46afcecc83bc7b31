// The switch over materials.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_MATERIAL_GLSL
#define TRIPTYCH_MATERIAL_GLSL
#include "materials/dielectric.glsl"
#include "materials/lambertian.glsl"
#include "materials/metal.glsl"

SHARED_BEGIN

/// Samples how a ray with unit `direction` goes on from a surface whose unit `normal` faces it.
FN Scatter scatter_ray(Material material, vec3 direction, vec3 normal, uint inside, Random4 u) {
    switch (material.kind) {
    case MATERIAL_METAL: return scatter_metal(material, direction, normal, u);
    case MATERIAL_DIELECTRIC: return scatter_dielectric(material, direction, normal, inside, u);
    default: return scatter_lambertian(material, normal, u);
    }
}

SHARED_END
#endif
