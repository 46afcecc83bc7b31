// The path integrator: follows a camera ray from scattering to scattering, and looks towards a light from each one.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_PATH_GLSL
#define TRIPTYCH_PATH_GLSL
#include "background.glsl"
#include "camera.glsl"
#include "composite.glsl"
#include "dispersion.glsl"
#include "film.glsl"
#include "light.glsl"
#include "material.glsl"
#include "materials/phase.glsl"
#include "medium.glsl"
#include "sampler.glsl"
#include "shading_normal.glsl"
#include "straight.glsl"
#include "surface.glsl"

SHARED_BEGIN

/// Russian roulette begins after this many rays.
const uint ROULETTE_FROM = 4u;

/// The number of pixel (x, y) of the whole image, which random numbers depend on.
FN uint pixel_number(Frame frame, uint x, uint y) { return y * frame.camera.width + x; }

/// The path of one sample at its camera ray.
FN Path begin_path(Frame frame, uint x, uint y, uint sample_index) {
    uint pixel = pixel_number(frame, x, y);
    Random4 u = sample_group(frame, pixel, sample_index, GROUP_SCATTER);
    float moment = 0.0f;
    if ((FEATURES & FEATURE_SHAPES) != 0u && frame.camera.shutter_duration > 0.0f) {
        moment = sample_group(frame, pixel, sample_index, GROUP_LIGHT).z;
    }
    Ray ray = camera_ray(frame.camera, x, y, u, moment);
    Path path = {ray, 0u,         vec3(1.0f), 0u,         vec3(0.0f), 0.0f,      no_shadow(),
                 0u,  vec3(0.0f), 0u,         ray.origin, 0.0f,       vec3(0.0f)};
    return path;
}

/// Whether the frame looks towards lights where there are any.
FN bool samples_lights(Frame frame) { return (frame.flags & FRAME_LIGHT_SAMPLING) != 0u; }

/// Weight of light that the path's ray met by itself, where looking towards it has density `light_density`.
FN float path_weight(Path path, float light_density) {
    return path.density > 0.0f && light_density > 0.0f ? mis_weight(path.density, light_density) : 1.0f;
}

/// The path after its ray left the scene.
FN Path leave_scene(Scene scene, Frame frame, Path path) {
    path.rays = path.rays + 1u;
    vec3 radiance = background_radiance(scene, path.ray.direction);
    if (USES(scene, FEATURE_IMAGE_BACKGROUND) && samples_lights(frame)) {
        radiance = path_weight(path, background_light_density(scene, path.ray.direction)) * radiance;
    }
    if (composites(frame, FRAME_TRANSPARENT) && path.rays == 1u) radiance = vec3(0.0f);
    path.radiance = path.radiance + clamped_light(frame, path.throughput * radiance, path.rays - 1u);
    path.done = 1u;
    return path;
}

/// The path with what the surface that its ray met emits towards it.
FN Path gather_emission(Scene scene, Frame frame, Path path, Surface surface, Material material, float distance) {
    vec3 emission = emitted_radiance(material, surface.inside);
    if (USES(scene, FEATURE_LIGHTS) && samples_lights(frame) && surface.instance == NONE &&
        max_component(emission) > 0.0f) {
        Ray ray = path.ray;
        if (USES(scene, FEATURE_ALPHA)) {
            ray.origin = path.vertex;
            distance = distance + path.travelled;
        }
        // Where no density counts, the tree need not be asked.
        bool counts = !USES(scene, FEATURE_LIGHT_TREE) || path.density > 0.0f;
        float density = counts ? light_density(scene, surface.shape, ray, distance, path.normal) : 0.0f;
        emission = path_weight(path, density) * emission;
    }
    path.radiance = path.radiance + clamped_light(frame, path.throughput * emission, path.rays - 1u);
    return path;
}

