// Draws a picture on one device, pass by pass, and says how long each phase took.
// SPDX-License-Identifier: MIT
#include "cli/rendering.hpp"

#include "backend/drawn.hpp"
#include "backend/pass_renderer.hpp"
#include "base/error.hpp"
#include "base/interruption.hpp"
#include "base/trace.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace triptych {
namespace {

/// From a signal on a pass may go on for so long: with the writing of the checkpoint, two seconds in all.
constexpr double MAX_SECONDS_AFTER_SIGNAL = 1.0;
/// So long may the very first dispatch go on.
constexpr unsigned FIRST_DISPATCH_SECONDS = 1;
/// Fewer estimate the noise of small pictures too badly to end a render.
constexpr std::uint32_t MIN_BATCHES = 4;
constexpr std::size_t MAX_BAD_PIXELS = 5;

/// Thrown through a pass that goes on too long after a signal.
struct Overdue {};

/// The passes of one render, from the checkpoint's film to its end.
class Passes {
public:
    Passes(Backend& backend, const Picture& picture, const RenderControl& control, Checkpoint& checkpoint,
           FilmFile start)
        : m_device(backend.device()), m_picture(picture), m_control(control), m_checkpoint(checkpoint),
          m_noise(make_noise(start)), m_samples_before(start.film.samples() + start.ahead.size()),
          m_renderer(backend, picture.scene.camera, std::move(start), picture.samples.first) {}

    PassRenderer& renderer() { return m_renderer; }
    std::optional<NoiseMeter>& noise() { return m_noise; }

    /// Renders to the end; none where a signal came first.
    std::optional<RenderEnd> run() {
        ProgressDisplay display(m_picture.sample_count(), m_control.progress, m_samples_before);
        std::optional<Stopwatch> since_signal;
        // The first dispatch may make a driver compile for long.
        std::optional<EndAtSignal> nothing_to_lose;
        nothing_to_lose.emplace(m_checkpoint.with_kept(m_control.if_interrupted), FIRST_DISPATCH_SECONDS);
        const Progress progress = [&](std::uint64_t done) {
            nothing_to_lose.reset();
            display.update(m_samples_before + done);
            if (!interrupted()) return;
            if (!since_signal) since_signal.emplace();
            if (since_signal->seconds() > MAX_SECONDS_AFTER_SIGNAL) throw Overdue{};
        };
        while (m_renderer.next_sample() < m_picture.samples.last) {
            if (const std::optional<double>& limit = m_control.time_limit_seconds;
                limit && m_control.since_start.seconds() >= *limit)
                return RenderEnd::TIME_LIMIT;
            m_renderer.render_pass(pass_end(), progress);
            nothing_to_lose.reset();
            // Before all that may end the render: a checkpoint never holds a whole batch that its noise lacks.
            if (m_noise && m_renderer.next_sample() == batch_end_sample() && end_batch())
                return RenderEnd::TARGET_NOISE;
            if (interrupted()) return {};
            if (picture_requested() && m_control.write_so_far) m_control.write_so_far(film_so_far(), m_device);
            if (m_checkpoint.due()) m_checkpoint.write_or_warn([this]() -> const FilmFile& { return film_so_far(); });
        }
        if (m_noise && m_renderer.next_sample() != measured_end()) m_noise->add_batch(m_renderer.fetch().film);
        return RenderEnd::SAMPLES;
    }

    /// All that a checkpoint holds.
    const FilmFile& film_so_far() {
        FilmFile& file = m_renderer.fetch();
        if (m_noise && m_noise->state().batches > 0) file.noise = m_noise->state();
        return file;
    }

private:
    std::optional<NoiseMeter> make_noise(FilmFile& start) const {
        if (!m_control.measure_noise && !m_control.target_noise) return {};
        if (!start.noise) return NoiseMeter(m_picture.settings);
        NoiseMeter noise(std::move(*start.noise));
        start.noise.reset();
        return noise;
    }

    std::uint32_t measured_samples() const { return m_noise->state().measured.pixels.front().samples; }
    std::uint32_t measured_end() const { return m_picture.samples.first + measured_samples(); }
    std::uint32_t batch_end_sample() const { return m_picture.samples.first + batch_end(measured_samples()); }
    std::uint32_t pass_end() const {
        return m_noise ? std::min(batch_end_sample(), m_picture.samples.last) : m_picture.samples.last;
    }

    /// True where the picture is as free of noise as it is to be.
    bool end_batch() {
        m_noise->add_batch(m_renderer.fetch().film);
        const double error = m_noise->relative_error();
        spdlog::info("relative noise after {} samples: {:.3g}", measured_samples(), error);
        return m_control.target_noise && m_noise->state().batches >= MIN_BATCHES && error <= *m_control.target_noise;
    }

