// A tile's paths through the stages; included once for each instruction set, after its Lanes.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/stream_stages.hpp"

namespace triptych {
namespace {

constexpr int KINDS = 4; // what a ray can meet: nothing, or one of three materials
constexpr int LEFT_SCENE = 3;

/// `FLAGS` are those of the frame that the stages depend on, known to the compiler so that no loop asks for them.
template <uint FLAGS>
class TileRenderer {
public:
    TileRenderer(const WideScene<W>& scene, const shared::Frame& frame, const Tile& tile, shared::FilmPixel* pixels)
        : m_scene(scene), m_frame(frame), m_pixels(pixels), m_samples(tile), m_spheres(scene.scene.spheres.data),
          m_tags(scene.scene.tags.data), m_materials(scene.scene.materials.data) {}

    std::uint64_t run() {
        Pool* in = &m_pools[0];
        Pool* out = &m_pools[1];
        std::uint64_t rays = 0;
        int count = refill(*in, 0);
        while (count > 0) {
            rays += static_cast<std::uint64_t>(count);
            trace(*in, count);
            finish(*in);
            count = scatter(*in, *out);
            count = drop_done(*out, count);
            count = refill(*out, count);
            Pool* other = in;
            in = out;
            out = other;
        }
        return rays;
    }

private:
    /// Fills the pool with new paths as long as the tile has any; returns how many paths it holds then.
    int refill(Pool& pool, int count) {
        const int added = m_samples.take(m_starts, POOL - count);
        switch (m_frame.camera.flags) {
        case 0: begin_stage<0, FLAGS>(m_frame, m_starts, pool, count, added); break;
        case 1: begin_stage<1, FLAGS>(m_frame, m_starts, pool, count, added); break;
        case 2: begin_stage<2, FLAGS>(m_frame, m_starts, pool, count, added); break;
        default: begin_stage<3, FLAGS>(m_frame, m_starts, pool, count, added);
        }
        return count + added;
    }

    /// Finds every path's nearest hit and queues the path by what it met.
    void trace(const Pool& pool, int count) {
        for (Queue& queue : m_queues) queue.count = 0;
        ray_stage(pool, m_rays, count);
        for (uint i = 0; i < m_scene.scene.flat_count; i++) {
            sphere_stage(m_spheres[i], i, m_tags[i].id, pool, m_rays, count);
        }
        for (int i = 0; i < count; i++) {
            const vec3 inverse{m_rays.inverse_x[i], m_rays.inverse_y[i], m_rays.inverse_z[i]};
            const shared::Space space{ray_at(pool, i), inverse, 1.0f, vec3(0.0f), 0, 0.0f, shared::NONE};
            const shared::Hit outside{m_rays.distance[i], m_rays.shape[i], shared::NONE};
            const shared::Hit hit = walk_spheres(m_scene, space, outside);
            if (hit.shape == shared::NONE) {
                Queue& left = m_queues[LEFT_SCENE];
                left.place[left.count++] = i;
                continue;
            }
            const shared::Material& material = m_materials[m_tags[hit.shape].material];
            const shared::Sphere& sphere = m_spheres[hit.shape];
            Queue& queue = m_queues[material.kind];
            const int k = queue.count++;
            queue.place[k] = i;
            queue.distance[k] = hit.distance;
            queue.shape[k] = hit.shape;
            queue.center_x[k] = sphere.center.x;
            queue.center_y[k] = sphere.center.y;
            queue.center_z[k] = sphere.center.z;
            queue.radius[k] = sphere.radius;
            queue.color_x[k] = material.color.x;
            queue.color_y[k] = material.color.y;
            queue.color_z[k] = material.color.z;
            queue.fuzz[k] = material.fuzz;
            queue.ior[k] = material.ior;
        }
    }

    /// Adds the samples of the paths that left the scene.
    void finish(const Pool& pool) {
        const Queue& queue = m_queues[LEFT_SCENE];
        if (m_scene.scene.background.kind == shared::BACKGROUND_CONSTANT) {
            leave_stage<shared::BACKGROUND_CONSTANT>(m_scene.scene, pool, queue, m_results);
        } else {
            leave_stage<shared::BACKGROUND_GRADIENT>(m_scene.scene, pool, queue, m_results);
        }
        for (int k = 0; k < queue.count; k++) add(m_results.slot[k], {m_results.x[k], m_results.y[k], m_results.z[k]});
    }

    /// Moves all paths that hit something to `out`; returns how many.
    int scatter(const Pool& in, Pool& out) {
        int count = 0;
        scatter_stage<shared::MATERIAL_LAMBERTIAN, FLAGS>(m_frame, in, m_queues[0], out, count);
        count += m_queues[0].count;
        scatter_stage<shared::MATERIAL_METAL, FLAGS>(m_frame, in, m_queues[1], out, count);
        count += m_queues[1].count;
        scatter_stage<shared::MATERIAL_DIELECTRIC, FLAGS>(m_frame, in, m_queues[2], out, count);
        return count + m_queues[2].count;
    }

    /// Takes out the paths that ended without light and moves the last ones into the gaps.
    int drop_done(Pool& pool, int count) {
        for (int i = 0; i < count;) {
            if (pool.done[i] == 0) {
                i++;
                continue;
            }
            add(pool.slot[i], vec3(0.0f));
            count--;
            put_path(pool, i, path_at(pool, count));
            pool.done[i] = pool.done[count];
            pool.pixel[i] = pool.pixel[count];
            pool.sample_index[i] = pool.sample_index[count];
            pool.slot[i] = pool.slot[count];
        }
        return count;
    }

    void add(uint slot, vec3 radiance) { m_pixels[slot] = shared::add_sample(m_pixels[slot], radiance); }

    const WideScene<W>& m_scene;
    const shared::Frame& m_frame;
    shared::FilmPixel* m_pixels;
    TileSamples m_samples; // of the next paths
    const shared::Sphere* m_spheres;
    const shared::ShapeTag* m_tags;
    const shared::Material* m_materials;
    Pool m_pools[2];
    Rays m_rays;
    Queue m_queues[KINDS];
    Starts<POOL> m_starts;
    Results m_results;
};

inline std::uint64_t render_tile(const WideScene<W>& scene, const shared::Frame& frame, const Tile& tile,
                                 shared::FilmPixel* pixels) {
    if ((frame.flags & shared::FRAME_SOBOL) != 0) {
        return TileRenderer<shared::FRAME_SOBOL>(scene, frame, tile, pixels).run();
    }
    return TileRenderer<0>(scene, frame, tile, pixels).run();
}

} // namespace
} // namespace triptych