/// The path gone on as `scatter` says. A path that has scattered max_depth times and still goes on adds nothing.
FN Path continue_path(Frame frame, Path path, Scatter scatter) {
    path.ray.direction = scatter.direction;
    path.throughput = path.throughput * scatter.weight;
    path.density = scatter.density;
    if ((FEATURES & FEATURE_ALPHA) != 0u) {
        path.vertex = path.ray.origin;
        path.travelled = 0.0f;
    }
    bool ends = scatter.event == SCATTER_ABSORBED || path.rays >= frame.max_depth ||
                max_component(path.throughput) < MIN_THROUGHPUT;
    path.done = ends ? 1u : 0u;
    return path;
}

/// The path after its ray hit a surface of that material, `path.rays` counting it already: absorbed, or scattered into
/// its next ray.
FN Path scatter_at_surface(Frame frame, Path path, Surface surface, Material material, uint pixel, uint sample_index) {
    Random4 u = sample_group(frame, pixel, sample_index, GROUPS_PER_RAY * path.rays + GROUP_SCATTER);
    Scatter scatter = scatter_at_horizon(material, path.ray.direction, surface, u);
    uint inside = scatter.event == SCATTER_TRANSMITTED ? 1u - surface.inside : surface.inside;
    path.ray = leave_surface(path.ray, surface, inside);
    return continue_path(frame, path, scatter);
}

/// The path after its ray hit that still sphere of that material, in scenes without further features.
FN Path scatter_at_sphere(Frame frame, Path path, Hit hit, Sphere sphere, Material material, uint pixel,
                          uint sample_index) {
    path.rays = path.rays + 1u;
    Surface surface = sphere_surface(sphere, hit.shape, path.ray, hit.distance);
    return scatter_at_surface(frame, path, surface, material, pixel, sample_index);
}

/// The path, about to scatter, with a ray towards a light; `evaluation` is of that direction.
FN Path begin_shadow_ray(Path path, LightSample light, Evaluation evaluation) {
    vec3 weight = path.throughput * evaluation.value;
    if (max_component(weight) <= 0.0f) return path;
    // No path meets a light without extent by itself.
    float share = is_punctual(light.shape) ? 1.0f : mis_weight(light.density, evaluation.density);
    float factor = divide(share, light.density);
    path.shadow.direction = light.direction;
    path.shadow.shape = light.shape;
    path.shadow.weight = factor * weight;
    path.shadow.origin = path.ray.origin;
    path.shadow.origin_shape = path.ray.origin_shape;
    path.shadow.origin_instance = path.ray.origin_instance;
    path.shadow.absorption = path.absorption;
    path.shadow.passed = 0u;
    path.shadow.pending = max_component(path.shadow.weight) >= MIN_THROUGHPUT ? 1u : 0u;
    return path;
}

/// The path after a ray towards a light that met `hit`: light is added where nothing stood in between.
FN Path gather_light(Scene scene, Frame frame, Path path, Ray ray, Hit hit) {
    path.shadow_rays = path.shadow_rays + 1u;
    path.shadow.pending = 0u;
    vec3 radiance;
    if (USES(scene, FEATURE_ALPHA)) {
        Path passed = pass_light(scene, path, ray, hit);
        if (passed.shadow.pending != 0u) return passed;
    }
    if (USES(scene, FEATURE_PUNCTUAL_LIGHTS) && is_punctual(path.shadow.shape)) {
        PunctualLight light = read_punctual_light(scene, path.shadow.shape - LIGHT_PUNCTUAL);
        PunctualSample sample_there = towards_punctual(light, ray.origin);
        if (hit.distance < sample_there.distance) return path;
        hit.distance = sample_there.distance;
        radiance = sample_there.irradiance;
    } else if (hit.shape != path.shadow.shape || hit.instance != NONE) {
        return path;
    } else if (hit.shape == NONE) {
        radiance = background_radiance(scene, ray.direction);
    } else {
        Surface surface = surface_at(scene, ray, hit);
        Material material = material_at(scene, surface);
        radiance = emitted_radiance(material, surface.inside);
        if (USES(scene, FEATURE_ALPHA)) radiance = straight_alpha(scene, material, surface) * radiance;
    }
    if (USES(scene, FEATURE_PRINCIPLED)) {
        radiance = absorbed_light(path.shadow.absorption, hit.distance) * radiance;
    }
    if (USES(scene, FEATURE_MEDIA)) radiance = transmittance(scene, ray, hit.distance) * radiance;
    path.radiance = path.radiance + clamped_light(frame, path.shadow.weight * radiance, path.rays);
    return path;
}

