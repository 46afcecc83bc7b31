// The known picture's stored hash against the CPU, and that the picture shows what it is there for.
// SPDX-License-Identifier: MIT
#include "backend/known_picture.hpp"

#include "rendering.hpp"

namespace triptych::test {
namespace {

/// Passes everything on to the CPU, and keeps what it saw.
class Watched final : public Backend {
public:
    DeviceInfo device() const override { return m_cpu->device(); }
    void load(const PackedScene& scene) override {
        features = scene.features;
        nodes = scene.nodes.size();
        m_cpu->load(scene);
    }
    void begin(const shared::Frame& frame) override { m_cpu->begin(frame); }
    void render(SampleRange samples, const Progress& progress) override { m_cpu->render(samples, progress); }
    void read(Film& film) const override {
        m_cpu->read(film);
        drawn = film;
    }
    double last_render_seconds() const override { return 0.0; }
    std::uint64_t rays() const override { return m_cpu->rays(); }
    double compile_seconds() const override { return 0.0; }
    void probe(shared::uint, std::span<const shared::ProbeInput>, std::span<shared::ProbeOutput>) override {}
    std::vector<KernelReport> inspect() const override { return {}; }

    std::uint32_t features = 0;
    std::size_t nodes = 0;
    mutable Film drawn;

private:
    std::unique_ptr<Backend> m_cpu = open_cpu();
};

TEST(KnownPicture, IsWhatEveryKernelOfTheProcessorDraws) {
    for (const DeviceInfo& device : list_devices({})) {
        if (device.backend != "cpu") continue;
        EXPECT_EQ(draw_known_picture(*open_device(device, {})), KNOWN_PICTURE_HASH) << device.name;
    }
}

TEST(KnownPicture, PassesThroughMostOfTheKernel) {
    Watched backend;
    draw_known_picture(backend);
    const std::uint32_t wanted = shared::FEATURE_SHAPES | shared::FEATURE_INSTANCES | shared::FEATURE_TEXTURES |
                                 shared::FEATURE_EMISSION | shared::FEATURE_LIGHTS | shared::FEATURE_MEDIA |
                                 shared::FEATURE_LIGHT_TREE;
    EXPECT_EQ(backend.features, wanted);
    EXPECT_GT(backend.nodes, 16u);
    EXPECT_EQ(backend.drawn.invalid_samples(), 0u);
    EXPECT_EQ(backend.drawn.samples(), 32u * 24 * 4);
    EXPECT_GT(backend.rays(), 5 * backend.drawn.samples()); // paths that go on, and look towards lamps
}

} // namespace
} // namespace triptych::test
