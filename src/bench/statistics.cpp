// Medians and their order-statistics intervals.
// SPDX-License-Identifier: MIT
#include "bench/statistics.hpp"

#include <algorithm>
#include <cmath>

namespace triptych {

namespace {

constexpr double WANTED_COVERAGE = 0.95;

} // namespace

double median_coverage(std::size_t n, std::size_t k) {
    double below_k = 0.0;
    double term = std::pow(0.5, static_cast<double>(n)); // C(n, i) / 2^n
    for (std::size_t i = 0; i < k; ++i) {
        below_k += term;
        term *= static_cast<double>(n - i) / static_cast<double>(i + 1);
    }
    return 1.0 - 2.0 * below_k;
}

Summary summarize(std::vector<double> values) {
    Summary summary;
    summary.count = values.size();
    if (values.empty()) return summary;
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    summary.median = (values[(n - 1) / 2] + values[n / 2]) / 2.0;
    summary.min = values.front();
    summary.max = values.back();
    std::size_t k = 1;
    while (2 * (k + 1) <= n && median_coverage(n, k + 1) >= WANTED_COVERAGE) ++k;
    // A single value encloses nothing.
    summary.interval = {values[k - 1], values[n - k], std::max(0.0, median_coverage(n, k))};
    return summary;
}

Summary summarize_ratios(std::span<const double> a, std::span<const double> b) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < a.size(); ++i) ratios.push_back(a[i] / b[i]);
    return summarize(std::move(ratios));
}

Summary inverted(const Summary& summary, double scale) {
    if (summary.count == 0) return {};
    return {summary.count,
            scale / summary.median,
            scale / summary.max,
            scale / summary.min,
            {scale / summary.interval.high, scale / summary.interval.low, summary.interval.coverage}};
}

} // namespace triptych
