// Rendering small pictures in tests.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"
#include "bvh/build.hpp"
#include "test_scenes.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace triptych::test {

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

/// The first device of the CPU backend, which every build has.
inline std::unique_ptr<Backend> open_cpu(unsigned threads = 0) {
    BackendOptions options;
    options.threads = threads;
    const auto is_cpu = [](const BackendKind& kind) { return kind.name == "cpu"; };
    return std::find_if(backend_kinds().begin(), backend_kinds().end(), is_cpu)->open(0, options);
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
