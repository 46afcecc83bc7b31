// triptych render: renders a scene and writes an image or a film.
// SPDX-License-Identifier: MIT
#include "cli/render_command.hpp"

#include "base/interruption.hpp"
#include "base/names.hpp"
#include "base/stopwatch.hpp"
#include "cli/aov_options.hpp"
#include "cli/arguments.hpp"
#include "cli/checkpoint_options.hpp"
#include "cli/commands.hpp"
#include "cli/load_picture.hpp"
#include "cli/report.hpp"
#include "cli/thread_limit.hpp"
#include "cli/tracing.hpp"
#include "film/metadata.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace triptych {
namespace {

constexpr double MAX_INVALID = 1e-6; // of the samples; more are a failure with --strict

/// "vulkan on llvmpipe", or "cuda 0 96 %, cpu 0 4 %" for several devices.
std::string drawn_by(const Rendering& rendering) {
    if (rendering.devices.size() == 1) return fmt::format("{} on {}", rendering.device.backend, rendering.device.name);
    std::string words;
    for (const DeviceShare& share : rendering.devices)
        words += fmt::format("{}{} {} {:.0f} %", words.empty() ? "" : ", ", share.device.backend, share.device.index,
                             100.0 * static_cast<double>(share.samples) /
                                 static_cast<double>(std::max<std::uint64_t>(rendering.samples_done, 1)));
    return words;
}

void print_summary(const RenderCommandOptions& options, const Picture& picture, const Rendering& rendering,
                   const std::string& film_hash, double total_seconds) {
    const double speed = rendering.seconds.render > 0.0
                             ? static_cast<double>(rendering.samples_done) / rendering.seconds.render * 1e-6
                             : 0.0;
    const std::string line =
        fmt::format("{}: {} x {} pixels, samples {}, {}, {:.2f} s, {:.2f} Msamples/s, film {}", options.target().name(),
                    picture.settings.window.width(), picture.settings.window.height(), format_range(picture.samples),
                    drawn_by(rendering), total_seconds, speed, film_hash);
    // Nothing is added to a picture on stdout.
    options.target().is_stdout() ? spdlog::info(line) : print_line(line);
}

/// Reports samples that were left out. Throws Error (BAD_SAMPLES) for too many of them where `strict`.
void report_invalid(const Rendering& rendering, std::uint64_t sample_count, bool strict) {
    const std::string sentence = invalid_sentence(rendering);
    if (sentence.empty()) return;
    const bool are_many =
        static_cast<double>(rendering.invalid_samples) > MAX_INVALID * static_cast<double>(sample_count);
    if (are_many && strict) throw Error(ExitCode::BAD_SAMPLES, sentence);
    spdlog::warn(sentence);
}

/// Writes the picture and its parts. Where that fails, the film goes to the checkpoint first.
void write_or_keep(const RenderCommandOptions& options, Rendering& rendering, const ImageMetadata& metadata,
                   Checkpoint& checkpoint) {
    try {
        write_picture(options.target(), rendering.file, metadata, options.tone, std::move(rendering.parts));
    } catch (const Error& error) {
        try {
            if (rendering.noise && rendering.noise->state().batches > 0)
                rendering.file.noise = rendering.noise->state();
            checkpoint.write(rendering.file);
        } catch (const Error&) {
            // The first error is the one to report; an earlier checkpoint is still there.
        }
        throw Error(error.code(), checkpoint.with_kept(error.what()));
    }
}

} // namespace

void RenderCommandHost::take_picture(const FilmFile& file, const DeviceInfo& device) {
    if (file.samples.empty()) return spdlog::warn("No sample of every pixel is done yet; there is no picture so far.");
    if (m_options.target().is_stdout())
        return spdlog::warn("The picture goes to standard output once, when it is done; name a file with -o to "
                            "see it before.");
    spdlog::info("writing the picture so far");
    try {
        FilmFile picture{file.scene_name, file.scene_hash, file.settings, file.samples, file.film};
        write_picture(m_options.target(), picture, m_options.metadata(picture, picture.film.hash(), device),
                      m_options.tone);
        spdlog::warn("{} holds samples {} so far.", m_options.output, format_range(file.samples.front()));
    } catch (const Error& error) {
        spdlog::warn("{} The render continues.", error.what());
    }
}

void finish(const RenderCommandOptions& options, Picture picture, Rendering rendering, const RenderControl& control,
            Checkpoint& checkpoint) {
    const SampleRange asked = std::exchange(picture.samples, rendering.samples());

    TraceSpan phase(options.render.backend.trace, "hash");
    const std::string film_hash = rendering.file.film.hash();
    phase.next("write");
    const Stopwatch write_watch;
    write_or_keep(options, rendering, options.metadata(rendering.file, film_hash, rendering.device), checkpoint);
    if (rendering.end != RenderEnd::TIME_LIMIT) checkpoint.finish();
    warn_of_end(rendering, control, asked, checkpoint);
    const double write_seconds = rendering.seconds.parts + write_watch.seconds();

    const double total_seconds = control.since_start.seconds();
    if (!options.stats_json.empty())
        write_text(options.stats_json,
                   json_text(render_stats(picture, rendering, film_hash, write_seconds, total_seconds)));
    if (!options.render.quiet && (options.target().is_stdout() || !stdout_is_claimed()))
        print_summary(options, picture, rendering, film_hash, total_seconds);
    report_invalid(rendering, picture.sample_count(), options.strict);
}

