// What camera rays meet first, in place of radiance: pictures for compositing and for denoisers. Their rays are those
// of the picture, sample by sample, so that lens, shutter and edges show alike. Media are looked through, and only
// coverage has them.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_AOV_GLSL
#define TRIPTYCH_AOV_GLSL
#include "light_group.glsl"
#include "path.glsl"

SHARED_BEGIN

/// No film value: the sample is counted as one without a value and left out of the sums.
const float NO_VALUE = -1.0f;

/// A number in two halves, each of which the film sums exactly.
FN vec3 number_value(uint number) { return vec3(float(number & 0xffffu), float(number >> 16u), 0.0f); }

/// The colour of a surface whatever its light, as Open Image Denoise's documentation (section "Albedos") has it: metals
/// reflect their colour, glass counts as white, and what shines shows its light, of which 1 is the most.
FN vec3 surface_albedo(Scene scene, Surface surface, Material material, vec3 direction) {
    vec3 albedo = material.color;
    if (material.kind == MATERIAL_DIELECTRIC) albedo = vec3(1.0f);
    if (material.kind == MATERIAL_LIGHT || material.kind == MATERIAL_ONE_SIDED_LIGHT) {
        albedo = emitted_radiance(material, surface.inside);
    }
    if (USES(scene, FEATURE_PRINCIPLED) && material.kind == MATERIAL_PRINCIPLED) {
        Principled principled = read_principled(scene, principled_index(material));
        albedo = principled_color(scene, principled, surface);
        if ((principled.flags & PRINCIPLED_UNLIT) == 0u) {
            // Coats and fibres take little of what lies below them, and are left out.
            PrincipledPoint point = principled_point(scene, principled, surface, direction);
            albedo = albedo + (1.0f - point.metallic) * point.f0 * (vec3(1.0f) - albedo) + material.color;
        }
    }
    return min(max(albedo, vec3(0.0f)), vec3(1.0f));
}

/// The shading normal, normal maps included, unit and on the side of the camera.
FN vec3 surface_normal(Scene scene, Surface surface, Material material, vec3 direction) {
    if (USES(scene, FEATURE_PRINCIPLED) && material.kind == MATERIAL_PRINCIPLED) {
        return principled_point(scene, read_principled(scene, principled_index(material)), surface, direction).normal;
    }
    return surface.shading_normal;
}

/// The frame's quantity at a surface, as the film takes it: normals plus 1, positions in units of the frame, numbers in
/// halves.
FN vec3 surface_quantity(Scene scene, Frame frame, Surface surface, Material material, vec3 direction) {
    switch (frame.quantity) {
    case QUANTITY_ALBEDO: return surface_albedo(scene, surface, material, direction);
    case QUANTITY_NORMAL: return surface_normal(scene, surface, material, direction) + vec3(1.0f);
    // Rounding may bring a position below the scene's box.
    case QUANTITY_POSITION: return max(frame.position_scale * (surface.position - frame.low), vec3(0.0f));
    case QUANTITY_SHAPE: return number_value(read_tag(scene, surface.shape).id);
    case QUANTITY_COVERAGE: return vec3(1.0f);
    case QUANTITY_INSTANCE: return surface.instance == NONE ? vec3(NO_VALUE) : number_value(surface.instance);
    default: return number_value(read_tag(scene, surface.shape).material);
    }
}

/// The frame's quantity where the scene ends: the background's light as albedo, and no normal.
FN vec3 background_quantity(Scene scene, Frame frame, vec3 direction) {
    switch (frame.quantity) {
    case QUANTITY_ALBEDO: return min(background_radiance(scene, direction), vec3(1.0f));
    case QUANTITY_NORMAL: return vec3(1.0f);
    case QUANTITY_COVERAGE: return vec3(0.0f);
    default: return vec3(NO_VALUE);
    }
}

/// The path after its ray met `hit`: straight on where alpha lets it, else done, with the quantity for its radiance.
FN Path look_at_hit(Scene scene, Frame frame, Path path, Hit hit, uint pixel, uint sample_index) {
    path.shadow_rays = path.shadow_rays + 1u;
    path.done = 1u;
    if (USES(scene, FEATURE_MEDIA) && frame.quantity == QUANTITY_COVERAGE) {
        // Where the path of the picture is scattered, or swallowed, it does not see what lies behind.
        MediumEvent event = sample_media(scene, frame, path.ray, hit.distance, pixel, sample_index, leg_number(path));
        if (event.medium != NONE) {
            path.radiance = vec3(1.0f);
            return path;
        }
    }
    if (hit.shape == NONE) {
        path.radiance = background_quantity(scene, frame, path.ray.direction);
        return path;
    }
    Surface surface = surface_at(scene, path.ray, hit);
    Material material = material_at(scene, surface);
    if (USES(scene, FEATURE_ALPHA) && goes_straight_on(scene, frame, path, surface, material, pixel, sample_index)) {
        path.done = 0u;
        return pass_surface(path, surface, hit.distance);
    }
    path.radiance = surface_quantity(scene, frame, surface, material, path.ray.direction);
    return path;
}

/// As render_pixel, of the frame's quantity.
FN PixelResult render_quantity(Scene scene, Frame frame, uint x, uint y, uint first, uint last) {
    if ((FEATURES & FEATURE_COMPOSITING) != 0u && frame.quantity == QUANTITY_LIGHT_GROUP) {
        return render_light_group(scene, frame, x, y, first, last);
    }
    if ((FEATURES & FEATURE_COMPOSITING) != 0u && frame.quantity == QUANTITY_RADIANCE) {
        return render_pixel(scene, frame, x, y, first, last);
    }
    PixelResult result = {empty_pixel(), 0u};
    uint pixel = pixel_number(frame, x, y);
    uint sample_index = first;
    Path path = begin_path(frame, x, y, sample_index);
    while (sample_index < last) {
        path = look_at_hit(scene, frame, path, closest_hit(scene, path.ray), pixel, sample_index);
        if (path.done != 0u) {
            result.film = add_sample(result.film, path.radiance);
            result.rays = result.rays + path.shadow_rays;
            sample_index = sample_index + 1u;
            path = begin_path(frame, x, y, sample_index);
        }
    }
    return result;
}

SHARED_END
#endif
