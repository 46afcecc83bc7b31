// Materials and phase functions: what they sample has the density that they state, and weights go with values.
// SPDX-License-Identifier: MIT
#include "density.hpp"
#include "material.glsl"
#include "materials/phase.glsl"
#include "scene/kinds_material.hpp"

#include <gtest/gtest.h>

namespace triptych::test {
namespace {

using shared::Material;
using shared::Random4;
using shared::random4;
using shared::Scatter;

constexpr double LEAST_P = 1e-4;

Random4 numbers(std::uint32_t i) { return random4(11, 5, i, 2); }

Material of_kind(std::uint32_t kind, vec3 color, float fuzz) {
    return {color, kind, fuzz, 1.0f, shared::NONE, shared::NONE};
}

/// The direction of a scattering that goes on.
std::optional<vec3> going_on(const Scatter& scatter) {
    return scatter.event == shared::SCATTER_ABSORBED ? std::nullopt : std::optional(scatter.direction);
}

TEST(Lambertian, FollowsItsDensity) {
    for (const vec3 normal : {vec3(0.0f, 1.0f, 0.0f), vec3(0.0f, 0.0f, -1.0f), shared::unit({0.3f, -0.5f, 0.8f})}) {
        const Material white = of_kind(shared::MATERIAL_LAMBERTIAN, vec3(1.0f), 0.0f);
        const DensityCheck found = check_density(
            cap_chart(to_double(normal)),
            [&](std::uint32_t i) { return going_on(shared::scatter_lambertian(white, normal, numbers(i))); },
            [&](vec3 direction) { return shared::evaluate_lambertian(white, normal, direction).density; });
        EXPECT_GT(found.p, LEAST_P);
        EXPECT_NEAR(found.integral, 1.0, 1e-3);
    }
}

TEST(Lambertian, IsReciprocal) {
    // f(in, out) = value / cosine of out must not change when light goes the other way.
    const vec3 normal = shared::unit({0.2f, 0.9f, -0.4f});
    const Material material = of_kind(shared::MATERIAL_LAMBERTIAN, {0.2f, 0.5f, 0.9f}, 0.0f);
    const Axes axes(to_double(normal));
    for (std::uint32_t i = 0; i < 1000; i++) {
        const Random4 u = numbers(i);
        const vec3 a = to_float(axes.direction(0.05 + 0.95 * static_cast<double>(u.x), static_cast<double>(u.y)));
        const vec3 b = to_float(axes.direction(0.05 + 0.95 * static_cast<double>(u.z), static_cast<double>(u.w)));
        const vec3 forth = shared::evaluate_material(material, -a, normal, b).value;
        const vec3 back = shared::evaluate_material(material, -b, normal, a).value;
        EXPECT_NEAR(forth.x / shared::dot3(b, normal), back.x / shared::dot3(a, normal), 1e-6f);
        EXPECT_NEAR(forth.z / shared::dot3(b, normal), back.z / shared::dot3(a, normal), 1e-6f);
    }
}

struct FuzzyMetal {
    float fuzz;
    float cosine; // of incidence
};

class Metal : public testing::TestWithParam<FuzzyMetal> {
protected:
    vec3 m_normal = shared::unit({0.1f, 0.7f, 0.6f});
    vec3 m_direction = incoming(m_normal, GetParam().cosine);
    vec3 m_mirrored = shared::unit(shared::reflect3(m_direction, m_normal));
    Material m_material = of_kind(shared::MATERIAL_METAL, {0.9f, 0.6f, 0.3f}, GetParam().fuzz);

