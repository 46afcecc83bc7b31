// triptych render: draws a scene and writes an image or a film.
// SPDX-License-Identifier: MIT
#include "base/stopwatch.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/report.hpp"
#include "cli/thread_limit.hpp"
#include "cli/tone_options.hpp"
#include "cli/tracing.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace triptych {
namespace {

struct RenderCommandOptions {
    RenderOptions render;
    DeviceChoice device;
    std::string output;
    ToneMapping tone;
    std::string stats_json;
    std::string trace;
};

void print_summary(const RenderCommandOptions& options, const Picture& picture, const Rendering& rendering,
                   const std::string& film_hash, double total_seconds) {
    const double speed = rendering.seconds.render > 0.0
                             ? static_cast<double>(picture.sample_count()) / rendering.seconds.render * 1e-6
                             : 0.0;
    print_result(fmt::format("{}: {} x {} pixels, samples {}, {} on {}, {:.2f} s, {:.2f} Msamples/s, film {}\n",
                             options.output, picture.settings.window.width(), picture.settings.window.height(),
                             format_range(picture.samples), rendering.device.backend, rendering.device.name,
                             total_seconds, speed, film_hash));
}

ExitCode run(const RenderCommandOptions& options) {
    const Stopwatch total_watch;
    const std::string if_interrupted = fmt::format("{} was not written", options.output);
    check_picture_path(options.output, options.tone);
    if (!options.stats_json.empty()) check_text_writable(options.stats_json);
    note_interrupts();
    const ThreadLimit thread_limit(options.render.backend.threads);

    const BackendOptions& backend = options.render.backend;
    const Stopwatch choose_watch;
    const DeviceInfo device = choose(options.device, backend);
    const double choose_seconds = choose_watch.seconds();
    const Picture picture = make_picture(options.render);
    stop_if_interrupted(if_interrupted);
    Rendering rendering = render_picture(picture, device, backend, !options.render.quiet, if_interrupted);
    rendering.seconds.open += choose_seconds;

    TraceSpan phase(backend.trace, "hash");
    const std::string film_hash = rendering.film.hash();
    const std::uint64_t invalid_samples = rendering.film.invalid_samples();
    if (invalid_samples > 0)
        spdlog::warn("{} of {} samples were not finite, negative or too bright; they are left out of the picture.",
                     invalid_samples, picture.sample_count());
    stop_if_interrupted(if_interrupted);
    phase.next("write");
    const Stopwatch write_watch;
    const FilmFile file = film_file(picture, std::move(rendering.film));
    write_picture(options.output, file, render_metadata(file, film_hash, rendering.device), options.tone);
    const double write_seconds = write_watch.seconds();

    const double total_seconds = total_watch.seconds();
    if (!options.stats_json.empty())
        write_text(options.stats_json, json_text(render_stats(picture, rendering, film_hash, invalid_samples,
                                                              write_seconds, total_seconds)));
    // JSON on stdout stays JSON alone.
    if (!options.render.quiet && options.stats_json != STDOUT_PATH)
        print_summary(options, picture, rendering, film_hash, total_seconds);
    return ExitCode::OK;
}

} // namespace

void add_render(CLI::App& app, Action& action) {
    const auto options = std::make_shared<RenderCommandOptions>();
    CLI::App& command = add_command(app, "render", "Draw a scene and write an image or a film");
    add_render_options(command, options->render);
    command.add_option("-o,--output", options->output, "File to write: .png, .exr or .pfm, or .film for exact sums")
        ->option_text("FILE")
        ->required();
    add_tone_options(command, options->tone);
    add_device_options(command, options->device);
    command
        .add_option("--stats-json", options->stats_json, "Write times and figures; '-' prints them in place of results")
        ->option_text("FILE");
    add_trace_option(command, options->trace);
    command.callback([&action, options] {
        action = [options] {
            return with_trace(options->trace, "render", [&](Trace* trace) {
                options->render.backend.trace = trace;
                return run(*options);
            });
        };
    });
}

} // namespace triptych
