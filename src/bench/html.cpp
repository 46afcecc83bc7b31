// The page around the scenes: head, machine, method.
// SPDX-License-Identifier: MIT
#include "bench/html_scene.hpp"
#include "bench/html_style.hpp"
#include "bench/html_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace triptych {

namespace {

std::string fact(const BenchResult& result, const std::string& key) {
    const auto found = std::find_if(result.machine.begin(), result.machine.end(),
                                    [&](const MachineFact& candidate) { return candidate.key == key; });
    return found == result.machine.end() ? NOT_READABLE : found->value;
}

/// "2026-01-31 23:59 UTC".
std::string readable_date(const std::string& date) { return date.substr(0, 10) + " " + date.substr(11, 5) + " UTC"; }

/// A warning where others kept the machine busy.
std::string busy_notice(const BenchResult& result) {
    const double load = std::strtod(fact(result, "load_average").c_str(), nullptr);
    const double cores = std::strtod(fact(result, "logical_cores").c_str(), nullptr);
    if (load < 0.25 * cores) return {};
    return fmt::format("<p class=\"notice\">The machine was busy when the bench began: a load of {:.2f} on {:.0f} "
                       "logical cores. Processors' figures are lower than on an idle machine, and spread more.</p>\n",
                       load, cores);
}

std::string machine_section(const BenchResult& result) {
    std::string text = "<h2>Machine</h2>\n<dl class=\"facts\">\n";
    for (const MachineFact& line : result.machine)
        text += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", html_escape(line.label), html_escape(line.value));
    return text + "</dl>\n";
}

std::string method_section(const BenchSettings& settings) {
    return fmt::format(
        "<h2>Method</h2>\n"
        "<p>All devices do the same work: the picture is a function of scene, size, samples and seed alone, and film "
        "hashes prove that it was the same, bit for bit. They take turns: in every round each draws the picture once, "
        "and another one begins. {} round{} to warm up do{} not count, {} do.</p>\n"
        "<p>Render times are measured by the device itself (timestamps or events; a steady clock for processors). "
        "Starting, compiling, uploading and reading back are not in them and are told apart. A primary sample is one "
        "camera ray followed to its end; rays are counted, not estimated.</p>\n"
        "<p>Intervals of medians are order statistics, which ask nothing of the distribution: with ten runs, the "
        "second smallest and second largest time hold the median with 97.9 % probability; at least 95 % from six runs "
        "on, below that the extremes stand with less. Ratios are medians of the ratios round by round, so slow drift "
        "of the machine cancels.</p>\n"
        "<p>A cold start has empty caches, a warm one those that the cold one filled.</p>\n",
        settings.warmup, settings.warmup == 1 ? "" : "s", settings.warmup == 1 ? "es" : "", settings.runs);
}

} // namespace

std::string bench_html(const BenchResult& result) {
    std::string names;
    for (const SceneResult& scene : result.scenes)
        names += (names.empty() ? "" : ", ") + html_escape(scene.work.scene_name);
    std::string text = fmt::format("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                                   "<title>Triptych bench: {}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n",
                                   names, HTML_STYLE);
    text += fmt::format("<header>\n<h1>Triptych bench</h1>\n<p class=\"soft\">{} &middot; {} logical cores &middot; {} "
                        "&middot; {}</p>\n</header>\n",
                        html_escape(fact(result, "processor")), html_escape(fact(result, "logical_cores")),
                        html_escape(fact(result, "system")), html_escape(readable_date(result.date)));
    text += busy_notice(result);
    for (std::size_t i = 0; i < result.scenes.size(); ++i) text += html_scene(result, i);
    text += machine_section(result) + method_section(result.settings);
    return text + fmt::format("<footer>Written by <code>triptych bench --report</code>, version {}. The page is whole: "
                              "it loads nothing from elsewhere.</footer>\n</main>\n</body>\n</html>\n",
                              TRIPTYCH_VERSION);
}

} // namespace triptych
