// Figures that several writers give.
// SPDX-License-Identifier: MIT
#include "bench/result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace triptych {

namespace {

std::optional<double> median_of(const Outcome& outcome, std::optional<double> Reading::*value) {
    std::vector<double> values;
    for (const Run& run : outcome.runs)
        if (run.reading.*value) values.push_back(*(run.reading.*value));
    if (values.empty()) return {};
    return summarize(std::move(values)).median;
}

} // namespace

std::string method_name(const Method& method) {
    std::string names;
    for (const MethodOption& option : METHOD_OPTIONS) {
        if (option.is_switch() && option.get(method) == 0) continue;
        names += (names.empty() ? "" : ", ") + std::string(option.is_switch() ? option.name : option.value(method));
    }
    return names;
}

std::optional<double> median_clock_hz(const Outcome& outcome) { return median_of(outcome, &Reading::clock_hz); }

std::optional<double> median_watts(const Outcome& outcome) { return median_of(outcome, &Reading::watts); }

Summary samples_per_second(const SceneResult& scene, const Outcome& outcome) {
    return inverted(outcome.render, static_cast<double>(scene.work.sample_count()));
}

Summary rays_per_second(const Outcome& outcome) { return inverted(outcome.render, static_cast<double>(outcome.rays)); }

std::string coverage_words(unsigned runs) {
    constexpr unsigned ENOUGH_RUNS = 6;
    if (runs >= ENOUGH_RUNS) return "95 %";
    return fmt::format("{:.0f} %", 100.0 * median_coverage(runs, 1));
}

std::string digits3(double value) {
    const double size = std::abs(value);
    if (size == 0.0) return "0";
    // What is left of the point counts as digits; 99.96 rounds to 100.
    const int before = static_cast<int>(std::floor(std::log10(size * 1.0005))) + 1;
    return fmt::format("{:.{}f}", value, std::max(0, 3 - before));
}

std::string format_summary(const Summary& summary, double scale) {
    return fmt::format("{} [{}, {}]", digits3(summary.median * scale), digits3(summary.interval.low * scale),
                       digits3(summary.interval.high * scale));
}

} // namespace triptych
