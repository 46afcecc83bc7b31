// What a handful of timings says: median, spread, and how far the median may be trusted.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace triptych {

/// A range that holds the median of the population with probability `coverage`.
struct Interval {
    double low = 0.0;
    double high = 0.0;
    double coverage = 0.0; // (0, 1); at least 0.95 from six values on
};

struct Summary {
    std::size_t count = 0; // 0: nothing was measured and nothing else here means anything
    double median = 0.0;
    double min = 0.0;
    double max = 0.0;
    Interval interval;
};

/// The probability that the k-th smallest and the k-th largest of n independent values enclose the population's median,
/// whatever its distribution: 1 - 2 P(Binomial(n, 1/2) < k). `k` is in [1, (n + 1) / 2].
double median_coverage(std::size_t n, std::size_t k);

/// Order statistics: the interval runs between the k-th smallest and the k-th largest value with the largest k whose
/// coverage is 0.95 or more, which asks nothing of the distribution and draws no random numbers (Conover, "Practical
/// Nonparametric Statistics", 3rd ed., section 3.2). Below six values no k reaches 0.95, and it runs from the smallest
/// to the largest with its true coverage.
Summary summarize(std::vector<double> values);

/// The summary of a[i] / b[i]: values of one round stand under the same conditions, so that slow drift of the machine's
/// speed cancels. Both have the same length; those of `b` are positive.
Summary summarize_ratios(std::span<const double> a, std::span<const double> b);

/// The summary of scale / value for values that `summary` describes, such as a speed from seconds.
Summary inverted(const Summary& summary, double scale);

} // namespace triptych
