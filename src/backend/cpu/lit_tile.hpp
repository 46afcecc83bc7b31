// A tile's paths through the stages, in lit scenes; included once for each instruction set, after its Lanes.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/lit_stages.hpp"

namespace triptych {
namespace {

/// `FLAGS` are those of the frame that random numbers depend on, known to the compiler so that no loop asks for them.
template <uint FLAGS>
class LitTile {
public:
    LitTile(const WideScene<W>& wide, const shared::Frame& frame, const Tile& tile, shared::FilmPixel* pixels)
        : m_wide(wide), m_scene(wide.scene), m_frame(frame), m_pixels(pixels), m_samples(tile),
          m_looped(wide.shape_count <= FEW_SHAPES ? wide.shape_count : wide.scene.flat_count),
          m_walks(m_looped < wide.shape_count) {}

    std::uint64_t run() {
        LitPool* in = &m_pools[0];
        LitPool* out = &m_pools[1];
        std::uint64_t rays = 0;
        int count = refill(*in, 0);
        while (count > 0) {
            rays += static_cast<std::uint64_t>(count);
            trace(*in, count);
            sort(*in, *out, count);
            const int going_on = scatter(*in, *out);
            if (shared::samples_lights(m_frame) && m_scene.light_count > 0) rays += look_at_lights(*in, *out);
            if ((m_frame.flags & shared::FRAME_ROULETTE) != 0) roulette_stage<FLAGS>(m_frame, *out, going_on);
            count = refill(*out, drop_done(*out, going_on));
            LitPool* other = in;
            in = out;
            out = other;
        }
        return rays;
    }

private:
    /// Fills the pool with new paths as long as the tile has any; returns how many paths it holds then.
    int refill(LitPool& pool, int count) {
        const int added = m_samples.take(m_starts, LIT_POOL - count);
        if (m_frame.camera.shutter_duration > 0.0f) {
            begin<true>(pool, count, added);
        } else {
            begin<false>(pool, count, added);
        }
        return count + added;
    }

    template <bool MOVES>
    void begin(LitPool& pool, int first, int count) {
        switch (m_frame.camera.flags) {
        case 0: begin_stage<0, MOVES, FLAGS>(m_frame, m_starts, pool, first, count); break;
        case 1: begin_stage<1, MOVES, FLAGS>(m_frame, m_starts, pool, first, count); break;
        case 2: begin_stage<2, MOVES, FLAGS>(m_frame, m_starts, pool, first, count); break;
        case 3: begin_stage<3, MOVES, FLAGS>(m_frame, m_starts, pool, first, count); break;
        }
    }

    /// Finds every path's nearest hit.
    void trace(const LitPool& pool, int count) {
        ray_stage(pool, m_rays, count);
        shapes_stage(m_scene, m_looped, m_rays, count);
        if (!m_walks) return;
        for (int i = 0; i < count; i++) {
            const shared::Hit hit = walk_tree(m_wide, m_rays, i, false);
            m_rays.distance[i] = hit.distance;
            m_rays.shape[i] = hit.shape;
        }
    }

    /// Ends the paths that left the scene or met a light, and sorts the others by what they met. `spare` is written to.
    void sort(LitPool& pool, LitPool& spare, int count) {
        int counts[SHAPE_KINDS + 1] = {};
        for (int i = 0; i < count; i++) {
            const uint shape = m_rays.shape[i];
            const uint kind = shape == shared::NONE ? SHAPE_KINDS : kind_of(shape);
            m_places[kind][counts[kind]++] = i;
        }
        leave(pool, spare, m_places[SHAPE_KINDS], counts[SHAPE_KINDS]);
        int ends[SHAPE_KINDS];
        int h = 0;
        for (uint kind = 0; kind < SHAPE_KINDS; kind++) {
            for (int n = 0; n < counts[kind]; n++, h++) {
                const int i = m_places[kind][n];
                m_hits.place[h] = i;
                m_hits.distance[h] = m_rays.distance[i];
                put_shape(m_hits.shapes, h, shared::read_shape(m_scene, m_rays.shape[i]), m_rays.shape[i]);
            }
            ends[kind] = h;
        }
        const float tolerance = m_scene.tolerance;
        surface_stage<shared::SHAPE_SPHERE>(pool, m_hits, tolerance, 0, ends[0]);
        surface_stage<shared::SHAPE_QUAD>(pool, m_hits, tolerance, ends[0], ends[1]);
        surface_stage<shared::SHAPE_TRIANGLE>(pool, m_hits, tolerance, ends[1], ends[2]);
        surface_stage<shared::SHAPE_DISK>(pool, m_hits, tolerance, ends[2], ends[3]);

        int hits[MATERIAL_KINDS][LIT_POOL];
        for (int& material : m_counts) material = 0;
        for (int n = 0; n < h; n++) {
            const uint kind = material_of(m_hits.shapes.index[n]).kind;
            hits[kind][m_counts[kind]++] = n;
        }
        int k = 0;
        for (uint kind = shared::MATERIAL_LAMBERTIAN; kind <= shared::MATERIAL_DIELECTRIC; kind++) {
            for (int n = 0; n < m_counts[kind]; n++, k++) {
                const int hit = hits[kind][n];
                const shared::Material& material = material_of(m_hits.shapes.index[hit]);
                m_scatters.hit[k] = hit;
                m_scatters.place[k] = m_hits.place[hit];
                m_scatters.color_x[k] = material.color.x;
                m_scatters.color_y[k] = material.color.y;
                m_scatters.color_z[k] = material.color.z;
                m_scatters.fuzz[k] = material.fuzz;
                m_scatters.ior[k] = material.ior;
            }
        }
        for (uint kind = shared::MATERIAL_LIGHT; kind <= shared::MATERIAL_ONE_SIDED_LIGHT; kind++) {
            for (int n = 0; n < m_counts[kind]; n++) meet_light(pool, hits[kind][n]);
        }
    }

