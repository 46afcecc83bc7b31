// The numbers that paths are made of: Sobol's sequence is as even as it promises, and no two dimensions hang together.
// SPDX-License-Identifier: MIT
#include "sampler.glsl"
#include "statistics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace triptych::test {
namespace {

using shared::Random2;
using shared::Random4;

constexpr double LEAST_P = 1e-4;

shared::Frame frame_of(std::uint32_t flags, std::uint32_t seed = 0) {
    shared::Frame frame{};
    frame.seed = seed;
    frame.flags = flags;
    return frame;
}

std::size_t cell(float u, std::size_t cells) { return static_cast<std::size_t>(u * static_cast<float>(cells)); }

/// P that pairs that `pair` draws from 0 to `draws` are uniform over the unit square.
double p_of(const std::function<Random2(std::uint32_t)>& pair, std::uint32_t draws = 200000) {
    std::vector<std::uint64_t> counts(256, 0);
    for (std::uint32_t i = 0; i < draws; i++) {
        const Random2 u = pair(i);
        counts.at(cell(u.x, 16) * 16 + cell(u.y, 16))++;
    }
    return uniform_p_value(counts);
}

/// Whether 2^m points lie one in each of the 2^m equal boxes, whatever the boxes' shape: a (0, m, 2)-net in base 2.
bool is_net(const std::vector<Random2>& points) {
    const std::size_t count = points.size();
    for (std::size_t columns = 1; columns <= count; columns *= 2) {
        const std::size_t rows = count / columns;
        std::vector<int> boxes(count, 0);
        for (const Random2& point : points) boxes.at(cell(point.x, columns) * rows + cell(point.y, rows))++;
        for (const int points_within : boxes) {
            if (points_within != 1) return false;
        }
    }
    return true;
}

TEST(Sobol, EveryAlignedBlockOfAPowerOfTwoIsANet) {
    for (std::uint32_t seed = 0; seed < 8; seed++) {
        const shared::RandomBits seeds = shared::random_bits(seed, 17, seed % 2, 4);
        for (std::uint32_t count = 1; count <= 4096; count *= 2) {
            for (const std::uint32_t block : {0u, 1u, 2u, 5u}) {
                std::vector<Random2> points;
                for (std::uint32_t i = 0; i < count; i++)
                    points.push_back(shared::sobol_pair(block * count + i, seeds));
                ASSERT_TRUE(is_net(points)) << "seed " << seed << ", block " << block << " of " << count;
            }
        }
    }
}

TEST(Sobol, PairsOfAGroupAreNetsButNotOfOneAnother) {
    const shared::Frame frame = frame_of(shared::FRAME_SOBOL, 5);
    std::vector<Random2> first, second, across;
    for (std::uint32_t i = 0; i < 256; i++) {
        const Random4 u = shared::sample_group(frame, 1234, i, 6);
        first.push_back({u.x, u.y});
        second.push_back({u.z, u.w});
        across.push_back({u.x, u.z});
    }
    EXPECT_TRUE(is_net(first));
    EXPECT_TRUE(is_net(second));
    EXPECT_FALSE(is_net(across)); // shuffled apart: the two would else be one dimension
}

TEST(Sobol, SecondDimensionIsPascalsTriangle) {
    // Bit i of the point in reverse is the sum over bits j >= i of the index times (j over i), modulo 2.
    for (const std::uint32_t index : {0u, 1u, 2u, 3u, 77u, 0x80000000u, 0xdeadbeefu, 0xffffffffu}) {
        std::uint32_t expected = 0;
        for (std::uint32_t j = 0; j < 32; j++) {
            if ((index >> j & 1u) == 0) continue;
            for (std::uint32_t i = 0; i <= j; i++) {
                if ((i & ~j) == 0) expected ^= 1u << i; // Lucas: odd where i's bits are among j's
            }
        }
        EXPECT_EQ(shared::sobol_second_reversed(index), expected) << index;
    }
}

TEST(Sobol, ScramblingHangsOnLowerBitsOnly) {
    for (std::uint32_t i = 0; i < 1000; i++) {
        const std::uint32_t x = shared::random_bits(1, i, 0, 0).x;
        const std::uint32_t seed = shared::random_bits(1, i, 0, 0).y;
        for (std::uint32_t bit = 0; bit < 32; bit++) {
            const std::uint32_t changed =
                shared::scramble_reversed(x, seed) ^ shared::scramble_reversed(x ^ 1u << bit, seed);
            ASSERT_EQ(changed & ((1u << bit) - 1u), 0u);
            ASSERT_EQ(changed >> bit & 1u, 1u); // a permutation
        }
    }
}

/// Of two points of a pixel one lies in each half of a dimension; where in it must say nothing about the other's place,
/// over pixels. Were a dimension scrambled alike in all pixels, their leading bits would go together.
TEST(Sobol, PlacesPointsWithinHalvesApart) {
    for (const bool is_first : {true, false}) {
        EXPECT_GT(p_of([&](std::uint32_t pixel) {
                      const Random4 u = shared::sample_group(frame_of(shared::FRAME_SOBOL), pixel, 0, 2);
                      const Random4 v = shared::sample_group(frame_of(shared::FRAME_SOBOL), pixel, 1, 2);
                      const float a = is_first ? u.x : u.y, b = is_first ? v.x : v.y;
                      return Random2{2.0f * std::min(a, b), 2.0f * std::max(a, b) - 1.0f};
                  }),
                  LEAST_P);
    }
}

/// Both samplers, over whatever hands out seeds: single numbers and pairs must be uniform.
class Sampler : public testing::TestWithParam<std::uint32_t> {
protected:
    std::uint32_t m_flags = GetParam();
};

TEST_P(Sampler, IsUniformOverPixelsAndSeeds) {
    for (const std::uint32_t sample : {0u, 1u, 6u}) {
        EXPECT_GT(p_of([&](std::uint32_t i) {
                      const Random4 u = shared::sample_group(frame_of(m_flags, 3), i, sample, 2);
                      return Random2{u.x, u.y};
                  }),
                  LEAST_P);
        EXPECT_GT(p_of([&](std::uint32_t i) {
                      const Random4 u = shared::sample_group(frame_of(m_flags, i), 9, sample, 2);
                      return Random2{u.z, u.w};
                  }),
                  LEAST_P);
    }
}

TEST_P(Sampler, KeepsGroupsPixelsAndSeedsApart) {
    const auto x = [&](std::uint32_t seed, std::uint32_t pixel, std::uint32_t sample, std::uint32_t group) {
        return shared::sample_group(frame_of(m_flags, seed), pixel, sample, group).x;
    };
    EXPECT_GT(p_of([&](std::uint32_t i) { return Random2{x(0, i, 3, 0), x(0, i, 3, 1)}; }), LEAST_P);
    EXPECT_GT(p_of([&](std::uint32_t i) { return Random2{x(0, i, 3, 4), x(0, i, 3, 6)}; }), LEAST_P);
    EXPECT_GT(p_of([&](std::uint32_t i) { return Random2{x(0, i, 3, 4), x(0, i + 1, 3, 4)}; }), LEAST_P);
    EXPECT_GT(p_of([&](std::uint32_t i) { return Random2{x(i, 7, 3, 4), x(i + 1, 7, 3, 4)}; }), LEAST_P);
    EXPECT_GT(p_of([&](std::uint32_t i) {
                  const Random4 u = shared::sample_group(frame_of(m_flags), i, 3, 2);
                  return Random2{u.x, u.z};
              }),
              LEAST_P);
    EXPECT_GT(p_of([&](std::uint32_t i) {
                  const Random4 u = shared::sample_group(frame_of(m_flags), i, 3, 2);
                  return Random2{u.y, u.w};
              }),
              LEAST_P);
}

TEST_P(Sampler, GroupsDoNotConspireWithinAPixel) {
    // The mean of (2 x - 1) (2 y - 1) over a pixel's samples, x and y of different groups, must be 0 over pixels. Its
    // variance is 1 / (9 * samples) for independent numbers. Sobol's come in pairs on opposite sides of every
    // dimension, for which a product is the same: that may double it, and no more.
    constexpr std::uint32_t SAMPLES = 64;
    constexpr std::uint32_t PIXELS = 4000;
    for (const std::uint32_t group : {1u, 2u, 3u, 8u}) {
        double sum = 0.0, sum_of_squares = 0.0;
        for (std::uint32_t pixel = 0; pixel < PIXELS; pixel++) {
            double mean = 0.0;
            for (std::uint32_t i = 0; i < SAMPLES; i++) {
                const float x = shared::sample_group(frame_of(m_flags), pixel, i, 0).x;
                const float y = shared::sample_group(frame_of(m_flags), pixel, i, group).y;
                mean += static_cast<double>((2.0f * x - 1.0f) * (2.0f * y - 1.0f)) / SAMPLES;
            }
            sum += mean;
            sum_of_squares += mean * mean;
        }
        const double variance = (m_flags == 0 ? 1.0 : 2.0) / (9.0 * SAMPLES);
        EXPECT_LT(std::abs(sum / PIXELS), 4.0 * std::sqrt(variance / PIXELS)) << group;
        EXPECT_LT(sum_of_squares / PIXELS, variance * (1.0 + 4.0 * std::sqrt(3.0 / PIXELS))) << group;
    }
}

INSTANTIATE_TEST_SUITE_P(Both, Sampler, testing::Values(0u, shared::FRAME_SOBOL));

TEST(Sobol, LowersTheErrorOfASmoothIntegral) {
    // x y over 64 samples: independent numbers err by sqrt(7 / 144 / 64), a net by far less.
    const auto error = [](std::uint32_t flags) {
        double sum_of_squares = 0.0;
        for (std::uint32_t pixel = 0; pixel < 1000; pixel++) {
            double mean = 0.0;
            for (std::uint32_t i = 0; i < 64; i++) {
                const Random4 u = shared::sample_group(frame_of(flags), pixel, i, 2);
                mean += static_cast<double>(u.x * u.y) / 64.0;
            }
            sum_of_squares += (mean - 0.25) * (mean - 0.25) / 1000.0;
        }
        return std::sqrt(sum_of_squares);
    };
    EXPECT_NEAR(error(0), std::sqrt(7.0 / 144.0 / 64.0), 0.002);
    EXPECT_LT(error(shared::FRAME_SOBOL), 0.2 * error(0));
}

} // namespace
} // namespace triptych::test
