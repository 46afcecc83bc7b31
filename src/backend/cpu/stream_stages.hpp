// The stages of many paths in flight; included once for each instruction set, after stream_walk.hpp.
//
// Paths lie in structures of arrays. Each stage is a plain loop over a shared function, which the compiler turns into
// vector instructions; paths are grouped by what they hit, so that no loop branches on the material.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/stream_walk.hpp"
#include "backend/cpu/tile_samples.hpp"

namespace triptych {
namespace {

using shared::uint;

/// Paths in flight: enough to fill the vectors of every stage, few enough for the first-level cache.
constexpr int POOL = 256;

struct alignas(64) Pool {
    float origin_x[POOL], origin_y[POOL], origin_z[POOL];
    float direction_x[POOL], direction_y[POOL], direction_z[POOL];
    float throughput_x[POOL], throughput_y[POOL], throughput_z[POOL];
    uint origin_shape[POOL], rays[POOL], pixel[POOL], sample_index[POOL], slot[POOL];
    uint done[POOL];
};

/// What the walk of the tree starts with: 1 / the rays' directions, and their nearest hits among the spheres outside
/// it, whose places in the description are `id`.
struct alignas(64) Rays {
    float inverse_x[POOL], inverse_y[POOL], inverse_z[POOL];
    float distance[POOL];
    uint shape[POOL], id[POOL];
};

/// The paths that met one kind of thing: their places in the pool and what they met, copied here because the compiler
/// can vectorise plain arrays but not look-ups in look-ups.
struct alignas(64) Queue {
    int place[POOL];
    float distance[POOL];
    uint shape[POOL];
    float center_x[POOL], center_y[POOL], center_z[POOL], radius[POOL];
    float color_x[POOL], color_y[POOL], color_z[POOL], fuzz[POOL], ior[POOL];
    int count;
};

/// Radiance of ended paths and the tile's pixel that each belongs to.
struct alignas(64) Results {
    float x[POOL], y[POOL], z[POOL];
    uint slot[POOL];
};

inline __attribute__((always_inline)) shared::Ray ray_at(const Pool& pool, int i) {
    return {{pool.origin_x[i], pool.origin_y[i], pool.origin_z[i]},
            pool.origin_shape[i],
            {pool.direction_x[i], pool.direction_y[i], pool.direction_z[i]},
            shared::NONE,
            0.0f};
}

inline __attribute__((always_inline)) shared::Path path_at(const Pool& pool, int i) {
    return {ray_at(pool, i),
            pool.rays[i],
            {pool.throughput_x[i], pool.throughput_y[i], pool.throughput_z[i]},
            0,
            vec3(0.0f),
            0.0f,
            shared::no_shadow(),
            0,
            vec3(0.0f),
            0,
            vec3(0.0f),
            0.0f,
            vec3(0.0f)};
}

inline __attribute__((always_inline)) void put_path(Pool& pool, int i, const shared::Path& path) {
    pool.origin_x[i] = path.ray.origin.x;
    pool.origin_y[i] = path.ray.origin.y;
    pool.origin_z[i] = path.ray.origin.z;
    pool.direction_x[i] = path.ray.direction.x;
    pool.direction_y[i] = path.ray.direction.y;
    pool.direction_z[i] = path.ray.direction.z;
    pool.throughput_x[i] = path.throughput.x;
    pool.throughput_y[i] = path.throughput.y;
    pool.throughput_z[i] = path.throughput.z;
    pool.origin_shape[i] = path.ray.origin_shape;
    pool.rays[i] = path.rays;
    pool.done[i] = path.done;
}

/// Appends `count` camera rays to a pool that holds `first` paths.
template <uint CAMERA_FLAGS, uint FLAGS>
void begin_stage(const shared::Frame& frame_in, const Starts<POOL>& __restrict starts, Pool& __restrict pool, int first,
                 int count) {
    shared::Frame frame = frame_in;
    frame.camera.flags = CAMERA_FLAGS;
    frame.flags = FLAGS;
    for (int k = 0; k < count; k++) {
        const int i = first + k;
        put_path(pool, i, shared::begin_path(frame, starts.x[k], starts.y[k], starts.sample_index[k]));
        pool.pixel[i] = shared::pixel_number(frame, starts.x[k], starts.y[k]);
        pool.sample_index[i] = starts.sample_index[k];
        pool.slot[i] = starts.slot[k];
    }
}

/// Makes the pool's rays ready for tests.
void ray_stage(const Pool& __restrict pool, Rays& __restrict rays, int count) {
    for (int i = 0; i < count; i++) {
        rays.inverse_x[i] = shared::safe_inverse(pool.direction_x[i]);
        rays.inverse_y[i] = shared::safe_inverse(pool.direction_y[i]);
        rays.inverse_z[i] = shared::safe_inverse(pool.direction_z[i]);
        rays.distance[i] = shared::NO_DISTANCE;
        rays.shape[i] = shared::NONE;
        rays.id[i] = 0; // beats everything at NO_DISTANCE
    }
}

/// intersect_sphere for W rays from `i` on.
ALWAYS_INLINE Float sphere_distances(const shared::Sphere& sphere, uint index, const Pool& pool, int i) {
    const Lanes3 origin{Lanes::load(pool.origin_x + i), Lanes::load(pool.origin_y + i), Lanes::load(pool.origin_z + i)};
    const Lanes3 direction{Lanes::load(pool.direction_x + i), Lanes::load(pool.direction_y + i),
                           Lanes::load(pool.direction_z + i)};
    const Float zero = Lanes::all(0.0f);
    const Lanes3 to_center = all_lanes(sphere.center) - origin;
    const Float along = dot3(to_center, direction);
    const Lanes3 off_axis = to_center - along * direction;
    const Float discriminant = Lanes::all(sphere.radius * sphere.radius) - dot3(off_axis, off_axis);
    const Float half_chord = Lanes::square_root(Lanes::select(Lanes::below(discriminant, zero), zero, discriminant));
    const Float nearer = along - half_chord;
    const Float farther = along + half_chord;
    const Float first = Lanes::select(Lanes::positive(nearer), nearer, farther);
    const Mask met = Lanes::both(Lanes::at_most(zero, discriminant), Lanes::positive(first));
    const Float distance = Lanes::select(Lanes::both(met, Lanes::differ(pool.origin_shape + i, 2 * index)), first,
                                         Lanes::all(shared::NO_DISTANCE));
    const Float from_inside = Lanes::select(Lanes::below(farther, zero), zero, farther);
    return Lanes::select(Lanes::differ(pool.origin_shape + i, 2 * index + 1), distance, from_inside);
}

/// Tests a sphere that stands outside the tree: closer_hit for all rays, of which there may be garbage behind `count`.
void sphere_stage(const shared::Sphere& sphere, uint index, uint id, const Pool& __restrict pool, Rays& __restrict rays,
                  int count) {
    alignas(64) float distance[POOL];
    for (int i = 0; i < count; i += W) {
        Lanes::store(distance + i, sphere_distances(sphere, index, pool, i));
    }
    for (int i = 0; i < count; i++) {
        const uint beats = distance[i] == rays.distance[i] ? rays.id[i] : shared::NONE;
        const bool better = distance[i] <= rays.distance[i] && id < beats;
        rays.distance[i] = better ? distance[i] : rays.distance[i];
        rays.shape[i] = better ? index : rays.shape[i];
        rays.id[i] = better ? id : rays.id[i];
    }
}

/// Ends the paths that left the scene.
template <uint KIND>
void leave_stage(const shared::Scene& scene_in, const Pool& __restrict pool, const Queue& __restrict queue,
                 Results& __restrict results) {
    shared::Scene scene = scene_in;
    scene.background.kind = KIND;
    for (int k = 0; k < queue.count; k++) {
        const int i = queue.place[k];
        const shared::Path path = shared::leave_scene(scene, shared::Frame{}, path_at(pool, i));
        results.x[k] = path.radiance.x;
        results.y[k] = path.radiance.y;
        results.z[k] = path.radiance.z;
        results.slot[k] = pool.slot[i];
    }
}

/// Scatters the paths that hit material `KIND` and appends them to `out`, which holds `first` paths.
template <uint KIND, uint FLAGS>
void scatter_stage(const shared::Frame& frame_in, const Pool& __restrict in, const Queue& __restrict queue,
                   Pool& __restrict out, int first) {
    shared::Frame frame = frame_in;
    frame.flags = FLAGS;
    for (int k = 0; k < queue.count; k++) {
        const int i = queue.place[k];
        const shared::Hit hit{queue.distance[k], queue.shape[k], shared::NONE};
        const shared::Sphere sphere{{queue.center_x[k], queue.center_y[k], queue.center_z[k]}, queue.radius[k]};
        const shared::Material material{{queue.color_x[k], queue.color_y[k], queue.color_z[k]},
                                        KIND,
                                        queue.fuzz[k],
                                        queue.ior[k],
                                        shared::NONE,
                                        shared::NONE};
        put_path(
            out, first + k,
            shared::scatter_at_sphere(frame, path_at(in, i), hit, sphere, material, in.pixel[i], in.sample_index[i]));
    }
    for (int k = 0; k < queue.count; k++) {
        const int i = queue.place[k];
        out.pixel[first + k] = in.pixel[i];
        out.sample_index[first + k] = in.sample_index[i];
        out.slot[first + k] = in.slot[i];
    }
}

} // namespace
} // namespace triptych
