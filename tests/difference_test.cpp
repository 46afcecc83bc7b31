// Image comparison: bits, units in the last place, RMSE, PSNR, FLIP and its colours.
// SPDX-License-Identifier: MIT
#include "compare/difference.hpp"
#include "compare/flip.hpp"

#include "expect_error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

namespace triptych {
namespace {

Image uniform(std::uint32_t width, std::uint32_t height, float r, float g, float b) {
    Image image{width, height, {}};
    for (std::uint32_t i = 0; i < width * height; ++i) image.rgb.insert(image.rgb.end(), {r, g, b});
    return image;
}

/// 96 x 64 pixels of ramps, checks and rings, moved by (dx, dy), with `noise` * 1/8 of regular noise at most.
Image pattern(std::uint32_t dx, std::uint32_t dy, float noise) {
    Image image{96, 64, {}};
    for (std::uint32_t row = 0; row < image.height; ++row) {
        for (std::uint32_t column = 0; column < image.width; ++column) {
            const float n = noise * (float((column * 73 + row * 151) % 17) - 8.0f) / 64.0f;
            const std::uint32_t x = column + dx, y = row + dy;
            const float rgb[] = {float((x * 5 + y * 3) % 64) / 64.0f, (x / 8 + y / 8) % 2 == 1 ? 0.75f : 0.125f,
                                 float((x * x + y * y) % 256) / 256.0f};
            for (const float value : rgb) image.rgb.push_back(std::clamp(value + n, 0.0f, 1.0f));
        }
    }
    return image;
}

double mean_flip(const Image& a, const Image& b) {
    const std::vector<float> errors = flip_errors(a, b);
    return std::accumulate(errors.begin(), errors.end(), 0.0) / double(errors.size());
}

TEST(Difference, EqualImagesHaveNone) {
    const Image image = pattern(0, 0, 0.0f);
    const Difference difference = compare_images(image, image);
    EXPECT_EQ(difference.differing_pixels, 0u);
    EXPECT_EQ(difference.max_ulp, 0u);
    EXPECT_EQ(difference.rmse, 0.0);
    EXPECT_EQ(difference.psnr, std::numeric_limits<double>::infinity());
    EXPECT_EQ(difference.flip, 0.0);
    EXPECT_EQ(difference.non_finite, 0u);
}

TEST(Difference, NothingNonFiniteEverPasses) {
    const Image finite = pattern(0, 0, 0.0f);
    for (const float value : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                              -std::numeric_limits<float>::infinity()}) {
        Image image = finite;
        image.rgb[7] = value;
        for (const auto& [a, b, count] : {std::tuple(image, image, 2u), {image, finite, 1u}, {finite, image, 1u}}) {
            const Difference difference = compare_images(a, b);
            EXPECT_EQ(difference.differing_pixels, 1u);
            EXPECT_EQ(difference.non_finite, count);
            EXPECT_EQ(difference.max_ulp, std::numeric_limits<std::uint32_t>::max());
            for (const double measure : {difference.rmse, difference.psnr, difference.flip})
                EXPECT_TRUE(std::isnan(measure));
            EXPECT_EQ(flip_errors(a, b)[2], 1.0f);
        }
    }
}

TEST(Difference, CountsPixelsAndDistances) {
    const Image a = uniform(4, 4, 1.0f, 0.0f, -1.0f);
    Image b = a;
    b.rgb[0] = std::nextafter(1.0f, 2.0f);
    b.rgb[2] = std::nextafter(-1.0f, 0.0f);
    b.rgb[4] = -std::numeric_limits<float>::denorm_min() * 3.0f;
    Difference difference = compare_images(a, b);
    EXPECT_EQ(difference.differing_pixels, 2u);
    EXPECT_EQ(difference.max_ulp, 3u);

    b.rgb[4] = -0.0f; // other bits, the same number
    difference = compare_images(a, b);
    EXPECT_EQ(difference.differing_pixels, 2u);
    EXPECT_EQ(difference.max_ulp, 1u);

    b.rgb[47] = 1.0f; // -1 to 1: all floats from there to here
    EXPECT_EQ(compare_images(a, b).max_ulp, 2u * 0x3f800000u);
    EXPECT_EQ(compare_images(a, b).differing_pixels, 3u);
    EXPECT_EQ(compare_images(b, a).max_ulp, 2u * 0x3f800000u);

    b.rgb[46] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(compare_images(a, b).max_ulp, std::numeric_limits<std::uint32_t>::max());
    EXPECT_TRUE(std::isnan(compare_images(a, b).rmse));
}

TEST(Difference, MeasuresErrors) {
    const Difference difference = compare_images(uniform(8, 8, 0.5f, 0.5f, 0.5f), uniform(8, 8, 0.5f, 0.5f, 0.75f));
    EXPECT_NEAR(difference.rmse, 0.25 / std::sqrt(3.0), 1e-12);
    EXPECT_NEAR(difference.psnr, 10.0 * std::log10(3.0 * 16.0), 1e-9);
}

TEST(Difference, RefusesOtherSizes) {
    const Image a = uniform(2, 3, 0.0f, 0.0f, 0.0f), b = uniform(3, 2, 0.0f, 0.0f, 0.0f);
    expect_error(ExitCode::INVALID_INPUT, {"2 x 3", "3 x 2"}, [&] { compare_images(a, b); });
    expect_error(ExitCode::INVALID_INPUT, {"2 x 3", "3 x 2"}, [&] { flip_errors(a, b); });
}

// The expected means are those of the authors' own flip-evaluator 1.7 (LDR, linear input, 67 pixels per degree).
TEST(Flip, AgreesWithTheAuthorsEvaluator) {
    EXPECT_NEAR(mean_flip(pattern(0, 0, 0.0f), pattern(3, 1, 0.0f)), 0.701968, 2e-5);
    EXPECT_NEAR(mean_flip(pattern(0, 0, 0.0f), pattern(0, 0, 1.0f)), 0.051558, 2e-5);
    EXPECT_NEAR(compare_images(pattern(0, 0, 0.0f), pattern(3, 1, 0.0f)).flip, 0.701968, 2e-5);
}

// The expected values are those of flip-evaluator 1.7 (HDR, linear input), to its own single precision.
TEST(Flip, OfHighRangesAgreesWithTheAuthorsEvaluator) {
    Image a = pattern(0, 0, 0.0f), b = pattern(0, 0, 1.0f);
    for (Image* image : {&a, &b})
        for (float& value : image->rgb) value *= 20.0f * value;
    const Exposures exposures = hdr_exposures(a);
    EXPECT_NEAR(exposures.start, -2.679744, 1e-5);
    EXPECT_NEAR(exposures.stop, -1.924990, 1e-5);
    EXPECT_EQ(exposures.count, 2u);
    EXPECT_NEAR(mean_error(hdr_flip_errors(a, b)), 0.160640, 2e-5);
    EXPECT_EQ(mean_error(hdr_flip_errors(a, a)), 0.0);
    b.rgb[0] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(hdr_flip_errors(a, b)[0], 1.0f);
    EXPECT_EQ(hdr_exposures(uniform(2, 2, 0.0f, 0.0f, 0.0f)).count, 2u); // black is no reason to divide by zero
}

TEST(Flip, StaysInItsRange) {
    const Image green = uniform(5, 3, 0.0f, 1.0f, 0.0f), blue = uniform(5, 3, 0.0f, 0.0f, 1.0f);
    for (const float error : flip_errors(green, blue)) EXPECT_NEAR(error, 1.0f, 1e-5f);
    for (const float error : flip_errors(green, green)) EXPECT_EQ(error, 0.0f);

    Image wild = pattern(0, 0, 1.0f);
    wild.rgb[0] = std::numeric_limits<float>::quiet_NaN();
    wild.rgb[100] = std::numeric_limits<float>::infinity();
    wild.rgb[200] = -5.0f;
    for (const float error : flip_errors(wild, pattern(2, 2, 0.0f))) {
        EXPECT_GE(error, 0.0f);
        EXPECT_LE(error, 1.0f);
    }
}

TEST(Heatmap, GrowsFromBlackToPaleYellow) {
    std::vector<float> errors;
    for (int i = 0; i <= 100; ++i) errors.push_back(float(i) / 100.0f);
    const Image image = heatmap(errors, 101, 1);
    ASSERT_EQ(image.rgb.size(), 303u);
    EXPECT_EQ(image.rgb[0] + image.rgb[1] + image.rgb[2], 0.0f);
    float before = -1.0f;
    for (std::size_t i = 0; i <= 100; ++i) {
        const float luminance =
            0.2126f * image.rgb[3 * i] + 0.7152f * image.rgb[3 * i + 1] + 0.0722f * image.rgb[3 * i + 2];
        EXPECT_GT(luminance, before) << i;
        before = luminance;
    }
    EXPECT_GT(image.rgb[300], image.rgb[302]); // yellow: more red than blue
    EXPECT_GT(before, 0.9f);
}

} // namespace
} // namespace triptych
