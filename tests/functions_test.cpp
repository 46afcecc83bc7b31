// The shared functions of one number or one point, against the C library, by hand, or by what they promise.
// SPDX-License-Identifier: MIT
#include "noise.glsl"
#include "random.glsl"
#include "real.glsl"
#include "sampling.glsl"
#include "surface.glsl"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace triptych::test {
namespace {

using shared::vec3;

constexpr std::uint32_t STEPS = 2000000;

TEST(Real, NaturalLogKeepsItsBound) {
    for (std::uint32_t i = 0; i < STEPS; i++) {
        // All normal floats, evenly over their bits, and the ones about 1 closely.
        const std::uint32_t bits =
            i % 2 == 0 ? 0x00800000u + (i >> 1u) * (0x7f000000u / (STEPS / 2)) : 0x3f000000u + (i >> 1u) * 16u;
        const float x = shared::uintBitsToFloat(bits);
        const double exact = std::log(static_cast<double>(x));
        ASSERT_NEAR(static_cast<double>(shared::natural_log(x)), exact, 2e-7 * std::max(1.0, std::abs(exact))) << x;
    }
    EXPECT_EQ(shared::natural_log(1.0f), 0.0f);
}

TEST(Real, ExpMinusKeepsItsBound) {
    for (std::uint32_t i = 0; i < STEPS; i++) {
        const float x = 69.0f * static_cast<float>(i) / static_cast<float>(STEPS);
        const double exact = std::exp(-static_cast<double>(x));
        ASSERT_NEAR(static_cast<double>(shared::exp_minus(x)), exact, 1e-6 * exact) << x;
    }
    EXPECT_EQ(shared::exp_minus(0.0f), 1.0f);
    EXPECT_EQ(shared::exp_minus(69.5f), 0.0f);
    EXPECT_EQ(shared::exp_minus(3e38f), 0.0f);
}

TEST(Real, TurnOfKeepsItsBoundAllAround) {
    for (std::uint32_t i = 0; i < STEPS; i++) {
        const double turn = (i + 0.5) / STEPS;
        const double size = std::exp2(static_cast<double>(i % 60) - 30.0);
        const auto x = static_cast<float>(size * std::cos(2.0 * M_PI * turn));
        const auto y = static_cast<float>(size * std::sin(2.0 * M_PI * turn));
        double exact = std::atan2(static_cast<double>(y), static_cast<double>(x)) / (2.0 * M_PI);
        if (exact < 0.0) exact += 1.0;
        const auto found = static_cast<double>(shared::turn_of(y, x));
        ASSERT_LT(found, 1.0);
        ASSERT_GE(found, 0.0);
        const double off = std::abs(found - exact);
        ASSERT_LT(std::min(off, 1.0 - off), 1e-7) << x << ", " << y;
    }
    EXPECT_EQ(shared::turn_of(0.0f, 0.0f), 0.0f);
    EXPECT_EQ(shared::turn_of(0.0f, 1.0f), 0.0f);
    EXPECT_EQ(shared::turn_of(1.0f, 0.0f), 0.25f);
    EXPECT_EQ(shared::turn_of(0.0f, -1.0f), 0.5f);
    EXPECT_EQ(shared::turn_of(-1.0f, 0.0f), 0.75f);
}

TEST(Real, CosSinTurnKeepsItsBound) {
    for (std::uint32_t i = 0; i < STEPS; i++) {
        const float u = static_cast<float>(i) / static_cast<float>(STEPS);
        const double angle = 2.0 * M_PI * static_cast<double>(u);
        const shared::CosSin found = shared::cos_sin_turn(u);
        ASSERT_NEAR(static_cast<double>(found.cos_angle), std::cos(angle), 2e-7) << u;
        ASSERT_NEAR(static_cast<double>(found.sin_angle), std::sin(angle), 2e-7) << u;
    }
}

TEST(Real, SineErrsByItsArgumentsLastBits) {
    for (std::uint32_t i = 0; i < STEPS; i++) {
        const double wish = (static_cast<double>(i) / STEPS * 2.0 - 1.0) * (i % 2 == 0 ? 65535.0 : 20.0);
        const auto angle = static_cast<float>(wish);
        // Reducing to turns rounds twice: a relative 2^-23 of the angle.
        const double bound = 3e-7 + 0x1p-23 * std::abs(wish);
        ASSERT_NEAR(static_cast<double>(shared::sine(angle)), std::sin(static_cast<double>(angle)), bound) << angle;
    }
}

TEST(Sampling, FromAxisMakesAFrame) {
    for (std::uint32_t i = 0; i < 20000; i++) {
        const shared::Random4 u = shared::random4(1, i, 0, 0);
        vec3 axis = shared::sample_sphere(u.x, u.y);
        if (i == 0) axis = {0.0f, 0.0f, -1.0f};
        const vec3 x = shared::from_axis(axis, {1.0f, 0.0f, 0.0f});
        const vec3 y = shared::from_axis(axis, {0.0f, 1.0f, 0.0f});
        const vec3 z = shared::from_axis(axis, {0.0f, 0.0f, 1.0f});
        const vec3 across = shared::cross3(x, y) - z; // right-handed
        ASSERT_LT(shared::dot3(across, across), 1e-11f);
        ASSERT_LT(shared::dot3(z - axis, z - axis), 1e-13f);
        ASSERT_NEAR(shared::dot3(x, x), 1.0f, 2e-6f);
        ASSERT_NEAR(shared::dot3(y, y), 1.0f, 2e-6f);
        ASSERT_NEAR(shared::dot3(x, y), 0.0f, 2e-6f);
    }
}

TEST(Noise, IsZeroOnTheLatticeAndContinuousAcrossIt) {
    for (std::uint32_t i = 0; i < 20000; i++) {
        const shared::Random4 u = shared::random4(2, i, 0, 0);
        const vec3 p = 40.0f * vec3(u.x - 0.5f, u.y - 0.5f, u.z - 0.5f);
        const vec3 corner = {std::floor(p.x), std::floor(p.y), std::floor(p.z)};
        ASSERT_EQ(shared::noise(corner), 0.0f);
        // Across each face; the slope is below 10.
        for (int axis = 0; axis < 3; axis++) {
            vec3 below = p, above = p;
            (axis == 0   ? below.x
             : axis == 1 ? below.y
                         : below.z) = (axis == 0   ? corner.x
                                       : axis == 1 ? corner.y
                                                   : corner.z) -
                                      1e-4f;
            (axis == 0   ? above.x
             : axis == 1 ? above.y
                         : above.z) = (axis == 0   ? corner.x
                                       : axis == 1 ? corner.y
                                                   : corner.z) +
                                      1e-4f;
            ASSERT_NEAR(shared::noise(below), shared::noise(above), 2e-3f) << p.x << " " << p.y << " " << p.z;
        }
    }
}

TEST(Noise, HasMeanZeroAndItsVariance) {
    // Corners' gradients are independent with variance 1/3 a component, so noise at offset o has the variance
    // sum over corners c of w_c(o)^2 |o - c|^2 / 3.
    double expected = 0.0;
    constexpr int CELLS = 40;
    const auto smooth = [](double t) { return t * t * (3.0 - 2.0 * t); };
    for (int i = 0; i < CELLS * CELLS * CELLS; i++) {
        const double o[3] = {(i % CELLS + 0.5) / CELLS, (i / CELLS % CELLS + 0.5) / CELLS,
                             (i / CELLS / CELLS + 0.5) / CELLS};
        for (int corner = 0; corner < 8; corner++) {
            double weight = 1.0, distance2 = 0.0;
            for (int axis = 0; axis < 3; axis++) {
                const int at = corner >> axis & 1;
                weight *= at == 0 ? 1.0 - smooth(o[axis]) : smooth(o[axis]);
                distance2 += (o[axis] - at) * (o[axis] - at);
            }
            expected += weight * weight * distance2 / 3.0 / (CELLS * CELLS * CELLS);
        }
    }
    constexpr std::uint32_t DRAWS = 400000;
    double sum = 0.0, sum_of_squares = 0.0;
    for (std::uint32_t i = 0; i < DRAWS; i++) {
        const shared::Random4 u = shared::random4(3, i, 0, 0);
        const auto value = static_cast<double>(shared::noise(4000.0f * vec3(u.x - 0.5f, u.y - 0.5f, u.z - 0.5f)));
        EXPECT_LT(std::abs(value), 1.75);
        sum += value;
        sum_of_squares += value * value;
    }
    EXPECT_NEAR(sum / DRAWS, 0.0, 4.0 * std::sqrt(expected / DRAWS));
    EXPECT_NEAR(sum_of_squares / DRAWS, expected, 0.01 * expected);
}

TEST(Noise, TurbulenceSumsSevenOctaves) {
    for (std::uint32_t i = 0; i < 1000; i++) {
        const shared::Random4 u = shared::random4(4, i, 0, 0);
        const vec3 p = 10.0f * vec3(u.x - 0.5f, u.y - 0.5f, u.z - 0.5f);
        double sum = 0.0;
        for (int octave = 0; octave < 7; octave++) {
            sum += std::exp2(-octave) * static_cast<double>(shared::noise(std::exp2(static_cast<float>(octave)) * p));
        }
        ASSERT_NEAR(static_cast<double>(shared::turbulence(p)), std::abs(sum), 1e-6);
    }
}

TEST(SphereUv, FollowsTheBook) {
    // "Ray Tracing: The Next Week", 4.4: u from -x over +z and +x around y, v from bottom to top.
    const auto at = [](vec3 direction, float u, float v) {
        const shared::Uv found = shared::sphere_uv(direction);
        EXPECT_NEAR(found.u, u, 2e-7f);
        EXPECT_NEAR(found.v, v, 4e-7f);
    };
    at({1.0f, 0.0f, 0.0f}, 0.5f, 0.5f);
    at({0.0f, 0.0f, 1.0f}, 0.25f, 0.5f);
    at({0.0f, 0.0f, -1.0f}, 0.75f, 0.5f);
    at({-1.0f, 0.0f, 0.0f}, 0.0f, 0.5f);
    at(shared::unit({-1.0f, 0.0f, 1e-3f}), 0.001f / (2.0f * shared::PI), 0.5f);
    at(shared::unit({1.0f, 1.0f, 0.0f}), 0.5f, 0.75f);
    at(shared::unit({1.0f, -1.0f, 1.0f}), 0.375f, std::acos(1.0f / std::sqrt(3.0f)) / shared::PI);
    EXPECT_NEAR(shared::sphere_uv({0.0f, 1.0f, 0.0f}).v, 1.0f, 1e-7f);
    EXPECT_NEAR(shared::sphere_uv({0.0f, -1.0f, 0.0f}).v, 0.0f, 1e-7f);
}

} // namespace
} // namespace triptych::test
