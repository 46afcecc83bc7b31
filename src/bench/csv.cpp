// The bench as comma-separated values.
// SPDX-License-Identifier: MIT
#include "bench/result.hpp"

#include <fmt/format.h>

namespace triptych {

namespace {

using Row = std::vector<std::string>;

/// In quotes where RFC 4180 wants them.
std::string field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + "\"";
}

std::string line(const Row& row) {
    std::string text = field(row.front());
    for (std::size_t i = 1; i < row.size(); ++i) text += fmt::format(",{}", field(row[i]));
    return text + "\r\n";
}

Row head() {
    Row row{"scene", "width", "height", "spp", "max_depth", "seed"};
    for (const MethodOption& option : METHOD_OPTIONS) row.emplace_back(option.name);
    row.insert(row.end(), {"backend", "index", "device", "uuid", "driver", "threads", "baseline", "status", "reason",
                           "film_hash", "picture", "runs", "rays"});
    for (const char* start : {"cold", "warm"})
        for (const char* phase : {"open", "compile", "upload", "first_sample"})
            row.push_back(fmt::format("{}_{}_seconds", start, phase));
    for (const char* what : {"render_seconds", "readback_seconds", "samples_per_second", "rays_per_second", "ratio"})
        for (const char* figure : {"median", "min", "max", "low", "high", "coverage"})
            row.push_back(fmt::format("{}_{}", what, figure));
    row.insert(row.end(), {"clock_hz", "watts"});
    return row;
}

void add_start(Row& row, const Start& start) {
    for (const double seconds : {start.open, start.compile, start.upload, start.first_sample})
        row.push_back(fmt::format("{:.9g}", seconds));
}

void add_summary(Row& row, const Summary& summary) {
    for (const double value : {summary.median, summary.min, summary.max, summary.interval.low, summary.interval.high,
                               summary.interval.coverage})
        row.push_back(summary.count == 0 ? "" : fmt::format("{:.9g}", value));
}

std::string optional_text(std::optional<double> value) { return value ? fmt::format("{:.9g}", *value) : ""; }

Row outcome_row(const SceneResult& scene, const Outcome& outcome) {
    const Picture& work = scene.work;
    Row row{work.scene_name,
            std::to_string(work.settings.width),
            std::to_string(work.settings.height),
            std::to_string(work.samples.count()),
            std::to_string(work.settings.max_depth),
            std::to_string(work.settings.seed)};
    for (const MethodOption& option : METHOD_OPTIONS) {
        const std::string_view value = option.value(work.settings.method);
        row.emplace_back(!option.is_switch() ? value : value == "true" ? "yes" : "no");
    }
    row.insert(row.end(),
               {outcome.device.backend, std::to_string(outcome.device.index), outcome.device.name, outcome.device.uuid,
                outcome.device.driver, std::to_string(outcome.threads), outcome.baseline ? "yes" : "no",
                status_name(outcome.status), outcome.reason, outcome.film_hash, verdict_name(outcome.verdict),
                std::to_string(outcome.runs.size()), std::to_string(outcome.rays)});
    if (!measured(outcome)) {
        row.resize(head().size());
        return row;
    }
    add_start(row, outcome.cold);
    add_start(row, outcome.warm);
    for (const Summary& summary : {outcome.render, outcome.readback, samples_per_second(scene, outcome),
                                   rays_per_second(outcome), outcome.speed})
        add_summary(row, summary);
    row.push_back(optional_text(median_clock_hz(outcome)));
    row.push_back(optional_text(median_watts(outcome)));
    return row;
}

} // namespace

std::string bench_csv(const BenchResult& result) {
    std::string text = line(head());
    for (const SceneResult& scene : result.scenes)
        for (const Outcome& outcome : scene.outcomes) text += line(outcome_row(scene, outcome));
    return text;
}

} // namespace triptych
