// A surface of a principled material: its textures read, its normals bent, its alpha.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_PRINCIPLED_SURFACE_GLSL
#define TRIPTYCH_PRINCIPLED_SURFACE_GLSL
#include "materials/principled.glsl"
#include "shading_normal.glsl"
#include "texture.glsl"

SHARED_BEGIN

/// A texture at a surface, or 1 in all channels where there is none.
FN Texel factor_at(Scene scene, uint texture_index, Surface surface) {
    Texel one = {vec3(1.0f), 1.0f};
    if (!USES(scene, FEATURE_TEXTURES) || texture_index == NONE) return one;
    return texture_value(scene, texture_index, texture_place(surface));
}

/// The share of light that meets the surface, the rest going straight on.
FN float principled_alpha(Scene scene, Principled principled, Surface surface) {
    if (principled.alpha_mode == ALPHA_OPAQUE) return 1.0f;
    float alpha = principled.alpha * surface.alpha * factor_at(scene, principled.base_color_texture, surface).alpha;
    if (principled.alpha_mode == ALPHA_MASK) return alpha >= principled.alpha_cutoff ? 1.0f : 0.0f;
    return min(max(alpha, 0.0f), 1.0f);
}

FN vec3 principled_color(Scene scene, Principled principled, Surface surface) {
    vec3 color = factor_at(scene, principled.base_color_texture, surface).color;
    return min(max(principled.base_color * surface.color * color, vec3(0.0f)), vec3(1.0f));
}

/// The direction in which u grows, as far as it lies in the surface; without one known, any.
FN ShadingFrame tangent_frame(Surface surface, vec3 outward) {
    ShadingFrame any = frame_about(outward);
    if (surface.handedness == 0.0f) return any;
    vec3 across = cross3(outward, surface.tangent);
    float length2 = dot3(across, across);
    if (length2 < 1.0e-12f) return any;
    vec3 y = across * divide(1.0f, square_root(length2));
    ShadingFrame frame = {cross3(y, outward), surface.handedness < 0.0f ? -y : y, outward};
    return frame;
}

/// The shading normal, bent by a normal map, on the ray's side.
FN vec3 mapped_normal(Scene scene, Surface surface, uint texture_index, float scale) {
    vec3 outward = surface.inside != 0u ? -surface.shading_normal : surface.shading_normal;
    if (!USES(scene, FEATURE_TEXTURES) || texture_index == NONE) return surface.shading_normal;
    vec3 code = texture_value(scene, texture_index, texture_place(surface)).color;
    vec3 local = vec3(scale * (2.0f * code.x - 1.0f), scale * (2.0f * code.y - 1.0f), 2.0f * code.z - 1.0f);
    if (local.z <= 0.0f || dot3(local, local) < 1.0e-6f) return surface.shading_normal;
    vec3 bent = unit(from_frame(tangent_frame(surface, outward), unit(local)));
    return surface.inside != 0u ? -bent : bent;
}

/// Roughness as alpha, 0 where the surface counts as smooth.
FN float alpha_of(float roughness) {
    float alpha = min(roughness * roughness, 1.0f);
    return alpha < MIN_ALPHA ? 0.0f : alpha;
}

/// The point with microfacets that are rougher along a direction of the surface than across it
/// (KHR_materials_anisotropy). Its normal, flags, transmission and eta are set.
FN PrincipledPoint stretched_point(Scene scene, Principled principled, Surface surface, PrincipledPoint point,
                                   float roughness) {
    vec3 code = factor_at(scene, principled.anisotropy_texture, surface).color;
    float strength = min(principled.anisotropy * code.z, 1.0f);
    if (strength <= 0.0f) return point;
    float across = min(roughness * roughness, 1.0f);
    float along = across + (1.0f - across) * strength * strength;
    if (along < MIN_ALPHA) return point;
    point.alpha = along;
    point.alpha_across = max(across, MIN_ALPHA);
    // Across, refraction must spread light no less than float32 can tell apart (see refracts_smoothly).
    float step = abs(point.eta - 1.0f);
    bool is_body = point.transmission > 0.0f && (point.flags & PRINCIPLED_THIN) == 0u;
    if (is_body && along * step >= 0.1f * MIN_ALPHA) {
        point.alpha_across = max(point.alpha_across, min(divide(0.1f * MIN_ALPHA, step), along));
    }
    CosSin turn = cos_sin_turn(principled.anisotropy_rotation);
    vec3 local = vec3(1.0f, 0.0f, 0.0f);
    if (USES(scene, FEATURE_TEXTURES) && principled.anisotropy_texture != NONE) {
        vec3 given = vec3(2.0f * code.x - 1.0f, 2.0f * code.y - 1.0f, 0.0f);
        if (dot3(given, given) > 1.0e-6f) local = unit(given);
    }
    ShadingFrame frame = tangent_frame(surface, surface.inside != 0u ? -point.normal : point.normal);
    point.tangent = (turn.cos_angle * local.x - turn.sin_angle * local.y) * frame.x +
                    (turn.sin_angle * local.x + turn.cos_angle * local.y) * frame.y;
    return point;
}

