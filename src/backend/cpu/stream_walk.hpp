// One ray through the tree of a scene of still spheres; included once for each instruction set, after its Lanes.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/wide_walk.hpp"

namespace triptych {
namespace {

/// The nearest of `best`, which holds the spheres outside the tree, and the spheres in the tree.
ALWAYS_INLINE shared::Hit walk_spheres(const WideScene<W>& scene, const shared::Space& space, shared::Hit best) {
    const WideRay ray = wide_ray(space);
    // No block test meets the sphere that a ray leaves; only one that starts into it can meet it again.
    const std::uint32_t origin_shape = space.ray.origin_shape;
    if ((origin_shape & 1u) != 0 && origin_shape != shared::ORIGIN_NOWHERE && ray.own_shape >= scene.scene.flat_count) {
        best = shared::closer_hit(scene.scene, space, ray.own_shape, best);
    }
    if (scene.root == WIDE_NOTHING) return best;
    walk_wide(
        scene.nodes, scene.root, ray, best.distance, [&](std::uint32_t block) __attribute__((always_inline)) {
            const SphereBlock<W>& spheres = scene.spheres[block & WIDE_INDEX_MASK];
            Float distances;
            if (sphere_distances(spheres, load3(spheres.center), ray, distances)) {
                take_nearest(scene.scene, distances, spheres.shape, shared::NONE, best);
            }
            return false;
        });
    return best;
}

/// The nearest hit: what shared::closest_hit finds, by another way.
ALWAYS_INLINE shared::Hit nearest_sphere(const WideScene<W>& scene, const shared::Ray& ray) {
    shared::Hit best{shared::NO_DISTANCE, shared::NONE, shared::NONE};
    const shared::Space space = shared::space_of(ray, 1.0f, 0.0f, shared::NONE);
    for (std::uint32_t i = 0; i < scene.scene.flat_count; i++) best = shared::closer_hit(scene.scene, space, i, best);
    return walk_spheres(scene, space, best);
}

} // namespace
} // namespace triptych
