// Whether two images are near enough to each other, and why not.
// SPDX-License-Identifier: MIT
#include "compare/verdict.hpp"

#include <fmt/format.h>

#include <functional>

namespace triptych {

namespace {

using Clauses = std::vector<std::string>;

bool speaks_of_channels(const Thresholds& limits) {
    return limits.fail || limits.fail_percent || limits.hard_fail || limits.max_mean || limits.max_rmse ||
           limits.min_psnr || limits.max_ulp;
}

/// idiff's test: a share of pixels may be over a tolerance, and none over a hard one.
void test_errors(const PairDifference& found, std::uint64_t over, double tolerance, std::optional<double> percent,
                 std::optional<double> hard, bool is_given, Clauses& clauses) {
    const double share = found.pixels == 0 ? 0.0 : 100.0 * double(over) / double(found.pixels);
    if (is_given && share > percent.value_or(0.0))
        clauses.push_back(fmt::format("{} pixel{} ({:.3g} %) {} off by more than {}", over, over == 1 ? "" : "s", share,
                                      over == 1 ? "is" : "are", tolerance));
    if (hard && found.all.max_error > *hard)
        clauses.push_back(fmt::format("the largest error is {:.6g}, more than {}", found.all.max_error, *hard));
}

/// Of the colours together, and of each other channel of floats: what `test` has against it.
void test_measures(const PairDifference& found, const std::function<void(const std::string&, const Measures&)>& test) {
    if (found.colors.values > 0) test("the colours", found.colors);
    for (const ChannelMeasures& channel : found.channels)
        if (!channel.is_color && !channel.is_whole_numbers) test("channel " + channel.name, channel.measures);
}

void test_channels(const PairDifference& found, const Thresholds& limits, Clauses& clauses) {
    test_errors(found, found.pixels_over_fail, limits.fail.value_or(0.0), limits.fail_percent, limits.hard_fail,
                limits.fail || limits.fail_percent, clauses);
    test_measures(found, [&](const std::string& what, const Measures& measures) {
        const auto refuse = [&](const char* measure, double value, const char* relation, double limit) {
            clauses.push_back(fmt::format("the {} of {} is {:.6g}, {} than {}", measure, what, value, relation, limit));
        };
        if (limits.max_mean && measures.mean_error > *limits.max_mean)
            refuse("mean error", measures.mean_error, "more", *limits.max_mean);
        if (limits.max_rmse && measures.rmse > *limits.max_rmse)
            refuse("RMSE", measures.rmse, "more", *limits.max_rmse);
        if (limits.min_psnr && measures.psnr < *limits.min_psnr)
            refuse("PSNR", measures.psnr, "less", *limits.min_psnr);
        if (limits.max_ulp && measures.max_ulp > *limits.max_ulp)
            clauses.push_back(fmt::format("{} differ{} by up to {} ULP, more than {}", what,
                                          what == "the colours" ? "" : "s", measures.max_ulp, *limits.max_ulp));
    });
}

/// Channels that no threshold speaks of must be equal.
void test_equality(const PairDifference& found, bool of_colors, bool of_others, Clauses& clauses) {
    std::uint64_t colors = 0;
    for (const ChannelMeasures& channel : found.channels) {
        if (channel.measures.differing == 0) continue;
        if (channel.is_color) {
            colors += channel.measures.differing;
        } else if (of_others || channel.is_whole_numbers) {
            clauses.push_back(fmt::format("channel {} is not equal in {} pixel{}", channel.name,
                                          channel.measures.differing, channel.measures.differing == 1 ? "" : "s"));
        }
    }
    if (of_colors && colors > 0)
        clauses.insert(clauses.begin(), fmt::format("{} pixel{} not equal", found.differing_pixels,
                                                    found.differing_pixels == 1 ? " is" : "s are"));
}

} // namespace

Judgement judge(const PairDifference& difference, const Thresholds& thresholds) {
    Judgement result;
    Clauses& reasons = result.reasons;
    const bool is_tolerant = speaks_of_channels(thresholds);
    if (is_tolerant) test_channels(difference, thresholds, reasons);
    if (thresholds.max_flip && difference.flip && *difference.flip > *thresholds.max_flip)
        reasons.push_back(fmt::format("FLIP is {:.6f}, more than {}", *difference.flip, *thresholds.max_flip));
    if (thresholds.max_flip && !difference.flip && difference.misfits.empty())
        reasons.emplace_back("there is no FLIP to be measured, since no colours are compared");
    test_equality(difference, !is_tolerant && !thresholds.max_flip, !is_tolerant, reasons);
    reasons.insert(reasons.end(), difference.misfits.begin(), difference.misfits.end());
    if (!reasons.empty()) {
        result.verdict = PairVerdict::DIFFERENT;
        return result;
    }
    const bool warns = thresholds.warn || thresholds.warn_percent;
    test_errors(difference, difference.pixels_over_warn, thresholds.warn.value_or(0.0), thresholds.warn_percent,
                thresholds.hard_warn, warns, reasons);
    if (!reasons.empty()) {
        result.verdict = PairVerdict::WARNED;
    } else if (!difference.is_equal()) {
        result.verdict = PairVerdict::ACCEPTED;
    }
    return result;
}

} // namespace triptych
