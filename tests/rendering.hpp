// Rendering small pictures in tests.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"
#include "bvh/build.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace triptych::test {

/// A scene of spheres under a constant background of radiance 1, seen from `from` towards `at`.
inline Scene white_scene(vec3 from, vec3 at) {
    Scene scene;
    scene.name = "test";
    scene.camera.look_from = from;
    scene.camera.look_at = at;
    scene.camera.vertical_fov = 60.0;
    scene.background = {vec3(1.0f), shared::BACKGROUND_CONSTANT, vec3(0.0f), 0.0f};
    return scene;
}

inline void add_sphere(Scene& scene, vec3 center, float radius, const shared::Material& material) {
    scene.materials.push_back({fmt::format("m{}", scene.materials.size()), material});
    scene.spheres.push_back({{center, radius}, static_cast<std::uint32_t>(scene.materials.size() - 1)});
}

inline shared::Material lambertian(vec3 albedo) { return {albedo, shared::MATERIAL_LAMBERTIAN, 0.0f, 1.0f, 0, 0}; }
inline shared::Material metal(vec3 albedo, float fuzz) { return {albedo, shared::MATERIAL_METAL, fuzz, 1.0f, 0, 0}; }
inline shared::Material glass(float ior) { return {vec3(1.0f), shared::MATERIAL_DIELECTRIC, 0.0f, ior, 0, 0}; }

inline PackedScene packed_with_bvh(const Scene& scene) {
    PackedScene packed = pack_scene(scene);
    build_bvh(packed);
    return packed;
}

/// Renders the ranges one after the other into one film.
inline Film render(Backend& backend, const PackedScene& scene, const RenderSettings& settings,
                   const std::vector<SampleRange>& ranges) {
    backend.load(scene);
    backend.begin(make_frame(scene.camera, settings));
    for (const SampleRange range : ranges) backend.render(range, {});
    Film film(settings);
    backend.read(film);
    return film;
}

/// The CPU backend, which every build has.
inline std::unique_ptr<Backend> open_cpu(unsigned threads = 0) {
    BackendOptions options;
    options.threads = threads;
    return open_device(choose_device("cpu", "", false, options), options);
}

inline RenderSettings settings_of(std::uint32_t width, std::uint32_t height, std::uint32_t seed = 0,
                                  std::uint32_t max_depth = 50) {
    RenderSettings settings;
    settings.width = width;
    settings.height = height;
    settings.seed = seed;
    settings.max_depth = max_depth;
    return settings;
}

} // namespace triptych::test
