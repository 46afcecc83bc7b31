// The path integrator: follows a camera ray from scattering to scattering until it leaves the scene.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_PATH_GLSL
#define TRIPTYCH_PATH_GLSL
#include "background.glsl"
#include "camera.glsl"
#include "film.glsl"
#include "material.glsl"
#include "surface.glsl"
#include "walk.glsl"

SHARED_BEGIN

/// A path with less throughput than 2^-60 is dropped, long before denormals could tell devices apart.
const float MIN_THROUGHPUT = 8.67361738e-19f;

/// A path in flight.
struct Path {
    Ray ray;
    uint rays; // traced so far
    vec3 throughput;
    uint done;
    vec3 radiance; // meaningful once done
};

/// The path of one sample at its camera ray.
FN Path begin_path(Frame frame, uint x, uint y, uint sample_index) {
    uint pixel = y * frame.camera.width + x;
    Ray ray = camera_ray(frame.camera, x, y, random4(frame.seed, pixel, sample_index, 0u));
    Path path = {ray, 0u, vec3(1.0f), 0u, vec3(0.0f)};
    return path;
}

/// The path after its ray met `hit`: ended in the background or by absorption, or scattered into its next ray.
/// A path that has scattered max_depth times and still goes on adds nothing.
FN Path scatter_path(Scene scene, Frame frame, Path path, Hit hit, uint x, uint y, uint sample_index) {
    path.rays = path.rays + 1u;
    if (hit.sphere == NO_SPHERE) {
        path.radiance = path.throughput * background_radiance(scene.background, path.ray.direction);
        path.done = 1u;
        return path;
    }
    uint pixel = y * frame.camera.width + x;
    Surface surface = sphere_surface(scene.spheres.data[hit.sphere], hit.sphere, path.ray, hit.distance);
    Material material = scene.materials.data[scene.sphere_tags.data[hit.sphere].material];
    Random4 u = random4(frame.seed, pixel, sample_index, path.rays);
    Scatter scatter = scatter_ray(material, path.ray.direction, surface.normal, surface.inside, u);
    uint inside = scatter.event == SCATTER_TRANSMITTED ? 1u - surface.inside : surface.inside;
    path.ray.origin = surface.position;
    path.ray.leaving = (hit.sphere << 1u) + inside;
    path.ray.direction = scatter.direction;
    path.throughput = path.throughput * scatter.weight;
    if (scatter.event == SCATTER_ABSORBED || path.rays >= frame.max_depth ||
        max_component(path.throughput) < MIN_THROUGHPUT) {
        path.done = 1u;
    }
    return path;
}

/// What a pixel's samples gave, and how many rays they took.
struct PixelResult {
    FilmPixel film;
    uint rays;
};

/// Samples [first, last) of pixel (x, y). One flat loop: where a path ends, the next sample begins at once, so that
/// lanes of a GPU do not wait for the longest path of each sample.
FN PixelResult render_pixel(Scene scene, Frame frame, uint x, uint y, uint first, uint last) {
    PixelResult result = {empty_pixel(), 0u};
    uint sample_index = first;
    Path path = begin_path(frame, x, y, sample_index);
    while (sample_index < last) {
        Hit hit = closest_hit(scene, path.ray);
        path = scatter_path(scene, frame, path, hit, x, y, sample_index);
        if (path.done != 0u) {
            result.film = add_sample(result.film, path.radiance);
            result.rays = result.rays + path.rays;
            sample_index = sample_index + 1u;
            path = begin_path(frame, x, y, sample_index);
        }
    }
    return result;
}

SHARED_END
#endif
