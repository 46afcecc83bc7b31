// What the stages of paths in lit scenes work on, in structures of arrays; included once for each instruction set,
// after its Lanes.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/path_walk.hpp"
#include "backend/cpu/tile_samples.hpp"

namespace triptych {
namespace {

using shared::uint;

/// Paths in flight: enough to fill the vectors of every stage, few enough for the first two levels of cache.
constexpr int LIT_POOL = 256;

/// Stages work on whole vectors, of which the last may go beyond the paths that count. There is room for it, and what
/// it finds there is an index of some element, too.
constexpr int LIT_ROOM = LIT_POOL + W;
ALWAYS_INLINE int whole_vectors(int count) { return (count + W - 1) & -W; }

constexpr uint SHAPE_KINDS = 4;    // SHAPE_SPHERE to SHAPE_DISK
constexpr uint MATERIAL_KINDS = 5; // MATERIAL_LAMBERTIAN to MATERIAL_ONE_SIDED_LIGHT

struct alignas(64) LitPool {
    float origin_x[LIT_ROOM], origin_y[LIT_ROOM], origin_z[LIT_ROOM];
    float direction_x[LIT_ROOM], direction_y[LIT_ROOM], direction_z[LIT_ROOM];
    float throughput_x[LIT_ROOM], throughput_y[LIT_ROOM], throughput_z[LIT_ROOM];
    float radiance_x[LIT_ROOM], radiance_y[LIT_ROOM], radiance_z[LIT_ROOM];
    float density[LIT_ROOM], time[LIT_ROOM];
    uint origin_shape[LIT_ROOM], rays[LIT_ROOM], pixel[LIT_ROOM], sample_index[LIT_ROOM], slot[LIT_ROOM];
    uint done[LIT_ROOM];
};

/// Rays as tests want them, and the nearest hit of each so far: shape NONE at NO_DISTANCE stands for none.
struct alignas(64) TestRays {
    float origin_x[LIT_ROOM], origin_y[LIT_ROOM], origin_z[LIT_ROOM];
    float direction_x[LIT_ROOM], direction_y[LIT_ROOM], direction_z[LIT_ROOM];
    float inverse_x[LIT_ROOM], inverse_y[LIT_ROOM], inverse_z[LIT_ROOM];
    float shear_x[LIT_ROOM], shear_y[LIT_ROOM], shear_z[LIT_ROOM];
    float time[LIT_ROOM], distance[LIT_ROOM];
    uint axis[LIT_ROOM], origin_shape[LIT_ROOM], own_shape[LIT_ROOM], shape[LIT_ROOM];
};

/// Copies of shapes, since the compiler vectorises plain arrays but not look-ups in look-ups.
struct alignas(64) ShapeCopies {
    float origin_x[LIT_ROOM], origin_y[LIT_ROOM], origin_z[LIT_ROOM];
    float u_x[LIT_ROOM], u_y[LIT_ROOM], u_z[LIT_ROOM];
    float v_x[LIT_ROOM], v_y[LIT_ROOM], v_z[LIT_ROOM];
    float radius[LIT_ROOM];
    uint index[LIT_ROOM];
};

/// Paths that met a shape, sorted by the shape's kind: which path, where, and the surface there.
struct alignas(64) LitHits {
    int place[LIT_ROOM]{}; // in the pool
    float distance[LIT_ROOM];
    ShapeCopies shapes;
    float position_x[LIT_ROOM], position_y[LIT_ROOM], position_z[LIT_ROOM];
    float normal_x[LIT_ROOM], normal_y[LIT_ROOM], normal_z[LIT_ROOM];
    float origin_offset[LIT_ROOM];
    uint inside[LIT_ROOM];
};

/// Hits sorted by material, those that scatter first and in the order of the next pool: which hit, and the material.
struct alignas(64) LitScatters {
    int hit[LIT_ROOM]{}, place[LIT_ROOM]{}; // of LitHits, and LitHits::place there
    float color_x[LIT_ROOM], color_y[LIT_ROOM], color_z[LIT_ROOM], fuzz[LIT_ROOM], ior[LIT_ROOM];
    float u_x[LIT_ROOM], u_y[LIT_ROOM], u_z[LIT_ROOM], u_w[LIT_ROOM]; // numbers that choose a point of a light
};

/// Rays towards lights, sorted by the kinds of the light's shape and of the material that they start from.
struct alignas(64) LitShadows {
    int scatter[LIT_ROOM]{};                // of LitScatters, and place in the next pool
    int hit[LIT_ROOM]{}, place[LIT_ROOM]{}; // LitScatters::hit and LitScatters::place there
    ShapeCopies lights;
    float probability[LIT_ROOM];
    float emission_x[LIT_ROOM], emission_y[LIT_ROOM], emission_z[LIT_ROOM]; // on the lit side
    uint two_sided[LIT_ROOM];
    uint lit[LIT_ROOM]; // whether the ray meets that side
    float direction_x[LIT_ROOM], direction_y[LIT_ROOM], direction_z[LIT_ROOM];
    float weight_x[LIT_ROOM], weight_y[LIT_ROOM], weight_z[LIT_ROOM];
    uint pending[LIT_ROOM];
};

ALWAYS_INLINE shared::Ray ray_at(const LitPool& pool, int i) {
    return {{pool.origin_x[i], pool.origin_y[i], pool.origin_z[i]},
            pool.origin_shape[i],
            {pool.direction_x[i], pool.direction_y[i], pool.direction_z[i]},
            shared::NONE,
            pool.time[i]};
}

ALWAYS_INLINE shared::Path path_at(const LitPool& pool, int i) {
    return {ray_at(pool, i),
            pool.rays[i],
            {pool.throughput_x[i], pool.throughput_y[i], pool.throughput_z[i]},
            pool.done[i],
            {pool.radiance_x[i], pool.radiance_y[i], pool.radiance_z[i]},
            pool.density[i],
            shared::no_shadow(),
            0,
            vec3(0.0f),
            0,
            vec3(0.0f),
            0.0f,
            vec3(0.0f)};
}

ALWAYS_INLINE void put_path(LitPool& pool, int i, const shared::Path& path) {
    pool.origin_x[i] = path.ray.origin.x;
    pool.origin_y[i] = path.ray.origin.y;
    pool.origin_z[i] = path.ray.origin.z;
    pool.direction_x[i] = path.ray.direction.x;
    pool.direction_y[i] = path.ray.direction.y;
    pool.direction_z[i] = path.ray.direction.z;
    pool.throughput_x[i] = path.throughput.x;
    pool.throughput_y[i] = path.throughput.y;
    pool.throughput_z[i] = path.throughput.z;
    pool.radiance_x[i] = path.radiance.x;
    pool.radiance_y[i] = path.radiance.y;
    pool.radiance_z[i] = path.radiance.z;
    pool.density[i] = path.density;
    pool.time[i] = path.ray.time;
    pool.origin_shape[i] = path.ray.origin_shape;
    pool.rays[i] = path.rays;
    pool.done[i] = path.done;
}

/// Moves a path within the pool.
ALWAYS_INLINE void move_path(LitPool& pool, int to, int from) {
    put_path(pool, to, path_at(pool, from));
    pool.pixel[to] = pool.pixel[from];
    pool.sample_index[to] = pool.sample_index[from];
    pool.slot[to] = pool.slot[from];
}

ALWAYS_INLINE void put_shape(ShapeCopies& copies, int i, const shared::Shape& shape, uint index) {
    copies.origin_x[i] = shape.origin.x;
    copies.origin_y[i] = shape.origin.y;
    copies.origin_z[i] = shape.origin.z;
    copies.u_x[i] = shape.u.x;
    copies.u_y[i] = shape.u.y;
    copies.u_z[i] = shape.u.z;
    copies.v_x[i] = shape.v.x;
    copies.v_y[i] = shape.v.y;
    copies.v_z[i] = shape.v.z;
    copies.radius[i] = shape.radius;
    copies.index[i] = index;
}

template <uint KIND>
ALWAYS_INLINE shared::Shape shape_at(const ShapeCopies& copies, int i) {
    return {{copies.origin_x[i], copies.origin_y[i], copies.origin_z[i]},
            KIND,
            {copies.u_x[i], copies.u_y[i], copies.u_z[i]},
            copies.radius[i],
            {copies.v_x[i], copies.v_y[i], copies.v_z[i]},
            shared::NONE};
}

template <uint KIND>
ALWAYS_INLINE shared::Material material_at(const LitScatters& scatters, int i) {
    return {{scatters.color_x[i], scatters.color_y[i], scatters.color_z[i]},
            KIND,
            scatters.fuzz[i],
            scatters.ior[i],
            shared::NONE,
            shared::NONE};
}

ALWAYS_INLINE shared::Surface surface_at(const LitHits& hits, int h) {
    shared::Surface surface =
        shared::plain_surface({hits.position_x[h], hits.position_y[h], hits.position_z[h]}, hits.shapes.index[h],
                              {hits.normal_x[h], hits.normal_y[h], hits.normal_z[h]}, hits.inside[h]);
    surface.origin_offset = hits.origin_offset[h];
    return surface;
}

ALWAYS_INLINE shared::Space space_at(const TestRays& rays, int i, float tolerance) {
    return {{{rays.origin_x[i], rays.origin_y[i], rays.origin_z[i]},
             rays.origin_shape[i],
             {rays.direction_x[i], rays.direction_y[i], rays.direction_z[i]},
             shared::NONE,
             rays.time[i]},
            {rays.inverse_x[i], rays.inverse_y[i], rays.inverse_z[i]},
            1.0f,
            {rays.shear_x[i], rays.shear_y[i], rays.shear_z[i]},
            rays.axis[i],
            tolerance,
            shared::NONE};
}

} // namespace
} // namespace triptych