    uint kind_of(uint shape) const { return shared::read_shape(m_scene, shape).kind; }

    const shared::Material& material_of(uint shape) const {
        return m_scene.materials.data[m_scene.tags.data[shape].material];
    }

    /// Adds the samples of the paths that left the scene.
    void leave(const LitPool& pool, LitPool& spare, const int* places, int count) {
        if (m_scene.background.kind == shared::BACKGROUND_CONSTANT) {
            leave_stage<shared::BACKGROUND_CONSTANT>(m_scene, pool, places, spare, count);
        } else {
            leave_stage<shared::BACKGROUND_GRADIENT>(m_scene, pool, places, spare, count);
        }
        for (int k = 0; k < count; k++) add(spare, k);
    }

    /// Adds the sample of a path that met a light, which absorbs it.
    void meet_light(LitPool& pool, int h) {
        const int i = m_hits.place[h];
        const shared::Surface surface = surface_at(m_hits, h);
        const shared::Path path = shared::gather_emission(m_scene, m_frame, path_at(pool, i), surface,
                                                          material_of(surface.shape), m_hits.distance[h]);
        pool.radiance_x[i] = path.radiance.x;
        pool.radiance_y[i] = path.radiance.y;
        pool.radiance_z[i] = path.radiance.z;
        add(pool, i);
    }

    /// Moves all paths that go on to `out`; returns how many.
    int scatter(const LitPool& in, LitPool& out) {
        const int metal = m_counts[0];
        const int glass = metal + m_counts[1];
        const int end = glass + m_counts[2];
        scatter_stage<shared::MATERIAL_LAMBERTIAN, FLAGS>(m_frame, in, m_hits, m_scatters, out, 0, metal);
        scatter_stage<shared::MATERIAL_METAL, FLAGS>(m_frame, in, m_hits, m_scatters, out, metal, glass);
        scatter_stage<shared::MATERIAL_DIELECTRIC, FLAGS>(m_frame, in, m_hits, m_scatters, out, glass, end);
        return end;
    }

    /// Adds light to the paths in `out`, which have scattered at the hits of `in`; returns the rays traced.
    std::uint64_t look_at_lights(const LitPool& in, LitPool& out) {
        const int metal = m_counts[0];
        const int end = metal + m_counts[1];
        light_number_stage<FLAGS>(m_frame, in, m_scatters, end);
        choose_lights(in, metal, end);
        const float tolerance = m_scene.tolerance;
        const auto aim = [&]<uint KIND>() {
            const int first = m_first[KIND][0];
            const int middle = m_first[KIND][1];
            const int last = m_first[KIND + 1][0];
            light_stage<KIND, shared::MATERIAL_LAMBERTIAN>(in, m_hits, m_scatters, m_shadows, first, middle);
            light_stage<KIND, shared::MATERIAL_METAL>(in, m_hits, m_scatters, m_shadows, middle, last);
        };
        aim.template operator()<shared::SHAPE_SPHERE>();
        aim.template operator()<shared::SHAPE_QUAD>();
        aim.template operator()<shared::SHAPE_TRIANGLE>();
        aim.template operator()<shared::SHAPE_DISK>();
        const int count = m_first[SHAPE_KINDS][0];
        shadow_ray_stage(out, m_shadows, m_rays, count);
        const auto meet = [&]<uint KIND>() {
            target_stage<KIND>(m_shadows, m_rays, tolerance, m_first[KIND][0], m_first[KIND + 1][0]);
        };
        meet.template operator()<shared::SHAPE_SPHERE>();
        meet.template operator()<shared::SHAPE_QUAD>();
        meet.template operator()<shared::SHAPE_TRIANGLE>();
        meet.template operator()<shared::SHAPE_DISK>();
        shapes_stage(m_scene, m_looped, m_rays, count);
        std::uint64_t rays = 0;
        for (int j = 0; j < count; j++) {
            rays += m_shadows.pending[j];
            if (m_rays.shape[j] != m_shadows.lights.index[j]) continue;
            if (m_walks && walk_tree(m_wide, m_rays, j, true).shape != m_shadows.lights.index[j]) continue;
            const int k = m_shadows.scatter[j];
            const bool lit = m_shadows.lit[j] != 0;
            out.radiance_x[k] = out.radiance_x[k] + m_shadows.weight_x[j] * (lit ? m_shadows.emission_x[j] : 0.0f);
            out.radiance_y[k] = out.radiance_y[k] + m_shadows.weight_y[j] * (lit ? m_shadows.emission_y[j] : 0.0f);
            out.radiance_z[k] = out.radiance_z[k] + m_shadows.weight_z[j] * (lit ? m_shadows.emission_z[j] : 0.0f);
        }
        return rays;
    }

