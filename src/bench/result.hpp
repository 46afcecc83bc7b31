// All that a bench found out, for the writers.
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/comparison.hpp"
#include "bench/machine.hpp"
#include "bench/scaling.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace triptych {

/// One scene on all contenders.
struct SceneResult {
    Picture work;
    std::vector<Outcome> outcomes;
    std::vector<Comparison> gpu_pairs; // one GPU under two interfaces
    std::vector<Comparison> baselines; // the CPU over its baselines
    std::optional<Teamwork> together;  // where it was asked for and measured
    std::vector<Curve> curves;         // empty where scaling was not asked for
};

struct BenchResult {
    std::string date; // UTC, ISO 8601
    std::vector<MachineFact> machine;
    BenchSettings settings;
    std::vector<SceneResult> scenes;
};

/// How light is gathered: "path-mis, sobol", with ", roulette" where it is on.
std::string method_name(const Method& method);

/// The median over the runs that told it; nothing where none did.
std::optional<double> median_clock_hz(const Outcome& outcome);
std::optional<double> median_watts(const Outcome& outcome);

/// Primary samples and rays a second on the device.
Summary samples_per_second(const SceneResult& scene, const Outcome& outcome);
Summary rays_per_second(const Outcome& outcome);

/// How sure the intervals of this many runs are: "95 %" from six runs on, below that what the extremes give.
std::string coverage_words(unsigned runs);

/// A figure with three digits, without an exponent: "12.3", "1234", "0.0123".
std::string digits3(double value);

/// "median [low, high]" with three digits each; `scale` multiplies.
std::string format_summary(const Summary& summary, double scale = 1.0);

/// The document that docs/user-guide.md describes.
nlohmann::ordered_json bench_json(const BenchResult& result);

/// One row an outcome under one row of names, by RFC 4180.
std::string bench_csv(const BenchResult& result);

/// One self-contained page: no address but data within it is asked for.
std::string bench_html(const BenchResult& result);

} // namespace triptych
