// Statistical comparison: how often equal expectations are refused, and what differences are found.
// SPDX-License-Identifier: MIT
#include "compare/statistical.hpp"

#include "expect_error.hpp"

#include <cmath>
#include <random>

namespace triptych {
namespace {

constexpr std::uint32_t WIDTH = 20, HEIGHT = 18, BLOCK = 8; // blocks at the edges are smaller

/// Normal noise about 0.5, with `batches` to estimate its variance from where there is more than one.
class Noise {
public:
    explicit Noise(std::uint32_t seed) : m_engine(seed) {}

    StoredImage image(std::uint32_t batches, float shift = 0.0f, std::size_t first = 0, std::size_t last = 0) {
        StoredImage whole{{{WIDTH, HEIGHT, {}}, {"R", "G", "B"}, {}, {}, {}}, {}};
        std::vector<std::vector<float>> variances(3);
        for (std::size_t i = 0; i < 3 * WIDTH * HEIGHT; ++i) {
            const double spread = 0.05 + 0.001 * double(i % 97);
            double sum = 0.0, squares = 0.0;
            for (std::uint32_t k = 0; k < batches; ++k) {
                const double value = 0.5 + spread * m_normal(m_engine);
                sum += value;
                squares += value * value;
            }
            const double mean = sum / batches;
            const bool is_shifted = i / 3 >= first && i / 3 < last;
            whole.colors.rgb.push_back(float(mean) + (is_shifted ? shift : 0.0f));
            if (batches > 1) variances[i % 3].push_back(float((squares / batches - mean * mean) / (batches - 1.0)));
        }
        const char* names[] = {"variance.R", "variance.G", "variance.B"};
        for (std::size_t c = 0; batches > 1 && c < 3; ++c)
            whole.channels.push_back({{names[c], variances[c]}, {0, 0, WIDTH, HEIGHT}});
        return whole;
    }

    Replicates replicates(std::size_t count, float shift = 0.0f, std::size_t first = 0, std::size_t last = 0) {
        Replicates images;
        for (std::size_t i = 0; i < count; ++i) images.push_back(image(1, shift, first, last));
        return images;
    }

private:
    std::mt19937 m_engine;
    std::normal_distribution<double> m_normal;
};

bool is_refused(const StatisticalResult& result) {
    return result.scales[0].is_refused() || result.scales[1].is_refused() || result.scales[2].is_refused();
}

StatisticalOptions options_of(double family_error) {
    StatisticalOptions options;
    options.family_error = family_error;
    options.block = BLOCK;
    return options;
}

/// Of 200 comparisons of equal expectations with a family-wise error of 0.1, 20 are refused on average at most; more
/// than 36 have a probability below 2e-4 (binomial). Estimated variances keep the tests from being much too careful.
template <typename Side>
void expect_few_refusals(Side side) {
    int refusals = 0;
    Noise noise(1);
    for (int i = 0; i < 200; ++i)
        refusals += is_refused(compare_statistically(side(noise), "a", side(noise), "b", options_of(0.1))) ? 1 : 0;
    EXPECT_LE(refusals, 36);
    EXPECT_GE(refusals, 2);
}

TEST(Statistical, RefusesEqualExpectationsNoMoreThanItSays) {
    expect_few_refusals([](Noise& noise) { return Replicates{noise.image(16)}; });
    expect_few_refusals([](Noise& noise) { return noise.replicates(6); });
}

TEST(Statistical, FindsDifferencesAtTheScaleThatTheyHave) {
    Noise noise(2);
    const StatisticalOptions options = options_of(0.01);
    const auto compare = [&](float shift, std::size_t first, std::size_t last) {
        return compare_statistically({noise.image(16)}, "a", {noise.image(16, shift, first, last)}, "b", options);
    };
    const StatisticalResult none = compare(0.0f, 0, 0);
    EXPECT_FALSE(is_refused(none));
    EXPECT_EQ(none.scales[0].tests, 3u * WIDTH * HEIGHT);
    EXPECT_EQ(none.scales[1].tests, 3u * 3 * 3);
    EXPECT_EQ(none.scales[2].tests, 3u);
    const StatisticalResult pixel = compare(0.5f, 27, 28);
    EXPECT_TRUE(pixel.scales[0].is_refused());
    EXPECT_EQ(pixel.scales[0].x, 7);
    EXPECT_EQ(pixel.scales[0].y, 1);
    EXPECT_LT(pixel.scales[0].t, 0.0);                                                   // B is brighter
    const StatisticalResult everywhere = compare(0.01f, 0, std::size_t(WIDTH) * HEIGHT); // a fifth of a pixel's noise
    EXPECT_FALSE(everywhere.scales[0].is_refused());
    EXPECT_TRUE(everywhere.scales[2].is_refused());
    EXPECT_TRUE(is_refused(compare_statistically(
        noise.replicates(8), "a", noise.replicates(8, 0.05f, 0, std::size_t(WIDTH) * HEIGHT), "b", options)));
}

TEST(Statistical, SharesTheErrorAsSidakDoes) {
    Noise noise(3);
    const StatisticalResult result =
        compare_statistically({noise.image(4)}, "a", {noise.image(4)}, "b", options_of(0.01));
    double kept = 1.0; // probability that no test of independent ones refuses
    for (const ScaleResult& scale : result.scales) kept *= std::pow(1.0 - scale.threshold, double(scale.tests));
    EXPECT_NEAR(1.0 - kept, 0.01, 1e-9);
}

TEST(Statistical, ProbabilitiesMatchTables) {
    // Two replicates of 1 x 1 pixels whose t is known: means 0 and d, each side's variance of the mean 1 for d = t *
    // sqrt 2.
    const auto p_of = [](double t, std::size_t count) {
        const auto side = [&](double mean) {
            Replicates images;
            const double spread = std::sqrt(double(count) * (double(count) - 1.0) / double(count));
            for (std::size_t i = 0; i < count; ++i) { // `count` is even
                const auto value = float(mean + (i % 2 == 0 ? spread : -spread));
                images.push_back({{{1, 1, {value, value, value}}, {"R", "G", "B"}, {}, {}, {}}, {}});
            }
            return images;
        };
        return compare_statistically(side(0.0), "a", side(t * std::sqrt(2.0)), "b", {}).scales[0].smallest_p;
    };
    EXPECT_NEAR(p_of(4.303, 2), 0.05, 1e-4);  // 2 degrees of freedom
    EXPECT_NEAR(p_of(5.959, 4), 0.001, 2e-6); // 6
    EXPECT_NEAR(p_of(4.015, 9 * 2), 3.1e-4, 2e-5);
}

TEST(Statistical, RefusesWhatItCannotTest) {
    Noise noise(4);
    const Replicates bare{noise.image(1)}, good{noise.image(4)};
    expect_error(ExitCode::INVALID_INPUT, {"bare.exr", "variance.R"},
                 [&] { compare_statistically(bare, "bare.exr", good, "b", {}); });
    Replicates small{StoredImage{{{2, 1, std::vector<float>(6)}, {"R", "G", "B"}, {}, {}, {}}, {}}};
    expect_error(ExitCode::INVALID_INPUT, {"2 x 1", "20 x 18"},
                 [&] { compare_statistically(good, "a", small, "b", {}); });
    Replicates bad = good;
    bad[0].colors.rgb[5] = std::nanf("");
    expect_error(ExitCode::INVALID_INPUT, {"b holds NaN"}, [&] { compare_statistically(good, "a", bad, "b", {}); });
}

} // namespace
} // namespace triptych
