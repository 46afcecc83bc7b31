// A bench as tables for the terminal.
// SPDX-License-Identifier: MIT
#include "cli/bench_table.hpp"

#include "cli/table.hpp"

#include <fmt/format.h>

namespace triptych {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string milliseconds(double seconds) { return digits3(seconds * 1e3); }

std::string format_speeds(const SceneResult& scene, const BenchSettings& settings) {
    const std::string interval = fmt::format(" [{}]", coverage_words(settings.runs));
    Rows rows{{"device", "Msamples/s" + interval, "Mrays/s" + interval, "over the first" + interval, "picture", "film",
               "name"}};
    for (const Outcome& outcome : scene.outcomes) {
        if (!measured(outcome)) {
            rows.push_back({short_name(outcome), fmt::format("{}: {}", status_name(outcome.status), outcome.reason)});
            continue;
        }
        rows.push_back({short_name(outcome), format_summary(samples_per_second(scene, outcome), 1e-6),
                        format_summary(rays_per_second(outcome), 1e-6),
                        outcome.speed.count == 0 ? "not comparable" : format_summary(outcome.speed),
                        outcome.baseline ? "baseline" : verdict_name(outcome.verdict), outcome.film_hash,
                        outcome.device.name});
    }
    return format_table(rows);
}

std::string format_times(const SceneResult& scene) {
    Rows rows{{"milliseconds", "render", "min", "max", "readback", "start: cold", "warm", "compile: cold", "warm",
               "upload: cold", "warm", "clock GHz", "power W"}};
    for (const Outcome& outcome : scene.outcomes) {
        if (!measured(outcome)) continue;
        const std::optional<double> clock = median_clock_hz(outcome);
        const std::optional<double> watts = median_watts(outcome);
        rows.push_back({short_name(outcome), milliseconds(outcome.render.median), milliseconds(outcome.render.min),
                        milliseconds(outcome.render.max), milliseconds(outcome.readback.median),
                        milliseconds(outcome.cold.first_sample), milliseconds(outcome.warm.first_sample),
                        milliseconds(outcome.cold.compile), milliseconds(outcome.warm.compile),
                        milliseconds(outcome.cold.upload), milliseconds(outcome.warm.upload),
                        clock ? fmt::format("{:.2f}", *clock * 1e-9) : NOT_READABLE,
                        watts ? fmt::format("{:.1f}", *watts) : NOT_READABLE});
    }
    return rows.size() > 1 ? fmt::format("\n{}", format_table(rows)) : "";
}

std::string format_comparisons(const SceneResult& scene) {
    std::string text;
    for (const Comparison& pair : scene.gpu_pairs) {
        const Outcome& a = scene.outcomes[pair.a];
        text += fmt::format("one GPU, {}: {} / {} = {}\n", a.device.name, short_name(a),
                            short_name(scene.outcomes[pair.b]), format_summary(pair.ratio));
    }
    for (const Comparison& pair : scene.baselines) {
        const Outcome& a = scene.outcomes[pair.a];
        const Outcome& b = scene.outcomes[pair.b];
        text += fmt::format("our CPU path / Embree = {}: {}, {} over {}\n", format_summary(pair.ratio), short_name(a),
                            a.device.name, b.device.name);
    }
    if (scene.together) {
        std::string shares;
        for (const TeamShare& share : scene.together->shares)
            shares += fmt::format(", {} {:.0f} %", short_name(scene.outcomes[share.outcome]), 100.0 * share.share);
        text += fmt::format("together: {:.0f} % of the sum of the devices' speeds{}\n",
                            100.0 * scene.together->efficiency, shares);
    }
    return text.empty() ? "" : fmt::format("\n{}", text);
}

std::string format_curves(const SceneResult& scene) {
    Rows rows{{"scaling", "over", "milliseconds at each"}};
    for (const Curve& curve : scene.curves) {
        std::string points;
        for (const CurvePoint& point : curve.points)
            points += fmt::format("{}{}: {}", points.empty() ? "" : ", ", point.x, milliseconds(point.render.median));
        rows.push_back({short_name(scene.outcomes[curve.outcome]), axis_name(curve.axis), points});
    }
    return rows.size() > 1 ? fmt::format("\n{}", format_table(rows)) : "";
}

} // namespace

std::string format_scene_result(const SceneResult& scene, const BenchSettings& settings) {
    const Picture& work = scene.work;
    return fmt::format(
               "{}: {} x {} pixels, {} samples a pixel, depth {}, seed {}, {}; {} runs in turns after {} to warm "
               "up\n\n",
               work.scene_name, work.settings.width, work.settings.height, work.samples.count(),
               work.settings.max_depth, work.settings.seed, method_name(work.settings.method), settings.runs,
               settings.warmup) +
           format_speeds(scene, settings) + format_times(scene) + format_comparisons(scene) + format_curves(scene);
}

} // namespace triptych
