// Directions towards lights: drawn with the density that is stated, and stated alike by whoever asks.
// SPDX-License-Identifier: MIT
#include "density.hpp"
#include "light.glsl"
#include "pack/pack_lights.hpp"
#include "surface.glsl"
#include "test_scenes.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace triptych::test {
namespace {

using shared::Random4;
using shared::random4;
using shared::Shape;

constexpr double LEAST_P = 1e-4;

Random4 numbers(std::uint32_t i) { return random4(3, 8, i, 1); }

shared::Ray ray_from(vec3 origin, vec3 direction, float time = 0.0f) {
    return {origin, shared::ORIGIN_NOWHERE, direction, shared::NONE, time};
}

struct FlatCase {
    const char* name;
    std::uint32_t kind;
    vec3 origin, u, v;
    vec3 from;
};

std::ostream& operator<<(std::ostream& stream, const FlatCase& flat) { return stream << flat.name; }

class FlatLight : public testing::TestWithParam<FlatCase> {
protected:
    Vec3d m_from = to_double(GetParam().from);
    Vec3d m_offset = to_double(GetParam().origin) - m_from;
    Vec3d m_u = to_double(GetParam().u);
    Vec3d m_v = to_double(GetParam().v);
    Vec3d m_normal = cross(m_u, m_v);

    /// The shape's own coordinates, a triangle and a disk spread over the square.
    Chart chart() const {
        const std::uint32_t kind = GetParam().kind;
        return {[=, this](double a, double b) {
                    double s = a, t = b, area = length(m_normal);
                    if (kind == shared::SHAPE_TRIANGLE) {
                        t = b * (1.0 - a);
                        area *= 1.0 - a;
                    } else if (kind == shared::SHAPE_DISK) {
                        s = std::sqrt(a) * std::cos(2.0 * M_PI * b);
                        t = std::sqrt(a) * std::sin(2.0 * M_PI * b);
                        area *= M_PI;
                    }
                    const Vec3d toward = m_offset + s * m_u + t * m_v;
                    const double cosine = std::abs(dot(unit(toward), unit(m_normal)));
                    return ChartPoint{unit(toward), area * cosine / dot(toward, toward)};
                },
                [=, this](Vec3d direction) -> std::optional<std::array<double, 2>> {
                    const Vec3d in_plane = distance(direction) * direction - m_offset;
                    double a = dot(cross(in_plane, m_v), m_normal) / dot(m_normal, m_normal);
                    double b = dot(cross(m_u, in_plane), m_normal) / dot(m_normal, m_normal);
                    if (kind == shared::SHAPE_TRIANGLE) {
                        b = a < 1.0 ? b / (1.0 - a) : 0.0;
                    } else if (kind == shared::SHAPE_DISK) {
                        const double turn = std::atan2(b, a) / (2.0 * M_PI);
                        a = a * a + b * b;
                        b = turn < 0.0 ? turn + 1.0 : turn;
                    }
                    if (a < -1e-5 || b < -1e-5 || a > 1.00001 || b > 1.00001) return std::nullopt;
                    return std::array{std::max(a, 0.0), std::max(b, 0.0)};
                }};
    }
    double distance(Vec3d direction) const { return dot(m_offset, m_normal) / dot(direction, m_normal); }
};

TEST_P(FlatLight, IsDrawnWithItsDensity) {
    const FlatCase& flat = GetParam();
    const vec3 base = flat.kind == shared::SHAPE_TRIANGLE ? flat.origin : vec3(0.0f);
    const Shape shape = {flat.origin, flat.kind, base + flat.u, 0.0f, base + flat.v, shared::NONE};
    const DensityCheck found = check_density(
        chart(),
        [&](std::uint32_t i) -> std::optional<vec3> {
            return shared::towards_flat(shape, flat.from, numbers(i).x, numbers(i).y);
        },
        [&](vec3 direction) {
            return shared::flat_density(shape, direction, static_cast<float>(distance(to_double(direction))));
        });
    EXPECT_GT(found.p, LEAST_P);
    EXPECT_NEAR(found.integral, 1.0, 1e-3);
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, FlatLight,
    testing::Values(
        FlatCase{"quad", shared::SHAPE_QUAD, {-1, 2, -1}, {2, 0, 0}, {0, 0, 2}, {0.3f, 0, 0.2f}},
        FlatCase{"near quad", shared::SHAPE_QUAD, {-1, 2, -1}, {2, 0, 0}, {0, 0, 2}, {0.3f, 1.8f, 0.2f}},
        FlatCase{"skewed quad", shared::SHAPE_QUAD, {1, 2, 3}, {2, 1, 0}, {-0.5f, 0.3f, 1}, {-1, 1, 2}},
        FlatCase{"grazing quad", shared::SHAPE_QUAD, {2, 1, -1}, {3, 0, 0}, {0, 0, 2}, {0, 0.9f, 0}},
        FlatCase{"triangle", shared::SHAPE_TRIANGLE, {-1, 2, -1}, {2, 0.5f, 0}, {0.2f, -0.3f, 3}, {0.3f, 0, 0.2f}},
        FlatCase{"disk", shared::SHAPE_DISK, {0, 3, 0}, {1.5f, 0, 0}, {0, 0, 1.5f}, {1, 1, 0.5f}},
        FlatCase{"tilted disk", shared::SHAPE_DISK, {0, 3, 0}, {0.6f, 0.8f, 0}, {0, 0, 1}, {1, 1, 0.5f}}));

/// A unit sphere seen from that distance of its centre.
class SphereLight : public testing::TestWithParam<float> {
protected:
    vec3 m_from = {1.0f, -2.0f, 0.5f};
    vec3 m_axis = shared::unit({0.3f, 0.5f, -0.7f});
    shared::Sphere m_sphere = {m_from + GetParam() * m_axis, 1.0f};

