// triptych render: draws a scene and writes an image or a film.
// SPDX-License-Identifier: MIT
#include "base/interruption.hpp"
#include "base/stopwatch.hpp"
#include "cli/aov_options.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/report.hpp"
#include "cli/thread_limit.hpp"
#include "cli/tone_options.hpp"
#include "cli/tracing.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace triptych {
namespace {

constexpr double MAX_INVALID = 1e-6; // of the samples: so few are said, and no reason to fail

struct RenderCommandOptions {
    RenderOptions render;
    DeviceChoice device;
    std::string output;
    std::string stdout_format = "png";
    bool no_metadata = false;
    ToneMapping tone;
    AovOptions aov;
    CheckpointOptions checkpoint;
    std::optional<double> time_limit_seconds;
    std::optional<double> target_noise;
    bool strict = false;
    std::string stats_json;
    std::string trace;

    PictureTarget target() const { return {output, stdout_format}; }

    ImageMetadata metadata(const FilmFile& file, const std::string& film_hash, const DeviceInfo& drawn_by) const {
        return no_metadata ? ImageMetadata() : render_metadata(file, film_hash, drawn_by);
    }
};

/// Bytes a pixel that noise, AOVs and denoising take at the most beside the film.
std::uint64_t more_bytes_per_pixel(const RenderCommandOptions& options) {
    constexpr std::uint64_t FILM = sizeof(shared::FilmPixel);
    constexpr std::uint64_t COLOR = 3 * sizeof(float);
    std::uint64_t bytes = 0;
    if (options.target_noise || options.aov.variance) bytes += 4 * FILM; // the meter's two, and again for a checkpoint
    if (options.aov.variance) bytes += 2 * COLOR;
    if (options.aov.denoise) bytes += 2 * FILM + 6 * COLOR; // albedo and normal; what goes in, comes out, and is kept
    // Three of their films are kept until the end.
    const std::uint64_t aovs = options.aov.aovs.size();
    if (aovs > 0) bytes += std::min<std::uint64_t>(aovs, 3) * FILM + (aovs + 2) * COLOR;
    return bytes;
}

void print_summary(const RenderCommandOptions& options, const Picture& picture, const Rendering& rendering,
                   const std::string& film_hash, double total_seconds) {
    const double speed = rendering.seconds.render > 0.0
                             ? static_cast<double>(rendering.samples_done) / rendering.seconds.render * 1e-6
                             : 0.0;
    const std::string line = fmt::format(
        "{}: {} x {} pixels, samples {}, {} on {}, {:.2f} s, {:.2f} Msamples/s, film {}", options.target().name(),
        picture.settings.window.width(), picture.settings.window.height(), format_range(picture.samples),
        rendering.device.backend, rendering.device.name, total_seconds, speed, film_hash);
    // The picture on stdout stays alone there.
    options.target().is_stdout() ? spdlog::info(line) : print_line(line);
}

/// Says where a render ended that did not do what was asked for.
void tell_end(const RenderCommandOptions& options, const Rendering& rendering, const SampleRange& asked,
              const Checkpoint& checkpoint) {
    if (rendering.end == RenderEnd::TIME_LIMIT)
        spdlog::warn(checkpoint.with_kept(fmt::format("The time limit ended the render with samples {} of {}.",
                                                      format_range(rendering.samples), format_range(asked))));
    if (options.target_noise && rendering.end == RenderEnd::SAMPLES)
        spdlog::warn("The noise is {:.3g} after all {} samples, above --target-noise {:.3g}; allow more with --spp.",
                     rendering.noise->relative_error(), rendering.samples.count(), *options.target_noise);
}

/// Reports samples that were left out. Throws Error (BAD_SAMPLES) where `strict` and too many were.
void tell_invalid(const Rendering& rendering, std::uint64_t sample_count, bool strict) {
    const std::string sentence = invalid_sentence(rendering, sample_count);
    if (sentence.empty()) return;
    const bool are_many =
        static_cast<double>(rendering.invalid_samples) > MAX_INVALID * static_cast<double>(sample_count);
    if (are_many && strict) throw Error(ExitCode::BAD_SAMPLES, sentence);
    spdlog::warn(sentence);
}

/// Writes the picture of an unfinished render. Where that fails, the render goes on all the same.
void write_so_far(const RenderCommandOptions& options, const FilmFile& file, const DeviceInfo& device) {
    if (file.samples.empty()) return spdlog::warn("No sample of every pixel is done yet; there is no picture so far.");
    if (options.target().is_stdout())
        return spdlog::warn("The picture goes to standard output once, when it is done; name a file with -o to see it "
                            "before.");
    spdlog::info("writing the picture so far");
    try {
        FilmFile picture{file.scene_name, file.scene_hash, file.settings, file.samples, file.film};
        write_picture(options.target(), picture, options.metadata(picture, picture.film.hash(), device), options.tone);
        spdlog::warn("{} holds samples {} so far.", options.output, format_range(file.samples.front()));
    } catch (const Error& error) {
        spdlog::warn("{} The render goes on.", error.what());
    }
}

/// Writes the picture and what goes with it; where that fails, the film goes to the checkpoint first.
void write_or_keep(const RenderCommandOptions& options, const Picture& picture, FilmFile& file,
                   const ImageMetadata& metadata, Rendering& rendering, const PartsMaker& parts_maker,
                   Checkpoint& checkpoint) {
    try {
        const auto may_stop = [&](std::uint64_t) { stop_if_interrupted(options.target().name() + " was not written"); };
        const std::optional<Image> variance =
            rendering.noise ? std::optional(rendering.noise->variance()) : std::nullopt;
        PictureParts parts = parts_maker.make(*rendering.backend, picture.scene, picture.settings, rendering.samples,
                                              file.film, variance, may_stop);
        rendering.backend.reset();
        write_picture(options.target(), file, metadata, options.tone, std::move(parts));
    } catch (const Error& error) {
        try {
            if (rendering.noise && rendering.noise->state().batches > 0) file.noise = rendering.noise->state();
            checkpoint.write(file);
        } catch (const Error&) {
            // The first error counts; an earlier checkpoint is still there.
        }
        throw Error(error.code(), checkpoint.with_kept(error.what()));
    }
}

ExitCode run(const RenderCommandOptions& options) {
    RenderControl control;
    control.progress = options.render.shown_progress();
    control.if_interrupted = fmt::format("{} was not written", options.target().name());
    control.time_limit_seconds = options.time_limit_seconds;
    control.target_noise = options.target_noise;
    control.measure_noise = options.aov.variance;
    claim_picture(options.target(), options.tone);
    const PartsMaker parts_maker(options.aov, options.target().typed_path(), options.render.backend.threads);
    claim_output(options.stats_json, "--stats-json");
    Checkpoint checkpoint(options.checkpoint, options.output);
    note_interrupts();
    note_picture_requests();
    std::optional<EndAtSignal> nothing_to_lose(control.if_interrupted);
    const ThreadLimit thread_limit(options.render.backend.threads);

    const BackendOptions& backend = options.render.backend;
    const Stopwatch choose_watch;
    const std::vector<DeviceInfo> devices = choose(options.device, backend);
    const double choose_seconds = choose_watch.seconds();
    Picture picture = make_picture(options.render);
    nothing_to_lose.reset();
    control.write_so_far = [&](const FilmFile& file, const DeviceInfo& device) { write_so_far(options, file, device); };
    Rendering rendering = render_picture(picture, devices, backend, control, checkpoint);
    rendering.seconds.open += choose_seconds;
    const SampleRange asked = std::exchange(picture.samples, rendering.samples);

    TraceSpan phase(backend.trace, "hash");
    const std::string film_hash = rendering.film.hash();
    phase.next("write");
    const Stopwatch write_watch;
    FilmFile file = film_file(picture, std::move(rendering.film));
    write_or_keep(options, picture, file, options.metadata(file, film_hash, rendering.device), rendering, parts_maker,
                  checkpoint);
    if (rendering.end != RenderEnd::TIME_LIMIT) checkpoint.finish();
    tell_end(options, rendering, asked, checkpoint);
    const double write_seconds = write_watch.seconds();

    const double total_seconds = control.since_start.seconds();
    if (!options.stats_json.empty())
        write_text(options.stats_json,
                   json_text(render_stats(picture, rendering, film_hash, write_seconds, total_seconds)));
    // What else goes to stdout stays alone there.
    if (!options.render.quiet && (options.target().is_stdout() || !stdout_is_claimed()))
        print_summary(options, picture, rendering, film_hash, total_seconds);
    tell_invalid(rendering, picture.sample_count(), options.strict);
    return ExitCode::OK;
}

} // namespace

