// A scene's summary and charts.
// SPDX-License-Identifier: MIT
#include "bench/html_scene.hpp"

#include "bench/html_text.hpp"
#include "bench/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace triptych {

namespace {

constexpr double SHORT_RUN = 0.005; // seconds: below, launching weighs too much

std::string card(const std::string& figure, const std::string& words, const char* tone = "") {
    return fmt::format("<div class=\"card\"><b class=\"{}\">{}</b><span>{}</span></div>\n", tone, html_escape(figure),
                       html_escape(words));
}

std::string cards(const SceneResult& scene, const BenchSettings& settings) {
    const Outcome* fastest = nullptr;
    const Outcome* slowest = nullptr;
    std::size_t compared = 0;
    std::size_t equal = 0;
    for (const Outcome& outcome : scene.outcomes) {
        if (!measured(outcome) || outcome.baseline) continue;
        ++compared;
        if (outcome.verdict == Verdict::DIFFERENT) continue;
        ++equal;
        if (fastest == nullptr || outcome.render.median < fastest->render.median) fastest = &outcome;
        if (slowest == nullptr || outcome.render.median > slowest->render.median) slowest = &outcome;
    }
    if (fastest == nullptr) return "<p class=\"notice\">No device could be measured.</p>\n";
    std::string text = "<div class=\"cards\">\n";
    text += card(si(samples_per_second(scene, *fastest).median),
                 fmt::format("samples a second on the fastest: {}, {}", short_name(*fastest), device_title(*fastest)));
    text += card(fmt::format("{} ×", digits3(slowest->render.median / fastest->render.median)),
                 fmt::format("from the slowest, {}, to the fastest", short_name(*slowest)));
    text += equal == compared
                ? card(fmt::format("{} of {}", equal, compared), "devices drew the same picture, bit for bit", "good")
                : card(fmt::format("{} of {}", compared - equal, compared),
                       "devices drew another picture than the first: their times are not comparable", "bad");
    text += card(fmt::format("{} runs", settings.runs),
                 fmt::format("in turns, after {} to warm up; medians with {} intervals", settings.warmup,
                             coverage_words(settings.runs)));
    return text + "</div>\n";
}

/// A chart twice, of which a switch shows one.
template <typename Chart>
std::string switched(const std::string& id, const Chart& chart, const std::string& caption, bool log_first) {
    return fmt::format("<figure>\n<input class=\"pick lin\" type=\"radio\" name=\"{0}\" id=\"{0}-lin\"{1}>"
                       "<input class=\"pick log\" type=\"radio\" name=\"{0}\" id=\"{0}-log\"{2}>\n"
                       "<div class=\"switch\"><label class=\"lin\" for=\"{0}-lin\">linear</label>"
                       "<label class=\"log\" for=\"{0}-log\">logarithmic</label></div>\n"
                       "<div class=\"scroll\"><div class=\"lin\">{3}</div><div class=\"log\">{4}</div></div>\n"
                       "<figcaption>{5}</figcaption>\n</figure>\n",
                       id, log_first ? "" : " checked", log_first ? " checked" : "", chart(ScaleKind::LINEAR),
                       chart(ScaleKind::LOG), caption);
}

/// Whether bars differ so much that the shorter ones would vanish on a linear axis.
bool needs_log(const std::vector<Bar>& bars) {
    const auto [low, high] =
        std::minmax_element(bars.begin(), bars.end(), [](const Bar& a, const Bar& b) { return a.length < b.length; });
    return high->length > 50.0 * low->length;
}

std::string speed_chart(const SceneResult& scene, const BenchSettings& settings, std::size_t number) {
    std::vector<Bar> bars;
    for (std::size_t i = 0; i < scene.outcomes.size(); ++i) {
        const Outcome& outcome = scene.outcomes[i];
        if (!measured(outcome)) continue;
        const Summary speed = samples_per_second(scene, outcome);
        const std::string flag = outcome.baseline                        ? " (baseline)"
                                 : outcome.verdict == Verdict::DIFFERENT ? " (another picture)"
                                                                         : "";
        bars.push_back({short_name(outcome), device_title(outcome),
                        colour_class(scene.outcomes, i) + (outcome.verdict == Verdict::DIFFERENT ? " pale" : ""),
                        si(speed.median) + flag, speed.median, speed.interval.low, speed.interval.high});
    }
    if (bars.empty()) return {};
    return "<h3>Speed</h3>\n" + switched(
                                    fmt::format("speed-{}", number),
                                    [&](ScaleKind kind) {
                                        return bar_chart("Primary samples a second of each device",
                                                         AxisText{"primary samples a second", ""}, bars, kind);
                                    },
                                    fmt::format("Longer is faster. Bars are medians, brackets their {} intervals.",
                                                coverage_words(settings.runs)),
                                    needs_log(bars));
}

std::string runs_chart(const SceneResult& scene, const BenchSettings& settings) {
    std::vector<DotRow> rows;
    for (std::size_t i = 0; i < scene.outcomes.size(); ++i) {
        const Outcome& outcome = scene.outcomes[i];
        if (!measured(outcome)) continue;
        const auto deviation = [&](double seconds) { return 100.0 * (seconds / outcome.render.median - 1.0); };
        DotRow row{short_name(outcome),
                   fmt::format("median {}", si(outcome.render.median, "s")),
                   colour_class(scene.outcomes, i),
                   {},
                   deviation(outcome.render.interval.low),
                   deviation(outcome.render.interval.high)};
        for (const double seconds : render_seconds(outcome)) row.dots.push_back(deviation(seconds));
        rows.push_back(std::move(row));
    }
    if (rows.empty()) return {};
    return fmt::format("<h3>Every run</h3>\n<figure>\n<div class=\"scroll\">{}</div>\n<figcaption>A dot is a run; the "
                       "band is the {} interval of the median.</figcaption>\n</figure>\n",
                       dot_chart("Spread of the render times", rows), coverage_words(settings.runs));
}

std::string start_detail(const Start& start) {
    const std::string upload = fmt::format("upload {}", si(start.upload, "s"));
    // A processor's kernels were compiled with the program.
    return start.compile > 0.0 ? fmt::format("compile {}, {}", si(start.compile, "s"), upload) : upload;
}

std::string start_chart(const SceneResult& scene, std::size_t number) {
    std::vector<Bar> bars;
    for (std::size_t i = 0; i < scene.outcomes.size(); ++i) {
        const Outcome& outcome = scene.outcomes[i];
        if (!measured(outcome)) continue;
        for (const auto& [name, start, pale] :
             {std::tuple("cold", outcome.cold, ""), std::tuple("warm", outcome.warm, " pale")})
            bars.push_back({short_name(outcome), fmt::format("{}: {}", name, start_detail(start)),
                            colour_class(scene.outcomes, i) + pale, si(start.first_sample, "s"), start.first_sample});
    }
    if (bars.empty()) return {};
    return "<h3>From nothing to the first sample</h3>\n" +
           switched(
               fmt::format("start-{}", number),
               [&](ScaleKind kind) {
                   return bar_chart("Time until the first sample with cold and warm caches",
                                    AxisText{"time until the first sample", "s"}, bars, kind);
               },
               "Shorter is faster. Opening the device, compiling, bringing the scene there and drawing one sample "
               "of 8 × 8 pixels: measured once with empty caches, and once with those.",
               needs_log(bars));
}

std::string scaling_chart(const SceneResult& scene, Axis axis, const char* heading, const AxisText& x_axis,
                          const AxisText& y_axis) {
    std::vector<Line> lines;
    for (const Curve& curve : scene.curves) {
        if (curve.axis != axis || curve.points.empty()) continue;
        Line line{short_name(scene.outcomes[curve.outcome]), colour_class(scene.outcomes, curve.outcome), {}};
        for (const CurvePoint& point : curve.points) {
            const double speed = static_cast<double>(point.samples) / point.render.median;
            line.points.emplace_back(point.x, axis == Axis::SPP ? point.render.median : speed);
        }
        lines.push_back(std::move(line));
    }
    if (lines.empty()) return {};
    return fmt::format("<div><h4>{}</h4>\n{}</div>\n", heading,
                       line_chart(heading, x_axis, y_axis, lines, axis != Axis::PIXELS));
}

std::string scaling_charts(const SceneResult& scene) {
    const std::string charts =
        scaling_chart(scene, Axis::SPP, "Time over samples a pixel", {"samples a pixel", ""}, {"time of a run", "s"}) +
        scaling_chart(scene, Axis::PIXELS, "Speed over resolution", {"pixels", ""}, {"samples a second", ""}) +
        scaling_chart(scene, Axis::THREADS, "Speed over threads", {"threads", ""}, {"samples a second", ""});
    if (charts.empty()) return {};
    std::string legend;
    for (std::size_t i = 0; i < scene.outcomes.size(); ++i) {
        if (measured(scene.outcomes[i]) && !scene.outcomes[i].baseline)
            legend +=
                fmt::format("<span><span class=\"swatch {}\"></span>{}: {}</span>\n", colour_class(scene.outcomes, i),
                            html_escape(short_name(scene.outcomes[i])), html_escape(device_title(scene.outcomes[i])));
    }
    return "<h3>Scaling</h3>\n<figure>\n<div class=\"legend\">" + legend + "</div>\n<div class=\"trio\">\n" + charts +
           "</div>\n<figcaption>Both axes are logarithmic. Each point is the median of three runs after one to warm "
           "up; dashed is exact proportion from a line's first point."
           "</figcaption>\n</figure>\n";
}

std::string short_notice(const SceneResult& scene) {
    std::string names;
    for (const Outcome& outcome : scene.outcomes) {
        if (measured(outcome) && outcome.render.median < SHORT_RUN)
            names += (names.empty() ? "" : ", ") + html_escape(short_name(outcome));
    }
    if (names.empty()) return {};
    return fmt::format("<p class=\"notice\">A run of {} takes less than {:.0f} ms, in which starting weighs more than "
                       "drawing; raise <code>--spp</code> or <code>--width</code> for a fair figure.</p>\n",
                       names, SHORT_RUN * 1e3);
}

} // namespace

std::string html_scene(const BenchResult& result, std::size_t number) {
    const SceneResult& scene = result.scenes[number];
    const Work& work = scene.work;
    return fmt::format("<section>\n<h2>{}</h2>\n<p class=\"soft\">{} × {} pixels, {} samples a pixel, depth {}, seed "
                       "{}, {}: {} primary samples a run</p>\n",
                       html_escape(work.scene_name), work.settings.width, work.settings.height, work.samples.count(),
                       work.settings.max_depth, work.settings.seed, method_name(work.settings),
                       si(static_cast<double>(work.sample_count()))) +
           cards(scene, result.settings) + short_notice(scene) + speed_chart(scene, result.settings, number) +
           html_devices(scene) + html_comparisons(scene) + runs_chart(scene, result.settings) +
           start_chart(scene, number) + html_phases(scene) + scaling_charts(scene) + html_pictures(scene) +
           "</section>\n";
}

} // namespace triptych
