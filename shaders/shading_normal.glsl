// Where light leaves surfaces whose shading has a normal of its own, by a mesh's smooth normals or a normal map:
// none is lost where both disagree.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_SHADING_NORMAL_GLSL
#define TRIPTYCH_SHADING_NORMAL_GLSL
#include "material.glsl"
#include "surface.glsl"

SHARED_BEGIN

/// A normal that the ray's origin sees: where the shading turns it away, it is bent back towards the ray, to a cosine
/// of about 0.01.
FN vec3 visible_normal(vec3 normal, vec3 direction) {
    float facing = -dot3(normal, direction);
    if (facing >= 0.01f) return normal;
    return unit(normal - (0.01f - facing) * direction);
}

/// A mesh's surface as the smooth one that its normals tell of, for what lets no light through: light arrives and
/// leaves at a point above the triangle, on the outer side of the smooth normal, so that neighbouring triangles get
/// light from the same directions. A ray from there may meet the triangle itself. The surface as it is where the lift
/// is lost in rounding, and where the ray comes from behind the smooth surface.
FN Surface lifted_surface(Scene scene, Surface surface, vec3 direction) {
    if (!USES(scene, FEATURE_MESHES)) return surface;
    bool lifts = dot3(surface.lift, surface.normal) > 16.0f * surface.origin_offset &&
                 dot3(surface.shading_normal, direction) < 0.0f;
    if (lifts) {
        surface.position = surface.position + surface.lift;
        surface.normal = surface.shading_normal;
        surface.shape = NONE;
    }
    return surface;
}

/// The surface as it scatters light of a ray with unit `direction`: a mesh's smooth one where it is opaque, with a
/// shading normal that the ray's origin sees where it takes part in more than a cosine.
FN Surface scattering_surface(Scene scene, Material material, Surface surface, vec3 direction) {
    if (!USES(scene, FEATURE_MESHES)) return surface;
    if (material.kind != MATERIAL_DIELECTRIC) surface = lifted_surface(scene, surface, direction);
    if (material.kind != MATERIAL_LAMBERTIAN) {
        surface.shading_normal = visible_normal(surface.shading_normal, direction);
    }
    return surface;
}

/// evaluate_material for a direction above the surface: what the shading normal sends below it comes back mirrored.
FN Evaluation evaluate_surface(Material material, vec3 direction_in, Surface surface, vec3 direction) {
    Evaluation evaluation = evaluate_material(material, direction_in, surface.shading_normal, direction);
    if ((FEATURES & FEATURE_MESHES) != 0u) {
        Evaluation mirrored =
            evaluate_material(material, direction_in, surface.shading_normal, reflect3(direction, surface.normal));
        evaluation.value = evaluation.value + mirrored.value;
        evaluation.density = evaluation.density + mirrored.density;
    }
    return evaluation;
}

/// scatter_ray, mirrored at the surface where the shading normal sends light to the wrong side of it.
FN Scatter scatter_at_horizon(Material material, vec3 direction, Surface surface, Random4 u) {
    Scatter scatter = scatter_ray(material, direction, surface.shading_normal, surface.inside, u);
    if ((FEATURES & FEATURE_MESHES) != 0u && scatter.event != SCATTER_ABSORBED) {
        bool above = dot3(scatter.direction, surface.normal) > 0.0f;
        if (above == (scatter.event == SCATTER_TRANSMITTED)) {
            scatter.direction = unit(reflect3(scatter.direction, surface.normal));
        }
        if (scatter.density > 0.0f) {
            scatter.density = evaluate_surface(material, direction, surface, scatter.direction).density;
        }
    }
    return scatter;
}

SHARED_END
#endif