    /// Chooses a light for each of the paths [0, end) of the next pool that looks for one, those from `metal` on having
    /// met metal, and sorts them.
    void choose_lights(const LitPool& in, int metal, int end) {
        int scatters[2 * SHAPE_KINDS][LIT_POOL];
        uint lights[2 * SHAPE_KINDS][LIT_POOL];
        int counts[2 * SHAPE_KINDS] = {};
        for (int k = 0; k < end; k++) {
            if (in.rays[m_scatters.place[k]] + 1u >= m_frame.max_depth) continue;
            const uint is_metal = k < metal ? 0 : 1;
            if (is_metal != 0 && m_scatters.fuzz[k] < shared::METAL_MIN_FUZZ) continue;
            const uint light = shared::choose_light(m_scene, m_scene.light_count, m_scatters.u_z[k], m_scatters.u_w[k]);
            const uint kind = 2 * kind_of(m_scene.lights.data[light].shape) + is_metal;
            scatters[kind][counts[kind]] = k;
            lights[kind][counts[kind]++] = light;
        }
        int j = 0;
        for (uint kind = 0; kind < 2 * SHAPE_KINDS; kind++) {
            m_first[kind / 2][kind % 2] = j;
            for (int n = 0; n < counts[kind]; n++, j++) {
                const int k = scatters[kind][n];
                const shared::Light& light = m_scene.lights.data[lights[kind][n]];
                const shared::Material& material = material_of(light.shape);
                m_shadows.scatter[j] = k;
                m_shadows.hit[j] = m_scatters.hit[k];
                m_shadows.place[j] = m_scatters.place[k];
                put_shape(m_shadows.lights, j, shared::read_shape(m_scene, light.shape), light.shape);
                m_shadows.probability[j] = light.probability;
                m_shadows.emission_x[j] = material.color.x;
                m_shadows.emission_y[j] = material.color.y;
                m_shadows.emission_z[j] = material.color.z;
                m_shadows.two_sided[j] = material.kind == shared::MATERIAL_LIGHT ? 1u : 0u;
            }
        }
        m_first[SHAPE_KINDS][0] = j;
    }

    /// Adds the samples of paths that ended, and moves the last ones into the gaps; returns how many paths are left.
    int drop_done(LitPool& pool, int count) {
        for (int i = 0; i < count;) {
            if (pool.done[i] == 0) {
                i++;
                continue;
            }
            add(pool, i);
            move_path(pool, i, --count);
        }
        return count;
    }

    /// Adds a path's radiance to its pixel.
    void add(const LitPool& pool, int i) {
        shared::FilmPixel& pixel = m_pixels[pool.slot[i]];
        pixel = shared::add_sample(pixel, {pool.radiance_x[i], pool.radiance_y[i], pool.radiance_z[i]});
    }

    const WideScene<W>& m_wide;
    const shared::Scene& m_scene;
    const shared::Frame& m_frame;
    shared::FilmPixel* m_pixels;
    TileSamples m_samples; // of the next paths
    const uint m_looped;   // shapes that all rays are tested against
    const bool m_walks;    // others stand in the tree
    int m_counts[MATERIAL_KINDS];
    int m_first[SHAPE_KINDS + 1][2]; // of the rays towards lights, by kind of light, where they start from metal or not
    LitPool m_pools[2];
    TestRays m_rays;
    LitHits m_hits;
    LitScatters m_scatters;
    LitShadows m_shadows;
    Starts<LIT_ROOM> m_starts;
    int m_places[SHAPE_KINDS + 1]
                [LIT_ROOM]{}; // of paths, by the kind of shape that they met, and of those that met none
};

inline std::uint64_t render_tile(const WideScene<W>& scene, const shared::Frame& frame, const Tile& tile,
                                 shared::FilmPixel* pixels) {
    if ((frame.flags & shared::FRAME_SOBOL) != 0) {
        return LitTile<shared::FRAME_SOBOL>(scene, frame, tile, pixels).run();
    }
    return LitTile<0>(scene, frame, tile, pixels).run();
}

} // namespace
} // namespace triptych
