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
    point.alpha = point.alpha_across = 0.25f;
    point.eta = point.bent_eta = 1.5f;
    return point;
}

PrincipledPoint metal_point(float alpha) {
    PrincipledPoint point = plain_point();
    point.metallic = 1.0f;
    point.alpha = point.alpha_across = alpha;
    return point;
}

PrincipledPoint plastic_point(float alpha) {
    PrincipledPoint point = plain_point();
    point.alpha = point.alpha_across = alpha;
    point.f0 = vec3(0.04f);
    point.f90 = 1.0f;
    return point;
}

PrincipledPoint glass_point(float alpha, float eta) {
    PrincipledPoint point = plastic_point(alpha);
    point.transmission = 1.0f;
    point.eta = point.bent_eta = eta;
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

/// The same with another alpha across a direction that is 36 degrees off the frame's own.
PrincipledPoint brushed(PrincipledPoint point, float across) {
    point.alpha_across = across;
    point.tangent = shared::from_axis(point.normal, {0.8f, 0.6f, 0.0f});
    return point;
}

PrincipledPoint filmed(PrincipledPoint point, float thickness) {
    point.film = 1.0f;
    point.film_ior = 1.4f;
    point.film_thickness = thickness;
    return point;
}

PrincipledPoint translucent(PrincipledPoint point, float share) {
    point.diffuse_transmission = share;
    point.diffuse_transmission_color = vec3(1.0f);
    return point;
}

/// Glass of which one wavelength is bent more.
PrincipledPoint dispersive(PrincipledPoint point) {
    point.bent_eta = 1.05f * point.eta;
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
    double most = 1.01;
};

std::ostream& operator<<(std::ostream& stream, const PrincipledCase& c) { return stream << c.name; }

/// Compensation is off by no more than its fits, and what is brushed by no more than its quadrature; what scatters only
/// once is not compensated for.
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
    {"brushed_metal_0_2_0_05", brushed(metal_point(0.2f), 0.05f), 0.98, 1.02},
    {"brushed_metal_0_5_0_1", brushed(metal_point(0.5f), 0.1f), 0.98, 1.02},
    {"brushed_metal_1_0_04", brushed(metal_point(1.0f), 0.04f), 0.95, 1.05},
    {"brushed_metal_1_0_001", brushed(metal_point(1.0f), 0.001f), 0.95, 1.05},
    {"brushed_plastic", brushed(plastic_point(0.5f), 0.1f), 0.98, 1.02},
    {"brushed_glass_into", brushed(glass_point(0.5f, 1.5f), 0.1f), 0.999},
    {"brushed_glass_out_of", brushed(glass_point(0.5f, 1.0f / 1.5f), 0.1f), 0.999},
    {"brushed_coated", coated(brushed(metal_point(0.5f), 0.1f), 0.2f), 0.98, 1.02},
    {"filmed_metal_0_3", filmed(metal_point(0.3f), 300.0f), 0.98},
    {"filmed_mirror", filmed(metal_point(0.0f), 550.0f), 0.999},
    {"filmed_plastic", filmed(plastic_point(0.3f), 300.0f), 0.5},
    {"filmed_glass_into", filmed(glass_point(0.3f, 1.5f), 400.0f), 0.5},
    {"filmed_glass_out_of", filmed(glass_point(0.3f, 1.0f / 1.5f), 400.0f), 0.5},
    {"filmed_glass_thin", filmed(thin(glass_point(0.2f, 1.5f)), 400.0f), 0.5},
    {"dispersive_glass_into", dispersive(glass_point(0.3f, 1.5f)), 0.999},
    {"translucent_half", translucent(plain_point(), 0.5f), 0.999},
    {"translucent_plastic", translucent(plastic_point(0.3f), 0.7f), 0.985},
    {"translucent_leaning", translucent(leaning(plastic_point(0.3f)), 0.7f), 0.98},
    {"translucent_half_of_all", translucent(half_of_all(), 0.5f), 0.98},
    {"everything", brushed(filmed(translucent(half_of_all(), 0.5f), 500.0f), 0.05f), 0.5},
};

class Principled : public testing::TestWithParam<PrincipledCase> {};

/// The direction of a ray that meets the surface at that cosine.
vec3 arriving(double cosine) { return -to_float(Axes(to_double(NORMAL)).direction(cosine, 0.3)); }

Random4 numbers(std::uint32_t i) { return shared::random4(11, 5, i, 2); }

constexpr double COSINES[] = {1.0, 0.7, 0.3, 0.1, 0.03};

