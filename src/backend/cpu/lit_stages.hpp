// The stages of many paths in flight in lit scenes: plain loops over the shared functions, which the compiler turns
// into vector instructions. What loops would branch on, such as kinds of shapes, is known to the compiler. Included
// once for each instruction set, after its Lanes.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/lit_trace.hpp"

namespace triptych {
namespace {

/// Appends `count` camera rays to a pool that holds `first` paths.
template <uint CAMERA_FLAGS, bool MOVES, uint FLAGS>
[[gnu::noinline]] void begin_stage(const shared::Frame& frame_in, const Starts<LIT_ROOM>& __restrict starts,
                                   LitPool& __restrict pool, int first, int count) {
    shared::Frame frame = frame_in;
    frame.camera.flags = CAMERA_FLAGS;
    if (!MOVES) frame.camera.shutter_duration = 0.0f;
    frame.flags = FLAGS;
    for (int k = 0; k < whole_vectors(count); k++) {
        const int i = first + k;
        put_path(pool, i, shared::begin_path(frame, starts.x[k], starts.y[k], starts.sample_index[k]));
        pool.pixel[i] = shared::pixel_number(frame, starts.x[k], starts.y[k]);
        pool.sample_index[i] = starts.sample_index[k];
        pool.slot[i] = starts.slot[k];
    }
}

/// The radiance and pixels of the paths that left the scene, those in the first `count` of `places`.
template <uint KIND>
[[gnu::noinline]] void leave_stage(const shared::Scene& scene_in, const LitPool& __restrict pool,
                                   const int* __restrict places, LitPool& __restrict out, int count) {
    shared::Scene scene = scene_in;
    scene.background.kind = KIND;
    for (int k = 0; k < whole_vectors(count); k++) {
        const int i = places[k];
        const shared::Path path = shared::leave_scene(scene, shared::Frame{}, path_at(pool, i));
        out.radiance_x[k] = path.radiance.x;
        out.radiance_y[k] = path.radiance.y;
        out.radiance_z[k] = path.radiance.z;
        out.slot[k] = pool.slot[i];
    }
}

/// The surfaces of hits [from, to), all on shapes of one kind.
template <uint KIND>
[[gnu::noinline]] void surface_stage(const LitPool& __restrict pool, LitHits& __restrict hits, float tolerance,
                                     int from, int to) {
    for (int n = 0; n < whole_vectors(to - from); n++) {
        const int h = from + n;
        const shared::Shape shape = shape_at<KIND>(hits.shapes, h);
        const uint index = hits.shapes.index[h];
        const shared::Ray ray = ray_at(pool, hits.place[h]);
        shared::Surface surface;
        if (KIND == shared::SHAPE_SPHERE) {
            surface = shared::sphere_surface(shared::sphere_at(shape, ray.time), index, ray, hits.distance[h]);
        } else {
            const shared::Space space = shared::space_of(ray, 1.0f, tolerance, shared::NONE);
            surface = shared::flat_surface(shape, index, shared::intersect_flat(shape, space), ray.direction);
        }
        hits.position_x[h] = surface.position.x;
        hits.position_y[h] = surface.position.y;
        hits.position_z[h] = surface.position.z;
        hits.normal_x[h] = surface.normal.x;
        hits.normal_y[h] = surface.normal.y;
        hits.normal_z[h] = surface.normal.z;
        hits.inside[h] = surface.inside;
        hits.origin_offset[h] = surface.origin_offset;
    }
}

/// The numbers by which paths [0, count) of the next pool choose a point of a light.
template <uint FLAGS>
[[gnu::noinline]] void light_number_stage(const shared::Frame& frame_in, const LitPool& __restrict pool,
                                          LitScatters& __restrict scatters, int count) {
    shared::Frame frame = frame_in;
    frame.flags = FLAGS;
    for (int k = 0; k < whole_vectors(count); k++) {
        const int i = scatters.place[k];
        const uint group = shared::GROUPS_PER_RAY * (pool.rays[i] + 1u) + shared::GROUP_LIGHT;
        const shared::Random4 u = shared::sample_group(frame, pool.pixel[i], pool.sample_index[i], group);
        scatters.u_x[k] = u.x;
        scatters.u_y[k] = u.y;
        scatters.u_z[k] = u.z;
        scatters.u_w[k] = u.w;
    }
}

/// Rays [from, to) towards lights of one kind of shape, from surfaces of one material.
template <uint LIGHT_KIND, uint MATERIAL>
[[gnu::noinline]] void light_stage(const LitPool& __restrict pool, const LitHits& __restrict hits,
                                   const LitScatters& __restrict scatters, LitShadows& __restrict shadows, int from,
                                   int to) {
    for (int n = 0; n < whole_vectors(to - from); n++) {
        const int j = from + n;
        const int k = shadows.scatter[j];
        const int i = shadows.place[j];
        const shared::Surface surface = surface_at(hits, shadows.hit[j]);
        const shared::LightSample light = shared::sample_shape(
            shape_at<LIGHT_KIND>(shadows.lights, j), shadows.lights.index[j], shadows.probability[j], pool.time[i],
            surface.position, scatters.u_x[k], scatters.u_y[k]);
        const vec3 direction{pool.direction_x[i], pool.direction_y[i], pool.direction_z[i]};
        const shared::Evaluation evaluation =
            shared::evaluate_surface(material_at<MATERIAL>(scatters, k), direction, surface, light.direction);
        const shared::Path path = shared::begin_shadow_ray(path_at(pool, i), light, evaluation);
        const bool above = light.density > 0.0f && shared::dot3(light.direction, surface.normal) > 0.0f;
        shadows.direction_x[j] = light.direction.x;
        shadows.direction_y[j] = light.direction.y;
        shadows.direction_z[j] = light.direction.z;
        shadows.weight_x[j] = path.shadow.weight.x;
        shadows.weight_y[j] = path.shadow.weight.y;
        shadows.weight_z[j] = path.shadow.weight.z;
        shadows.pending[j] = above ? path.shadow.pending : 0u;
    }
}

/// The rays towards lights, which start where paths of the next pool do.
[[gnu::noinline]] void shadow_ray_stage(const LitPool& __restrict next, const LitShadows& __restrict shadows,
                                        TestRays& __restrict rays, int count) {
    for (int j = 0; j < whole_vectors(count); j++) {
        shared::Ray ray = ray_at(next, shadows.scatter[j]);
        ray.direction = vec3(shadows.direction_x[j], shadows.direction_y[j], shadows.direction_z[j]);
        put_ray(rays, j, ray);
    }
}

/// Where rays [from, to) meet their lights, all of one kind of shape: their hits so far, none where they are not
/// pending or pass by.
template <uint KIND>
[[gnu::noinline]] void target_stage(LitShadows& __restrict shadows, TestRays& __restrict rays, float tolerance,
                                    int from, int to) {
    for (int n = 0; n < whole_vectors(to - from); n++) {
        const int j = from + n;
        const shared::Shape shape = shape_at<KIND>(shadows.lights, j);
        const uint index = shadows.lights.index[j];
        const shared::Space space = space_at(rays, j, tolerance);
        const float distance = shared::intersect_shape(shape, index, space);
        uint inside;
        if (KIND == shared::SHAPE_SPHERE) {
            inside =
                shared::sphere_surface(shared::sphere_at(shape, space.ray.time), index, space.ray, distance).inside;
        } else {
            inside = shared::flat_surface(shape, index, {distance, 0.0f, 0.0f}, space.ray.direction).inside;
        }
        shadows.lit[j] = shadows.two_sided[j] != 0u || inside == 0u ? 1u : 0u;
        const bool met = shadows.pending[j] != 0u && distance < shared::NO_DISTANCE;
        rays.distance[j] = met ? distance : shared::NO_DISTANCE;
        rays.shape[j] = met ? index : shared::NONE;
    }
}

/// Scatters paths [from, to) of the next pool, which met one material.
template <uint KIND, uint FLAGS>
[[gnu::noinline]] void scatter_stage(const shared::Frame& frame_in, const LitPool& __restrict pool,
                                     const LitHits& __restrict hits, const LitScatters& __restrict scatters,
                                     LitPool& __restrict next, int from, int to) {
    shared::Frame frame = frame_in;
    frame.flags = FLAGS;
    for (int n = 0; n < whole_vectors(to - from); n++) {
        const int k = from + n;
        const int i = scatters.place[k];
        shared::Path path = path_at(pool, i);
        path.rays = path.rays + 1u;
        put_path(next, k,
                 shared::scatter_at_surface(frame, path, surface_at(hits, scatters.hit[k]),
                                            material_at<KIND>(scatters, k), pool.pixel[i], pool.sample_index[i]));
    }
    for (int n = 0; n < whole_vectors(to - from); n++) {
        const int k = from + n;
        const int i = scatters.place[k];
        next.pixel[k] = pool.pixel[i];
        next.sample_index[k] = pool.sample_index[i];
        next.slot[k] = pool.slot[i];
    }
}

/// Russian roulette for all paths of a pool that have come far enough.
template <uint FLAGS>
[[gnu::noinline]] void roulette_stage(const shared::Frame& frame_in, LitPool& __restrict pool, int count) {
    shared::Frame frame = frame_in;
    frame.flags = FLAGS;
    for (int i = 0; i < whole_vectors(count); i++) {
        shared::Path path;
        path.throughput = vec3(pool.throughput_x[i], pool.throughput_y[i], pool.throughput_z[i]);
        path.rays = pool.rays[i];
        path.done = 0u;
        path = shared::play_roulette(frame, path, pool.pixel[i], pool.sample_index[i]);
        const bool plays = pool.done[i] == 0u && pool.rays[i] >= shared::ROULETTE_FROM;
        pool.throughput_x[i] = plays ? path.throughput.x : pool.throughput_x[i];
        pool.throughput_y[i] = plays ? path.throughput.y : pool.throughput_y[i];
        pool.throughput_z[i] = plays ? path.throughput.z : pool.throughput_z[i];
        pool.done[i] = plays ? path.done : pool.done[i];
    }
}

} // namespace
} // namespace triptych
