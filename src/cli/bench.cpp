// triptych bench: times the devices against each other on the same work.
// SPDX-License-Identifier: MIT
#include "baseline/baseline.hpp"
#include "bench/result.hpp"
#include "cli/arguments.hpp"
#include "cli/bench_table.hpp"
#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/load_picture.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/thread_limit.hpp"
#include "cli/tracing.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <memory>

namespace triptych {
namespace {

// The slowest devices, software Vulkan on a few cores, then take about a second a run.
constexpr std::uint64_t DEFAULT_WIDTH = 400;
constexpr std::uint32_t DEFAULT_SPP = 8;
constexpr std::uint64_t MAX_RUNS = 10000;

struct BenchOptions {
    std::vector<std::string> scenes{"one-weekend"};
    RenderOptions render;
    DeviceSelection selection;
    BenchSettings bench;
    bool baseline = false;
    bool together = false;
    std::optional<bool> scaling; // not said: where there is a report
    std::string json;
    std::string csv;
    std::string report;
    std::string trace;
};

/// Adds the baselines, with as many threads as the processor's kernels have. Throws Error (NO_DEVICE) where there are
/// none.
void add_baselines(std::vector<Contender>& contenders, unsigned threads) {
    for (const BaselineKind kind : {BaselineKind::USER_GEOMETRY, BaselineKind::SPHERE_POINTS}) {
        Contender contender;
        contender.device = open_baseline(kind, {})->device();
        contender.threads = threads;
        contender.baseline = true;
        contender.open = [kind](const BackendOptions& options) { return open_baseline(kind, options); };
        contenders.push_back(std::move(contender));
    }
}

/// The devices that were named, or each piece of hardware once.
std::vector<DeviceInfo> team_of(const BenchOptions& options, std::vector<DeviceInfo> devices) {
    std::erase_if(devices, [](const DeviceInfo& device) { return !device.unavailable.empty(); });
    if (options.selection.devices.empty()) devices = all_once(std::move(devices), false);
    if (devices.size() < 2)
        throw Error(ExitCode::USAGE, "Only one device is left for --together; name two or more with --device.");
    return devices;
}

/// What `render` takes for "all" or a list with commas; empty where --device says something else.
std::optional<ChosenDevices> list_of(const BenchOptions& options) {
    const DeviceSelection& selection = options.selection;
    if (selection.devices.size() != 1 || !selection.backends.empty()) return {};
    const std::string& device = selection.devices.front();
    if (device != "all" && device.find(',') == std::string::npos) return {};
    DeviceChoice choice;
    choice.device = device;
    return choose_render_devices(choice, options.bench.backend);
}

/// Processors take part with all their threads and, where there is a baseline, also with one.
std::vector<Contender> contenders_of(const BenchOptions& options) {
    const unsigned threads = thread_count(options.bench.backend.threads);
    const std::optional<ChosenDevices> list = list_of(options);
    const std::vector<DeviceInfo> devices =
        list ? list->devices : select_devices(options.selection, options.bench.backend);
    std::vector<Contender> contenders = make_contenders(devices, threads);
    if (list && list->together) {
        contenders.push_back(make_team(devices, threads));
    } else if (options.together) {
        contenders.push_back(make_team(team_of(options, devices), threads));
    }
    if (!options.baseline) return contenders;
    std::vector<Contender> single = contenders;
    std::erase_if(single, [](const Contender& contender) { return contender.threads == 0; });
    for (Contender& contender : single) contender.threads = 1;
    add_baselines(contenders, threads);
    if (threads == 1) return contenders;
    add_baselines(single, 1);
    contenders.insert(contenders.end(), single.begin(), single.end());
    return contenders;
}

Picture picture_of(const BenchOptions& options, const std::string& scene) {
    RenderOptions render = options.render;
    render.scene = scene;
    render.backend.trace = options.bench.backend.trace;
    if (!render.width && !render.height) render.width = DEFAULT_WIDTH;
    if (!render.spp) render.spp = DEFAULT_SPP;
    return load_picture(render);
}

SceneResult bench_scene(const BenchOptions& options, const std::string& scene, Caches& caches, const Tick& tick) {
    const std::vector<Contender> contenders = contenders_of(options);
    SceneResult result;
    result.work = picture_of(options, scene);
    result.outcomes = measure(result.work, contenders, options.bench, caches, tick);
    result.gpu_pairs = same_gpu(result.outcomes);
    result.baselines = over_baselines(result.outcomes);
    result.together = teamwork(result.outcomes);
    if (options.scaling.value_or(!options.report.empty()))
        result.curves = measure_scaling(result.work, contenders, result.outcomes, options.bench, caches, tick);
    return result;
}

void claim_outputs(const BenchOptions& options) {
    for (const std::string& scene : options.scenes)
        if (std::filesystem::exists(scene)) claim_file(scene, FileUse::READ, "SCENE");
    claim_output(options.json, "--json");
    claim_output(options.csv, "--csv");
    claim_output(options.report, "--report");
}

void write_outputs(const BenchOptions& options, const BenchResult& result) {
    const TraceSpan phase(options.bench.backend.trace, "write");
    if (!options.json.empty()) write_text(options.json, json_text(bench_json(result)));
    if (!options.csv.empty()) write_text(options.csv, bench_csv(result));
    if (!options.report.empty()) write_text(options.report, bench_html(result));
}

ExitCode run(const BenchOptions& options) {
    claim_outputs(options);
    note_interrupts();
    const ThreadLimit thread_limit(options.bench.backend.threads);
    Caches caches;
    StatusLine line(!options.render.quiet);
    const Tick tick = [&line](const std::string& doing) {
        stop_if_interrupted("nothing was written");
        line.show(doing);
    };
    BenchResult result{
        fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))), describe_machine(), options.bench, {}};
    for (const std::string& scene : options.scenes) result.scenes.push_back(bench_scene(options, scene, caches, tick));
    line.clear();
    write_outputs(options, result);
    if (!options.render.quiet && !stdout_is_claimed()) {
        std::string text;
        for (const SceneResult& scene : result.scenes)
            text += (text.empty() ? "" : "\n") + format_scene_result(scene, options.bench);
        print_result(text);
    }
    for (const SceneResult& scene : result.scenes) require_sound(scene.outcomes);
    return ExitCode::OK;
}

