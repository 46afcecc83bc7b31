// Tone mapping against values worked out from the published definitions, and the properties that no curve may lack.
// SPDX-License-Identifier: MIT
#include "image/image_file.hpp"
#include "image/tone_map.hpp"
#include "images.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace triptych {
namespace {

constexpr ToneCurve CURVES[] = {ToneCurve::ACES, ToneCurve::AGX, ToneCurve::KHRONOS_PBR_NEUTRAL};

constexpr double BRIGHTEST =
    double(std::numeric_limits<float>::max()) * 0x1p20; // the largest mean with the largest exposure

/// Black, and brightnesses from far below the smallest code to far above the brightest one.
std::vector<double> ladder() {
    std::vector<double> steps = {0.0};
    for (int i = -400; i <= 400; ++i) steps.push_back(std::exp2(i / 20.0));
    steps.push_back(BRIGHTEST);
    return steps;
}

TEST(AutoExposure, BringsTheGeometricMeanToMiddleGray) {
    // Luminances 0.5 and 8 have the mean 2, which is 3.47 stops above 0.18; black pixels do not count.
    Image image{4, 1, {0.5f, 0.5f, 0.5f, 8.0f, 8.0f, 8.0f, 0.0f, 0.0f, 0.0f, 0.001f, 0.001f, 0.001f}};
    EXPECT_EQ(auto_exposure(image), -3.5);
    EXPECT_EQ(exposed_for({1.0, ToneCurve::AGX, true}, image), (ToneMapping{-3.5, ToneCurve::AGX}));
    EXPECT_EQ(exposed_for({1.0, ToneCurve::AGX}, image), (ToneMapping{1.0, ToneCurve::AGX}));
    EXPECT_EQ(overexposed_share(image), 0.25);
    for (float& value : image.rgb) value *= 4.0f;
    EXPECT_EQ(auto_exposure(image), -5.5);
    EXPECT_EQ(overexposed_share(image), 0.5);
    EXPECT_EQ(auto_exposure({1, 1, {0.0f, 0.0f, 0.0f}}), 0.0);
    EXPECT_EQ(auto_exposure({1, 1, {1e9f, 1e9f, 1e9f}}), -20.0);
    // A color counts by its luminance.
    EXPECT_EQ(auto_exposure({1, 1, {0.0f, 0.18f / 0.7152f, 0.0f}}), 0.0);
}

struct Known {
    LinearColor light;
    LinearColor shown;
};

void expect_known(ToneCurve curve, std::initializer_list<Known> table, double tolerance) {
    for (const Known& known : table) {
        const LinearColor shown = tone_map(curve, known.light);
        for (std::size_t c = 0; c < 3; ++c)
            EXPECT_NEAR(shown[c], known.shown[c], tolerance)
                << "channel " << c << " of " << known.light[0] << " " << known.light[1] << " " << known.light[2];
    }
}

TEST(ToneMap, AcesIsHillsFit) {
    expect_known(ToneCurve::ACES,
                 {{{0.18, 0.18, 0.18}, {0.105591, 0.105591, 0.105590}},
                  {{1, 1, 1}, {0.619115, 0.619115, 0.619109}},
                  {{0.02, 0.05, 0.01}, {0.003078, 0.013320, 0.001426}},
                  {{0.8, 0.3, 0.05}, {0.559996, 0.225065, 0.030119}},
                  {{4, 1, 0.25}, {0.994891, 0.663381, 0.316685}},
                  {{0, 0, 16}, {0.689306, 0.126729, 1}},
                  {{100, 2, 30}, {1, 0.969444, 1}}},
                 6e-7);
}

// Sobotka's curve between the matrices that Wrensch published. Their rows do not quite sum to 1, hence the tolerance.
TEST(ToneMap, AgxIsSobotkasCurveBetweenItsPublishedMatrices) {
    expect_known(ToneCurve::AGX,
                 {{{0.18, 0.18, 0.18}, {0.217584, 0.217652, 0.217656}},
                  {{1, 1, 1}, {0.591066, 0.591296, 0.591310}},
                  {{0.02, 0.05, 0.01}, {0.018090, 0.064367, 0.006779}},
                  {{0.8, 0.3, 0.05}, {0.578765, 0.326614, 0.107990}},
                  {{4, 1, 0.25}, {0.926188, 0.617287, 0.373623}},
                  {{0, 0, 16}, {0.617682, 0.617796, 1}},
                  {{100, 2, 30}, {1, 0.945734, 1}}},
                 3e-4);
}

// Wrensch's polynomial was fitted to the curve itself.
TEST(ToneMap, AgxLiesWithinTheFitOfThePublishedPolynomial) {
    for (const double light : ladder()) {
        const double x = (std::clamp(std::log2(light), -12.47393, 4.026069) + 12.47393) / (4.026069 + 12.47393);
        const double code =
            -0.00232 + x * (0.1191 + x * (0.4298 + x * (-6.868 + x * (31.96 + x * (-40.14 + x * 15.5)))));
        EXPECT_NEAR(std::pow(tone_map(ToneCurve::AGX, {light, light, light})[0], 1 / 2.2), code, 0.006) << light;
    }
}

TEST(ToneMap, AgxShowsItsLandmarks) {
    const auto code = [](double stops) { // above middle gray
        const double light = 0.18 * std::exp2(stops);
        return std::pow(tone_map(ToneCurve::AGX, {light, light, light})[1], 1 / 2.2);
    };
    EXPECT_NEAR(code(-10), 0, 1e-6);
    EXPECT_GT(code(-9.9), 1e-4);
    EXPECT_NEAR(code(0), 0.5, 1e-12);
    EXPECT_NEAR((code(0.01) - code(-0.01)) / 0.02, 2 / 16.5, 1e-5);
    EXPECT_LT(code(6.4), 1 - 1e-4);
    EXPECT_NEAR(code(6.5), 1, 1e-12);
}

TEST(ToneMap, KhronosPbrNeutralIsItsSpecification) {
    expect_known(ToneCurve::KHRONOS_PBR_NEUTRAL,
                 {{{0.18, 0.18, 0.18}, {0.14, 0.14, 0.14}},
                  {{0.8, 0.08, 0.5}, {0.76, 0.04, 0.46}}, // both bounds of what is only shifted
                  {{0.04, 0.5, 0.04}, {0.01, 0.47, 0.01}},
                  {{1, 1, 1}, {0.869091, 0.869091, 0.869091}},
                  {{0.02, 0.05, 0.01}, {0.010625, 0.040625, 0.000625}},
                  {{0.8, 0.3, 0.05}, {0.765496, 0.265590, 0.015637}},
                  {{4, 1, 0.25}, {0.983256, 0.468299, 0.339560}},
                  {{0, 0, 16}, {0.689784, 0.689784, 0.996279}},
                  {{100, 2, 30}, {0.999421, 0.937579, 0.955248}}},
                 6e-7);
}

TEST(ToneMap, BlackStaysBlack) {
    for (const ToneCurve curve : CURVES)
        for (const double least : {0.0, -0.5})
            for (const double v : tone_map(curve, {least, least, least})) EXPECT_NEAR(v, 0, 1e-30) << int(curve);
}

TEST(ToneMap, GrayStaysGray) {
    for (const ToneCurve curve : CURVES) {
        // The rows of Hill's second matrix differ by 1e-5 in their sums.
        const double tolerance = curve == ToneCurve::ACES ? 1.2e-5 : 0.0;
        for (const double light : ladder()) {
            const LinearColor shown = tone_map(curve, {light, light, light});
            EXPECT_NEAR(shown[0], shown[1], tolerance) << int(curve) << " " << light;
            EXPECT_NEAR(shown[0], shown[2], tolerance) << int(curve) << " " << light;
        }
    }
}

TEST(ToneMap, MoreLightIsNeverDarker) {
    for (const ToneCurve curve : CURVES) {
        double before = -1;
        for (const double light : ladder()) {
            const double shown = tone_map(curve, {light, light, light})[0];
            EXPECT_GE(shown, before) << int(curve) << " " << light;
            before = shown;
        }
        EXPECT_GT(before, 0.9999) << int(curve);
    }
}

TEST(ToneMap, NothingLeavesTheRangeOfTheDisplay) {
    const std::vector<double> steps = ladder();
    for (const ToneCurve curve : CURVES)
        for (std::size_t i = 0; i < steps.size(); i += 10)
            for (std::size_t j = 0; j < steps.size(); j += 10)
                for (const double third : {0.0, 0.3, BRIGHTEST})
                    for (const double v : tone_map(curve, {steps[i], steps[j], third})) {
                        ASSERT_GE(v, 0) << int(curve);
                        ASSERT_LE(v, 1) << int(curve);
                    }
}

TEST(ToneMap, SaturatedLightTurnsWhiteAsItBrightens) {
    for (const ToneCurve curve : CURVES)
        for (std::size_t c = 0; c < 3; ++c) {
            LinearColor light = {0, 0, 0};
            light[c] = 1e6;
            const LinearColor shown = tone_map(curve, light);
            EXPECT_GT(shown[c], 0.99) << int(curve);
            for (const double v : shown) EXPECT_GT(v, 0.1) << int(curve) << " " << c;
        }
}

TEST(ToneMap, ExposureCountsInStopsAndComesFirst) {
    const Image image = random_image(5, 3);
    const Image brighter = tone_mapped(image, {3.0, ToneCurve::NONE});
    const Image darker = tone_mapped(image, {-1.0, ToneCurve::NONE});
    const Image shown = tone_mapped(image, {3.0, ToneCurve::AGX});
    ASSERT_EQ(brighter.rgb.size(), image.rgb.size());
    for (std::size_t i = 0; i < image.rgb.size(); i += 3) {
        for (std::size_t c = 0; c < 3; ++c) {
            EXPECT_EQ(brighter.rgb[i + c], 8 * image.rgb[i + c]);
            EXPECT_EQ(darker.rgb[i + c], image.rgb[i + c] / 2);
        }
        LinearColor light;
        for (std::size_t c = 0; c < 3; ++c) light[c] = double(8 * image.rgb[i + c]);
        const LinearColor expected = tone_map(ToneCurve::AGX, light);
        for (std::size_t c = 0; c < 3; ++c) EXPECT_EQ(shown.rgb[i + c], float(expected[c]));
    }
    EXPECT_EQ(tone_mapped({1, 1, {1, 1, 1}}, {0.5, ToneCurve::NONE}).rgb[0], std::sqrt(2.0f));
}

TEST(ToneMap, DefaultChangesNothing) {
    const Image image = {1, 1, {-0.0f, std::numeric_limits<float>::infinity(), 1e-45f}};
    const Image same = tone_mapped(image, {});
    EXPECT_EQ(same.rgb, image.rgb);
    EXPECT_TRUE(std::signbit(same.rgb[0]));
    EXPECT_EQ(tone_map(ToneCurve::NONE, {-1, 0.5, 7}), (LinearColor{-1, 0.5, 7}));
}

} // namespace
} // namespace triptych