void add_render(CLI::App& app, Action& action) {
    const auto options = std::make_shared<RenderCommandOptions>();
    CLI::App& command = add_command(app, "render", "Draw a scene and write an image or a film");
    add_render_options(command, options->render);
    options->render.backend.checks_driver = true;
    command
        .add_option("-o,--output", options->output,
                    "File to write: .png, .exr or .pfm, or .film for exact sums; '-' is stdout")
        ->option_text("FILE")
        ->required();
    add_picture_file_options(command, options->stdout_format, options->no_metadata);
    add_tone_options(command, options->tone);
    add_aov_options(command, options->aov);
    add_device_options(command, options->device);
    add_checkpoint_options(command, options->checkpoint);
    command.add_option("--time-limit", options->time_limit_seconds, "End with the samples done after so long")
        ->option_text("SECONDS")
        ->check(non_negative_number());
    command.add_option("--target-noise", options->target_noise, "End once the error relative to the mean is below X")
        ->option_text("X")
        ->check(non_negative_number());
    command.add_flag("--strict", options->strict, "Fail where more than one sample in a million had to be left out");
    command
        .add_option("--stats-json", options->stats_json, "Write times and figures; '-' prints them in place of results")
        ->option_text("FILE");
    add_trace_option(command, options->trace);
    command.callback([&action, options] {
        action = [options] {
            return with_trace(options->trace, "render", [&](Trace* trace) {
                options->render.backend.trace = trace;
                options->render.more_bytes_per_pixel = more_bytes_per_pixel(*options);
                return run(*options);
            });
        };
    });
}

} // namespace triptych
