// triptych render: renders a scene and writes an image or a film.
// SPDX-License-Identifier: MIT
#include "render/rendering.hpp"

#include "base/interruption.hpp"
#include "base/names.hpp"
#include "base/stopwatch.hpp"
#include "cli/aov_options.hpp"
#include "cli/arguments.hpp"
#include "cli/checkpoint_options.hpp"
#include "cli/commands.hpp"
#include "cli/frames.hpp"
#include "cli/load_picture.hpp"
#include "cli/report.hpp"
#include "cli/signal_host.hpp"
#include "cli/thread_limit.hpp"
#include "cli/tone_options.hpp"
#include "cli/tracing.hpp"
#include "film/film_head.hpp"
#include "film/metadata.hpp"
#include "render/drawn.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace triptych {
namespace {

constexpr double MAX_INVALID = 1e-6; // of the samples; more are a failure with --strict

struct RenderCommandOptions {
    RenderOptions render;
    DeviceChoice device;
    std::string output;
    PictureFileOptions picture_file;
    ToneMapping tone;
    PartsRequest parts;
    CheckpointOptions checkpoint;
    std::optional<double> time_limit_seconds;
    std::optional<double> target_noise;
    bool strict = false;
    std::string stats_json;
    std::string trace;
    std::optional<FrameRange> frames; // where set, `output` has a place for their numbers
    double fps = 24.0;

    PictureTarget target() const { return {output, picture_file.stdout_format, picture_file.encoding}; }

    ImageMetadata metadata(const FilmFile& file, const std::string& film_hash, const DeviceInfo& drawn_by) const {
        return picture_file.no_metadata ? ImageMetadata() : render_metadata(file, film_hash, drawn_by);
    }
};

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

/// Writes the picture of an unfinished render at SIGUSR1.
class RenderCommandHost final : public SignalHost {
public:
    explicit RenderCommandHost(const RenderCommandOptions& options)
        : SignalHost(options.render.shown_progress()), m_options(options) {}

    bool wants_picture() override { return picture_requested(); }