/// The path after an event in a medium, `path.rays` counting its ray already.
FN Path scatter_in_medium(Scene scene, Frame frame, Path path, MediumEvent event, uint pixel, uint sample_index) {
    Medium medium = read_medium(scene, event.medium);
    vec3 albedo = medium.albedo;
    vec3 position = path.ray.origin + event.distance * path.ray.direction;
    if (USES(scene, FEATURE_TEXTURES) && medium.albedo_texture != NONE) {
        albedo = texture_color(scene, medium.albedo_texture, position, 0.0f, 0.0f);
    }
    uint group = GROUPS_PER_RAY * path.rays;
    path.ray.origin = position;
    path.ray.origin_shape = ORIGIN_NOWHERE;
    path.ray.origin_instance = NONE;
    if ((FEATURES & FEATURE_LIGHT_TREE) != 0u) path.normal = vec3(0.0f);
    if (USES(scene, FEATURE_LIGHTS) && samples_lights(frame) && path.rays < frame.max_depth) {
        Random4 to_light = sample_group(frame, pixel, sample_index, group + GROUP_LIGHT);
        LightSample light = sample_light(scene, position, vec3(0.0f), path.ray.time, to_light);
        if (light.density > 0.0f) {
            Evaluation evaluation = evaluate_phase(albedo, medium.anisotropy, path.ray.direction, light.direction);
            path = begin_shadow_ray(path, light, evaluation);
        }
    }
    Random4 u = sample_group(frame, pixel, sample_index, group + GROUP_SCATTER);
    return continue_path(frame, path, scatter_phase(albedo, medium.anisotropy, path.ray.direction, u));
}

/// The path after its ray met a principled surface: light gathered, the next ray and one towards a light chosen.
FN Path meet_principled(Scene scene, Frame frame, Path path, Surface surface, Material material, uint pixel,
                        uint sample_index) {
    Principled principled = read_principled(scene, principled_index(material));
    if ((principled.flags & PRINCIPLED_UNLIT) != 0u) {
        vec3 light = path.throughput * principled_color(scene, principled, surface);
        path.radiance = path.radiance + clamped_light(frame, light, path.rays - 1u);
        path.done = 1u;
        return path;
    }
    vec3 direction = path.ray.direction;
    PrincipledPoint point = principled_point(scene, principled, surface, direction);
    if (!lets_light_through(point)) {
        surface = lifted_surface(scene, surface, direction);
        point.horizon = surface.normal;
    }
    vec3 bent = path.throughput; // of light that goes through
    if (USES(scene, FEATURE_DISPERSION) && disperses(principled, point)) {
        float u = sample_group(frame, pixel, sample_index, GROUP_WAVELENGTH + path.rays).x;
        Wavelength wavelength = choose_wavelength(principled, path.throughput, u);
        bent = wavelength.throughput;
        point.bent_eta = surface.inside != 0u ? divide(1.0f, wavelength.ior) : wavelength.ior;
        if (surface.inside != 0u) {
            // Total reflection sets in at an angle of each wavelength's own.
            point.eta = point.bent_eta;
            path.throughput = bent;
        }
    }
    PrincipledLobes lobes = principled_lobes(point, direction);
    bool has_body = (principled.flags & PRINCIPLED_THIN) == 0u && lets_light_through(lobes.point);
    vec3 around = has_body && surface.inside == 0u ? vec3(0.0f) : path.absorption;
    vec3 beyond = has_body && surface.inside == 0u ? principled.attenuation : vec3(0.0f);
    if (has_body && surface.inside != 0u) around = principled.attenuation;
    if (!has_body) beyond = path.absorption;
    vec3 facing = lets_light_through(lobes.point) ? vec3(0.0f) : surface.normal;
    if ((FEATURES & FEATURE_LIGHT_TREE) != 0u) path.normal = facing;
    if (USES(scene, FEATURE_LIGHTS) && samples_lights(frame) && path.rays < frame.max_depth) {
        Random4 to_light = sample_group(frame, pixel, sample_index, GROUPS_PER_RAY * path.rays + GROUP_LIGHT);
        LightSample light = sample_light(scene, surface.position, facing, path.ray.time, to_light);
        if (light.density > 0.0f) {
            bool through = dot3(light.direction, surface.normal) < 0.0f;
            path.ray = leave_surface(path.ray, surface, through ? 1u - surface.inside : surface.inside);
            path.absorption = through ? beyond : around;
            vec3 throughput = path.throughput;
            if (USES(scene, FEATURE_DISPERSION) && through) path.throughput = bent;
            path = begin_shadow_ray(path, light, evaluate_principled(lobes, light.direction));
            path.throughput = throughput;
        }
    }
    Random4 u = sample_group(frame, pixel, sample_index, GROUPS_PER_RAY * path.rays + GROUP_SCATTER);
    Scatter scatter = scatter_principled(lobes, u);
    bool through = scatter.event == SCATTER_TRANSMITTED;
    path.ray = leave_surface(path.ray, surface, through ? 1u - surface.inside : surface.inside);
    path.absorption = through ? beyond : around;
    if (USES(scene, FEATURE_DISPERSION) && through) path.throughput = bent;
    return continue_path(frame, path, scatter);
}

