// Scenes whose picture is known exactly: white furnaces, closed shells, and energy that must not appear.
// SPDX-License-Identifier: MIT
#include "rendering.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace triptych::test {
namespace {

struct Range {
    float low, high;
};

Range value_range(const Image& image) {
    const auto [low, high] = std::minmax_element(image.rgb.begin(), image.rgb.end());
    return {*low, *high};
}

Image picture(const Scene& scene, std::uint32_t max_depth = 50) {
    const auto cpu = open_cpu();
    return render(*cpu, packed_with_bvh(scene), settings_of(64, 64, 0, max_depth), {{0, 64}}).mean();
}

Scene one_sphere(const shared::Material& material) {
    Scene scene = white_scene({0.0f, 0.0f, 3.0f}, {0.0f, 0.0f, 0.0f});
    add_sphere(scene, vec3(0.0f), 1.0f, material);
    return scene;
}

TEST(Furnace, WhiteLambertianSphereCannotBeSeen) {
    const Range range = value_range(picture(one_sphere(lambertian(1.0f))));
    EXPECT_EQ(range.low, 1.0f);
    EXPECT_EQ(range.high, 1.0f);
}

TEST(Furnace, GreyConvexBodyScattersOnceExactly) {
    const Image image = picture(one_sphere(lambertian(0.5f)));
    EXPECT_EQ(image.rgb[(32 * 64 + 32) * 3], 0.5f); // the middle of the sphere
    EXPECT_EQ(image.rgb[0], 1.0f);                  // the corner beside it
}

TEST(Furnace, MirrorAndGlassCannotBeSeen) {
    const Range mirror = value_range(picture(one_sphere(metal(1.0f, 0.0f))));
    EXPECT_EQ(mirror.low, 1.0f);
    EXPECT_EQ(mirror.high, 1.0f);
    // Glass may keep a path inside beyond 50 scatterings only with Schlick's reflectance to the 49th power.
    const Range glassy = value_range(picture(one_sphere(glass(1.5f))));
    EXPECT_EQ(glassy.low, 1.0f);
    EXPECT_EQ(glassy.high, 1.0f);
}

TEST(Furnace, FuzzyMetalOnlyLosesEnergy) {
    const Image image = picture(one_sphere(metal(1.0f, 1.0f)));
    const Range range = value_range(image);
    EXPECT_LE(range.high, 1.0f);
    EXPECT_GT(range.low, 0.2f);
    // At normal incidence unit(mirror) + random unit vector never ends below the surface.
    EXPECT_GT(image.rgb[(32 * 64 + 32) * 3], 0.99f);
}

TEST(Furnace, ManyWhiteSpheresCannotBeSeenButForTheDepthLimit) {
    Scene scene = white_scene({0.0f, 2.0f, 6.0f}, {0.0f, 0.0f, 0.0f});
    for (int i = 0; i < 125; i++) {
        const vec3 center(static_cast<float>(i % 5) - 2.0f, static_cast<float>(i / 5 % 5) - 2.0f,
                          static_cast<float>(i / 25) - 2.0f);
        add_sphere(scene, center, 0.4f, lambertian(1.0f));
    }
    const Range range = value_range(picture(scene, 2000));
    EXPECT_EQ(range.low, 1.0f);
    EXPECT_EQ(range.high, 1.0f);
}

/// No light gets into a closed shell: a single sample that does is a ray that slipped through.
class ClosedShell : public testing::TestWithParam<float> {};

TEST_P(ClosedShell, LetsNoLightIn) {
    const float radius = GetParam();
    for (const shared::Material& material : {lambertian(1.0f), metal(1.0f, 0.3f)}) {
        Scene scene = white_scene({0.1f * radius, 0.2f * radius, 0.5f * radius}, {0.0f, 0.0f, 0.0f});
        add_sphere(scene, vec3(0.0f), radius, material);
        EXPECT_EQ(value_range(picture(scene)).high, 0.0f) << radius;
    }
}

TEST_P(ClosedShell, LetsNoLightThroughAnOpaqueBodySeenFromOutside) {
    const float radius = GetParam();
    Scene scene = white_scene({0.0f, 0.0f, 3.0f * radius}, {0.0f, 0.0f, 0.0f});
    add_sphere(scene, vec3(0.0f), radius, lambertian(0.0f));
    const Image image = picture(scene);
    EXPECT_EQ(image.rgb[(32 * 64 + 32) * 3], 0.0f);
}

INSTANTIATE_TEST_SUITE_P(Radii, ClosedShell, testing::Values(0.01f, 1.0f, 37.5f, 1000.0f, 1e6f));

TEST(Depth, APathThatHasScatteredMaxDepthTimesAddsNothing) {
    // A white sphere seen at depth 1 scatters once and may not go on; the background beside it needs no scattering.
    const Image image = picture(one_sphere(lambertian(1.0f)), 1);
    EXPECT_EQ(image.rgb[(32 * 64 + 32) * 3], 0.0f);
    EXPECT_EQ(image.rgb[0], 1.0f);
}

TEST(Background, GradientFollowsTheDirectionsHeight) {
    Scene scene = white_scene({0.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -1.0f});
    scene.background = {vec3(0.0f), shared::BACKGROUND_GRADIENT, vec3(1.0f, 2.0f, 4.0f), shared::NONE};
    const Image image = picture(scene);
    // The mean over rows that mirror each other about the horizon is half of the top's radiance.
    for (std::uint32_t channel = 0; channel < 3; channel++) {
        double sum = 0.0;
        for (std::size_t i = channel; i < image.rgb.size(); i += 3) sum += static_cast<double>(image.rgb[i]);
        EXPECT_NEAR(sum / (64.0 * 64.0), 0.5 * (1 << channel), 0.002 * (1 << channel));
    }
    EXPECT_GT(image.rgb[0], 0.6f);
    EXPECT_LT(image.rgb[image.rgb.size() - 3], 0.4f);
}

} // namespace
} // namespace triptych::test
