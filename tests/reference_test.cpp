// Statistical truth: replicate renders against converged images of an independent program.
// SPDX-License-Identifier: MIT
#include "film/image_file.hpp"
#include "rendering.hpp"
#include "scene/load.hpp"
#include "statistics.hpp"

#include <gtest/gtest.h>

namespace triptych::test {
namespace {

// Few replicates of many samples: their means must be near normal for the t statistic, even where light is rare.
constexpr std::uint32_t REPLICATES = 16;
constexpr std::uint32_t SPP = 64;

std::vector<Image> replicates(const PackedScene& scene, const RenderSettings& settings) {
    const auto cpu = open_cpu();
    std::vector<Image> images;
    for (std::uint32_t i = 0; i < REPLICATES; i++) {
        RenderSettings seeded = settings;
        seeded.seed = 1000 + i;
        images.push_back(render(*cpu, scene, seeded, {{0, SPP}}).mean());
    }
    return images;
}

class Reference : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        const std::string base = std::string(TRIPTYCH_SOURCE_DIR "/tests/references/") + GetParam();
        m_scene = load_scene(base + ".json");
        m_mean = read_image(base + ".mean.pfm");
        m_standard_error = read_image(base + ".stderr.pfm");
        m_settings = settings_of(m_scene.width, m_scene.height, 0, m_scene.max_depth);
    }
    ReferenceAgreement agreement(const Scene& scene) {
        return compare_with_reference(replicates(packed_with_bvh(scene), m_settings), m_mean, m_standard_error);
    }
    Scene m_scene;
    Image m_mean, m_standard_error;
    RenderSettings m_settings;
};

TEST_P(Reference, AgreesWithTheIndependentProgram) {
    const ReferenceAgreement found = agreement(m_scene);
    EXPECT_TRUE(found.holds()) << found.text();
}

TEST_P(Reference, NoticesOnePercentOfAlbedo) {
    for (const float factor : {0.99f, 1.01f}) {
        Scene scene = m_scene;
        for (MaterialDescription& description : scene.materials) {
            description.material.albedo = factor * description.material.albedo;
        }
        const ReferenceAgreement found = agreement(scene);
        std::cout << found.text() << "\n";
        EXPECT_FALSE(found.holds()) << "albedo times " << factor << ": " << found.text();
    }
}

INSTANTIATE_TEST_SUITE_P(Images, Reference, testing::Values("one_weekend"));

TEST(Statistics, StudentAndChiSquaredTailsMatchTables) {
    EXPECT_NEAR(student_two_sided(2.131, 15.0), 0.05, 2e-4);
    EXPECT_NEAR(student_two_sided(4.073, 15.0), 0.001, 1e-5);
    EXPECT_NEAR(student_two_sided(2.000, 60.0), 0.05, 1e-4);
    EXPECT_NEAR(chi_squared_tail(124.34, 100.0), 0.05, 1e-3);
}

} // namespace
} // namespace triptych::test
