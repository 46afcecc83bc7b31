// The tree over many lights: what it promises of every light, chosen as stated, and the same picture on average.
// SPDX-License-Identifier: MIT
#include "bvh/build.hpp"
#include "kernel.hpp"
#include "light.glsl"
#include "many_lights.hpp"
#include "pack/light_tree.hpp"
#include "pack/pack_lights.hpp"
#include "statistics.hpp"
#include "surface.glsl"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace triptych::test {
namespace {

using shared::random4;

constexpr double LEAST_P = 1e-4;
constexpr float TIME = 0.75f;

/// Points among the lights, within a box around one, on one, and far away; every other one on a surface.
struct Place {
    vec3 position, normal;
};

std::vector<Place> places(const PackedScene& packed) {
    std::vector<Place> found;
    Numbers make;
    for (int i = 0; i < 24; i++) {
        vec3 at = make.within(i < 12 ? 4.0f : 40.0f);
        if (i % 4 == 0) {
            const shared::Shape& shape = packed.shapes[(i * 5u) % packed.shapes.size()];
            at = shape.origin + (i % 8 == 0 ? vec3(0.0f) : vec3(0.03f));
        }
        found.push_back({at, i % 2 == 0 ? make.direction() : vec3(0.0f)});
    }
    return found;
}

std::vector<double> probabilities(const PackedScene& packed, const Place& place) {
    const shared::Scene scene = packed.view();
    std::vector<double> result;
    for (std::uint32_t i = 0; i < packed.lights.size(); i++) {
        const float probability = i < packed.infinite_count
                                      ? packed.lights[i].probability
                                      : shared::light_probability(scene, i, place.position, place.normal);
        result.push_back(static_cast<double>(probability));
    }
    return result;
}

TEST(LightTree, IsForManyLightsOnly) {
    const auto features = [](int count) { return pack_scene(scene_of_many_lights(count)).features; };
    const int least = static_cast<int>(LEAST_TREE_LIGHTS);
    EXPECT_EQ(features(least - 1) & shared::FEATURE_LIGHT_TREE, 0u);
    EXPECT_EQ(features(least) & shared::FEATURE_LIGHT_TREE, shared::FEATURE_LIGHT_TREE);
}

TEST(LightTree, WhatHasNoPlaceStandsFirstAndKeepsItsShare) {
    Scene scene = scene_of_many_lights(50);
    add_what_has_no_place(scene);
    const PackedScene packed = pack_scene(scene);
    ASSERT_EQ(packed.infinite_count, 3u);
    EXPECT_EQ(packed.background_light, 2u);
    EXPECT_GE(packed.tree_share, 0.1f);
    EXPECT_LE(packed.tree_share, 0.9f);
    double sum = 0.0;
    for (std::uint32_t i = 0; i < 3; i++) sum += static_cast<double>(packed.lights[i].probability);
    EXPECT_NEAR(sum, 1.0 - static_cast<double>(packed.tree_share), 1e-6);
    for (std::uint32_t i = 0; i < packed.lights.size(); i++) {
        const std::uint32_t shape = packed.lights[i].shape;
        if (shape < shared::LIGHT_PUNCTUAL) {
            EXPECT_EQ(packed.tags[shape].light, i);
        }
    }
}

TEST(LightTree, ProbabilitiesSumToOneEverywhere) {
    Scene scene = scene_of_many_lights(700);
    add_what_has_no_place(scene);
    const PackedScene packed = pack_scene(scene);
    for (const Place& place : places(packed)) {
        const std::vector<double> stated = probabilities(packed, place);
        EXPECT_NEAR(std::accumulate(stated.begin(), stated.end(), 0.0), 1.0, 2e-5);
    }
}

TEST(LightTree, LightsAreChosenAsOftenAsIsStated) {
    Scene scene = scene_of_many_lights(300);
    add_what_has_no_place(scene);
    const PackedScene packed = pack_scene(scene);
    constexpr std::uint32_t DRAWS = 200000;
    for (const Place& place : places(packed)) {
        std::vector<double> counts(packed.lights.size(), 0.0);
        std::vector<double> expected = probabilities(packed, place);
        for (std::uint32_t i = 0; i < DRAWS; i++) {
            const shared::Random4 u = random4(3, 8, i, 1);
            const shared::LightChoice choice =
                shared::choose_light_from(packed.view(), place.position, place.normal, u.z, u.w);
            counts.at(choice.light) += 1.0;
            ASSERT_EQ(static_cast<double>(choice.probability), expected[choice.light]) << choice.light;
        }
        for (std::size_t i = 0; i < expected.size(); i++) {
            if (expected[i] == 0.0) {
                EXPECT_EQ(counts[i], 0.0);
            }
            expected[i] *= DRAWS;
        }
        EXPECT_GT(chi_squared_p_value(counts, expected), LEAST_P);
    }
}

/// A number's bits lead so far only: below, others decide.
TEST(LightTree, DeepBelowTheRootFreshNumbersDecide) {
    Scene scene = dark_scene();
    for (int i = 0; i < 16384; i++) scene.punctual_lights.push_back(make_point_light(vec3(0.0f), vec3(1.0f)));
    const PackedScene packed = pack_scene(scene);
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t i = 0; i < 1000; i++) {
        const float v = static_cast<float>(i) / 1000.0f;
        chosen.push_back(shared::choose_light_from(packed.view(), {0.0f, 1.0f, 0.0f}, vec3(0.0f), 0.3f, v).light);
    }
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    EXPECT_EQ(chosen.size(), 32u); // of 2^14 lights, 9 levels below the root
}

