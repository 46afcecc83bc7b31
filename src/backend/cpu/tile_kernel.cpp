// The kernels in this build, and which of them this processor can run.
// SPDX-License-Identifier: MIT
#include "backend/cpu/tile_kernel.hpp"

#include "backend/cpu/reference_kernel.hpp"
#include "bvh/wide.hpp"

namespace triptych {

namespace {

/// The two functions of a kernel over scenes of type S.
template <typename S>
struct Functions {
    std::uint64_t (*render)(const S& scene, const shared::Frame& frame, const Tile& tile, shared::FilmPixel* pixels);
    void (*trace)(const S& scene, const shared::Ray* rays, shared::Hit* hits, std::uint32_t count);
};

/// Whether a set of features holds all of `features`.
bool holds(std::uint32_t set, std::uint32_t features) { return (features & ~set) == 0; }

/// The options of the picture that the kernels with many paths in flight know, for plain and for lit scenes; pictures
/// with others are drawn path by path.
constexpr std::uint32_t STREAM_FLAGS = shared::FRAME_SOBOL | shared::FRAME_LIGHT_SAMPLING;
constexpr std::uint32_t LIT_FLAGS = STREAM_FLAGS | shared::FRAME_ROULETTE;

/// Over trees of W lanes: many paths in flight in plain and lit scenes; else one path at a time.
template <int W>
class WideKernel final : public TileKernel {
public:
    void load(const PackedScene& scene) override {
        m_tree = build_wide_tree<W>(scene);
        m_scene = {scene.view(),
                   m_tree.nodes.data(),
                   m_tree.spheres.data(),
                   m_tree.moving_spheres.data(),
                   m_tree.flats.data(),
                   m_tree.triangles.data(),
                   m_tree.outside.data(),
                   static_cast<std::uint32_t>(m_tree.outside.size()),
                   m_tree.root,
                   m_tree.instance_roots.data(),
                   static_cast<std::uint32_t>(scene.tags.size())};
    }
    void update(const PackedScene& scene, const SceneChange& change) override {
        if (change.nodes) return load(scene);
        m_scene.scene = scene.view();
    }
    shared::Scene scene() const override { return m_scene.scene; }
    std::uint64_t render(const shared::Frame& frame, const Tile& tile, shared::FilmPixel* pixels) const override {
        return functions(frame_features(frame), frame.flags).render(m_scene, frame, tile, pixels);
    }
    void trace(const shared::Ray* rays, shared::Hit* hits, std::uint32_t count) const override {
        functions(0, 0).trace(m_scene, rays, hits, count);
    }
    const void* entry() const override { return reinterpret_cast<const void*>(functions(0, 0).render); }
    static std::unique_ptr<TileKernel> make() { return std::make_unique<WideKernel>(); }

private:
    template <shared::uint FEATURES>
    static constexpr Functions<WideScene<W>> FUNCTIONS{WideFunctions<W, FEATURES>::render,
                                                       WideFunctions<W, FEATURES>::trace};

    /// Of the kernel for the scene and a frame of those features and flags.
    const Functions<WideScene<W>>& functions(std::uint32_t frame, std::uint32_t flags) const {
        const std::uint32_t features = m_scene.scene.features | frame;
        if ((flags & ~STREAM_FLAGS) == 0 && holds(shared::FEATURES_PLAIN, features))
            return FUNCTIONS<shared::FEATURES_PLAIN>;
        if ((flags & ~LIT_FLAGS) == 0 && holds(shared::FEATURES_LIT, features)) return FUNCTIONS<shared::FEATURES_LIT>;
        if (holds(shared::FEATURES_BASIC, features)) return FUNCTIONS<shared::FEATURES_BASIC>;
        if (holds(shared::FEATURES_COMMON, features)) return FUNCTIONS<shared::FEATURES_COMMON>;
        return FUNCTIONS<shared::FEATURES_COMPOSITE>;
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
        return functions(frame_features(frame)).render(m_scene, frame, tile, pixels);
    }
    void trace(const shared::Ray* rays, shared::Hit* hits, std::uint32_t count) const override {
        functions(0).trace(m_scene, rays, hits, count);
    }
    const void* entry() const override { return reinterpret_cast<const void*>(functions(0).render); }
    static std::unique_ptr<TileKernel> make() { return std::make_unique<ReferenceKernel>(); }

private:
    template <shared::uint FEATURES>
    static constexpr Functions<shared::Scene> FUNCTIONS{ReferenceFunctions<FEATURES>::render,
                                                        ReferenceFunctions<FEATURES>::trace};

    const Functions<shared::Scene>& functions(std::uint32_t frame) const {
        const std::uint32_t features = m_scene.features | frame;
        if (holds(shared::FEATURES_PLAIN, features)) return FUNCTIONS<shared::FEATURES_PLAIN>;
        if (holds(shared::FEATURES_BASIC, features)) return FUNCTIONS<shared::FEATURES_BASIC>;
        if (holds(shared::FEATURES_COMMON, features)) return FUNCTIONS<shared::FEATURES_COMMON>;
        return FUNCTIONS<shared::FEATURES_COMPOSITE>;
    }

    shared::Scene m_scene{};
};

} // namespace

std::vector<TileKernelKind> tile_kernels() {
    std::vector<TileKernelKind> kernels;
#if defined(TRIPTYCH_X86_KERNELS)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("bmi2")) {
        kernels.push_back({"AVX-512, 16 lanes", WideKernel<16>::make});
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2"))
        kernels.push_back({"AVX2, 8 lanes", WideKernel<8>::make});
#endif
    kernels.push_back({"4 lanes", WideKernel<4>::make});
    kernels.push_back({"plain reference", ReferenceKernel::make});
    return kernels;
}

} // namespace triptych
