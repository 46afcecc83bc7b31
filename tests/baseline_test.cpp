// The baseline does the work that it is compared by: Embree with our sphere test draws our picture, bit for bit.
// SPDX-License-Identifier: MIT
#include "baseline/baseline.hpp"

#include "base/error.hpp"
#include "expect_error.hpp"
#include "load/load.hpp"
#include "rendering.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace triptych::test {
namespace {

/// Skipped, with the reason, in a build without Embree.
class Baseline : public testing::Test {
protected:
    void SetUp() override {
        try {
            m_user_geometry = open_baseline(BaselineKind::USER_GEOMETRY, {});
            m_sphere_points = open_baseline(BaselineKind::SPHERE_POINTS, {});
        } catch (const Error& error) {
            ASSERT_EQ(error.code(), ExitCode::NO_DEVICE) << error.what();
            GTEST_SKIP() << error.what();
        }
    }
    std::unique_ptr<Backend> m_user_geometry, m_sphere_points;
};

void expect_same_picture(Backend& backend, const PackedScene& scene, const RenderSettings& settings,
                         std::uint32_t spp) {
    const auto cpu = open_cpu();
    const Film expected = render(*cpu, scene, settings, {{0, spp}});
    EXPECT_EQ(render(backend, scene, settings, {{0, spp}}).hash(), expected.hash());
    EXPECT_EQ(backend.rays(), cpu->rays());
}

TEST_F(Baseline, UserGeometryDrawsTheFirstBooksScenes) {
    for (const char* name : {"three-spheres", "one-weekend"}) {
        SCOPED_TRACE(name);
        expect_same_picture(*m_user_geometry, packed_with_bvh(load_scene(name)), settings_of(64, 36), 8);
    }
}

TEST_F(Baseline, SaysWhichScenesItCannotTrace) {
    const PackedScene scene = packed_with_bvh(load_scene("cornell-box"));
    expect_error(ExitCode::NO_DEVICE, {"still spheres", "--baseline"}, [&] { m_user_geometry->load(scene); });
}

TEST_F(Baseline, UserGeometryNeedsNoTreeOfOurs) {
    expect_same_picture(*m_user_geometry, pack_scene(load_scene("three-spheres")), settings_of(40, 30), 4);
}

/// Spheres that lie in each other's place: only the rule for ties tells which is seen.
TEST_F(Baseline, UserGeometryBreaksTiesByTheDescription) {
    Scene scene = white_scene({0.0f, 0.0f, 12.0f}, vec3(0.0f));
    for (int i = 0; i < 60; i++) {
        const auto place = static_cast<float>(i * 7 % 10);
        const float gray = 0.1f + 0.013f * static_cast<float>(i);
        add_sphere(scene, {place - 4.5f, std::sin(place) * 2.0f, 0.0f}, 0.7f, lambertian(vec3(gray)));
    }
    expect_same_picture(*m_user_geometry, packed_with_bvh(scene), settings_of(64, 48), 4);
}

TEST_F(Baseline, AnEmptySceneIsAllBackground) {
    const PackedScene scene = packed_with_bvh(white_scene({0.0f, 0.0f, 1.0f}, vec3(0.0f)));
    expect_same_picture(*m_user_geometry, scene, settings_of(8, 8), 1);
    expect_same_picture(*m_sphere_points, scene, settings_of(8, 8), 1);
}

TEST_F(Baseline, SpherePointsDrawThePictureButForRounding) {
    const PackedScene scene = packed_with_bvh(load_scene("three-spheres"));
    const RenderSettings settings = settings_of(64, 36);
    const Image expected = render(*open_cpu(), scene, settings, {{0, 64}}).mean();
    const Image found = render(*m_sphere_points, scene, settings, {{0, 64}}).mean();
    double sum = 0.0, difference = 0.0;
    for (std::size_t i = 0; i < expected.rgb.size(); i++) {
        sum += static_cast<double>(expected.rgb[i]);
        difference += std::abs(static_cast<double>(expected.rgb[i]) - static_cast<double>(found.rgb[i]));
    }
    RecordProperty("relative_difference", std::to_string(difference / sum));
    EXPECT_LT(difference, 0.01 * sum);
}

} // namespace
} // namespace triptych::test
