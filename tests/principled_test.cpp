// Principled materials: what is sampled has the density that is stated, white ones keep light, single lobes are
// reciprocal, and no light goes to the wrong side of a surface.
// SPDX-License-Identifier: MIT
#include "density.hpp"
#include "materials/principled.glsl"

#include <gtest/gtest.h>

namespace triptych::test {
namespace {

using shared::PrincipledLobes;
using shared::PrincipledPoint;
using shared::Random4;

constexpr double LEAST_P = 1e-4;

const vec3 NORMAL = shared::unit({0.3f, -0.5f, 0.8f});

/// An opaque white diffuse body without any reflection.
PrincipledPoint plain_point() {
    PrincipledPoint point{};
    point.base_color = vec3(1.0f);
    point.sheen_roughness = 0.5f;
    point.normal = point.coat_normal = point.horizon = NORMAL;
    point.alpha = 0.25f;
    point.eta = 1.5f;
    return point;
}

PrincipledPoint metal_point(float alpha) {
    PrincipledPoint point = plain_point();
    point.metallic = 1.0f;
    point.alpha = alpha;
    return point;
}

PrincipledPoint plastic_point(float alpha) {
    PrincipledPoint point = plain_point();
    point.alpha = alpha;
    point.f0 = vec3(0.04f);
    point.f90 = 1.0f;
    return point;
}

PrincipledPoint glass_point(float alpha, float eta) {
    PrincipledPoint point = plastic_point(alpha);
    point.transmission = 1.0f;
    point.eta = eta;
    return point;
}

PrincipledPoint fabric_point(float roughness) {
    PrincipledPoint point = plain_point();
    point.sheen_color = vec3(1.0f);
    point.sheen_roughness = roughness;
    return point;
}

PrincipledPoint coated(PrincipledPoint point, float alpha) {
    point.coat = 1.0f;
    point.coat_alpha = alpha;
    return point;
}

PrincipledPoint thin(PrincipledPoint point) {
    point.flags |= shared::PRINCIPLED_THIN;
    return point;
}

/// The same under a normal map that leans so far that the true surface hides part of its lobes.
PrincipledPoint leaning(PrincipledPoint point) {
    point.normal = point.coat_normal = shared::unit(NORMAL + 1.2f * shared::from_axis(NORMAL, {1.0f, 0.0f, 0.0f}));
    return point;
}

PrincipledPoint once(PrincipledPoint point) {
    point.flags |= shared::PRINCIPLED_SINGLE_SCATTERING;
    return point;
}

PrincipledPoint half_of_all() {
    PrincipledPoint point = coated(plastic_point(0.2f), 0.05f);
    point.metallic = 0.3f;
    point.transmission = 0.5f;
    point.sheen_color = {0.5f, 0.3f, 0.2f};
    return point;
}

struct PrincipledCase {
    const char* name;
    PrincipledPoint point;
    double least; // share of light that it keeps at any angle
};

std::ostream& operator<<(std::ostream& stream, const PrincipledCase& c) { return stream << c.name; }

/// Compensation is off by no more than its fits; what scatters only once is not compensated for.
const PrincipledCase CASES[] = {
    {"diffuse", plain_point(), 0.999},
    {"metal_0_01", metal_point(0.01f), 0.99},
    {"metal_0_1", metal_point(0.1f), 0.99},
    {"metal_0_5", metal_point(0.5f), 0.99},
    {"metal_1", metal_point(1.0f), 0.98},
    {"mirror", metal_point(0.0f), 0.999},
    {"plastic_0_04", plastic_point(0.04f), 0.985},
    {"plastic_0_3", plastic_point(0.3f), 0.985},
    {"plastic_1", plastic_point(1.0f), 0.985},
    {"polished", plastic_point(0.0f), 0.999},
    {"glass_into_0_1", glass_point(0.1f, 1.5f), 0.999},
    {"glass_out_of_0_1", glass_point(0.1f, 1.0f / 1.5f), 0.999},
    {"glass_into_0_5", glass_point(0.5f, 1.5f), 0.999},
    {"glass_out_of_0_5", glass_point(0.5f, 1.0f / 1.5f), 0.999},
    {"glass_into_1", glass_point(1.0f, 2.0f), 0.999},
    {"glass_out_of_1", glass_point(1.0f, 0.5f), 0.999},
    {"glass_once", once(glass_point(0.5f, 1.5f)), 0.65},
    {"glass_without_step", glass_point(0.5f, 1.0f), 0.999},
    {"glass_of_small_step", glass_point(1.0f, 1.2f), 0.999},
    {"glass_smooth", glass_point(0.0f, 1.5f), 0.999},
    {"glass_smooth_out", glass_point(0.0f, 1.0f / 1.5f), 0.999},
    {"glass_thin", thin(glass_point(0.2f, 1.5f)), 0.999},
    {"fabric_0_2", fabric_point(0.2f), 0.99},
    {"fabric_0_7", fabric_point(0.7f), 0.99},
    {"coated_metal", coated(metal_point(0.3f), 0.1f), 0.98},
    {"coated_plastic", coated(plastic_point(0.3f), 0.0f), 0.98},
    {"half_of_all", half_of_all(), 0.98},
    {"leaning_metal", leaning(metal_point(0.3f)), 0.98},
    {"leaning_plastic", leaning(plastic_point(0.3f)), 0.98},
    {"leaning_glass", leaning(glass_point(0.3f, 1.5f)), 0.999},
    {"leaning_half_of_all", leaning(half_of_all()), 0.98},
};

class Principled : public testing::TestWithParam<PrincipledCase> {};

/// The direction of a ray that meets the surface at that cosine.
vec3 arriving(double cosine) { return -to_float(Axes(to_double(NORMAL)).direction(cosine, 0.3)); }

Random4 numbers(std::uint32_t i) { return shared::random4(11, 5, i, 2); }

constexpr double COSINES[] = {1.0, 0.7, 0.3, 0.1, 0.03};

TEST_P(Principled, SamplesFollowTheirDensity) {
    const bool smooth_coat = GetParam().point.coat > 0.0f && GetParam().point.coat_alpha == 0.0f;
    if (GetParam().point.alpha == 0.0f || smooth_coat) GTEST_SKIP() << "directions without density";
    if (GetParam().point.alpha < 0.03f) GTEST_SKIP() << "narrower than the chart's cells";
    for (const double cosine : {0.9, 0.5, 0.15}) {
        const vec3 direction = arriving(cosine);
        const PrincipledLobes lobes = shared::principled_lobes(GetParam().point, direction);
        if (shared::refracts_smoothly(GetParam().point)) GTEST_SKIP() << "directions without density";
        const DensityCheck found = check_density(
            cap_chart(to_double(NORMAL)),
            [&](std::uint32_t i) {
                const shared::Scatter scatter = shared::scatter_principled(lobes, numbers(i));
                return scatter.event == shared::SCATTER_ABSORBED ? std::nullopt : std::optional(scatter.direction);
            },
            [&](vec3 o) { return shared::evaluate_principled(lobes, o).density; }, 200000, 24, 24, 40, 1e-5);
        EXPECT_GT(found.p, LEAST_P) << cosine << " integral " << found.integral;
        EXPECT_LE(found.integral, 1.01) << cosine;
    }
}

TEST_P(Principled, WhiteBodiesKeepLight) {
    for (const double cosine : COSINES) {
        const PrincipledLobes lobes = shared::principled_lobes(GetParam().point, arriving(cosine));
        constexpr std::uint32_t DRAWS = 100000;
        double sum = 0.0, squares = 0.0, most = 0.0;
        for (std::uint32_t i = 0; i < DRAWS; i++) {
            const shared::Scatter scatter = shared::scatter_principled(lobes, numbers(i));
            const double weight =
                scatter.event == shared::SCATTER_ABSORBED ? 0.0 : static_cast<double>(scatter.weight.x);
            ASSERT_GE(weight, 0.0);
            ASSERT_TRUE(std::isfinite(weight));
            sum += weight;
            squares += weight * weight;
            most = std::max(most, weight);
        }
        const double mean = sum / DRAWS;
        const double deviation = std::sqrt(std::max(squares / DRAWS - mean * mean, 0.0) / DRAWS);
        EXPECT_LE(mean, 1.01 + 4.0 * deviation) << cosine;
        // Which of reflection and transmission is sampled goes by the same Fresnel term as what each is worth.
        EXPECT_LE(most, GetParam().point.transmission == 1.0f ? 1.001 : 1e3) << cosine;
        EXPECT_GE(mean, GetParam().least - 4.0 * deviation) << cosine;
    }
}

TEST_P(Principled, WeightsAreValuesOverDensities) {
    const PrincipledLobes lobes = shared::principled_lobes(GetParam().point, arriving(0.6));
    for (std::uint32_t i = 0; i < 2000; i++) {
        const shared::Scatter scatter = shared::scatter_principled(lobes, numbers(i));
        if (scatter.event == shared::SCATTER_ABSORBED || scatter.density == 0.0f) continue;
        const shared::Evaluation evaluation = shared::evaluate_principled(lobes, scatter.direction);
        ASSERT_NEAR(scatter.density / evaluation.density, 1.0f, 1e-4f);
        ASSERT_NEAR(scatter.weight.x * evaluation.density, evaluation.value.x, 1e-4f * evaluation.value.x + 1e-12f);
        const float side = shared::dot3(scatter.direction, NORMAL);
        ASSERT_EQ(side > 0.0f, scatter.event == shared::SCATTER_REFLECTED);
    }
}

std::string case_name(const testing::TestParamInfo<PrincipledCase>& info) { return info.param.name; }
INSTANTIATE_TEST_SUITE_P(Materials, Principled, testing::ValuesIn(CASES), case_name);

TEST(PrincipledReflection, OfSingleScatteringIsReciprocal) {
    PrincipledPoint point = metal_point(0.4f);
    point.base_color = {0.9f, 0.6f, 0.3f};
    point.flags = shared::PRINCIPLED_SINGLE_SCATTERING;
    const Axes axes(to_double(NORMAL));
    for (std::uint32_t i = 0; i < 1000; i++) {
        const Random4 u = numbers(i);
        const vec3 a = to_float(axes.direction(0.05 + 0.95 * static_cast<double>(u.x), static_cast<double>(u.y)));
        const vec3 b = to_float(axes.direction(0.05 + 0.95 * static_cast<double>(u.z), static_cast<double>(u.w)));
        const auto value = [&](vec3 from, vec3 to) {
            return shared::evaluate_principled(shared::principled_lobes(point, -from), to).value.y /
                   shared::dot3(to, NORMAL);
        };
        const float forth = value(a, b);
        EXPECT_NEAR(forth, value(b, a), 1e-3f * forth);
    }
}

TEST(PrincipledReflection, LosesLightWithoutCompensation) {
    PrincipledPoint point = metal_point(1.0f);
    point.flags = shared::PRINCIPLED_SINGLE_SCATTERING;
    const PrincipledLobes lobes = shared::principled_lobes(point, arriving(1.0));
    double sum = 0.0;
    for (std::uint32_t i = 0; i < 100000; i++) {
        sum += static_cast<double>(shared::scatter_principled(lobes, numbers(i)).weight.x);
    }
    EXPECT_NEAR(sum / 100000.0, 0.307, 0.01); // by quadrature over visible normals, in double precision
}

TEST(PrincipledNormals, LetNoLightToTheWrongSide) {
    PrincipledPoint point = half_of_all();
    point.normal = shared::unit(NORMAL + 0.8f * shared::from_axis(NORMAL, {1.0f, 0.0f, 0.0f}));
    for (const double cosine : COSINES) {
        const PrincipledLobes lobes = shared::principled_lobes(point, arriving(cosine));
        for (std::uint32_t i = 0; i < 10000; i++) {
            const shared::Scatter scatter = shared::scatter_principled(lobes, numbers(i));
            if (scatter.event == shared::SCATTER_ABSORBED) continue;
            const bool above = shared::dot3(scatter.direction, NORMAL) > 0.0f;
            ASSERT_EQ(above, scatter.event == shared::SCATTER_REFLECTED);
        }
    }
}

TEST(PrincipledGlass, FollowsFresnelsFormula) {
    for (const float eta : {1.5f, 1.0f / 1.5f}) {
        const double n = static_cast<double>(eta);
        for (const double cosine : {1.0, 0.8, 0.5, 0.1}) {
            const double sin2 = (1.0 - cosine * cosine) / (n * n);
            double expected = 1.0;
            if (sin2 < 1.0) {
                const double cos_t = std::sqrt(1.0 - sin2);
                const double s = (cosine - n * cos_t) / (cosine + n * cos_t);
                const double p = (n * cosine - cos_t) / (n * cosine + cos_t);
                expected = 0.5 * (s * s + p * p);
            }
            const auto reflectance = shared::glass_reflectance(glass_point(0.0f, eta), static_cast<float>(cosine)).x;
            EXPECT_NEAR(reflectance, expected, 1e-5) << eta << " " << cosine;
        }
    }
}

} // namespace
} // namespace triptych::test
