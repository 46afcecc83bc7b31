// Statistical truth: replicate renders against converged images of an independent program.
// SPDX-License-Identifier: MIT
#include "image/image_file.hpp"
#include "load/load.hpp"
#include "rendering.hpp"
#include "statistics.hpp"

#include <gtest/gtest.h>

#include <iostream>

namespace triptych::test {
namespace {

/// A reference, and how to render it so that each replicate's means are near normal, which the t statistic asks for.
struct ReferenceCase {
    const char* name;
    Integrator integrator;
    Sampler sampler;
    std::uint32_t replicates;
    std::uint32_t spp;
    std::uint32_t cell_side; // of the smallest squares that are compared
};

class Reference : public testing::TestWithParam<ReferenceCase> {
protected:
    void SetUp() override {
        const std::string base = std::string(TRIPTYCH_SOURCE_DIR "/tests/references/") + GetParam().name;
        m_scene = load_scene(base + ".json");
        const std::uint32_t spp = GetParam().name == std::string("one_weekend") ? 8192 : 16384; // see its README
        m_reference = {read_image(base + ".mean.pfm"), read_image(base + ".stderr.pfm"), spp};
        m_settings = settings_of(m_scene.width, m_scene.height, 0, m_scene.max_depth);
        m_settings.method.integrator = GetParam().integrator;
        m_settings.method.sampler = GetParam().sampler;
    }
    ReferenceAgreement agreement(const Scene& scene) {
        const auto cpu = open_cpu();
        const PackedScene packed = packed_with_bvh(scene);
        Replicates replicates{{}, GetParam().spp};
        for (std::uint32_t i = 0; i < GetParam().replicates; i++) {
            m_settings.seed = 1000 + i;
            replicates.images.push_back(render(*cpu, packed, m_settings, {{0, GetParam().spp}}).mean());
        }
        return compare_with_reference(replicates, m_reference, GetParam().cell_side);
    }
    Scene m_scene;
    ReferenceImage m_reference;
    RenderSettings m_settings;
};

std::string reference_name(const testing::TestParamInfo<ReferenceCase>& info) {
    return fmt::format("{}_{}_{}", info.param.name, info.param.integrator == Integrator::PATH ? "path" : "mis",
                       info.param.sampler == Sampler::SOBOL ? "sobol" : "independent");
}

TEST_P(Reference, AgreesWithTheIndependentProgram) {
    const ReferenceAgreement found = agreement(m_scene);
    std::cout << found.text() << "\n";
    EXPECT_TRUE(found.holds()) << found.text();
}

// Scenes without lights: both integrators draw the same picture. Cornell's plain path tracing finds its lamp by chance
// only, a few times in a hundred: means of 4x4 pixels would be too skewed at a price that a test can pay, so the
// smallest squares are 8x8 there.
constexpr ReferenceCase CASES[] = {
    {"one_weekend", Integrator::PATH, Sampler::INDEPENDENT, 16, 32, 4},
    {"one_weekend", Integrator::PATH_MIS, Sampler::SOBOL, 16, 32, 4},
    {"checkered_spheres", Integrator::PATH, Sampler::INDEPENDENT, 24, 16, 4},
    {"checkered_spheres", Integrator::PATH_MIS, Sampler::SOBOL, 24, 16, 4},
    {"quads", Integrator::PATH, Sampler::INDEPENDENT, 24, 16, 4},
    {"quads", Integrator::PATH_MIS, Sampler::SOBOL, 24, 16, 4},
    {"cornell_box", Integrator::PATH, Sampler::INDEPENDENT, 24, 32, 8},
    {"cornell_box", Integrator::PATH, Sampler::SOBOL, 24, 32, 8},
    {"cornell_box", Integrator::PATH_MIS, Sampler::INDEPENDENT, 24, 16, 4},
    {"cornell_box", Integrator::PATH_MIS, Sampler::SOBOL, 24, 16, 4},
    {"cornell_smoke", Integrator::PATH, Sampler::INDEPENDENT, 24, 32, 8},
    {"cornell_smoke", Integrator::PATH, Sampler::SOBOL, 24, 32, 8},
    {"cornell_smoke", Integrator::PATH_MIS, Sampler::INDEPENDENT, 24, 16, 4},
    {"cornell_smoke", Integrator::PATH_MIS, Sampler::SOBOL, 24, 16, 4},
};
INSTANTIATE_TEST_SUITE_P(Images, Reference, testing::ValuesIn(CASES), reference_name);

/// What the test above would notice.
class Sensitivity : public Reference {};

TEST_P(Sensitivity, NoticesOnePercentOfAlbedo) {
    Scene scene = m_scene;
    for (MaterialDescription& description : scene.materials) {
        if (description.material.kind == shared::MATERIAL_LIGHT) continue;
        description.material.color = 0.99f * description.material.color;
    }
    for (TextureDescription& description : scene.textures) {
        description.texture.a = 0.99f * description.texture.a;
        description.texture.b = 0.99f * description.texture.b;
    }
    for (MediumDescription& medium : scene.media) medium.albedo = 0.99f * medium.albedo;
    const ReferenceAgreement found = agreement(scene);
    std::cout << found.text() << "\n";
    EXPECT_FALSE(found.holds()) << found.text();
}

constexpr ReferenceCase SENSITIVE_CASES[] = {
    {"one_weekend", Integrator::PATH_MIS, Sampler::SOBOL, 16, 16, 4},
    {"checkered_spheres", Integrator::PATH_MIS, Sampler::SOBOL, 16, 8, 4},
    {"quads", Integrator::PATH_MIS, Sampler::SOBOL, 16, 8, 4},
    {"cornell_box", Integrator::PATH_MIS, Sampler::SOBOL, 16, 8, 4},
    {"cornell_smoke", Integrator::PATH_MIS, Sampler::SOBOL, 16, 8, 4},
};
INSTANTIATE_TEST_SUITE_P(Images, Sensitivity, testing::ValuesIn(SENSITIVE_CASES), reference_name);

TEST(Integrators, DifferOnlyWhereThereAreLights) {
    const Scene scene = load_scene(TRIPTYCH_SOURCE_DIR "/tests/references/quads.json");
    const auto cpu = open_cpu();
    RenderSettings settings = settings_of(80, 80);
    const std::string with_light_sampling = render(*cpu, packed_with_bvh(scene), settings, {{0, 4}}).hash();
    settings.method.integrator = Integrator::PATH;
    EXPECT_EQ(render(*cpu, packed_with_bvh(scene), settings, {{0, 4}}).hash(), with_light_sampling);
}

TEST(Statistics, StudentAndChiSquaredTailsMatchTables) {
    EXPECT_NEAR(student_two_sided(2.131, 15.0), 0.05, 2e-4);
    EXPECT_NEAR(student_two_sided(4.073, 15.0), 0.001, 1e-5);
    EXPECT_NEAR(student_two_sided(2.000, 60.0), 0.05, 1e-4);
    EXPECT_NEAR(student_two_sided(1.969, 255.0), 0.05, 1e-4);
    EXPECT_NEAR(chi_squared_tail(124.34, 100.0), 0.05, 1e-3);
}

TEST(Statistics, ChiSquaredSeesTheImpossibleAndPoolsTheRare) {
    EXPECT_GT(chi_squared_p_value({100.0, 205.0, 0.0}, {103.0, 202.0, 0.0}), 0.5);
    EXPECT_LT(chi_squared_p_value({100.0, 300.0}, {200.0, 200.0}), 1e-6);
    EXPECT_EQ(chi_squared_p_value({100.0, 200.0, 40.0}, {100.0, 200.0, 0.0}), 0.0);
}

} // namespace
} // namespace triptych::test
