// Measures of channels against values worked out by hand, and verdicts at and beside every threshold.
// SPDX-License-Identifier: MIT
#include "compare/verdict.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace triptych {
namespace {

/// One row of pixels.
ChannelView view_of(const std::vector<float>& values, const char* name = "V") {
    ChannelView view;
    view.name = name;
    view.floats = values.data();
    view.window = {10, 20, 10 + std::int64_t(values.size()), 21};
    return view;
}

Measures measure(const std::vector<float>& a, const std::vector<float>& b, const Tolerances& tolerances = {}) {
    ErrorSum sum(tolerances);
    std::vector<std::uint8_t> pixels(a.size());
    sum.add(view_of(a), view_of(b), pixels);
    return sum.measures();
}

TEST(Measures, OfKnownErrors) {
    const Measures found = measure({0, 0, 0, 0}, {0, 0.5f, -0.25f, 1}, {0.25, 0.5});
    EXPECT_EQ(found.values, 4u);
    EXPECT_EQ(found.differing, 3u);
    EXPECT_EQ(found.over_fail, 2u); // an error of just the tolerance is accepted
    EXPECT_EQ(found.over_warn, 1u);
    EXPECT_EQ(found.max_error, 1.0);
    EXPECT_EQ(found.max_x, 13);
    EXPECT_EQ(found.max_y, 20);
    EXPECT_NEAR(found.mean_error, 1.75 / 4, 1e-12);
    EXPECT_NEAR(found.rmse, std::sqrt(1.3125 / 4), 1e-12);
    EXPECT_NEAR(found.psnr, -10 * std::log10(1.3125 / 4), 1e-12);
}

TEST(Measures, PercentilesAreNearestRanks) {
    for (const std::size_t zeros : {0u, 400u, 960u}) {
        std::vector<float> a(1000), b(1000);
        for (std::size_t i = zeros; i < 1000; ++i) b[(i * 7919) % 1000] = float(i + 1);
        std::vector<float> sorted = b;
        std::sort(sorted.begin(), sorted.end());
        const Measures found = measure(a, b);
        EXPECT_EQ(found.percentiles[0], double(sorted[499]));
        EXPECT_EQ(found.percentiles[1], double(sorted[949]));
        EXPECT_EQ(found.percentiles[2], double(sorted[989]));
        EXPECT_EQ(found.percentiles[3], double(sorted[998]));
    }
}

TEST(Measures, SumsHoldWhatTheirPartsHold) {
    const std::vector<float> a{0, 0, 0}, b{0, 2, 1}, c{3, 0, 0};
    ErrorSum one({}), other({}), both({});
    std::vector<std::uint8_t> pixels(3);
    one.add(view_of(a), view_of(b), pixels);
    other.add(view_of(a), view_of(c), pixels);
    EXPECT_EQ(pixels, (std::vector<std::uint8_t>(3, PIXEL_DIFFERS | PIXEL_FAILS | PIXEL_WARNS)));
    both.add(one);
    both.add(other);
    EXPECT_EQ(both.measures().values, 6u);
    EXPECT_EQ(both.measures().differing, 3u);
    EXPECT_EQ(both.measures().max_error, 3.0);
    EXPECT_EQ(both.measures().max_x, 10);
    EXPECT_NEAR(both.measures().rmse, std::sqrt(14.0 / 6.0), 1e-12);
    EXPECT_EQ(both.measures().percentiles[3], 3.0);
}

TEST(Measures, WhatIsNotFiniteCountsApart) {
    constexpr float NOT_A_NUMBER = std::numeric_limits<float>::quiet_NaN();
    const Measures found = measure({NOT_A_NUMBER, 0, 1}, {NOT_A_NUMBER, 1, std::numeric_limits<float>::infinity()});
    EXPECT_EQ(found.non_finite, 2u);
    EXPECT_EQ(found.differing, 3u);
    EXPECT_EQ(found.over_fail, 3u);
    EXPECT_EQ(found.rmse, 1.0); // of the pair that is finite
}

/// 10 pixels of which the first differ by 0.5 in red, with an alpha and whole numbers.
PairDifference difference_of(std::size_t pixels, float alpha, std::uint32_t id, const Thresholds& thresholds) {
    const auto image = [&](std::size_t changed, float a, std::uint32_t number) {
        StoredImage whole{{{10, 1, std::vector<float>(30, 0.25f)}, {"R", "G", "B"}, {}, {}, {}}, {}};
        for (std::size_t i = 0; i < changed; ++i) whole.colors.rgb[3 * i] = 0.75f;
        whole.channels.push_back({{"A", std::vector<float>(10, a)}, {0, 0, 10, 1}});
        whole.channels.push_back({{"id", std::vector<std::uint32_t>(10, number)}, {0, 0, 10, 1}});
        return whole;
    };
    PairOptions options;
    options.tolerances = thresholds.tolerances();
    return compare_pair(image(0, 1.0f, 7), "a", image(pixels, alpha, id), "b", options);
}

PairVerdict verdict(std::size_t pixels, const Thresholds& limits, float alpha = 1.0f, std::uint32_t id = 7) {
    return judge(difference_of(pixels, alpha, id, limits), limits).verdict;
}

TEST(Verdicts, EqualToTheBitWhereNothingIsGiven) {
    EXPECT_EQ(verdict(0, {}), PairVerdict::EQUAL);
    EXPECT_EQ(verdict(1, {}), PairVerdict::DIFFERENT);
    EXPECT_EQ(verdict(0, {}, std::nextafter(1.0f, 2.0f)), PairVerdict::DIFFERENT);
}

/// One threshold with values at which 2 of 10 pixels just pass, and just do not.
struct Case {
    const char* name;
    Thresholds passes, fails;
};

const Case CASES[] = {
    {"fail", {.fail = 0.5}, {.fail = 0.49}},
    {"fail_percent", {.fail = 0.1, .fail_percent = 20.0}, {.fail = 0.1, .fail_percent = 19.9}},
    {"hard_fail", {.hard_fail = 0.5}, {.hard_fail = 0.49}},
    {"hard_fail beside percent", {.fail_percent = 20.0, .hard_fail = 0.5}, {.fail_percent = 100.0, .hard_fail = 0.4}},
    {"max_mean", {.max_mean = 1.0 / 30 + 1e-9}, {.max_mean = 1.0 / 30 - 1e-9}},
    {"max_rmse", {.max_rmse = std::sqrt(0.5 / 30) + 1e-9}, {.max_rmse = std::sqrt(0.5 / 30) - 1e-9}},
    {"min_psnr", {.min_psnr = -10 * std::log10(0.5 / 30) - 1e-9}, {.min_psnr = -10 * std::log10(0.5 / 30) + 1e-9}},
    {"max_ulp", {.max_ulp = 0x00c00000}, {.max_ulp = 0x00bfffff}},
    {"max_flip", {.max_flip = 1.0}, {.max_flip = 0.0}},
    {"two", {.max_rmse = 1.0, .max_flip = 1.0}, {.max_rmse = 1.0, .max_flip = 0.0}},
};

TEST(Verdicts, OfEveryThreshold) {
    for (const auto& [name, passes, fails] : CASES) {
        SCOPED_TRACE(name);
        EXPECT_EQ(verdict(2, passes), PairVerdict::ACCEPTED);
        EXPECT_EQ(verdict(2, fails), PairVerdict::DIFFERENT);
        EXPECT_EQ(verdict(0, passes), PairVerdict::EQUAL);
        EXPECT_EQ(verdict(0, passes, 1.0f, 8), PairVerdict::DIFFERENT); // ids are never near each other
    }
}

TEST(Verdicts, AlphaIsNotOverlooked) {
    EXPECT_EQ(verdict(0, {.max_flip = 1.0}, 0.5f), PairVerdict::DIFFERENT); // of which FLIP says nothing
    EXPECT_EQ(verdict(0, {.fail = 0.4}, 0.5f), PairVerdict::DIFFERENT);
    EXPECT_EQ(verdict(0, {.max_rmse = 0.4}, 0.5f), PairVerdict::DIFFERENT);
    EXPECT_EQ(verdict(0, {.max_rmse = 0.5}, 0.5f), PairVerdict::ACCEPTED);
}

TEST(Verdicts, Warn) {
    EXPECT_EQ(verdict(2, {.fail = 0.5, .warn = 0.4}), PairVerdict::WARNED);
    EXPECT_EQ(verdict(2, {.fail = 0.5, .warn = 0.4, .warn_percent = 20.0}), PairVerdict::ACCEPTED);
    EXPECT_EQ(verdict(2, {.fail = 0.5, .hard_warn = 0.4}), PairVerdict::WARNED);
    EXPECT_EQ(verdict(2, {.fail = 0.4, .warn = 0.4}), PairVerdict::DIFFERENT);
    EXPECT_EQ(verdict(0, {.warn = 0.0}), PairVerdict::EQUAL);
}

TEST(Verdicts, NoThresholdPassesWhatItCannotMeasure) {
    Thresholds limits{.max_flip = 1.0};
    PairDifference found = difference_of(2, 1.0f, 7, limits);
    found.flip.reset();
    EXPECT_EQ(judge(found, limits).verdict, PairVerdict::DIFFERENT);
    found.flip = 0.0;
    found.misfits = {"b holds 1 NaN value"};
    EXPECT_EQ(judge(found, limits).verdict, PairVerdict::DIFFERENT);
}

} // namespace
} // namespace triptych
