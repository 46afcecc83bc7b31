// Random numbers and sampling routines against their densities, by chi-squared.
// SPDX-License-Identifier: MIT
#include "material.glsl"
#include "statistics.hpp"
#include "test_scenes.hpp"

#include <gtest/gtest.h>

namespace triptych::test {
namespace {

using shared::Random4;
using shared::random4;

constexpr double LEAST_P = 1e-4;
constexpr std::uint32_t DRAWS = 400000;

/// Counts draws into cells given by a function from draw number to cell.
template <typename Cell>
double p_of(std::size_t cells, Cell cell) {
    std::vector<std::uint64_t> counts(cells);
    for (std::uint32_t i = 0; i < DRAWS; i++) counts.at(cell(i))++;
    return uniform_p_value(counts);
}

std::size_t bin(float u, std::size_t bins) { return static_cast<std::size_t>(u * static_cast<float>(bins)); }

TEST(Random, EveryArgumentAloneGivesUniformPairs) {
    // Neighbouring calls along each argument: a weak hash shows up as a lattice of pairs.
    const auto along = [](int argument, std::uint32_t i) {
        return argument == 0   ? random4(i, 7, 3, 1)
               : argument == 1 ? random4(5, i, 3, 1)
               : argument == 2 ? random4(5, 7, i, 1)
                               : random4(5, 7, 3, i);
    };
    for (int argument = 0; argument < 4; argument++) {
        const auto pair = [&](float first, float second) { return bin(first, 16) * 16 + bin(second, 16); };
        EXPECT_GT(p_of(256,
                       [&](std::uint32_t i) {
                           const Random4 u = along(argument, i);
                           return pair(u.x, u.y);
                       }),
                  LEAST_P);
        EXPECT_GT(p_of(256,
                       [&](std::uint32_t i) {
                           const Random4 u = along(argument, i);
                           return pair(u.z, u.w);
                       }),
                  LEAST_P);
        EXPECT_GT(p_of(256, [&](std::uint32_t i) { return pair(along(argument, i).x, along(argument, i + 1).x); }),
                  LEAST_P);
        EXPECT_GT(p_of(256, [&](std::uint32_t i) { return pair(along(argument, i).w, along(argument, i + 1).w); }),
                  LEAST_P);
    }
}

TEST(Random, NumbersLieBelowOne) {
    EXPECT_EQ(shared::unit_interval(0xffffffffu), 1.0f - 0x1p-24f);
    EXPECT_EQ(shared::unit_interval(0u), 0.0f);
}

TEST(Sampling, SphereIsUniformInHeightAndTurn) {
    const double p = p_of(512, [](std::uint32_t i) {
        const Random4 u = random4(1, 2, i, 3);
        const vec3 v = shared::sample_sphere(u.x, u.y);
        EXPECT_NEAR(shared::dot3(v, v), 1.0f, 1e-6f);
        const double turn = std::atan2(static_cast<double>(v.y), static_cast<double>(v.x)) / (2.0 * M_PI) + 0.5;
        return std::min<std::size_t>(bin(0.5f * (v.z + 1.0f), 16), 15) * 32 +
               std::min<std::size_t>(static_cast<std::size_t>(turn * 32.0), 31);
    });
    EXPECT_GT(p, LEAST_P);
}

TEST(Sampling, DiskIsUniformInAreaAndTurn) {
    const double p = p_of(512, [](std::uint32_t i) {
        const Random4 u = random4(1, 2, i, 3);
        const vec3 v = shared::sample_disk(u.x, u.y);
        const double turn = std::atan2(static_cast<double>(v.y), static_cast<double>(v.x)) / (2.0 * M_PI) + 0.5;
        return std::min<std::size_t>(bin(shared::dot3(v, v), 16), 15) * 32 +
               std::min<std::size_t>(static_cast<std::size_t>(turn * 32.0), 31);
    });
    EXPECT_GT(p, LEAST_P);
}

TEST(Sampling, LambertianFollowsTheCosine) {
    // For density cos / pi the squared cosine is uniform.
    const vec3 normal = shared::unit({0.3f, -0.5f, 0.8f});
    const double p = p_of(256, [&](std::uint32_t i) {
        const shared::Scatter scatter = shared::scatter_lambertian(lambertian(0.5f), normal, random4(1, 2, i, 3));
        const float cosine = shared::dot3(scatter.direction, normal);
        return std::min<std::size_t>(bin(cosine * cosine, 256), 255);
    });
    EXPECT_GT(p, LEAST_P);
}

TEST(Sampling, GlassReflectsWithSchlicksShare) {
    const vec3 normal(0.0f, 1.0f, 0.0f);
    for (const float cosine : {1.0f, 0.7f, 0.3f, 0.1f}) {
        const vec3 direction(std::sqrt(1.0f - cosine * cosine), -cosine, 0.0f);
        double reflected = 0.0;
        for (std::uint32_t i = 0; i < DRAWS; i++) {
            const shared::Scatter scatter =
                shared::scatter_dielectric(glass(1.5f), direction, normal, 0, random4(1, 2, i, 3));
            reflected += scatter.event == shared::SCATTER_REFLECTED ? 1.0 : 0.0;
        }
        const double expected = 0.04 + 0.96 * std::pow(1.0 - static_cast<double>(cosine), 5.0);
        const double deviation = std::sqrt(expected * (1.0 - expected) / DRAWS);
        EXPECT_NEAR(reflected / DRAWS, expected, 4.0 * deviation) << cosine;
    }
}

TEST(Sampling, GlassRefractsBySnellsLawAndReflectsTotally) {
    const vec3 normal(0.0f, 1.0f, 0.0f);
    const vec3 direction(0.6f, -0.8f, 0.0f);
    const Random4 high = {0.99f, 0.0f, 0.0f, 0.0f};
    const shared::Scatter into = shared::scatter_dielectric(glass(1.5f), direction, normal, 0, high);
    EXPECT_EQ(into.event, shared::SCATTER_TRANSMITTED);
    EXPECT_NEAR(into.direction.x, 0.4f, 1e-6f); // 0.6 / 1.5
    EXPECT_LT(into.direction.y, 0.0f);
    const shared::Scatter out = shared::scatter_dielectric(glass(1.5f), {0.8f, -0.6f, 0.0f}, normal, 1, high);
    EXPECT_EQ(out.event, shared::SCATTER_REFLECTED); // 0.8 * 1.5 > 1
    EXPECT_NEAR(out.direction.y, 0.6f, 1e-6f);
}

TEST(Sampling, MetalStaysAboveTheSurface) {
    const vec3 normal(0.0f, 0.0f, 1.0f);
    const vec3 grazing = shared::unit({1.0f, 0.0f, -0.1f});
    std::uint32_t absorbed = 0;
    for (std::uint32_t i = 0; i < 10000; i++) {
        const shared::Scatter scatter = shared::scatter_metal(metal(0.9f, 1.0f), grazing, normal, random4(1, 2, i, 3));
        if (scatter.event == shared::SCATTER_ABSORBED) {
            absorbed++;
        } else {
            ASSERT_GT(scatter.direction.z, 0.0f);
        }
    }
    // The unit sphere about the mirror direction lies below the surface by (1 - height) / 2 of its area.
    const double expected = 0.5 * (1.0 - 0.1 / std::sqrt(1.01));
    EXPECT_NEAR(absorbed / 10000.0, expected, 0.02);
}

} // namespace
} // namespace triptych::test