/// Whether a surface's back is hidden from the camera.
FN bool is_culled(Scene scene, Path path, Surface surface, Material material) {
    return path.rays == 0u && surface.inside != 0u && material.kind == MATERIAL_PRINCIPLED &&
           (read_principled(scene, principled_index(material)).flags & PRINCIPLED_CULLED) != 0u;
}

/// Whether the path goes straight on through a surface of that material: with probability 1 - alpha, and through backs
/// that are hidden from the camera.
FN bool goes_straight_on(Scene scene, Frame frame, Path path, Surface surface, Material material, uint pixel,
                         uint sample_index) {
    if (path.passed >= MAX_PASSED) return false;
    if (is_culled(scene, path, surface, material)) return true;
    float alpha = straight_alpha(scene, material, surface);
    if (alpha >= 1.0f) return false;
    return random4(frame.seed, pixel, sample_index, GROUP_ALPHA + leg_number(path)).x >= alpha;
}

/// The path after its ray hit a surface: light gathered, the next ray and one towards a light chosen.
FN Path meet_surface(Scene scene, Frame frame, Path path, Hit hit, uint pixel, uint sample_index) {
    Surface surface = surface_at(scene, path.ray, hit);
    Material material = material_at(scene, surface);
    if (USES(scene, FEATURE_PRINCIPLED)) {
        path.throughput = absorbed_light(path.absorption, hit.distance) * path.throughput;
    }
    if (USES(scene, FEATURE_ALPHA)) {
        bool passes = goes_straight_on(scene, frame, path, surface, material, pixel, sample_index);
        if (passes) return pass_surface(path, surface, hit.distance);
    }
    path.rays = path.rays + 1u;
    if (USES(scene, FEATURE_EMISSION)) path = gather_emission(scene, frame, path, surface, material, hit.distance);
    if (USES(scene, FEATURE_PRINCIPLED) && material.kind == MATERIAL_PRINCIPLED) {
        return meet_principled(scene, frame, path, surface, material, pixel, sample_index);
    }
    surface = scattering_surface(scene, material, surface, path.ray.direction);
    if ((FEATURES & FEATURE_LIGHT_TREE) != 0u) path.normal = surface.normal;
    if (USES(scene, FEATURE_LIGHTS) && samples_lights(frame) && spreads_light(material) &&
        path.rays < frame.max_depth) {
        Random4 to_light = sample_group(frame, pixel, sample_index, GROUPS_PER_RAY * path.rays + GROUP_LIGHT);
        LightSample light = sample_light(scene, surface.position, surface.normal, path.ray.time, to_light);
        if (light.density > 0.0f && dot3(light.direction, surface.normal) > 0.0f) {
            if (USES(scene, FEATURE_PRINCIPLED)) path.ray = leave_surface(path.ray, surface, surface.inside);
            path =
                begin_shadow_ray(path, light, evaluate_surface(material, path.ray.direction, surface, light.direction));
        }
    }
    return scatter_at_surface(frame, path, surface, material, pixel, sample_index);
}