TEST_P(Principled, SamplesFollowTheirDensity) {
    const bool smooth_coat = GetParam().point.coat > 0.0f && GetParam().point.coat_alpha == 0.0f;
    if (GetParam().point.alpha == 0.0f || smooth_coat) GTEST_SKIP() << "directions without density";
    if (std::min(GetParam().point.alpha, GetParam().point.alpha_across) < 0.03f)
        GTEST_SKIP() << "narrower than the chart's cells";
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
        EXPECT_LE(mean, GetParam().most + 4.0 * deviation) << cosine;
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

/// That values of reflection, over the cosine, are equal when both directions change places.
void expect_reciprocal(PrincipledPoint point) {
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

TEST(PrincipledReflection, OfSingleScatteringIsReciprocal) { expect_reciprocal(metal_point(0.4f)); }

TEST(PrincipledReflection, OfBrushedMetalIsReciprocal) { expect_reciprocal(brushed(metal_point(0.7f), 0.2f)); }

TEST(PrincipledReflection, UnderAFilmIsReciprocal) { expect_reciprocal(filmed(metal_point(0.4f), 420.0f)); }

/// The widths of the distribution: a microfacet's density falls to a quarter at a slope of alpha, along and across.
TEST(PrincipledReflection, OfBrushedMetalIsWiderAlongTheTangent) {
    const float peak = shared::ggx_distribution(0.4f, 0.1f, {0.0f, 0.0f, 1.0f});
    EXPECT_NEAR(peak, 1.0 / (3.14159265 * 0.4 * 0.1), 1e-3);
    for (const vec3 slope : {vec3(0.4f, 0.0f, 1.0f), vec3(0.0f, 0.1f, 1.0f)}) {
        const vec3 h = shared::unit(slope);
        EXPECT_NEAR(shared::ggx_distribution(0.4f, 0.1f, h) * h.z * h.z * h.z * h.z, 0.25f * peak, 1e-3f * peak);
    }
    // In the material the x axis of that is its tangent.
    const PrincipledPoint point = brushed(metal_point(0.4f), 0.1f);
    const PrincipledLobes lobes = shared::principled_lobes(point, -NORMAL);
    const auto value = [&](vec3 axis) {
        return shared::evaluate_principled(lobes, shared::unit(NORMAL + 0.5f * axis)).value.x;
    };
    const vec3 across = shared::cross3(NORMAL, point.tangent);
    EXPECT_GT(value(point.tangent), 3.0f * value(across));
    EXPECT_NEAR(value(point.tangent), value(-point.tangent), 1e-3f * value(point.tangent));
}

/// What a rough opaque lobe keeps of light, against an independent sum over samples.
TEST(PrincipledReflection, OfBrushedFacetsHasTheAlbedoThatIsTold) {
    double squares = 0.0;
    int count = 0;
    for (const float along : {0.1f, 0.5f, 1.0f}) {
        for (const float across : {0.001f, 0.05f, 0.3f}) {
            for (const double cosine : {0.05, 0.3, 0.7, 1.0}) {
                for (const double turn : {0.0, 0.08, 0.17, 0.25}) {
                    if (across >= along) continue;
                    const vec3 w = shared::around_axis(static_cast<float>(cosine), static_cast<float>(turn));
                    double full = 0.0, schlick = 0.0;
                    constexpr std::uint32_t DRAWS = 4000;
                    for (std::uint32_t i = 0; i < DRAWS; i++) {
                        const Random4 u = numbers(i);
                        const vec3 h = shared::sample_visible_normal(along, across, w, u.x, u.y);
                        const vec3 o = shared::mirrored_about(w, h);
                        if (o.z <= 0.0f) continue;
                        const double seen = 1.0 + static_cast<double>(shared::ggx_lambda(along, across, w));
                        const double both = seen + static_cast<double>(shared::ggx_lambda(along, across, o));
                        full += seen / both / DRAWS;
                        schlick += seen / both * std::pow(1.0 - static_cast<double>(shared::dot3(w, h)), 5.0) / DRAWS;
                    }
                    const shared::DirectionalAlbedo told = shared::stretched_albedo(along, across, w);
                    EXPECT_NEAR(told.full, full, 0.025 + 0.02)
                        << along << " " << across << " " << cosine << " " << turn;
                    EXPECT_NEAR(told.schlick, schlick, 0.011 + 0.02);
                    squares += std::pow(static_cast<double>(told.full) - full, 2.0);
                    count++;
                }
            }
        }
    }
    EXPECT_LT(std::sqrt(squares / count), 0.01);
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

/// A film on glass lets as much light out as in, along the same path.
TEST(PrincipledGlass, UnderAFilmReflectsAlikeFromBothSides) {
    for (const float cosine : {1.0f, 0.7f, 0.3f}) {
        const float inner = std::sqrt(1.0f - (1.0f - cosine * cosine) / (1.5f * 1.5f));
        const vec3 outside = shared::glass_reflectance(filmed(glass_point(0.0f, 1.5f), 450.0f), cosine);
        const vec3 within = shared::glass_reflectance(filmed(glass_point(0.0f, 1.0f / 1.5f), 450.0f), inner);
        EXPECT_NEAR(outside.x, within.x, 2e-4f) << cosine;
        EXPECT_NEAR(outside.y, within.y, 2e-4f) << cosine;
        EXPECT_NEAR(outside.z, within.z, 2e-4f) << cosine;
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