    /// From outside the chart ends at the rim, where the density is singular from near: sin(angle) = sin_max sin(a).
    Chart chart() const {
        const Vec3d to_center = to_double(m_sphere.center) - to_double(m_from);
        if (length(to_center) <= 1.0) return cap_chart(to_double(m_axis));
        const Axes axes(to_center);
        const double sin_max = 1.0 / length(to_center);
        return {[=](double a, double b) {
                    const double sine = sin_max * std::sin(a * M_PI / 2.0);
                    const double cosine = std::sqrt(1.0 - sine * sine);
                    const double slope = sin_max * std::cos(a * M_PI / 2.0) * (M_PI / 2.0) / cosine;
                    return ChartPoint{axes.direction(cosine, b), 2.0 * M_PI * sine * slope};
                },
                [=](Vec3d direction) -> std::optional<std::array<double, 2>> {
                    if (dot(direction, axes.z) < -1e-6) return std::nullopt;
                    const double sine = length(cross(axes.z, direction)) / sin_max;
                    return std::array{std::asin(std::min(sine, 1.0)) / (M_PI / 2.0), axes.turn_of(direction)};
                }};
    }
};

TEST_P(SphereLight, IsDrawnWithItsDensity) {
    const DensityCheck found = check_density(
        chart(),
        [&](std::uint32_t i) -> std::optional<vec3> {
            return shared::towards_sphere(m_sphere, m_from, numbers(i).x, numbers(i).y);
        },
        [&](vec3 direction) {
            const float distance = shared::intersect_sphere(m_sphere, 0, ray_from(m_from, direction));
            return distance < shared::NO_DISTANCE ? shared::sphere_density(m_sphere, m_from, direction, distance)
                                                  : 0.0f;
        });
    EXPECT_GT(found.p, LEAST_P);
    EXPECT_NEAR(found.integral, 1.0, 2e-3);
}

INSTANTIATE_TEST_SUITE_P(Distances, SphereLight,
                         testing::Values(0.0f, 0.5f, 0.999f, 0.99999f, 1.000005f, 1.00004f, 1.0001f, 1.01f, 1.5f,
                                         20.0f));

/// Lights of every shape, one of them moving, and an image around them all.
Scene scene_of_lights() {
    Scene scene = dark_scene();
    add_sphere(scene, {3.0f, 1.0f, 0.0f}, 1.0f, light(vec3(2.0f)), {0.0f, 2.0f, 0.0f});
    add_quad(scene, {-2.0f, 3.0f, -2.0f}, {1.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 1.0f}, one_sided_light({5.0f, 1.0f, 0.0f}));
    add_triangle(scene, {0.0f, 3.0f, 4.0f}, {1.0f, 3.0f, 4.0f}, {0.0f, 4.0f, 4.5f}, light(vec3(0.3f)));
    add_disk(scene, {-4.0f, 1.0f, 0.0f}, {1.0f, 0.2f, 0.0f}, 0.7f, light(vec3(1.0f)));
    add_sphere(scene, {0.0f, -2.0f, 0.0f}, 0.5f, lambertian(vec3(0.5f))); // no light
    set_background(scene, 8, 4, [](std::uint32_t x, std::uint32_t y) { return vec3(x + 2 * y == 7 ? 3.0f : 0.1f); });
    return scene;
}

TEST(Lights, AreChosenByPower) {
    const PackedScene packed = pack_scene(scene_of_lights());
    const shared::Scene scene = packed.view();
    ASSERT_EQ(scene.light_count, 5u);
    std::vector<double> counts(5, 0.0), expected(5, 0.0);
    constexpr std::uint32_t DRAWS = 400000;
    for (std::uint32_t i = 0; i < DRAWS; i++) {
        counts[shared::choose_light(scene, scene.light_count, numbers(i).z, numbers(i).w)] += 1.0;
    }
    double sum = 0.0;
    for (std::size_t i = 0; i < 5; i++) {
        expected[i] = DRAWS * static_cast<double>(packed.lights[i].probability);
        sum += static_cast<double>(packed.lights[i].probability);
    }
    EXPECT_GT(chi_squared_p_value(counts, expected), LEAST_P);
    EXPECT_NEAR(sum, 1.0, 1e-6);
    // Sides times area times luminance: a sphere of 4 pi and a disk of 0.49 pi, 2 and 1.
    EXPECT_NEAR(static_cast<double>(packed.lights[0].probability / packed.lights[3].probability),
                2.0 * 4.0 / (1.0 * 0.49), 1e-3);
    // A one-sided quad of area 1, a two-sided triangle of area sqrt(1.25) / 2.
    EXPECT_NEAR(static_cast<double>(packed.lights[1].probability / packed.lights[2].probability),
                (0.2126 * 5.0 + 0.7152) * 1.0 / (2.0 * 0.3 * 0.5 * std::sqrt(1.25)), 1e-3);
}

TEST(Lights, AliasTableKeepsEveryProbability) {
    Scene description = dark_scene();
    for (int i = 0; i < 97; i++) {
        const float power = static_cast<float>((i * 37) % 97 + 1);
        add_quad(description, {static_cast<float>(2 * i), 0.0f, 0.0f}, {1.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 1.0f},
                 light(vec3(power * power)));
    }
    PackedScene packed = pack_scene(description);
    pack_lights(emitting_shapes(packed), 1.0, packed, SIZE_MAX); // no tree
    const shared::Scene scene = packed.view();
    std::vector<double> counts(97, 0.0), expected(97, 0.0);
    constexpr std::uint32_t DRAWS = 1000000;
    for (std::uint32_t i = 0; i < DRAWS; i++)
        counts[shared::choose_light(scene, scene.light_count, numbers(i).z, numbers(i).w)] += 1.0;
    double sum = 0.0;
    for (int i = 0; i < 97; i++) sum += std::pow((i * 37) % 97 + 1, 2.0);
    for (std::size_t i = 0; i < 97; i++) {
        expected[i] = DRAWS * std::pow(static_cast<double>((i * 37) % 97 + 1), 2.0) / sum;
        EXPECT_NEAR(static_cast<double>(packed.lights[i].probability), expected[i] / DRAWS, 1e-7);
    }
    EXPECT_GT(chi_squared_p_value(counts, expected), LEAST_P);
}

TEST(Lights, TellOneDensityWhetherLookedForOrMet) {
    const PackedScene packed = pack_scene(scene_of_lights());
    const shared::Scene scene = packed.view();
    constexpr float TIME = 0.75f;
    std::vector<int> met(6, 0);
    for (const vec3 from :
         {vec3(0.0f), vec3(3.0f, 2.5f, 0.0f) /* within the moved sphere */, vec3(-2.0f, 2.9f, -2.0f)}) {
        for (std::uint32_t i = 0; i < 40000; i++) {
            const shared::LightSample sample = shared::sample_light(scene, from, vec3(0.0f), TIME, numbers(i));
            ASSERT_GE(sample.density, 0.0f);
            ASSERT_NEAR(shared::dot3(sample.direction, sample.direction), 1.0f, 1e-5f);
            const shared::Ray ray = ray_from(from, sample.direction, TIME);
            if (sample.shape == shared::NONE) {
                met[5]++;
                ASSERT_EQ(sample.density, shared::background_light_density(scene, sample.direction));
                continue;
            }
            const Shape shape = packed.shapes[sample.shape];
            const float distance = shared::intersect_shape(shape, sample.shape,
                                                           shared::space_of(ray, 1.0f, packed.tolerance, shared::NONE));
            if (distance == shared::NO_DISTANCE) continue; // at the very rim
            met[sample.shape]++;
            const float density = shared::light_density(scene, sample.shape, ray, distance, vec3(0.0f));
            // At grazing incidence the distance, and with it the density, depend on the direction's last bits.
            ASSERT_NEAR(sample.density, density, (density < 1e3f ? 2e-3f : 1.0f) * density) << sample.shape;
        }
    }
    for (const std::uint32_t shape : {0u, 1u, 2u, 3u, 5u}) EXPECT_GT(met[shape], 100) << shape;
    EXPECT_EQ(shared::light_density(scene, 4, ray_from(vec3(0.0f), {0.0f, -1.0f, 0.0f}), 1.5f, vec3(0.0f)), 0.0f);
}

} // namespace
} // namespace triptych::test