TEST(LightTree, TellsOneDensityWhetherLookedForOrMet) {
    Scene scene = scene_of_many_lights(200);
    const PackedScene packed = pack_scene(scene);
    int met = 0;
    for (const Place& place : places(packed)) {
        for (std::uint32_t i = 0; i < 4000; i++) {
            const shared::LightSample sample =
                shared::sample_light(packed.view(), place.position, place.normal, TIME, random4(3, 8, i, 1));
            if (shared::is_punctual(sample.shape) || sample.density == 0.0f) continue;
            const shared::Ray ray = {place.position, shared::ORIGIN_NOWHERE, sample.direction, shared::NONE, TIME};
            const float distance = shared::intersect_shape(packed.shapes[sample.shape], sample.shape,
                                                           shared::space_of(ray, 1.0f, packed.tolerance, shared::NONE));
            if (distance == shared::NO_DISTANCE) continue; // at the very rim
            met++;
            const float density = shared::light_density(packed.view(), sample.shape, ray, distance, place.normal);
            ASSERT_NEAR(sample.density, density, (density < 1e3f ? 2e-3f : 1.0f) * density) << sample.shape;
        }
    }
    EXPECT_GT(met, 20000);
}

/// A light that sends anything to a point has a probability there.
TEST(LightTree, NoLightThatShinesIsLeftOut) {
    const PackedScene packed = pack_scene(scene_of_many_lights(600));
    const shared::Scene scene = packed.view();
    Numbers make;
    int shining = 0;
    for (std::uint32_t i = 0; i < packed.lights.size(); i++) {
        const std::uint32_t index = packed.lights[i].shape;
        for (int n = 0; n < 200; n++) {
            const vec3 normal = n % 2 == 0 ? make.direction() : vec3(0.0f);
            vec3 from, toward;
            bool shines;
            if (index >= shared::LIGHT_PUNCTUAL) {
                const shared::PunctualLight& light = packed.punctual_lights[index - shared::LIGHT_PUNCTUAL];
                from = light.position + (n % 4 < 2 ? 0.3f : 30.0f) * make.direction();
                toward = shared::towards_punctual(light, from).direction;
                shines = shared::max_component(shared::towards_punctual(light, from).irradiance) > 0.0f;
            } else {
                const shared::Shape& shape = packed.shapes[index];
                from = shape.origin + (n % 4 < 2 ? 0.3f : 30.0f) * make.direction();
                const float u = make.between(0.0f, 1.0f), v = make.between(0.0f, 1.0f);
                const shared::Sphere sphere = shared::sphere_at(shape, make.between(0.0f, 1.0f));
                const bool is_sphere = shape.kind == shared::SHAPE_SPHERE;
                toward =
                    is_sphere ? shared::towards_sphere(sphere, from, u, v) : shared::towards_flat(shape, from, u, v);
                const shared::Sides sides = shared::sides_of(shape);
                const bool before = shared::dot3(shared::cross3(sides.u, sides.v), toward) < 0.0f;
                const std::uint32_t material = packed.tags[index].material;
                shines = is_sphere || before || packed.materials[material].kind == shared::MATERIAL_LIGHT;
            }
            if (!shines || (n % 2 == 0 && shared::dot3(normal, toward) <= 0.0f)) continue;
            shining++;
            ASSERT_GT(shared::light_probability(scene, i, from, normal), 0.0f) << "light " << i << ", point " << n;
        }
    }
    EXPECT_GT(shining, 30000);
}

/// Each light once, by the way that its table says, no deeper than there are bits; returns the greatest depth.
std::uint32_t check_ways(const std::vector<shared::LightNode>& nodes, const std::vector<shared::Light>& table) {
    EXPECT_EQ(nodes.size(), 2 * (table.size() - 1));
    std::uint32_t deepest = 0;
    for (std::uint32_t i = 0; i < table.size(); i++) {
        std::uint32_t child = 0, way = table[i].alias, depth = 0;
        double power = 1.0;
        for (; child < shared::LIGHT_LEAF && depth < shared::LIGHT_TREE_MAX_DEPTH; depth++, way >>= 1) {
            const shared::LightNode& node = nodes.at(child + (way & 1u));
            EXPECT_LE(static_cast<double>(node.power), power * (1.0 + 1e-6));
            EXPECT_GT(node.power, 0.0f);
            power = static_cast<double>(node.power);
            child = node.child & ~shared::LIGHT_TWO_SIDED;
        }
        EXPECT_EQ(child, shared::LIGHT_LEAF | i);
        deepest = std::max(deepest, depth);
    }
    return deepest;
}