    static vec3 incoming(vec3 normal, float cosine) {
        return to_float(-Axes(to_double(normal)).direction(static_cast<double>(cosine), 0.3));
    }
};

/// Directions up to the lobe's edge, where sin(angle) = fuzz * sin(a * pi / 2): the density is singular at the edge,
/// but not in this chart.
Chart lobe_chart(Vec3d mirrored, double fuzz) {
    const Axes axes(mirrored);
    return {[=](double a, double b) {
                const double sine = fuzz * std::sin(a * M_PI / 2.0);
                const double cosine = std::sqrt(1.0 - sine * sine);
                const double slope = fuzz * std::cos(a * M_PI / 2.0) * (M_PI / 2.0) / cosine; // d angle / da
                return ChartPoint{axes.direction(cosine, b), 2.0 * M_PI * sine * slope};
            },
            [=](Vec3d direction) -> std::optional<std::array<double, 2>> {
                if (dot(direction, axes.z) <= 0.0) return std::nullopt;
                // A direction at the very edge may be rounded to beyond it.
                const double sine = length(cross(axes.z, direction)) / fuzz;
                return std::array{std::asin(std::min(sine, 1.0)) / (M_PI / 2.0), axes.turn_of(direction)};
            }};
}

TEST_P(Metal, FollowsItsDensity) {
    const DensityCheck found = check_density(
        lobe_chart(to_double(m_mirrored), static_cast<double>(GetParam().fuzz)),
        [&](std::uint32_t i) { return going_on(shared::scatter_metal(m_material, m_direction, m_normal, numbers(i))); },
        [&](vec3 direction) { return shared::evaluate_metal(m_material, m_direction, m_normal, direction).density; });
    EXPECT_GT(found.p, LEAST_P);
    // What ends below the surface is absorbed: a cap of the fuzz's sphere.
    const auto [fuzz, cosine] = GetParam();
    const double absorbed = std::max(0.0, 0.5 * (1.0 - static_cast<double>(cosine) / static_cast<double>(fuzz)));
    EXPECT_NEAR(found.integral, 1.0 - absorbed, 2e-3);
}

TEST_P(Metal, WeighsEachDirectionByItsValueOverItsDensity) {
    for (std::uint32_t i = 0; i < 2000; i++) {
        const Scatter scatter = shared::scatter_ray(m_material, m_direction, m_normal, 0, numbers(i));
        if (scatter.event == shared::SCATTER_ABSORBED) continue;
        const shared::Evaluation known =
            shared::evaluate_material(m_material, m_direction, m_normal, scatter.direction);
        ASSERT_EQ(scatter.density, known.density);
        ASSERT_NEAR(scatter.weight.x * scatter.density, known.value.x, 1e-5f * known.value.x);
        ASSERT_NEAR(scatter.weight.z * scatter.density, known.value.z, 1e-5f * known.value.z);
    }
}

INSTANTIATE_TEST_SUITE_P(Lobes, Metal,
                         testing::Values(FuzzyMetal{0.02f, 1.0f}, FuzzyMetal{0.02f, 0.05f}, FuzzyMetal{0.1f, 0.6f},
                                         FuzzyMetal{0.3f, 0.2f}, FuzzyMetal{0.6f, 0.3f}, FuzzyMetal{0.95f, 0.9f},
                                         FuzzyMetal{1.0f, 1.0f}, FuzzyMetal{1.0f, 0.1f}));

TEST(Metal, BelowTheLeastFuzzIsAMirrorForLights) {
    const vec3 normal(0.0f, 1.0f, 0.0f);
    const Material fine = of_kind(shared::MATERIAL_METAL, vec3(1.0f), 0.0199f);
    EXPECT_FALSE(shared::spreads_light(fine));
    EXPECT_EQ(shared::scatter_metal(fine, {0.6f, -0.8f, 0.0f}, normal, numbers(1)).density, 0.0f);
    EXPECT_TRUE(shared::spreads_light(of_kind(shared::MATERIAL_METAL, vec3(1.0f), 0.02f)));
}

TEST(Materials, SpreadLightOnlyWhereTheirDensityIsKnown) {
    const vec3 normal(0.0f, 0.0f, 1.0f);
    const vec3 direction = shared::unit({0.3f, 0.2f, -1.0f});
    for (const MaterialKind& entry : MATERIAL_KINDS) {
        const std::uint32_t kind = entry.kind;
        const Material material = {vec3(0.5f), kind, 0.5f, 1.5f, shared::NONE, shared::NONE};
        const Scatter scatter = shared::scatter_ray(material, direction, normal, 0, numbers(3));
        EXPECT_EQ(shared::spreads_light(material), scatter.density > 0.0f) << kind;
    }
}

TEST(Lambertian, WeighsEachDirectionByItsValueOverItsDensity) {
    const vec3 normal = shared::unit({0.1f, 0.7f, 0.6f});
    const Material material = of_kind(shared::MATERIAL_LAMBERTIAN, {0.9f, 0.6f, 0.3f}, 0.0f);
    for (std::uint32_t i = 0; i < 2000; i++) {
        const Scatter scatter = shared::scatter_ray(material, -normal, normal, 0, numbers(i));
        const shared::Evaluation known = shared::evaluate_material(material, -normal, normal, scatter.direction);
        ASSERT_NEAR(scatter.density, known.density, 1e-6f);
        ASSERT_NEAR(scatter.weight.y * scatter.density, known.value.y, 1e-6f);
    }
}

TEST(Lights, EmitOnTheirSides) {
    const Material both = of_kind(shared::MATERIAL_LIGHT, vec3(3.0f), 0.0f);
    const Material one = of_kind(shared::MATERIAL_ONE_SIDED_LIGHT, vec3(3.0f), 0.0f);
    EXPECT_EQ(shared::emitted_radiance(both, 0).x, 3.0f);
    EXPECT_EQ(shared::emitted_radiance(both, 1).x, 3.0f);
    EXPECT_EQ(shared::emitted_radiance(one, 0).x, 3.0f);
    EXPECT_EQ(shared::emitted_radiance(one, 1).x, 0.0f);
    EXPECT_EQ(shared::emitted_radiance(of_kind(shared::MATERIAL_LAMBERTIAN, vec3(3.0f), 0.0f), 0).x, 0.0f);
}

class Phase : public testing::TestWithParam<float> {};

TEST_P(Phase, FollowsItsDensityAndStraysByItsMeanCosine) {
    const float g = GetParam();
    const vec3 direction = shared::unit({-0.4f, 0.1f, 0.7f});
    double mean_cosine = 0.0;
    constexpr std::uint32_t DRAWS = 400000;
    // A narrow lobe needs cells as narrow: heights of the cap are cut finer towards the lobe's side.
    const Axes axes(g < 0.0f ? -to_double(direction) : to_double(direction));
    const Chart chart = {[=](double a, double b) {
                             return ChartPoint{axes.direction(1.0 - 2.0 * a * a * a, b), 2.0 * M_PI * 6.0 * a * a};
                         },
                         [=](Vec3d d) -> std::optional<std::array<double, 2>> {
                             return std::array{std::cbrt(0.5 * height_of_cap(d, axes.z)), axes.turn_of(d)};
                         }};
    const DensityCheck found = check_density(
        chart,
        [&](std::uint32_t i) -> std::optional<vec3> {
            const Scatter scatter = shared::scatter_phase(vec3(0.7f), g, direction, numbers(i));
            EXPECT_EQ(scatter.event, shared::SCATTER_REFLECTED);
            mean_cosine += static_cast<double>(shared::dot3(scatter.direction, direction)) / DRAWS;
            return scatter.direction;
        },
        [&](vec3 to) { return shared::evaluate_phase(vec3(0.7f), g, direction, to).density; }, DRAWS);
    EXPECT_GT(found.p, LEAST_P);
    EXPECT_NEAR(found.integral, 1.0, 1e-3);
    EXPECT_NEAR(mean_cosine, static_cast<double>(g), 4.0 / std::sqrt(3.0 * DRAWS)); // which defines g
}

TEST_P(Phase, WeighsEachDirectionByItsAlbedo) {
    const vec3 direction = shared::unit({-0.4f, 0.1f, 0.7f});
    for (std::uint32_t i = 0; i < 2000; i++) {
        const Scatter scatter = shared::scatter_phase({0.7f, 0.5f, 0.2f}, GetParam(), direction, numbers(i));
        const shared::Evaluation known =
            shared::evaluate_phase({0.7f, 0.5f, 0.2f}, GetParam(), direction, scatter.direction);
        ASSERT_NEAR(scatter.density, known.density, 1e-4f * known.density);
        ASSERT_NEAR(scatter.weight.z * scatter.density, known.value.z, 1e-4f * known.value.z);
    }
}

INSTANTIATE_TEST_SUITE_P(Anisotropies, Phase, testing::Values(-0.8f, 0.0f, 0.0009f, 0.3f, 0.9f));

} // namespace
} // namespace triptych::test