/// Ends a path of little throughput by chance, and makes up for it where it goes on.
FN Path play_roulette(Frame frame, Path path, uint pixel, uint sample_index) {
    float survival = min(max(max_component(path.throughput), 0.05f), 1.0f);
    float u = sample_group(frame, pixel, sample_index, GROUP_ROULETTE + path.rays).x;
    if (u < survival) {
        path.throughput = path.throughput * divide(1.0f, survival);
    } else {
        path.done = 1u;
    }
    return path;
}

/// The ray that the path traces next: its own, or the one towards a light.
FN Ray next_ray(Scene scene, Path path) {
    Ray ray = path.ray;
    if (USES(scene, FEATURE_LIGHTS) && path.shadow.pending != 0u) {
        ray.direction = path.shadow.direction;
        if (USES(scene, FEATURE_PRINCIPLED)) {
            ray.origin = path.shadow.origin;
            ray.origin_shape = path.shadow.origin_shape;
            ray.origin_instance = path.shadow.origin_instance;
        }
    }
    return ray;
}

/// The path after next_ray met `hit`.
FN Path follow_ray(Scene scene, Frame frame, Path path, Ray ray, Hit hit, uint pixel, uint sample_index) {
    if (USES(scene, FEATURE_LIGHTS) && path.shadow.pending != 0u) return gather_light(scene, frame, path, ray, hit);
    uint rays_before = path.rays;
    MediumEvent event = {hit.distance, NONE};
    if (USES(scene, FEATURE_MEDIA)) {
        event = sample_media(scene, frame, ray, hit.distance, pixel, sample_index, leg_number(path));
    }
    if (event.medium != NONE) {
        path.rays = path.rays + 1u;
        if (USES(scene, FEATURE_PRINCIPLED)) {
            path.throughput = absorbed_light(path.absorption, event.distance) * path.throughput;
        }
        path = scatter_in_medium(scene, frame, path, event, pixel, sample_index);
    } else if (hit.shape != NONE) {
        path = meet_surface(scene, frame, path, hit, pixel, sample_index);
    } else {
        path = leave_scene(scene, frame, path);
    }
    // Not once more where the ray went straight on: the number would be the same.
    bool plays = (frame.flags & FRAME_ROULETTE) != 0u && path.rays >= ROULETTE_FROM && path.rays != rays_before;
    if (plays && path.done == 0u) path = play_roulette(frame, path, pixel, sample_index);
    return path;
}

/// Whether nothing more can come to the path's radiance.
FN bool is_over(Path path) { return path.done != 0u && path.shadow.pending == 0u; }

/// What a pixel's samples gave, and how many rays they took.
struct PixelResult {
    FilmPixel film;
    uint rays;
};

/// Samples [first, last) of pixel (x, y). One flat loop: where a path ends, the next sample begins at once, so that
/// lanes of a GPU do not wait for the longest path of each sample.
FN PixelResult render_pixel(Scene scene, Frame frame, uint x, uint y, uint first, uint last) {
    PixelResult result = {empty_pixel(), 0u};
    uint pixel = pixel_number(frame, x, y);
    uint sample_index = first;
    Path path = begin_path(frame, x, y, sample_index);
    while (sample_index < last) {
        Ray ray = next_ray(scene, path);
        path = follow_ray(scene, frame, path, ray, closest_hit(scene, ray), pixel, sample_index);
        if (is_over(path)) {
            result.film = add_sample(result.film, path.radiance);
            result.rays = result.rays + path.rays + path.shadow_rays;
            sample_index = sample_index + 1u;
            path = begin_path(frame, x, y, sample_index);
        }
    }
    return result;
}

SHARED_END
#endif