/// The point with the thin film that covers it (KHR_materials_iridescence).
FN PrincipledPoint filmed_point(Scene scene, Principled principled, Surface surface, PrincipledPoint point) {
    point.film = min(principled.iridescence * factor_at(scene, principled.iridescence_texture, surface).color.x, 1.0f);
    float share = factor_at(scene, principled.iridescence_thickness_texture, surface).color.y;
    point.film_ior = principled.iridescence_ior;
    point.film_thickness = max((1.0f - share) * principled.iridescence_thickness_minimum +
                                   share * principled.iridescence_thickness_maximum,
                               0.0f);
    return point;
}

/// The point with the share of its diffuse light that goes through (KHR_materials_diffuse_transmission).
FN PrincipledPoint translucent_point(Scene scene, Principled principled, Surface surface, PrincipledPoint point) {
    float factor = factor_at(scene, principled.diffuse_transmission_texture, surface).alpha;
    point.diffuse_transmission = min(principled.diffuse_transmission * factor, 1.0f);
    if (point.metallic >= 1.0f || point.transmission >= 1.0f) point.diffuse_transmission = 0.0f;
    vec3 color = factor_at(scene, principled.diffuse_transmission_color_texture, surface).color;
    point.diffuse_transmission_color = min(principled.diffuse_transmission_color * color, vec3(1.0f));
    return point;
}

/// The material where a ray with unit `direction` meets the surface. Its coat and fibres lie on the outer side only.
FN PrincipledPoint principled_point(Scene scene, Principled principled, Surface surface, vec3 direction) {
    PrincipledPoint point;
    point.base_color = principled_color(scene, principled, surface);
    vec3 surface_factors = factor_at(scene, principled.metallic_roughness_texture, surface).color;
    point.metallic = min(principled.metallic * surface_factors.z, 1.0f);
    float roughness = principled.roughness * surface_factors.y;
    point.alpha = alpha_of(roughness);
    point.transmission = principled.transmission * factor_at(scene, principled.transmission_texture, surface).color.x;
    point.transmission = (1.0f - point.metallic > 0.0f) ? min(point.transmission, 1.0f) : 0.0f;
    point.diffuse_transmission = 0.0f;
    if (USES(scene, FEATURE_DIFFUSE_TRANSMISSION)) point = translucent_point(scene, principled, surface, point);
    bool is_inside = surface.inside != 0u && (principled.flags & PRINCIPLED_THIN) == 0u;
    point.eta = is_inside ? divide(1.0f, principled.ior) : principled.ior;
    float root = divide(principled.ior - 1.0f, principled.ior + 1.0f);
    float specular = principled.specular * factor_at(scene, principled.specular_texture, surface).alpha;
    vec3 tint = principled.specular_color * factor_at(scene, principled.specular_color_texture, surface).color;
    point.f0 = min(specular, 1.0f) * min((root * root) * tint, vec3(1.0f));
    point.f90 = min(specular, 1.0f);
    point.coat = 0.0f;
    point.coat_alpha = 0.0f;
    point.sheen_color = vec3(0.0f);
    point.sheen_roughness = 0.0f;
    if (surface.inside == 0u || (principled.flags & PRINCIPLED_THIN) != 0u || !lets_light_through(point)) {
        point.coat = min(principled.clearcoat * factor_at(scene, principled.clearcoat_texture, surface).color.x, 1.0f);
        point.coat_alpha = alpha_of(principled.clearcoat_roughness *
                                    factor_at(scene, principled.clearcoat_roughness_texture, surface).color.y);
        point.sheen_color =
            min(principled.sheen_color * factor_at(scene, principled.sheen_color_texture, surface).color, vec3(1.0f));
        point.sheen_roughness =
            min(principled.sheen_roughness * factor_at(scene, principled.sheen_roughness_texture, surface).alpha, 1.0f);
    }
    point.horizon = surface.normal;
    point.normal =
        visible_normal(mapped_normal(scene, surface, principled.normal_texture, principled.normal_scale), direction);
    point.coat_normal = point.normal;
    if (point.coat > 0.0f) {
        point.coat_normal = visible_normal(
            mapped_normal(scene, surface, principled.clearcoat_normal_texture, principled.clearcoat_normal_scale),
            direction);
    }
    point.flags = principled.flags;
    point.alpha_across = point.alpha;
    point.film = 0.0f;
    point.bent_eta = point.eta;
    if (USES(scene, FEATURE_ANISOTROPY)) point = stretched_point(scene, principled, surface, point, roughness);
    if (USES(scene, FEATURE_IRIDESCENCE)) point = filmed_point(scene, principled, surface, point);
    return point;
}

SHARED_END
#endif
