// The reflectance of thin films: against an independent sum in double precision, at films that change nothing, and at
// both ends of ranges.
// SPDX-License-Identifier: MIT
#include "materials/thin_film.glsl"
#include "random.glsl"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <complex>

namespace triptych::test {
namespace {

using shared::vec3;
using Colors = std::array<double, 3>;

constexpr double PI = 3.14159265358979323846;

/// Belcour and Barla's equations 6 to 10 and 18 with the extension's simplifications: the series over orders of
/// reflection, each as the real part of a sum over the lobes' complex transforms.
Colors expected(Colors f0, double ior, double nanometres, double cosine) {
    const auto at_normal = [](double a, double b) { return (a - b) * (a - b) / ((a + b) * (a + b)); };
    const auto schlick = [](double r, double c) { return r + (1.0 - r) * std::pow(1.0 - c, 5.0); };
    const double inner_cosine = std::sqrt(1.0 - (1.0 - cosine * cosine) / (ior * ior));
    const double r12 = schlick(at_normal(ior, 1.0), cosine);
    struct Lobe {
        int channel;
        double value, place, variance;
    };
    // Of the paper's supplement; metres.
    constexpr Lobe LOBES[] = {{0, 5.4856e-13, 1.6810e6, 4.3278e9},
                              {1, 4.4201e-13, 1.7953e6, 9.3046e9},
                              {2, 5.2481e-13, 2.2084e6, 6.6121e9},
                              {0, 9.7470e-14, 2.2399e6, 4.5282e9}};
    Colors base{}, r23{};
    for (std::size_t i = 0; i < 3; i++) {
        const double root = std::sqrt(std::min(f0[i], 0.9999));
        base[i] = (1.0 + root) / (1.0 - root);
        r23[i] = schlick(at_normal(base[i], ior), inner_cosine);
    }
    Colors sum{};
    for (int order = 0; order <= 2; order++) {
        Colors xyz{};
        const double phase = 2.0 * PI * order * 2.0 * ior * nanometres * 1e-9 * inner_cosine;
        for (const Lobe& lobe : LOBES) {
            const auto channel = static_cast<std::size_t>(lobe.channel);
            const double shift = order * (PI + (base[channel] < ior ? PI : 0.0));
            const double height = lobe.value * std::sqrt(2.0 * PI * lobe.variance) / 1.0685e-7;
            const std::complex<double> wave = std::polar(1.0, lobe.place * phase + shift);
            xyz[channel] += height * wave.real() * std::exp(-lobe.variance * phase * phase);
        }
        const Colors rgb = {3.2404542 * xyz[0] - 1.5371385 * xyz[1] - 0.4985314 * xyz[2],
                            -0.9692660 * xyz[0] + 1.8760108 * xyz[1] + 0.0415560 * xyz[2],
                            0.0556434 * xyz[0] - 0.2040259 * xyz[1] + 1.0572252 * xyz[2]};
        for (std::size_t i = 0; i < 3; i++) {
            const double both = std::min(std::max(r12 * r23[i], 1e-5), 0.9999);
            const double returned = (1.0 - r12) * (1.0 - r12) * r23[i] / (1.0 - both);
            sum[i] += order == 0 ? r12 + returned
                                 : 2.0 * (returned - (1.0 - r12)) * std::pow(std::sqrt(both), order) * rgb[i];
        }
    }
    for (double& value : sum) value = std::min(std::max(value, 0.0), 1.0);
    return sum;
}

TEST(ThinFilm, ReflectsAsTheSeriesSays) {
    double most = 0.0;
    for (std::uint32_t i = 0; i < 4000; i++) {
        const shared::Random4 u = shared::random4(1, 2, i, 3);
        const shared::Random4 v = shared::random4(1, 2, i, 4);
        const vec3 f0 = {u.x * u.x, 0.04f + 0.1f * u.y, 0.999f * u.z};
        const float ior = 1.0f + 1.5f * u.w, thickness = 1500.0f * v.x, cosine = v.y;
        const vec3 found = shared::film_reflectance(f0, ior, thickness, cosine);
        const Colors known =
            expected({static_cast<double>(f0.x), static_cast<double>(f0.y), static_cast<double>(f0.z)},
                     static_cast<double>(ior), static_cast<double>(thickness), static_cast<double>(cosine));
        // A phase is off by what a turn's fraction loses to float32.
        EXPECT_NEAR(found.x, known[0], 2e-4) << ior << " " << thickness << " " << cosine;
        EXPECT_NEAR(found.y, known[1], 2e-4);
        EXPECT_NEAR(found.z, known[2], 2e-4);
        most = std::max(most, std::abs(known[0] - known[1]));
    }
    EXPECT_GT(most, 0.2); // it has colours
}

TEST(ThinFilm, OfAWhiteMetalLosesNothing) {
    for (const float cosine : {0.0f, 0.1f, 0.5f, 1.0f}) {
        for (const float thickness : {0.0f, 200.0f, 1e6f}) {
            EXPECT_NEAR(shared::film_reflectance(vec3(1.0f), 1.5f, thickness, cosine).y, 1.0f, 2e-3f);
        }
    }
}

/// Far behind, light of different wavelengths has every phase, and no colour is left.
TEST(ThinFilm, ThatIsThickHasNoColour) {
    const vec3 found = shared::film_reflectance(vec3(0.3f), 1.4f, 1e6f, 0.8f);
    EXPECT_EQ(found.x, found.y);
    EXPECT_EQ(found.y, found.z);
}

TEST(ThinFilm, IsAShareAtTheEndsOfItsRanges) {
    for (const float f0 : {0.0f, 0.5f, 1.0f}) {
        for (const float ior : {1.0f, 1.3f, 100.0f}) {
            for (const float thickness : {0.0f, 1.0f, 1e6f}) {
                for (const float cosine : {0.0f, 1e-6f, 0.5f, 1.0f}) {
                    const vec3 found = shared::film_reflectance(vec3(f0), ior, thickness, cosine);
                    for (const float value : {found.x, found.y, found.z}) EXPECT_TRUE(value >= 0.0f && value <= 1.0f);
                }
            }
        }
    }
}

} // namespace
} // namespace triptych::test
