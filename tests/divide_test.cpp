// Division and square root from a device's estimates, on the host: over every mantissa where that decides, else over
// many and the worst.
// SPDX-License-Identifier: MIT
#include "base/float_mode.hpp"
#include "divide.glsl"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <random>

namespace triptych::test {
namespace {

using shared::uintBitsToFloat;

constexpr std::uint32_t MANTISSAS = 1u << 23u;
constexpr int FUSED_ULP = 4; // by how much the estimates of the fused variant may be off

/// The float `ulp` places after x.
float moved(float x, int ulp) { return uintBitsToFloat(shared::floatBitsToUint(x) + static_cast<std::uint32_t>(ulp)); }

float fused_root(float x, int ulp) {
    const double operand = static_cast<double>(shared::root_operand(x));
    return shared::sqrt_fused(x, moved(static_cast<float>(1.0 / std::sqrt(operand)), ulp));
}

float fused_quotient(float x, float y, int ulp) { return shared::divide_fused(x, y, moved(1.0f / y, ulp)); }

/// Floats with any mantissa and sign and an exponent in [least, most].
class Floats {
public:
    float operator()(int least, int most) {
        const auto exponent = static_cast<std::uint32_t>(std::uniform_int_distribution(least, most)(m_engine)) + 127u;
        return uintBitsToFloat((static_cast<std::uint32_t>(m_engine()) & 0x807fffffu) | (exponent << 23u));
    }

private:
    std::mt19937 m_engine{1};
};

TEST(Divide, FusedReciprocalIsRightForEveryMantissa) {
    for (int ulp = -FUSED_ULP; ulp <= FUSED_ULP; ulp++) {
        std::uint32_t wrong = 0;
        for (std::uint32_t mantissa = 0; mantissa < MANTISSAS; mantissa++) {
            const float y = uintBitsToFloat(0x3f800000u | mantissa);
            wrong += fused_quotient(1.0f, y, ulp) != 1.0f / y;
        }
        EXPECT_EQ(wrong, 0u) << "with estimates off by " << ulp << " ULP";
    }
}

TEST(Divide, FusedRootIsRightForEveryMantissa) {
    for (int ulp = -FUSED_ULP; ulp <= FUSED_ULP; ulp++) {
        std::uint32_t wrong = 0;
        for (std::uint32_t bits = 0x3f800000u; bits < 0x40800000u; bits++) {
            const float x = uintBitsToFloat(bits);
            wrong += fused_root(x, ulp) != std::sqrt(x);
        }
        EXPECT_EQ(wrong, 0u) << "with estimates off by " << ulp << " ULP";
    }
}

/// The divisors whose reciprocals lie closest to halfway between two floats, among them Markstein's exception.
TEST(Divide, FusedQuotientsOfTheHardestDivisorsAreRight) {
    constexpr std::array<std::uint32_t, 6> MANTISSAS_OF_Y{0x7fffffu, 0x7ffffeu, 0x7ffffdu, 0u, 1u, 2u};
    for (const std::uint32_t mantissa_y : MANTISSAS_OF_Y) {
        const float y = uintBitsToFloat(0x3f800000u | mantissa_y);
        for (const int ulp : {-FUSED_ULP, -1, 0, 1, FUSED_ULP}) {
            std::uint32_t wrong = 0;
            for (std::uint32_t mantissa = 0; mantissa < MANTISSAS; mantissa++) {
                const float x = uintBitsToFloat(0x3f800000u | mantissa);
                wrong += fused_quotient(x, y, ulp) != x / y;
            }
            EXPECT_EQ(wrong, 0u) << "by " << y << " with estimates off by " << ulp << " ULP";
        }
    }
}

/// With denormals flushed, as many GPUs do: none may matter.
TEST(Divide, FusedQuotientsAndRootsAreRightOverTheWholeRange) {
    const FlushDenormals flush;
    Floats floats;
    for (int i = 0; i < 4'000'000; i++) {
        const int ulp = i % (2 * FUSED_ULP + 1) - FUSED_ULP;
        const float y = floats(-126, 125);
        const float x = floats(-126, 127);
        const float quotient = x / y;
        if (std::isnormal(quotient)) {
            ASSERT_EQ(fused_quotient(x, y, ulp), quotient) << x << " / " << y;
        }
        const float square = std::abs(x);
        ASSERT_EQ(fused_root(square, ulp), std::sqrt(square)) << square;
    }
}

/// Quotients about halfway between two floats.
TEST(Divide, FusedQuotientsNearTiesAreRight) {
    Floats floats;
    for (int i = 0; i < 4'000'000; i++) {
        const int ulp = i % (2 * FUSED_ULP + 1) - FUSED_ULP;
        const float y = floats(-20, 20);
        const float q = floats(-20, 20);
        const double tie = (static_cast<double>(q) + static_cast<double>(moved(q, 1))) / 2.0;
        const auto x = static_cast<float>(tie * static_cast<double>(y));
        ASSERT_EQ(fused_quotient(x, y, ulp), x / y) << x << " / " << y;
    }
}

TEST(Divide, ZeroStaysZeroWithItsSign) {
    EXPECT_EQ(shared::floatBitsToUint(fused_quotient(0.0f, 3.0f, 0)), 0u);
    EXPECT_EQ(shared::floatBitsToUint(fused_quotient(-0.0f, 3.0f, 0)), 0x80000000u);
    EXPECT_EQ(shared::floatBitsToUint(fused_quotient(0.0f, -3.0f, 0)), 0x80000000u);
    EXPECT_EQ(shared::floatBitsToUint(fused_root(0.0f, 0)), 0u);
}

TEST(Divide, FixupsReachAsFarAsVulkanLetsDevicesBeOff) {
    Floats floats;
    constexpr int QUOTIENT_ULP = static_cast<int>(shared::DIVIDE_STEPS);
    constexpr int ROOT_ULP = static_cast<int>(shared::SQRT_STEPS);
    for (int i = 0; i < 4'000'000; i++) {
        const float x = floats(-60, 60);
        const float y = floats(-60, 60);
        const float quotient = x / y;
        const float near_quotient = moved(quotient, i % (2 * QUOTIENT_ULP + 1) - QUOTIENT_ULP);
        ASSERT_EQ(shared::divide_fixup(x, y, near_quotient), quotient) << x << " / " << y;
        const float root = std::sqrt(std::abs(x));
        const float near_root = moved(root, i % (2 * ROOT_ULP + 1) - ROOT_ULP);
        ASSERT_EQ(shared::sqrt_fixup(std::abs(x), near_root), root) << std::abs(x);
    }
}

} // namespace
} // namespace triptych::test
