// Radiance of rays that leave the scene, and how directions towards a bright image around it are sampled.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_BACKGROUND_GLSL
#define TRIPTYCH_BACKGROUND_GLSL
#include "texture.glsl"

SHARED_BEGIN

/// Where in a background's image, as latitude and longitude, a unit direction points. Unlike on a sphere, u grows to
/// the right for one who stands within.
FN Uv background_uv(Background background, vec3 direction) {
    float turn = turn_of(direction.z, direction.x) + 0.5f - panorama_turn(background);
    float ring = square_root(max(1.0f - direction.y * direction.y, 0.0f));
    Uv uv = {turn - floor(turn), 2.0f * turn_of(ring, -direction.y)};
    return uv;
}

/// Radiance along a unit direction without an image: constant, or the book's gradient with a = (y + 1) / 2.
FN vec3 plain_radiance(Background background, vec3 direction) {
    if (background.kind == BACKGROUND_CONSTANT) return background.bottom;
    float a = 0.5f * (direction.y + 1.0f);
    return (1.0f - a) * background.bottom + a * background.top;
}

/// Radiance along a unit direction.
FN vec3 background_radiance(Scene scene, vec3 direction) {
    Background background = scene.background;
    if (USES(scene, FEATURE_IMAGE_BACKGROUND)) {
        if (background.kind == BACKGROUND_IMAGE) {
            Uv uv = background_uv(background, direction);
            return background.bottom * image_color(scene, read_image(scene, background.image), uv.u, uv.v);
        }
    }
    return plain_radiance(background, direction);
}

/// The first of `count` ascending values from `first` on that lies above u; the last where none does.
FN uint find_above(Scene scene, uint first, uint count, float u) {
    uint low = 0u;
    uint high = count - 1u;
    while (low < high) {
        uint middle = (low + high) >> 1u;
        if (scene.background_cdf.data[first + middle] > u) {
            high = middle;
        } else {
            low = middle + 1u;
        }
    }
    return low;
}

/// What step `i` of `count` ascending values from `first` on adds, and the value before it.
struct CdfStep {
    float before;
    float size;
};

FN CdfStep cdf_step(Scene scene, uint first, uint i) {
    float before = i == 0u ? 0.0f : scene.background_cdf.data[first + i - 1u];
    CdfStep result = {before, scene.background_cdf.data[first + i] - before};
    return result;
}

/// Density per solid angle of a direction whose image row and column were chosen with that probability: pixels are
/// uniform in latitude and longitude, where a solid angle is 2 pi^2 sin(theta) du dv.
FN float background_pixel_density(Image image, float probability, vec3 direction) {
    float ring = square_root(max(1.0f - direction.y * direction.y, 1.0e-12f));
    return divide(probability * float(image.width) * float(image.height), 19.7392089f * ring);
}

/// Density with which sample_background chooses a unit direction.
FN float background_density(Scene scene, vec3 direction) {
    Image image = read_image(scene, scene.background.image);
    Uv uv = background_uv(scene.background, direction);
    uint column = index_of(uv.u * float(image.width), image.width);
    uint row = index_of((1.0f - uv.v) * float(image.height), image.height);
    CdfStep in_rows = cdf_step(scene, 0u, row);
    CdfStep in_row = cdf_step(scene, image.height + row * image.width, column);
    return background_pixel_density(image, in_rows.size * in_row.size, direction);
}

/// A direction by the image's brightness, from u and v in [0, 1): its pixel by two binary searches in
/// Scene::background_cdf (the rows' distribution, then each row's over its columns), then uniform within the pixel.
FN vec3 sample_background(Scene scene, float u, float v) {
    Image image = read_image(scene, scene.background.image);
    uint row = find_above(scene, 0u, image.height, v);
    CdfStep in_rows = cdf_step(scene, 0u, row);
    uint first = image.height + row * image.width;
    uint column = find_above(scene, first, image.width, u);
    CdfStep in_row = cdf_step(scene, first, column);
    float x = float(column) + min(divide(u - in_row.before, max(in_row.size, 1.0e-12f)), 1.0f);
    float y = float(row) + min(divide(v - in_rows.before, max(in_rows.size, 1.0e-12f)), 1.0f);
    // The inverse of background_uv; the latitude's cosine is the sine of half a turn times y over the height.
    float longitude = divide(x, float(image.width)) - 0.5f + panorama_turn(scene.background);
    CosSin around = cos_sin_turn(min(longitude - floor(longitude), 0.99999994f));
    CosSin down = cos_sin_turn(min(0.5f * divide(y, float(image.height)), 0.99999994f));
    return unit(vec3(down.sin_angle * around.cos_angle, down.cos_angle, down.sin_angle * around.sin_angle));
}

SHARED_END
#endif
