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

/// The number of pixel (x, y) of the whole image, which random numbers hang on.
FN uint pixel_number(Frame frame, uint x, uint y) { return y * frame.camera.width + x; }

/// The path of one sample at its camera ray.
FN Path begin_path(Frame frame, uint x, uint y, uint sample_index) {
    Random4 u = random4(frame.seed, pixel_number(frame, x, y), sample_index, 0u);
    Path path = {camera_ray(frame.camera, x, y, u), 0u, vec3(1.0f), 0u, vec3(0.0f)};
    return path;
}

/// The path after its ray left the scene.
FN Path leave_scene(Scene scene, Path path) {
    path.rays = path.rays + 1u;
    path.radiance = path.throughput * background_radiance(scene.background, path.ray.direction);
    path.done = 1u;
    return path;
}

/// The material of the sphere that was hit.
FN Material hit_material(Scene scene, Hit hit) {
    return scene.materials.data[scene.sphere_tags.data[hit.sphere].material];
}

/// The path after its ray hit that sphere of that material: absorbed, or scattered into its next ray.
/// A path that has scattered max_depth times and still goes on adds nothing.
FN Path scatter_at_hit(Frame frame, Path path, Hit hit, Sphere sphere, Material material, uint pixel,
                       uint sample_index) {
    path.rays = path.rays + 1u;
    Surface surface = sphere_surface(sphere, hit.sphere, path.ray, hit.distance);
    Random4 u = random4(frame.seed, pixel, sample_index, path.rays);
    Scatter scatter = scatter_ray(material, path.ray.direction, surface.normal, surface.inside, u);
    uint inside = scatter.event == SCATTER_TRANSMITTED ? 1u - surface.inside : surface.inside;
    path.ray.origin = surface.position;
    path.ray.leaving = (hit.sphere << 1u) + inside;
    path.ray.direction = scatter.direction;
    path.throughput = path.throughput * scatter.weight;
    bool ends = scatter.event == SCATTER_ABSORBED || path.rays >= frame.max_depth ||
                max_component(path.throughput) < MIN_THROUGHPUT;
    path.done = ends ? 1u : 0u;
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
    uint pixel = pixel_number(frame, x, y);
    uint sample_index = first;
    Path path = begin_path(frame, x, y, sample_index);
    while (sample_index < last) {
        Hit hit = closest_hit(scene, path.ray);
        if (hit.sphere == NO_SPHERE) {
            path = leave_scene(scene, path);
        } else {
            Sphere sphere = read_sphere(scene, hit.sphere);
            Material material = hit_material(scene, hit);
            path = scatter_at_hit(frame, path, hit, sphere, material, pixel, sample_index);
        }
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
