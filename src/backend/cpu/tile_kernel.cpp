// The kernels in this build, and which of them this processor can run.
// SPDX-License-Identifier: MIT
#include "backend/cpu/tile_kernel.hpp"

#include "backend/cpu/reference_kernels.hpp"
#include "bvh/wide.hpp"

namespace triptych {

namespace {

/// A set of functions that draw and trace by a kernel of so many features.
template <int W>
struct Functions {
    RenderTile<W> render;
    TraceRays<W> trace;
};

/// Over trees of W lanes: many paths in flight in scenes of still spheres under a plain background, without Russian
/// roulette; else one path at a time.
template <int W, RenderTile<W> RENDER_STREAM, TraceRays<W> TRACE_STREAM, RenderTile<W> RENDER_BOOK,
          TraceRays<W> TRACE_BOOK, RenderTile<W> RENDER_PATH, TraceRays<W> TRACE_PATH>
class WideKernel final : public TileKernel {
public:
    void load(const PackedScene& scene) override {
        m_tree = build_wide_tree<W>(scene);
        m_scene = {scene.view(),          m_tree.nodes.data(),
                   m_tree.spheres.data(), m_tree.moving_spheres.data(),
                   m_tree.flats.data(),   m_tree.triangles.data(),
                   m_tree.outside.data(), static_cast<std::uint32_t>(m_tree.outside.size()),
                   m_tree.root,           m_tree.instance_roots.data()};
    }
    shared::Scene scene() const override { return m_scene.scene; }
    std::uint64_t render(const shared::Frame& frame, const Tile& tile, shared::FilmPixel* pixels) const override {
        return functions((frame.flags & shared::FRAME_ROULETTE) != 0).render(m_scene, frame, tile, pixels);
    }
    void trace(const shared::Ray* rays, shared::Hit* hits, std::uint32_t count) const override {
        functions(false).trace(m_scene, rays, hits, count);
    }
    const void* entry() const override { return reinterpret_cast<const void*>(functions(false).render); }
    static std::unique_ptr<TileKernel> make() { return std::make_unique<WideKernel>(); }

private:
    Functions<W> functions(bool plays_roulette) const {
        const std::uint32_t features = m_scene.scene.features;
        if (features == 0 && !plays_roulette) return {RENDER_STREAM, TRACE_STREAM};
        if ((features & ~shared::FEATURES_OF_BOOKS) == 0) return {RENDER_BOOK, TRACE_BOOK};
        return {RENDER_PATH, TRACE_PATH};
    }

    WideTree<W> m_tree;
    WideScene<W> m_scene{}; // over m_tree and the packed scene's own arrays
};

/// The plain reference: one path at a time over the two-wide trees.
class ReferenceKernel final : public TileKernel {
public:
    void load(const PackedScene& scene) override { m_scene = scene.view(); }
    shared::Scene scene() const override { return m_scene; }
    std::uint64_t render(const shared::Frame& frame, const Tile& tile, shared::FilmPixel* pixels) const override {
        return function()(m_scene, frame, tile, pixels);
    }
    void trace(const shared::Ray* rays, shared::Hit* hits, std::uint32_t count) const override {
        trace_full_reference(m_scene, rays, hits, count);
    }
    const void* entry() const override { return reinterpret_cast<const void*>(function()); }
    static std::unique_ptr<TileKernel> make() { return std::make_unique<ReferenceKernel>(); }

private:
    decltype(&render_full_reference) function() const {
        if (m_scene.features == 0) return render_plain_reference;
        if ((m_scene.features & ~shared::FEATURES_OF_BOOKS) == 0) return render_book_reference;
        return render_full_reference;
    }

    shared::Scene m_scene{};
};

} // namespace

std::vector<TileKernelKind> tile_kernels() {
    std::vector<TileKernelKind> kernels;
#if defined(TRIPTYCH_X86_KERNELS)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("bmi2")) {
        kernels.push_back(
            {"AVX-512, 16 lanes", WideKernel<16, render_stream_tile_16, trace_stream_rays_16, render_book_tile_16,
                                             trace_book_rays_16, render_path_tile_16, trace_path_rays_16>::make});
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) {
        kernels.push_back(
            {"AVX2, 8 lanes", WideKernel<8, render_stream_tile_8, trace_stream_rays_8, render_book_tile_8,
                                         trace_book_rays_8, render_path_tile_8, trace_path_rays_8>::make});
    }
#endif
    kernels.push_back({"4 lanes", WideKernel<4, render_stream_tile_4, trace_stream_rays_4, render_book_tile_4,
                                             trace_book_rays_4, render_path_tile_4, trace_path_rays_4>::make});
    kernels.push_back({"plain reference", ReferenceKernel::make});
    return kernels;
}

} // namespace triptych