void add_measuring_options(CLI::App& command, BenchOptions& options) {
    command.add_option("--runs", options.bench.runs, "Runs that count (default: 10)")
        ->transform(whole_number(1, MAX_RUNS));
    command.add_option("--warmup", options.bench.warmup, "Runs before, which do not count (default: 2)")
        ->transform(whole_number(0, MAX_RUNS));
    command
        .add_option("--budget", options.bench.budget_seconds,
                    "Seconds that a run may take (default: 60); a slower device is reported and left out")
        ->transform(non_negative_number());
    command.add_flag("--together", options.together, "Time the devices as one, too: those named, or all hardware once");
    command.add_flag("--baseline", options.baseline, "Time Embree's CPU ray tracer, too");
    command.add_flag(
        "--scaling,!--no-scaling", [&options](std::int64_t count) { options.scaling = count > 0; },
        "Time other sizes, samples and threads, too (default: with --report)");
    command.add_option("--json", options.json, "Write all figures as JSON; '-' prints them in place of the table")
        ->option_text("FILE");
    command.add_option("--csv", options.csv, "Write a row of figures a device")->option_text("FILE");
    command.add_option("--report", options.report, "Write a page with charts and pictures")->option_text("FILE.html");
    add_trace_option(command, options.trace);
}

} // namespace

void add_bench(CLI::App& app, Action& action) {
    const auto options = std::make_shared<BenchOptions>();
    CLI::App& command = add_command(app, "bench", "Time the devices against each other on the same work");
    command.footer("Ends with 5 where a device draws another picture, since its time then means nothing.");
    command.add_option("SCENE", options->scenes, "Scene files, or names of built-in scenes (default: one-weekend)");
    add_size_options(command, options->render);
    add_threads_option(command, options->bench.backend);
    add_selection_options(command, options->selection, "Time");
    add_measuring_options(command, *options);
    command.add_flag("--quiet", options->render.quiet, "Print neither results nor progress");
    command.callback([&action, options] {
        action = [options] {
            return with_trace(options->trace, "bench", [&](Trace* trace) {
                options->bench.backend.trace = trace;
                return run(*options);
            });
        };
    });
}

} // namespace triptych