    /// Where writing fails, the render continues all the same.
    void take_picture(const FilmFile& file, const DeviceInfo& device) override {
        if (file.samples.empty())
            return spdlog::warn("No sample of every pixel is done yet; there is no picture so far.");
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

private:
    const RenderCommandOptions& m_options;
};

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

Checkpoint checkpoint_of(const RenderCommandOptions& options) {
    return Checkpoint(options.checkpoint, options.output,
                      [](const std::filesystem::path& file, const std::string& name) {
                          claim_file(file, FileUse::READ_AND_WRITTEN, name);
                      });
}

/// Renders a picture on open devices, and writes and reports it. `choose_seconds` went by before.
void draw(const RenderCommandOptions& options, Picture picture, OpenDevices& devices, const RenderControl& control,
          Checkpoint& checkpoint, double choose_seconds) {
    Rendering rendering = render_picture(picture, devices, control, checkpoint);
    rendering.seconds.open += choose_seconds;
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

/// What a file says of the film that it holds or was made from; empty where there is none or it is damaged.
ImageMetadata metadata_of_file(const std::string& file) {
    std::error_code no_matter;
    if (!std::filesystem::exists(file, no_matter)) return {};
    try {
        if (!is_film_path(file)) return read_image_metadata(file);
        const FilmHead head = read_film_head(file);
        if (head.ahead_rows != 0) return {};
        return film_metadata({head.scene_name, head.scene_hash, head.settings, head.samples, {}}, "");
    } catch (const Error&) {
        return {};
    }
}

/// Whether a file with that metadata shows the whole picture.
bool is_of_picture(const ImageMetadata& found, const Picture& picture) {
    const FilmFile wanted{picture.scene_name, picture.scene->hash, picture.settings, {picture.samples}, {}};
    const ImageMetadata expected = film_metadata(wanted, "");
    return std::all_of(expected.begin(), expected.end(), [&](const auto& entry) {
        const auto same = found.find(entry.first);
        return entry.first == "film_hash" || (same != found.end() && same->second == entry.second);
    });
}

/// The same options for one frame.
RenderCommandOptions options_of_frame(const RenderCommandOptions& options, std::uint32_t frame) {
    RenderCommandOptions own = options;
    own.output = frame_path(options.output, frame);
    return own;
}

/// Renders frame after frame, except those whose files `found` says to be there.
ExitCode run_frames(const RenderCommandOptions& options, const std::vector<ImageMetadata>& found,
                    const PartsMaker* parts, OpenDevices& devices, const RenderOptions& asked_for) {
    FrameScene scene(asked_for, options.fps, devices);
    std::uint32_t kept = 0;
    for (std::uint32_t i = 0; i < options.frames->count(); i++) {
        const std::uint32_t frame = options.frames->first + i * options.frames->step;
        RenderCommandOptions own = options_of_frame(options, frame);
        own.checkpoint.resume = own.checkpoint.resume && std::filesystem::exists(own.output + ".checkpoint");
        RenderCommandHost host(own);
        const RenderControl control{.host = host,
                                    .if_interrupted = fmt::format("{} was not written", own.output),
                                    .target_noise = options.target_noise,
                                    .parts = parts};
        std::optional<EndAtSignal> nothing_to_lose(control.if_interrupted);
        Picture picture = scene.picture(frame);
        nothing_to_lose.reset();
        if (!found.empty() && is_of_picture(found[i], picture)) {
            kept++;
            continue;
        }
        Checkpoint checkpoint = checkpoint_of(own);
        draw(own, std::move(picture), devices, control, checkpoint, 0.0);
    }
    if (kept > 0 && !options.render.quiet) print_line(fmt::format("{} frames were there already.", kept));
    return ExitCode::OK;
}

/// Throws Error (USAGE) where an option has no meaning for several pictures.
void check_frames(const RenderCommandOptions& options) {
    const auto refuse = [](const std::string& sentence) { throw Error(ExitCode::USAGE, sentence); };
    if (!has_frame_place(options.output))
        refuse("With --frames the output needs a place for their numbers; name it as -o out.####.png.");
    const std::pair<const char*, bool> single[] = {{"--stats-json", !options.stats_json.empty()},
                                                   {"--time-limit", options.time_limit_seconds.has_value()},
                                                   {"--checkpoint", !options.checkpoint.file.empty()}};
    for (const auto& [option, is_given] : single)
        if (is_given) refuse(fmt::format("{} is for one picture; leave it out with --frames.", option));
    if (options.render.scene == "-")
        refuse("A sequence's scene is loaded more than once, so it must be a file, not standard input.");
    if (options.checkpoint.resume && options.picture_file.no_metadata)
        refuse("--resume tells drawn frames by their metadata; leave out --no-metadata.");
}

ExitCode run(const RenderCommandOptions& options) {
    RenderCommandHost host(options);
    RenderControl control{.host = host,
                          .if_interrupted = fmt::format("{} was not written", options.target().name()),
                          .time_limit_seconds = options.time_limit_seconds,
                          .target_noise = options.target_noise};
    std::vector<ImageMetadata> found; // by frame, read before the files are claimed as outputs
    if (options.frames) {
        check_frames(options);
        for (std::uint32_t i = 0; i < options.frames->count(); i++) {
            const RenderCommandOptions own =
                options_of_frame(options, options.frames->first + i * options.frames->step);
            if (options.checkpoint.resume) found.push_back(metadata_of_file(own.output));
            claim_picture(own.target(), options.tone);
        }
    } else {
        claim_picture(options.target(), options.tone);
    }
    check_parts_fit(options.parts, options.target().typed_path());
    const PartsMaker parts_maker(options.parts, options.render.backend.threads);
    if (!options.parts.is_empty()) control.parts = &parts_maker;
    claim_output(options.stats_json, "--stats-json");
    Checkpoint checkpoint;
    if (!options.frames) checkpoint = checkpoint_of(options);
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
    if (options.frames) {
        nothing_to_lose.reset();
        return run_frames(options, found, control.parts, devices, asked_for);
    }
    Picture picture = load_picture(asked_for);
    nothing_to_lose.reset();
    draw(options, std::move(picture), devices, control, checkpoint, choose_seconds);
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
        ->check(CLI::Range(1e-3, 1e6))
        ->needs("--frames");
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