std::uint32_t depth_of(std::vector<PlacedLight> lights) {
    std::vector<shared::Light> table(lights.size());
    for (std::uint32_t i = 0; i < lights.size(); i++) lights[i].light = i;
    const std::vector<shared::LightNode> nodes = build_light_tree(lights, table);
    return check_ways(nodes, table);
}

TEST(LightTree, HoldsAnyLightsWithinItsDepth) {
    const auto lights = [](std::uint32_t count, auto position, auto intensity) {
        std::vector<PlacedLight> result;
        for (std::uint32_t i = 0; i < count; i++) {
            result.push_back(placed_light(make_point_light(position(i), vec3(intensity(i))), i));
        }
        return result;
    };
    const auto one = [](std::uint32_t) { return 1.0f; };
    EXPECT_EQ(depth_of(lights(
                  2, [](std::uint32_t i) { return vec3(static_cast<float>(i)); }, one)),
              1u);
    // All at one place: halves.
    EXPECT_EQ(depth_of(lights(
                  10000, [](std::uint32_t) { return vec3(1.0f); }, one)),
              14u);
    EXPECT_EQ(depth_of(lights(
                  4096, [](std::uint32_t) { return vec3(1.0f); }, [](std::uint32_t) { return 0.0f; })),
              12u);
    // Each split takes off one light: halves once the depth runs out.
    const auto ever_nearer = [](std::uint32_t i) { return vec3(std::ldexp(1.0f, -static_cast<int>(i % 120)), 0, 0); };
    const std::uint32_t depth = depth_of(lights(3000, ever_nearer, one));
    EXPECT_GT(depth, 20u);
    EXPECT_LE(depth, shared::LIGHT_TREE_MAX_DEPTH);
    Numbers make;
    EXPECT_LT(depth_of(lights(
                  20000, [&](std::uint32_t) { return make.within(1.0f); },
                  [&](std::uint32_t) { return std::exp(make.between(-20.0f, 20.0f)); })),
              shared::LIGHT_TREE_MAX_DEPTH);
}

TEST(LightTree, BoundsAMovingSphereAtAllTimes) {
    Scene scene = scene_of_many_lights(8);
    add_sphere(scene, vec3(0.0f), 0.5f, light(vec3(1.0f)), {0.0f, 10.0f, 0.0f});
    const PackedScene packed = pack_scene(scene);
    for (const shared::LightNode& node : packed.light_nodes) {
        if (node.child < shared::LIGHT_LEAF) continue;
        const std::uint32_t shape = packed.lights[node.child & shared::LIGHT_INDEX].shape;
        if (shape != packed.shapes.size() - 1) continue;
        EXPECT_NEAR(node.radius, 5.5f, 1e-4f);
        EXPECT_NEAR(node.center.y, 5.0f, 1e-4f);
        return;
    }
    ADD_FAILURE() << "no leaf";
}

/// What each square of a picture holds, for every seed.
std::vector<std::vector<double>> square_replicates(const PackedScene& packed, std::uint32_t first_seed) {
    std::vector<std::vector<double>> replicates;
    for (std::uint32_t seed = first_seed; seed < first_seed + 24; seed++) {
        RenderSettings settings;
        settings.width = settings.height = 16;
        settings.max_depth = 3;
        settings.seed = seed;
        const Film film = render_by_kernel(packed, settings, {0, 64});
        EXPECT_EQ(film.invalid_samples(), 0u);
        replicates.push_back(square_means(film.mean(), 8));
    }
    return replicates;
}

TEST(LightTree, DrawsWhatChoosingByPowerDraws) {
    const Scene scene = lit_floor();
    PackedScene by_tree = pack_scene(scene);
    PackedScene by_power = pack_scene(scene);
    pack_lights(emitting_shapes(by_power), 15.0, by_power, SIZE_MAX);
    by_power.features &= ~shared::FEATURE_LIGHT_TREE;
    build_bvh(by_tree);
    build_bvh(by_power);
    ASSERT_NE(by_tree.features & shared::FEATURE_LIGHT_TREE, 0u);
    const auto a = square_replicates(by_tree, 100), b = square_replicates(by_power, 200);
    std::vector<double> p_values;
    for (std::size_t i = 0; i < a[0].size(); i++) {
        const auto n = static_cast<double>(a.size());
        double mean_a = 0.0, mean_b = 0.0, variance = 0.0;
        for (std::size_t k = 0; k < a.size(); k++) {
            mean_a += a[k][i] / n;
            mean_b += b[k][i] / n;
        }
        for (std::size_t k = 0; k < a.size(); k++)
            variance += (std::pow(a[k][i] - mean_a, 2.0) + std::pow(b[k][i] - mean_b, 2.0)) / (n * (n - 1.0));
        p_values.push_back(student_two_sided((mean_a - mean_b) / std::sqrt(variance), n - 1.0));
    }
    EXPECT_GT(holm_family_p(p_values), 1e-3);
}

} // namespace
} // namespace triptych::test
