// A tile's paths, one after the other; included once for each instruction set, after its Lanes.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/path_walk.hpp"

namespace triptych {
namespace {

const shared::Hit NO_HIT{shared::NO_DISTANCE, shared::NONE, shared::NONE};

/// The hit that the path's next ray is followed to. Towards a light it only matters whether the light's own hit is the
/// nearest: where something hides the light, any hit of that something does (see gather_light).
ALWAYS_INLINE shared::Hit next_hit(const WideScene<W>& scene, const shared::Path& path, const shared::Ray& ray) {
    shared::Hit best = NO_HIT;
    const bool to_light = path.shadow.pending != 0;
    const bool has_large = has_large_spheres(scene.scene);
    std::uint32_t target = shared::NONE;
    if (to_light && shared::is_punctual(path.shadow.shape)) {
        const std::uint32_t light = path.shadow.shape - shared::LIGHT_PUNCTUAL;
        best.distance = shared::towards_punctual(scene.scene.punctual_lights.data[light], ray.origin).distance;
    } else if (to_light && path.shadow.shape != shared::NONE) {
        target = path.shadow.shape;
        if (!has_large || target < scene.scene.large_count) {
            best = shared::closer_hit(scene.scene, world_space(scene.scene, ray), target, best);
            if (best.shape == shared::NONE) return best;
        }
    }
    // What lets some light through must be met in order.
    const bool ends_early = to_light && (scene.scene.features & shared::FEATURE_ALPHA) == 0;
    if (has_large) return wide_hit_from_afar(scene, ray, ends_early, target, best);
    return wide_hit(scene, ray, ends_early, best);
}

/// shared::render_pixel for every pixel of the tile, except for who finds the hits.
FLATTEN inline std::uint64_t render_tile(const WideScene<W>& scene, const shared::Frame& frame, const Tile& tile,
                                         shared::FilmPixel* pixels) {
    std::uint64_t rays = 0;
    for (std::uint32_t y = tile.y0; y < tile.y1; y++) {
        for (std::uint32_t x = tile.x0; x < tile.x1; x++, pixels++) {
            const shared::uint pixel = shared::pixel_number(frame, x, y);
            for (std::uint32_t sample = tile.first_sample; sample < tile.last_sample; sample++) {
                shared::Path path = shared::begin_path(frame, x, y, sample);
                while (!shared::is_over(path)) {
                    const shared::Ray ray = shared::next_ray(scene.scene, path);
                    const shared::Hit hit = next_hit(scene, path, ray);
                    path = shared::follow_ray(scene.scene, frame, path, ray, hit, pixel, sample);
                }
                *pixels = shared::add_sample(*pixels, path.radiance);
                rays += path.rays + path.shadow_rays;
            }
        }
    }
    return rays;
}

} // namespace
} // namespace triptych