    DeviceInfo m_device;
    const Picture& m_picture;
    const RenderControl& m_control;
    Checkpoint& m_checkpoint;
    std::optional<NoiseMeter> m_noise;
    std::uint64_t m_samples_before; // over all pixels
    PassRenderer m_renderer;
};

/// Acts. Where that throws, a checkpoint keeps what is done.
template <typename Act>
void act_or_keep(Passes& passes, Checkpoint& checkpoint, Act act) {
    try {
        act();
    } catch (const Error& error) {
        try {
            checkpoint.write(passes.film_so_far());
        } catch (const Error&) {
            // The first error counts; the file of the last checkpoint is still there.
        }
        throw Error(error.code(), checkpoint.with_kept(error.what()));
    }
}

/// Runs all passes. Whatever ends them before their end leaves a checkpoint.
RenderEnd run_and_keep(Passes& passes, const RenderControl& control, Checkpoint& checkpoint) {
    std::optional<RenderEnd> end;
    try {
        act_or_keep(passes, checkpoint, [&] { end = passes.run(); });
    } catch (const Overdue&) {
        // What the device held since the last fetch is lost, no more than since the last checkpoint.
    }
    if (end == RenderEnd::SAMPLES || end == RenderEnd::TARGET_NOISE) return *end;
    try {
        checkpoint.write(passes.film_so_far());
    } catch (const Error& error) {
        throw Error(error.code(), checkpoint.with_kept(error.what()));
    }
    if (!end) stop_if_interrupted(checkpoint.with_kept(control.if_interrupted));
    if (passes.film_so_far().samples.empty())
        throw Error(ExitCode::LIMIT,
                    fmt::format("The time limit passed before every pixel had a sample; {}; allow more time.",
                                checkpoint.with_kept(control.if_interrupted)));
    return RenderEnd::TIME_LIMIT;
}

/// Opens the device and brings the scene to it.
void prepare(Rendering& result, const Picture& picture, std::span<const DeviceInfo> devices,
             const BackendOptions& options, const std::string& if_interrupted, TraceSpan& phase) {
    const EndAtSignal nothing_to_lose(if_interrupted);
    spdlog::info("opening {} device {} ({})", devices[0].backend, devices[0].index, devices[0].name);
    const Stopwatch open_watch;
    result.backend = open_first(devices, options);
    Backend* const backend = result.backend.get();
    const double compiled_at_open = backend->compile_seconds();
    result.seconds.open = std::max(0.0, open_watch.seconds() - compiled_at_open);
    result.device = backend->device();

    phase.next("upload");
    const Stopwatch upload_watch;
    backend->load(picture.scene);
    backend->begin(make_frame(picture.scene.camera, picture.settings));
    const double compiled = backend->compile_seconds() - compiled_at_open;
    result.seconds.upload = std::max(0.0, upload_watch.seconds() - compiled);
}

/// Looks for where the samples lie that were left out. The picture does not hang on it.
void look_for_bad_samples(Rendering& result, const Picture& picture) {
    try {
        result.bad_samples = find_bad_samples(*result.backend, picture.scene.camera, picture.settings, result.samples,
                                              result.film, MAX_BAD_PIXELS);
    } catch (const Error& error) {
        spdlog::warn("Where the samples lie that were left out is not known: {}", error.what());
    }
}

} // namespace

Rendering render_picture(const Picture& picture, std::span<const DeviceInfo> devices, const BackendOptions& options,
                         const RenderControl& control, Checkpoint& checkpoint) {
    Rendering result;
    RenderSeconds& seconds = result.seconds;
    // Before the device is opened: it is soon found out that a checkpoint is none of this picture's.
    FilmFile start = checkpoint.start(picture, control.measure_noise || control.target_noise);
    TraceSpan phase(options.trace, "open"); // before the backend: the last phase covers its closing, too
    try {
        prepare(result, picture, devices, options, checkpoint.with_kept(control.if_interrupted), phase);
    } catch (const Error& error) {
        throw Error(error.code(), checkpoint.with_kept(error.what()));
    }

    spdlog::info("rendering samples {}:{} of {} x {} pixels", picture.samples.first, picture.samples.last,
                 picture.settings.window.width(), picture.settings.window.height());
    phase.next("render", {{"samples", picture.sample_count()}});
    Passes passes(*result.backend, picture, control, checkpoint, std::move(start));
    result.end = run_and_keep(passes, control, checkpoint);
    PassRenderer& renderer = passes.renderer();
    seconds.render = renderer.render_seconds();
    seconds.compile = result.backend->compile_seconds();

    phase.next("readback");
    act_or_keep(passes, checkpoint, [&] { renderer.fetch(); });
    FilmFile& file = renderer.fetch();
    result.film = std::move(file.film);
    if (!file.samples.empty()) result.samples = file.samples.front();
    result.noise = std::move(passes.noise());
    result.samples_done = renderer.samples_done();
    result.rays = renderer.rays();
    seconds.readback = renderer.fetch_seconds();
    check_complete(result.film, result.samples.count(), result.device);
    result.invalid_samples = result.film.invalid_samples();
    if (result.invalid_samples > 0) look_for_bad_samples(result, picture);
    return result;
}

} // namespace triptych