Checkpoint checkpoint_of(const RenderCommandOptions& options) {
    return Checkpoint(options.checkpoint, options.output,
                      [](const std::filesystem::path& file, const std::string& name) {
                          claim_file(file, FileUse::READ_AND_WRITTEN, name);
                      });
}

namespace {

ExitCode run(const RenderCommandOptions& options) {
    RenderCommandHost host(options);
    RenderControl control{.host = host,
                          .if_interrupted = fmt::format("{} was not written", options.target().name()),
                          .time_limit_seconds = options.time_limit_seconds,
                          .target_noise = options.target_noise};
    const bool is_sequence = options.frames || options.moments > 1;
    std::vector<ImageMetadata> found;
    if (is_sequence) check_frames(options);
    if (options.fps && !is_sequence) throw Error(ExitCode::USAGE, "--fps is for --frames and --motion-blur.");
    if (options.frames) {
        if (options.checkpoint.resume) found = metadata_of_frames(options);
        for (std::uint32_t i = 0; i < options.frames->count(); i++)
            claim_picture(options_of_frame(options, options.frames->number(i)).target(), options.tone);
    } else {
        claim_picture(options.target(), options.tone);
    }
    check_parts_fit(options.parts, options.target().typed_path());
    const PartsMaker parts_maker(options.parts, options.render.backend.threads);
    if (!options.parts.is_empty()) control.parts = &parts_maker;
    claim_output(options.stats_json, "--stats-json");
    Checkpoint checkpoint;
    if (!is_sequence) checkpoint = checkpoint_of(options);
    note_interrupts();
    note_picture_requests();
    std::optional<EndAtSignal> nothing_to_lose(control.if_interrupted);
    const ThreadLimit thread_limit(options.render.backend.threads);

    const BackendOptions& backend = options.render.backend;
    const Stopwatch choose_watch;
    std::optional<TraceSpan> choosing(std::in_place, backend.trace, "open");
    const ChosenDevices chosen = choose_render_devices(options.device, backend);
    choosing.reset();
    const double choose_seconds = choose_watch.seconds();
    RenderOptions asked_for = options.render;
    asked_for.more_bytes_per_pixel += more_bytes_per_pixel(chosen);
    OpenDevices devices(chosen, backend);
    if (is_sequence) {
        nothing_to_lose.reset();
        run_frames(options, found, control.parts, devices, asked_for);
        return ExitCode::OK;
    }
    Picture picture = load_picture(asked_for);
    check_alpha(options.target(), picture.settings.method);
    nothing_to_lose.reset();
    Rendering rendering = render_picture(picture, devices, control, checkpoint);
    rendering.seconds.open += choose_seconds;
    finish(options, std::move(picture), std::move(rendering), control, checkpoint);
    return ExitCode::OK;
}

} // namespace

void add_render(CLI::App& app, Action& action) {
    const auto options = std::make_shared<RenderCommandOptions>();
    CLI::App& command = add_command(app, "render", "Render a scene and write an image or a film");
    add_render_options(command, options->render);
    options->render.backend.checks_driver = true;
    command
        .add_option("-o,--output", options->output,
                    "File to write: .png, .jpg, .exr or .pfm, or .film for exact sums; '-' is stdout")
        ->option_text("FILE")
        ->required();
    add_picture_file_options(command, options->picture_file);
    add_tone_options(command, options->tone);
    add_aov_options(command, options->parts);
    add_device_options(command, options->device, "; 'all', or several as in vulkan:0,cuda:1,cpu");
    add_checkpoint_options(command, options->checkpoint);
    command
        .add_option("--time-limit", options->time_limit_seconds, "End after this time, with the samples done by then")
        ->option_text("SECONDS")
        ->check(non_negative_number());
    command.add_option("--target-noise", options->target_noise, "End once the error relative to the mean is below X")
        ->option_text("X")
        ->check(non_negative_number());
    command.add_flag("--strict", options->strict, "Fail where more than one sample in a million had to be left out");
    command
        .add_option("--stats-json", options->stats_json, "Write times and figures; '-' prints them in place of results")
        ->option_text("FILE");
    command
        .add_option_function<std::string>(
            "--frames",
            [options](const std::string& text) {
                options->frames = parse_frame_range(text);
                if (!options->frames)
                    throw CLI::ValidationError(
                        "--frames", fmt::format("expected frames as 1:120 or 1:120:2, found {}", in_quotes(text)));
            },
            "Render these frames, the last one included, to files whose name has their number in place of '####'; with "
            "--resume only those that are not there yet")
        ->option_text("A:B[:STEP]");
    command
        .add_option("--fps", options->fps,
                    "Frames per second: frame N shows the scene at N / FPS seconds (default: 24)")
        ->option_text("FPS")
        ->check(CLI::Range(1e-3, 1e6));
    command
        .add_option(
            "--motion-blur", options->moments,
            "Spread the samples over N moments while the shutter is open, so that all that changes over time blurs "
            "(default: 1)")
        ->option_text("N")
        ->check(whole_number(1, MAX_MOMENTS));
    add_trace_option(command, options->trace);
    command.callback([&action, options] {
        action = [options] {
            return with_trace(options->trace, "render", [&](Trace* trace) {
                options->render.backend.trace = trace;
                options->render.more_bytes_per_pixel =
                    more_bytes_per_pixel(options->parts, options->target_noise.has_value());
                return run(*options);
            });
        };
    });
}

} // namespace triptych
