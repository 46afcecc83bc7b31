// Directions towards a bright image around the scene: drawn with their density, and right in sum.
// SPDX-License-Identifier: MIT
#include "density.hpp"
#include "light.glsl"
#include "test_scenes.hpp"

#include <gtest/gtest.h>

namespace triptych::test {
namespace {

using shared::Random4;
using shared::random4;

constexpr double LEAST_P = 1e-4;

Random4 numbers(std::uint32_t i) { return random4(3, 8, i, 1); }

/// Directions by longitude and latitude as the image has them.
Chart panorama_chart(double turn) {
    return {[=](double u, double v) {
                const double longitude = 2.0 * M_PI * (u - 0.5 + turn);
                const double sine = std::sin(M_PI * v);
                return ChartPoint{{sine * std::cos(longitude), std::cos(M_PI * v), sine * std::sin(longitude)},
                                  2.0 * M_PI * M_PI * sine};
            },
            [=](Vec3d direction) -> std::optional<std::array<double, 2>> {
                double u = std::atan2(direction.z, direction.x) / (2.0 * M_PI) + 0.5 - turn;
                u -= std::floor(u);
                return std::array{u, std::acos(std::clamp(direction.y, -1.0, 1.0)) / M_PI};
            }};
}

/// Bright at one side, black at another.
Scene scene_in_panorama(float turn) {
    Scene scene = dark_scene();
    const std::uint32_t image = add_image(scene, 8, 6, [](std::uint32_t x, std::uint32_t y) {
        if (x >= 4) return vec3(0.0f);
        return x == 1 && y == 1 ? vec3(20.0f, 5.0f, 1.0f) : vec3(0.2f * static_cast<float>(x + y), 0.1f, 0.3f);
    });
    scene.background = make_panorama(image, {1.0f, 2.0f, 0.5f}, turn);
    return scene;
}

class Panorama : public testing::TestWithParam<float> {
protected:
    PackedScene m_packed = pack_scene(scene_in_panorama(GetParam()));
};

TEST_P(Panorama, IsDrawnWithItsDensity) {
    const shared::Scene scene = m_packed.view();
    const DensityCheck found = check_density(
        panorama_chart(static_cast<double>(GetParam())),
        [&](std::uint32_t i) -> std::optional<vec3> {
            return shared::sample_background(scene, numbers(i).x, numbers(i).y);
        },
        [&](vec3 direction) { return shared::background_density(scene, direction); });
    EXPECT_GT(found.p, LEAST_P);
    EXPECT_NEAR(found.integral, 1.0, 1e-3);
}

TEST_P(Panorama, IntegratesToWhatQuadratureFinds) {
    const shared::Scene scene = m_packed.view();
    const Chart chart = panorama_chart(static_cast<double>(GetParam()));
    constexpr std::uint32_t DRAWS = 400000;
    std::array<double, 3> sum{}, sum_of_squares{}, exact{};
    const auto add = [](std::array<double, 3>& to, vec3 value, double weight, int power) {
        to[0] += weight * std::pow(static_cast<double>(value.x), power);
        to[1] += weight * std::pow(static_cast<double>(value.y), power);
        to[2] += weight * std::pow(static_cast<double>(value.z), power);
    };
    for (std::uint32_t i = 0; i < DRAWS; i++) {
        const vec3 direction = shared::sample_background(scene, numbers(i).x, numbers(i).y);
        const vec3 share =
            (1.0f / shared::background_density(scene, direction)) * shared::background_radiance(scene, direction);
        add(sum, share, 1.0 / DRAWS, 1);
        add(sum_of_squares, share, 1.0 / DRAWS, 2);
    }
    // Where the density is 0 no draw can come, so the integral is over the rest.
    constexpr int STEPS = 600;
    for (int i = 0; i < STEPS; i++) {
        for (int j = 0; j < STEPS; j++) {
            const ChartPoint point = chart.at((i + 0.5) / STEPS, (j + 0.5) / STEPS);
            const vec3 direction = to_float(point.direction);
            if (shared::background_density(scene, direction) == 0.0f) continue;
            add(exact, shared::background_radiance(scene, direction), point.jacobian / (STEPS * STEPS), 1);
        }
    }
    for (std::size_t i = 0; i < 3; i++) {
        const double deviation = std::sqrt((sum_of_squares[i] - sum[i] * sum[i]) / DRAWS);
        EXPECT_NEAR(sum[i], exact[i], 4.0 * deviation + 1e-4 * exact[i]) << i;
        EXPECT_LT(deviation, 0.003 * exact[i]) << i; // the density follows what it is for
    }
}

INSTANTIATE_TEST_SUITE_P(Turns, Panorama, testing::Values(0.0f, 0.3f, -0.45f));

TEST(Panorama, BlackImageIsNoLight) {
    Scene scene = dark_scene();
    set_background(scene, 4, 2, [](std::uint32_t, std::uint32_t) { return vec3(0.0f); });
    const PackedScene packed = pack_scene(scene);
    EXPECT_EQ(packed.background_light, shared::NONE);
    EXPECT_EQ(packed.features & shared::FEATURE_LIGHTS, 0u);
}

} // namespace
} // namespace triptych::test
