// One ray through a scene of still spheres; included once for each instruction set, after its Lanes.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/wide_walk.hpp"

namespace triptych {
namespace {

/// The nearest hit: what shared::closest_hit finds, by another way.
ALWAYS_INLINE shared::Hit wide_closest_hit(const WideScene<W>& scene, const shared::Ray& ray) {
    shared::Hit best{shared::NO_DISTANCE, shared::NONE, shared::NONE};
    const shared::Space space = shared::space_of(ray, 1.0f, 0.0f, shared::NONE);
    const WideRay wide = wide_ray(space);
    // No block test meets the sphere that a ray leaves.
    if (ray.leaving != shared::LEAVING_NOTHING && wide.own_shape >= scene.scene.flat_count) {
        best = shared::closer_hit(scene.scene, space, wide.own_shape, best);
    }
    for (std::uint32_t i = 0; i < scene.scene.flat_count; i++) best = shared::closer_hit(scene.scene, space, i, best);
    if (scene.root == WIDE_NOTHING) return best;
    walk_wide(
        scene.nodes, scene.root, wide, best.distance, [&](std::uint32_t block) __attribute__((always_inline)) {
            const SphereBlock<W>& spheres = scene.spheres[block & WIDE_INDEX_MASK];
            Float distances;
            if (sphere_distances(spheres, load3(spheres.center), wide, distances)) {
                take_nearest(scene.scene, distances, spheres.shape, shared::NONE, best);
            }
            return false;
        });
    return best;
}

} // namespace
} // namespace triptych
