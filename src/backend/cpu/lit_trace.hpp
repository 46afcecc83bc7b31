// Hits of many rays in lit scenes: loops over the rays for shapes outside the tree, and of small scenes for all; one
// ray after the other through the tree. Included once for each instruction set, after its Lanes.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/lit_pool.hpp"

namespace triptych {
namespace {

/// The most shapes of a scene that is tested without a tree.
constexpr uint FEW_SHAPES = 40;

/// Makes a ray ready for tests.
ALWAYS_INLINE void put_ray(TestRays& rays, int i, const shared::Ray& ray) {
    const shared::Space space = shared::space_of(ray, 1.0f, 0.0f, shared::NONE);
    rays.origin_x[i] = ray.origin.x;
    rays.origin_y[i] = ray.origin.y;
    rays.origin_z[i] = ray.origin.z;
    rays.direction_x[i] = ray.direction.x;
    rays.direction_y[i] = ray.direction.y;
    rays.direction_z[i] = ray.direction.z;
    rays.inverse_x[i] = space.inverse_direction.x;
    rays.inverse_y[i] = space.inverse_direction.y;
    rays.inverse_z[i] = space.inverse_direction.z;
    rays.shear_x[i] = space.shear.x;
    rays.shear_y[i] = space.shear.y;
    rays.shear_z[i] = space.shear.z;
    rays.axis[i] = space.axis;
    rays.time[i] = ray.time;
    rays.origin_shape[i] = ray.origin_shape;
    rays.own_shape[i] = ray.origin_shape >> 1u;
}

/// The rays of all paths of a pool, without hits.
[[gnu::noinline]] void ray_stage(const LitPool& __restrict pool, TestRays& __restrict rays, int count) {
    for (int i = 0; i < whole_vectors(count); i++) {
        put_ray(rays, i, ray_at(pool, i));
        rays.distance[i] = shared::NO_DISTANCE;
        rays.shape[i] = shared::NONE;
    }
}

/// The better of W rays' hits from `i` on and those of shape `index`.
ALWAYS_INLINE void take_nearer(const shared::Scene& scene, uint index, Float distances, TestRays& rays, int i) {
    const Float best = Lanes::load(rays.distance + i);
    const Mask nearer = Lanes::below(distances, best);
    const Mask ties =
        Lanes::both(Lanes::equal(distances, best), Lanes::below(distances, Lanes::all(shared::NO_DISTANCE)));
    Lanes::store(rays.distance + i, Lanes::select(nearer, distances, best));
    Lanes::put(rays.shape + i, nearer, index);
    for (std::uint32_t lanes = Lanes::bits(ties); __builtin_expect(lanes != 0, 0); lanes &= lanes - 1) {
        const int lane = i + __builtin_ctz(lanes);
        const shared::Hit hit{rays.distance[lane], rays.shape[lane], shared::NONE};
        if (shared::wins_tie(scene, index, shared::NONE, hit)) rays.shape[lane] = index;
    }
}

/// shared::closer_hit for a sphere or a triangle and all rays.
template <uint KIND>
[[gnu::noinline]] void shape_stage(const shared::Scene& scene, uint index, TestRays& __restrict rays, int count) {
    shared::Shape shape = shared::read_shape(scene, index);
    shape.kind = KIND;
    shape.instance = shared::NONE;
    const float tolerance = scene.tolerance;
    alignas(64) float distances[LIT_ROOM];
    for (int i = 0; i < whole_vectors(count); i++) {
        distances[i] = shared::intersect_shape(shape, index, space_at(rays, i, tolerance));
    }
    for (int i = 0; i < count; i += W) take_nearer(scene, index, Lanes::load(distances + i), rays, i);
}

/// shared::closer_hit for a quad or a disk and all rays: not of all is it asked where they meet its plane.
template <bool DISKS>
[[gnu::noinline]] void flat_stage(const shared::Scene& scene, uint index, TestRays& rays, int count) {
    const shared::Shape shape = shared::read_shape(scene, index);
    const LaneFlats flats{all_lanes(shape.origin), all_lanes(shape.u), all_lanes(shape.v)};
    const Float tolerance = Lanes::all(scene.tolerance);
    const auto load = [&](const float* x, const float* y, const float* z, int i) __attribute__((always_inline)) {
        return Lanes3{Lanes::load(x + i), Lanes::load(y + i), Lanes::load(z + i)};
    };
    for (int i = 0; i < count; i += W) {
        const LaneRays lanes{load(rays.origin_x, rays.origin_y, rays.origin_z, i),
                             load(rays.direction_x, rays.direction_y, rays.direction_z, i),
                             load(rays.inverse_x, rays.inverse_y, rays.inverse_z, i), tolerance};
        Float distances;
        if (flat_distances<DISKS>(flats, lanes, Lanes::differ(rays.own_shape + i, index), distances)) {
            take_nearer(scene, index, distances, rays, i);
        }
    }
}

/// Tests the first `shapes` shapes of a scene.
inline void shapes_stage(const shared::Scene& scene, uint shapes, TestRays& rays, int count) {
    for (uint i = 0; i < shapes; i++) {
        switch (shared::read_shape(scene, i).kind) {
        case shared::SHAPE_SPHERE: shape_stage<shared::SHAPE_SPHERE>(scene, i, rays, count); break;
        case shared::SHAPE_QUAD: flat_stage<false>(scene, i, rays, count); break;
        case shared::SHAPE_TRIANGLE: shape_stage<shared::SHAPE_TRIANGLE>(scene, i, rays, count); break;
        case shared::SHAPE_DISK: flat_stage<true>(scene, i, rays, count); break;
        }
    }
}

/// The better of ray `i`'s hit and the hits in the tree; or, with `ends_early`, any that is better.
inline shared::Hit walk_tree(const WideScene<W>& scene, const TestRays& rays, int i, bool ends_early) {
    shared::Hit best{rays.distance[i], rays.shape[i], shared::NONE};
    const Aim aim{best.shape, ends_early, shared::NO_DISTANCE};
    const shared::Space space = space_at(rays, i, scene.scene.tolerance);
    const uint origin_shape = rays.origin_shape[i];
    if (origin_shape != shared::ORIGIN_NOWHERE && (origin_shape & 1u) != 0 &&
        shared::read_shape(scene.scene, origin_shape >> 1).kind == shared::SHAPE_SPHERE) {
        best = shared::closer_hit(scene.scene, space, origin_shape >> 1, best);
        if (aim.is_reached(best)) return best;
    }
    const WideSpace wide = wide_space(space);
    float farthest = best.distance;
    walk_wide(
        scene.nodes, scene.root, wide.ray, farthest, [&](std::uint32_t child) __attribute__((always_inline)) {
            test_block<false>(scene, wide, child, farthest, best);
            return aim.is_reached(best);
        });
    return best;
}

} // namespace
} // namespace triptych
