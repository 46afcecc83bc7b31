// The switch over materials.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_MATERIAL_GLSL
#define TRIPTYCH_MATERIAL_GLSL
#include "materials/dielectric.glsl"
#include "materials/lambertian.glsl"
#include "materials/metal.glsl"

SHARED_BEGIN

/// Samples how a ray with unit `direction` continues from a surface whose unit `normal` faces it; lights absorb it. The
/// normal of a Lambertian surface may face away, as smooth normals do at rims: the viewer's side does not matter there.
FN Scatter scatter_ray(Material material, vec3 direction, vec3 normal, uint inside, Random4 u) {
    REQUIRES(is_unit(direction) && is_unit(normal))
    REQUIRES(dot3(direction, normal) <= 1.0e-5f || material.kind == MATERIAL_LAMBERTIAN)
    switch (material.kind) {
    case MATERIAL_METAL: return scatter_metal(material, direction, normal, u);
    case MATERIAL_DIELECTRIC: return scatter_dielectric(material, direction, normal, inside, u);
    case MATERIAL_LIGHT:
    case MATERIAL_ONE_SIDED_LIGHT: {
        Scatter absorbed = {normal, SCATTER_ABSORBED, vec3(0.0f), 0.0f};
        return absorbed;
    }
    default: return scatter_lambertian(material, normal, u);
    }
}

/// Whether a material spreads light over directions, so that it pays to look towards lights from it.
FN bool spreads_light(Material material) {
    return material.kind == MATERIAL_LAMBERTIAN || (material.kind == MATERIAL_METAL && material.fuzz >= METAL_MIN_FUZZ);
}

/// How much of the light along `direction_in` goes on in unit `direction`; of materials that spread light.
FN Evaluation evaluate_material(Material material, vec3 direction_in, vec3 normal, vec3 direction) {
    REQUIRES(is_unit(direction_in) && is_unit(normal) && is_unit(direction) && max_component(material.color) <= 1.0f)
    if (material.kind == MATERIAL_METAL) return evaluate_metal(material, direction_in, normal, direction);
    return evaluate_lambertian(material, normal, direction);
}

/// Radiance that a material emits towards a ray; `inside` is 1 where the ray meets its inner or back side.
FN vec3 emitted_radiance(Material material, uint inside) {
    bool emits = material.kind == MATERIAL_LIGHT || material.kind == MATERIAL_PRINCIPLED ||
                 (material.kind == MATERIAL_ONE_SIDED_LIGHT && inside == 0u);
    return emits ? material.color : vec3(0.0f);
}

SHARED_END
#endif
