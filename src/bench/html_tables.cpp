// A scene's tables.
// SPDX-License-Identifier: MIT
#include "bench/html_scene.hpp"
#include "bench/html_text.hpp"

#include <fmt/format.h>

namespace triptych {

namespace {

std::string cell(const std::string& figure, const std::string& small) {
    return fmt::format("<td>{}<small>{}</small></td>", html_escape(figure), html_escape(small));
}

std::string figure_cell(const Summary& summary) {
    return cell(si(summary.median), fmt::format("{} – {}", si(summary.interval.low), si(summary.interval.high)));
}

/// "2.34", or "1/56.7" where the decimals would be hard to read.
std::string fraction(double ratio) {
    constexpr double HARD_TO_READ = 0.1;
    return ratio >= HARD_TO_READ ? digits3(ratio) : "1/" + digits3(1.0 / ratio);
}

std::string ratio_text(const Summary& ratio) {
    if (ratio.count == 0) return "not comparable";
    return fmt::format("{} × <small>{} – {}</small>", fraction(ratio.median), fraction(ratio.interval.low),
                       fraction(ratio.interval.high));
}

std::string verdict_cell(const Outcome& outcome) {
    const bool different = outcome.verdict == Verdict::DIFFERENT;
    const std::string verdict = outcome.baseline ? "baseline" : verdict_name(outcome.verdict);
    return fmt::format("<td><span class=\"{}\">{}</span><small><code title=\"{}\">{}</code></small></td>",
                       different                           ? "bad"
                       : outcome.verdict == Verdict::EQUAL ? "good"
                                                           : "",
                       verdict, outcome.film_hash, outcome.film_hash.substr(0, 8));
}

/// The first cell of a device's row.
std::string row_head(const SceneResult& scene, std::size_t index) {
    const Outcome& outcome = scene.outcomes[index];
    return fmt::format("<th scope=\"row\"><span class=\"swatch {}\"></span>{}<small>{}</small></th>",
                       measured(outcome) ? colour_class(scene.outcomes, index) : "", html_escape(short_name(outcome)),
                       html_escape(outcome.device.name));
}

std::string cold_and_warm(const Outcome& outcome, double Start::*seconds) {
    return cell(si(outcome.cold.*seconds, "s"), "warm " + si(outcome.warm.*seconds, "s"));
}

std::string phases_row(const SceneResult& scene, std::size_t index) {
    const Outcome& outcome = scene.outcomes[index];
    const std::optional<double> clock = median_clock_hz(outcome);
    const std::optional<double> watts = median_watts(outcome);
    std::string text = "<tr>" + row_head(scene, index);
    for (const auto phase : {&Start::open, &Start::compile, &Start::upload, &Start::first_sample})
        text += cold_and_warm(outcome, phase);
    text += cell(si(outcome.readback.median, "s"), "");
    text += cell(clock ? si(*clock, "Hz") : NOT_READABLE, "");
    return text + cell(watts ? si(*watts, "W") : NOT_READABLE, "") + "</tr>\n";
}

std::string device_row(const SceneResult& scene, std::size_t index) {
    const Outcome& outcome = scene.outcomes[index];
    std::string text = "<tr>" + row_head(scene, index);
    if (!measured(outcome))
        return text + fmt::format("<td class=\"wrap\" colspan=\"5\">{}: {}</td></tr>\n", status_name(outcome.status),
                                  html_escape(outcome.reason));
    text += figure_cell(samples_per_second(scene, outcome));
    text += figure_cell(rays_per_second(outcome));
    text += cell(si(outcome.render.median, "s"),
                 fmt::format("{} – {}", si(outcome.render.min, "s"), si(outcome.render.max, "s")));
    const bool is_first = outcome.verdict == Verdict::REFERENCE;
    text += fmt::format("<td>{}</td>", is_first ? "the first" : ratio_text(outcome.speed));
    return text + verdict_cell(outcome) + "</tr>\n";
}

std::string comparison_row(const SceneResult& scene, const Comparison& comparison) {
    const Outcome& a = scene.outcomes[comparison.a];
    const Outcome& b = scene.outcomes[comparison.b];
    return fmt::format("<tr>{}{}<td>{}</td><td>{}</td><td>{}</td></tr>\n", row_head(scene, comparison.a),
                       cell(short_name(b), b.device.name), si(samples_per_second(scene, a).median),
                       si(samples_per_second(scene, b).median), ratio_text(comparison.ratio));
}

std::string comparison_table(const SceneResult& scene, const std::vector<Comparison>& comparisons, const char* heading,
                             const char* caption) {
    if (comparisons.empty()) return {};
    std::string text =
        fmt::format("<h3>{}</h3>\n<figure>\n<div class=\"scroll\"><table>\n<thead><tr><th>A</th><th>B"
                    "</th><th>A, samples/s</th><th>B, samples/s</th><th>A over B</th></tr></thead>\n<tbody>",
                    heading);
    for (const Comparison& comparison : comparisons) text += comparison_row(scene, comparison);
    return text + fmt::format("</tbody></table></div>\n<figcaption>{}</figcaption>\n</figure>\n", caption);
}

} // namespace

std::string html_devices(const SceneResult& scene) {
    std::string text = "<h3>Figures</h3>\n<figure>\n<div class=\"scroll\"><table>\n<thead><tr><th>device</th>"
                       "<th>primary samples/s<br>median, interval</th><th>rays/s, counted<br>median, interval</th>"
                       "<th>render<br>median, extremes</th><th>over the first<br>ratio, interval</th>"
                       "<th>picture<br>film hash</th></tr></thead>\n"
                       "<tbody>";
    for (std::size_t i = 0; i < scene.outcomes.size(); ++i) text += device_row(scene, i);
    return text + "</tbody></table></div>\n</figure>\n";
}

std::string html_phases(const SceneResult& scene) {
    std::string text;
    for (std::size_t i = 0; i < scene.outcomes.size(); ++i)
        if (measured(scene.outcomes[i])) text += phases_row(scene, i);
    if (text.empty()) return {};
    return fmt::format(
        "<h3>Around the render</h3>\n<figure>\n<div class=\"scroll\"><table>\n<thead><tr><th>device</th>"
        "<th>open<br>cold</th><th>compile<br>cold</th><th>upload<br>cold</th><th>first sample<br>cold</th>"
        "<th>readback<br>median</th><th>clock<br>after a run</th><th>power<br>of a run</th></tr></thead>\n"
        "<tbody>{}</tbody></table></div>\n</figure>\n",
        text);
}

std::string html_comparisons(const SceneResult& scene) {
    return comparison_table(scene, scene.gpu_pairs, "One GPU, two interfaces",
                            "Joined by the UUID that both drivers tell.") +
           comparison_table(scene, scene.baselines, "The CPU against a baseline",
                            "The same scene with as many threads; a baseline only finds hits, its shading is ours.");
}

} // namespace triptych
