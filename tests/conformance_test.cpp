// The host's side of `triptych conformance`: references and findings, on results whose faults are known.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/conformance/checks.hpp"
#include "backend/vulkan/conformance/findings.hpp"
#include "backend/vulkan/conformance/inputs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace triptych::conformance {
namespace {

constexpr float INF = std::numeric_limits<float>::infinity();

/// The float `steps` after x.
float after(float x, unsigned steps) { return std::bit_cast<float>(std::bit_cast<std::uint32_t>(x) + steps); }

std::map<std::string, std::uint64_t> counts_of(const ConformanceFinding& finding) {
    return {finding.counts.begin(), finding.counts.end()};
}

/// x * x, of results that are `steps` floats beyond the right one.
ConformanceFinding spread_of_squares(const std::vector<unsigned>& steps, const Allowed& allowed = nullptr) {
    std::vector<Row> rows;
    std::vector<std::uint32_t> results;
    for (std::size_t i = 0; i < steps.size(); i++) {
        const float x = 1.25f + static_cast<float>(i) / 64.0f; // squares are exact, and below 4
        rows.push_back(row(x));
        results.push_back(std::bit_cast<std::uint32_t>(after(x * x, steps[i])));
    }
    return spread(
        rows, results, 1, [](const Row& r) { return double(r.x()) * double(r.x()); }, allowed);
}

TEST(FloatDistance, CountsFloats) {
    EXPECT_EQ(float_distance(1.0f, 1.0f), 0u);
    EXPECT_EQ(float_distance(0.0f, -0.0f), 0u);
    EXPECT_EQ(float_distance(1.0f, std::nextafter(1.0f, 2.0f)), 1u);
    const float least = std::numeric_limits<float>::denorm_min();
    EXPECT_EQ(float_distance(-least, least), 2u);
    EXPECT_EQ(float_distance(-1.0f, std::nextafter(-1.0f, 0.0f)), 1u);
    EXPECT_EQ(float_distance(1.0f, 2.0f), 1u << 23u);
}

TEST(UlpError, IsMeasuredInTheBinadeOfTheExactValue) {
    EXPECT_EQ(ulp_error(1.0f, 1.0), 0.0);
    EXPECT_EQ(ulp_error(1.0f + 0x1p-23f, 1.0), 1.0);
    EXPECT_EQ(ulp_error(2.0f + 0x1p-22f, 2.0), 1.0);
    EXPECT_EQ(ulp_error(1.0f, 1.0 + 0x1p-24), 0.5);
    EXPECT_EQ(ulp_error(-8.0f, -8.0 - 0x1p-20), 1.0);
    EXPECT_EQ(ulp_error(0x1p-149f, 0.0), 1.0);
}

TEST(Spread, CallsRightResultsCorrectlyRounded) {
    const ConformanceFinding finding = spread_of_squares({0, 0, 0});
    EXPECT_EQ(finding.words, "correctly rounded");
    EXPECT_EQ(finding.inputs, 3u);
    EXPECT_EQ(counts_of(finding), (std::map<std::string, std::uint64_t>{{"0", 3}}));
    EXPECT_FALSE(finding.worst);
    EXPECT_EQ(finding.max_ulp, 0.0);
}

TEST(Spread, CountsByPowersOfTwoAndShowsTheWorst) {
    const ConformanceFinding finding = spread_of_squares({0, 1, 3, 4, 5, 2});
    EXPECT_EQ(counts_of(finding),
              (std::map<std::string, std::uint64_t>{{"0", 1}, {"1", 1}, {"2", 1}, {"4", 2}, {"8", 1}}));
    EXPECT_EQ(finding.max_ulp, 5.0);
    EXPECT_EQ(finding.words, "up to 5 ULP, 16.7 % correctly rounded");
    const float x = 1.25f + 4.0f / 64.0f;
    ASSERT_TRUE(finding.worst);
    EXPECT_EQ(finding.worst->inputs,
              (std::vector<std::pair<char, std::uint32_t>>{{'x', std::bit_cast<std::uint32_t>(x)}}));
    EXPECT_EQ(finding.worst->expected, std::bit_cast<std::uint32_t>(x * x));
    EXPECT_EQ(finding.worst->result, finding.worst->expected + 5);
}

TEST(Spread, HoldsResultsToTheLimit) {
    const auto two_ulp = [](const Row&, double exact) { return 2.0 * std::ldexp(1.0, std::ilogb(exact) - 23); };
    EXPECT_EQ(spread_of_squares({0, 2}, two_ulp).words, "up to 2 ULP, 50.0 % correctly rounded, within the limit");
    const ConformanceFinding beyond = spread_of_squares({0, 2, 3, 4}, two_ulp);
    EXPECT_EQ(beyond.words, "up to 4 ULP, 25.0 % correctly rounded, 2 beyond the limit");
    EXPECT_EQ(counts_of(beyond).at("beyond the limit"), 2u);
}

TEST(Spread, CountsWhatIsNotFiniteAndLeavesDenormalsOut) {
    const std::vector<Row> rows{row(1.0f), row(2.0f), row(0x1p-130f), row(3.0f)};
    const std::vector<std::uint32_t> results{bits_of(1.0f), bits_of(INF), 0, bits_of(NAN)};
    const ConformanceFinding finding = spread(
        rows, results, 1, [](const Row& r) { return double(r.x()); }, nullptr);
    EXPECT_EQ(finding.inputs, 3u);
    EXPECT_EQ(counts_of(finding), (std::map<std::string, std::uint64_t>{{"0", 1}, {"not finite", 2}}));
    ASSERT_TRUE(finding.worst);
    EXPECT_EQ(finding.worst->result, bits_of(INF));
    EXPECT_EQ(finding.words, "up to 0 ULP, 33.3 % correctly rounded, 2 not finite");
}

std::vector<Reading> same_or_negated() {
    return {{"same", [](const Row& r) { return bits_of(r.x()); }},
            {"negated", [](const Row& r) { return bits_of(-r.x()); }}};
}

TEST(Classify, NamesTheReadingThatExplainsAll) {
    const std::vector<Row> rows{row(1.0f), row(2.0f)};
    const ConformanceFinding same = classify(rows, std::vector{bits_of(1.0f), bits_of(2.0f)}, 1, same_or_negated());
    EXPECT_EQ(same.words, "same");
    EXPECT_FALSE(same.worst);
    const ConformanceFinding negated =
        classify(rows, std::vector{bits_of(-1.0f), bits_of(-2.0f)}, 1, same_or_negated());
    EXPECT_EQ(negated.words, "negated");
    ASSERT_TRUE(negated.worst);
    EXPECT_EQ(negated.worst->expected, bits_of(1.0f));
    EXPECT_EQ(negated.worst->result, bits_of(-1.0f));
}

TEST(Classify, SharesResultsAmongReadings) {
    const std::vector<Row> rows{row(1.0f), row(2.0f), row(3.0f), row(4.0f)};
    const std::vector<std::uint32_t> results{bits_of(1.0f), bits_of(-2.0f), bits_of(3.0f), bits_of(7.0f)};
    const ConformanceFinding finding = classify(rows, results, 1, same_or_negated());
    EXPECT_EQ(finding.words, "50.0 % same, 25.0 % negated, 25.0 % neither");
    EXPECT_EQ(counts_of(finding), (std::map<std::string, std::uint64_t>{{"same", 2}, {"negated", 1}, {"neither", 1}}));
    ASSERT_TRUE(finding.worst);
    EXPECT_EQ(finding.worst->inputs.front().second, bits_of(2.0f));
}

TEST(Classify, TellsAnUnforeseenConstant) {
    const std::vector<Row> rows{row(1.0f), row(2.0f)};
    EXPECT_EQ(classify(rows, std::vector{5u, 5u}, 1, same_or_negated()).words, "always 0x00000005");
}

TEST(Row, EveryNanIsOne) {
    EXPECT_EQ(without_payload(0xffc12345u), CANONICAL_NAN);
    EXPECT_EQ(without_payload(0x7f800001u), CANONICAL_NAN);
    EXPECT_EQ(without_payload(0xff800000u), 0xff800000u);
    EXPECT_EQ(bits_of(-NAN), CANONICAL_NAN);
}

TEST(Inputs, KeepTheirRanges) {
    for (const Row& r : rows_of(any_sign(-3, 5), positive(1, 1), between(-2.0, 7.0))) {
        EXPECT_TRUE(std::ilogb(r.x()) >= -3 && std::ilogb(r.x()) <= 5) << r.x();
        EXPECT_TRUE(r.y() >= 2.0f && r.y() < 4.0f) << r.y();
        EXPECT_TRUE(r.z() >= -2.0f && r.z() <= 7.0f) << r.z();
    }
    const std::vector<Row> found =
        rows_where([](std::mt19937& engine) { return row_of_w(static_cast<std::uint32_t>(engine())); },
                   [](const Row& r) { return r.w() % 16u == 3u; }, 100);
    ASSERT_EQ(found.size(), 100u);
    for (const Row& r : found) EXPECT_EQ(r.w() % 16u, 3u);
}

TEST(Checks, HaveNamesOfTheirOwn) {
    std::set<std::pair<std::string, std::string>> names;
    std::size_t count = 0;
    for (const std::vector<Check>& part :
         {rounding_checks(), function_checks(), as_written_checks(), denormal_checks(), special_value_checks(),
          conversion_checks(), float_control_checks(), loop_checks(), subgroup_checks()}) {
        for (const Check& check : part) {
            names.insert({check.question.group, check.question.name});
            count++;
        }
    }
    EXPECT_EQ(names.size(), count);
    EXPECT_GT(count, 100u);
}

} // namespace
} // namespace triptych::conformance
