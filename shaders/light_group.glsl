// The share of a picture's light that one group of lights emits. A picture's sums are integers, and each contribution
// to a path is rounded to them where it is added, so that the groups' films add up to the picture's, bit for bit.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_LIGHT_GROUP_GLSL
#define TRIPTYCH_LIGHT_GROUP_GLSL
#include "path.glsl"

SHARED_BEGIN

/// What a group has added to a path so far, in the film's units.
struct GroupLight {
    Sum red;
    Sum green;
    Sum blue;
};

/// No light yet.
FN GroupLight no_group_light() {
    GroupLight light = {{0u, 0u}, {0u, 0u}, {0u, 0u}};
    return light;
}

/// The group of what the path's next ray may meet at `hit` and take light from.
FN uint group_at(Scene scene, Path path, Hit hit) {
    uint shape = hit.shape;
    if (USES(scene, FEATURE_LIGHTS) && path.shadow.pending != 0u) shape = path.shadow.shape;
    if (shape == NONE) return scene.background_group;
    if (USES(scene, FEATURE_PUNCTUAL_LIGHTS) && is_punctual(shape)) {
        return read_punctual_light(scene, shape - LIGHT_PUNCTUAL).kind >> PUNCTUAL_KIND_BITS;
    }
    return read_tag(scene, shape).light_group;
}

/// sum + what a film value grew by from `before` to `after`.
FN Sum add_growth(Sum sum, float before, float after) {
    Sum less = film_units(before);
    Sum grown = add_sums(sum, film_units(after));
    Sum difference = {grown.low - less.low, grown.high - less.high};
    if (grown.low < less.low) difference.high = difference.high - 1u;
    return difference;
}

/// `light` with what the path's radiance grew by. Where that is no film value, neither is the path's in the end.
FN GroupLight add_group_light(GroupLight light, vec3 before, vec3 after) {
    if (!is_film_value(after.x) || !is_film_value(after.y) || !is_film_value(after.z)) return light;
    light.red = add_growth(light.red, before.x, after.x);
    light.green = add_growth(light.green, before.y, after.y);
    light.blue = add_growth(light.blue, before.z, after.z);
    return light;
}

/// As add_sample for a path of that radiance, with the group's light alone.
FN FilmPixel add_group_sample(FilmPixel pixel, vec3 radiance, GroupLight light) {
    pixel.samples = pixel.samples + 1u;
    if (is_film_value(radiance.x) && is_film_value(radiance.y) && is_film_value(radiance.z)) {
        pixel.red = add_sums(pixel.red, light.red);
        pixel.green = add_sums(pixel.green, light.green);
        pixel.blue = add_sums(pixel.blue, light.blue);
    } else {
        pixel.invalid = pixel.invalid + 1u;
    }
    return pixel;
}

/// As render_pixel, of the light of the frame's group.
FN PixelResult render_light_group(Scene scene, Frame frame, uint x, uint y, uint first, uint last) {
    PixelResult result = {empty_pixel(), 0u};
    uint pixel = pixel_number(frame, x, y);
    uint sample_index = first;
    Path path = begin_path(frame, x, y, sample_index);
    GroupLight light = no_group_light();
    while (sample_index < last) {
        Ray ray = next_ray(scene, path);
        Hit hit = closest_hit(scene, ray);
        bool is_ours = group_at(scene, path, hit) == frame.light_group;
        vec3 before = path.radiance;
        path = follow_ray(scene, frame, path, ray, hit, pixel, sample_index);
        if (is_ours) light = add_group_light(light, before, path.radiance);
        if (is_over(path)) {
            result.film = add_group_sample(result.film, path.radiance, light);
            result.rays = result.rays + path.rays + path.shadow_rays;
            sample_index = sample_index + 1u;
            path = begin_path(frame, x, y, sample_index);
            light = no_group_light();
        }
    }
    return result;
}

SHARED_END
#endif
