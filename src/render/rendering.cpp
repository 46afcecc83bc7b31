// Renders a picture on one device or several, pass by pass, and measures how long each phase takes.
// SPDX-License-Identifier: MIT
#include "render/rendering.hpp"

#include "base/error.hpp"
#include "film/metadata.hpp"
#include "render/devices.hpp"
#include "render/drawn.hpp"
#include "render/pass_renderer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace triptych {
namespace {

/// How long a pass may continue after the render is to stop, so that a checkpoint keeps it. Writing the checkpoint
/// included, that makes two seconds at most.
constexpr double MAX_SECONDS_AFTER_STOP = 1.0;
/// The same for the very first dispatch.
constexpr unsigned FIRST_DISPATCH_SECONDS = 1;
/// Fewer batches estimate the noise of small pictures too badly to end a render.
constexpr std::uint32_t MIN_BATCHES = 4;
constexpr std::size_t MAX_BAD_PIXELS = 5;

/// Thrown through a pass that is not to be completed.
struct Overdue {};

/// The passes of one render, from the checkpoint's film to its end.
class Passes {
public:
    Passes(Backend& backend, const DeviceTeam* team, const Picture& picture, const RenderControl& control,
           Checkpoint& checkpoint, FilmFile start)
        : m_backend(backend), m_team(team), m_picture(picture), m_control(control), m_checkpoint(checkpoint),
          m_noise(make_noise(start)), m_samples_before(start.film.samples() + start.ahead.size()),
          m_renderer(backend, picture.scene->camera, std::move(start), picture.samples.first) {}

    PassRenderer& renderer() { return m_renderer; }
    std::optional<NoiseMeter>& noise() { return m_noise; }

    /// Renders to the end. Empty where the host stopped it before.
    std::optional<RenderEnd> run() {
        RenderHost& host = m_control.host;
        const Progress tell_host = host.start_passes(m_picture.sample_count(), m_samples_before);
        // The driver may compile for a long time during the first dispatch.
        std::shared_ptr<void> nothing_to_lose =
            host.allow_sudden_end(m_checkpoint.with_kept(m_control.if_interrupted), FIRST_DISPATCH_SECONDS);
        const Progress progress = [&](std::uint64_t done) {
            nothing_to_lose.reset();
            if (m_team != nullptr) host.show_devices(m_team->shares());
            if (tell_host) tell_host(m_samples_before + done);
            is_to_stop();
        };
        while (m_renderer.next_sample() < m_picture.samples.last) {
            if (is_time_over()) return RenderEnd::TIME_LIMIT;
            m_renderer.render_pass(pass_end(), progress, [this] { return wants_pause(); });
            nothing_to_lose.reset();
            // Before anything that may end the render, so that a checkpoint's noise lacks no whole batch of its film.
            if (m_noise && m_renderer.next_sample() == batch_end_sample() && end_batch())
                return RenderEnd::TARGET_NOISE;
            if (host.should_stop()) return {};
            if (is_picture_wanted()) host.take_picture(film_so_far(), m_backend.device());
            m_is_picture_wanted = false;
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
    bool is_time_over() const {
        const std::optional<double>& limit = m_control.time_limit_seconds;
        return limit && m_control.since_start.seconds() >= *limit;
    }

    /// Asks the host, which tells each of its wishes once.
    bool is_picture_wanted() { return m_is_picture_wanted = m_is_picture_wanted || m_control.host.wants_picture(); }

    /// True once the host wants the end. Throws Overdue where there is no time to complete the pass.
    bool is_to_stop() {
        if (!m_control.host.should_stop()) return false;
        if (!m_since_stop) m_since_stop.emplace();
        if (!m_checkpoint.is_on() || m_since_stop->seconds() > MAX_SECONDS_AFTER_STOP) throw Overdue{};
        return true;
    }

    /// Whether a pass that may take long is to end, for something to be done between passes.
    bool wants_pause() { return is_to_stop() || is_time_over() || is_picture_wanted() || m_checkpoint.due(); }

    std::optional<NoiseMeter> make_noise(FilmFile& start) const {
        if (!m_control.measures_noise()) return {};
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

    /// True once the picture's noise is at its target.
    bool end_batch() {
        m_noise->add_batch(m_renderer.fetch().film);
        const double error = m_noise->relative_error();
        spdlog::info("relative noise after {} samples: {:.3g}", measured_samples(), error);
        return m_control.target_noise && m_noise->state().batches >= MIN_BATCHES && error <= *m_control.target_noise;
    }

    Backend& m_backend;
    const DeviceTeam* m_team; // null for a single device
    const Picture& m_picture;
    const RenderControl& m_control;
    Checkpoint& m_checkpoint;
    std::optional<NoiseMeter> m_noise;
    std::uint64_t m_samples_before; // over all pixels
    PassRenderer m_renderer;
    std::optional<Stopwatch> m_since_stop;
    bool m_is_picture_wanted = false;
};

/// What `act` returns. Where it throws, a checkpoint keeps what is done.
template <typename Act>
auto act_or_keep(Passes& passes, Checkpoint& checkpoint, Act act) {
    try {
        return act();
    } catch (const Error& error) {
        try {
            checkpoint.write(passes.film_so_far());
        } catch (const Error&) {
            // The first error is the one to report; the file of the last checkpoint is still there.
        }
        throw Error(error.code(), checkpoint.with_kept(error.what()));
    }
}

/// Runs all passes. A checkpoint is left behind where they end early.
RenderEnd run_and_keep(Passes& passes, const RenderControl& control, Checkpoint& checkpoint) {
    std::optional<RenderEnd> end;
    try {
        end = act_or_keep(passes, checkpoint, [&] { return passes.run(); });
    } catch (const Overdue&) {
        // What the device held since the last fetch is lost.
    }
    if (end == RenderEnd::SAMPLES || end == RenderEnd::TARGET_NOISE) return *end;
    try {
        checkpoint.write(passes.film_so_far());
    } catch (const Error& error) {
        throw Error(error.code(), checkpoint.with_kept(error.what()));
    }
    if (!end) control.host.stop(checkpoint.with_kept(control.if_interrupted));
    if (passes.film_so_far().samples.empty())
        throw Error(ExitCode::LIMIT,
                    fmt::format("The time limit passed before every pixel had a sample; {}; allow more time.",
                                checkpoint.with_kept(control.if_interrupted)));
    return RenderEnd::TIME_LIMIT;
}

/// Finds out where the samples are that were left out. The picture is good without knowing that.
void look_for_bad_samples(Rendering& result, Backend& backend, const Picture& picture, const FilmFile& file) {
    result.invalid_samples = file.film.invalid_samples();
    if (result.invalid_samples == 0) return;
    try {
        result.bad_samples = find_bad_samples(backend, picture.scene->camera, picture.settings, file.samples.front(),
                                              file.film, MAX_BAD_PIXELS);
    } catch (const Error& error) {
        spdlog::warn("The places of the samples that were left out are not known: {}", error.what());
    }
}

Progress may_stop(const RenderControl& control) {
    return [&control](std::uint64_t) {
        if (control.host.should_stop()) control.host.stop(control.if_interrupted);
    };
}

} // namespace

std::string_view name_of(RenderEnd end) {
    switch (end) {
    case RenderEnd::SAMPLES: return "samples";
    case RenderEnd::TIME_LIMIT: return "time-limit";
    case RenderEnd::TARGET_NOISE: return "target-noise";
    }
    return "unknown";
}

std::unique_ptr<Backend> open_with_scene(const std::function<std::unique_ptr<Backend>()>& open,
                                         const PackedScene& scene, const RenderSettings& settings, TraceSpan& phase,
                                         const TraceArguments& arguments, RenderSeconds& seconds) {
    const Stopwatch open_watch;
    std::unique_ptr<Backend> backend = open();
    const double compiled_at_open = backend->compile_seconds();
    seconds.open += std::max(0.0, open_watch.seconds() - compiled_at_open);
    phase.next("upload", arguments);
    const Stopwatch upload_watch;
    backend->load(scene);
    backend->begin(make_frame(scene.camera, settings));
    const double compiled = backend->compile_seconds() - compiled_at_open;
    seconds.upload += std::max(0.0, upload_watch.seconds() - compiled);
    return backend;
}

namespace {

Rendering draw(const Picture& picture, OpenDevices& devices, const RenderControl& control, Checkpoint& checkpoint) {
    Rendering result;
    RenderSeconds& seconds = result.seconds;
    // Before the device is opened, so that an error in the choice of the checkpoint comes at once.
    FilmFile start = checkpoint.start(picture, control.measures_noise());
    TraceSpan phase(devices.options().trace, "open");
    try {
        const std::shared_ptr<void> nothing_to_lose =
            control.host.allow_sudden_end(checkpoint.with_kept(control.if_interrupted));
        devices.begin(picture, phase, seconds);
    } catch (const Error& error) {
        throw Error(error.code(), checkpoint.with_kept(error.what()));
    }

    Backend& backend = devices.backend();
    const DeviceTeam* const team = devices.team();
    spdlog::info("rendering samples {}:{} of {} x {} pixels", picture.samples.first, picture.samples.last,
                 picture.settings.window.width(), picture.settings.window.height());
    phase.next("render", {{"samples", picture.sample_count()}});
    Passes passes(backend, team, picture, control, checkpoint, std::move(start));
    result.end = run_and_keep(passes, control, checkpoint);
    PassRenderer& renderer = passes.renderer();
    seconds.render = renderer.render_seconds();
    seconds.compile = devices.compile_seconds();

    phase.next("readback");
    act_or_keep(passes, checkpoint, [&] { renderer.fetch(); });
    FilmFile& file = renderer.fetch();
    result.samples_done = renderer.samples_done();
    result.rays = renderer.rays();
    seconds.readback = renderer.fetch_seconds();
    result.device = backend.device();
    result.devices = team != nullptr
                         ? team->shares()
                         : std::vector<DeviceShare>{{result.device, result.samples_done, seconds.render, 0.0, ""}};
    check_complete(file.film, file.samples.front().count(), result.device);
    look_for_bad_samples(result, backend, picture, file);
    act_or_keep(passes, checkpoint, [&] { add_coverage(backend, picture, file, may_stop(control)); });
    if (control.parts != nullptr) {
        phase.next("parts");
        const Stopwatch parts_watch;
        act_or_keep(passes, checkpoint, [&] {
            result.parts = control.parts->make(backend, picture, file.samples.front(), file.film, passes.noise(),
                                               may_stop(control));
        });
        seconds.parts = parts_watch.seconds();
    }
    result.file = std::move(file);
    result.file.noise.reset();
    result.noise = std::move(passes.noise());
    return result;
}

} // namespace

Rendering render_picture(const Picture& picture, OpenDevices& devices, const RenderControl& control,
                         Checkpoint& checkpoint) {
    try {
        return draw(picture, devices, control, checkpoint);
    } catch (...) {
        devices.close();
        throw;
    }
}

Rendering render_picture(const Picture& picture, const ChosenDevices& devices, const BackendOptions& options,
                         const RenderControl& control, Checkpoint& checkpoint) {
    OpenDevices opened(devices, options);
    return render_picture(picture, opened, control, checkpoint);
}

void warn_of_end(const Rendering& rendering, const RenderControl& control, SampleRange asked,
                 const Checkpoint& checkpoint) {
    if (rendering.end == RenderEnd::TIME_LIMIT)
        spdlog::warn(checkpoint.with_kept(fmt::format("The time limit ended the render with samples {} of {}.",
                                                      format_range(rendering.samples()), format_range(asked))));
    if (control.target_noise && rendering.end == RenderEnd::SAMPLES)
        spdlog::warn("The noise is {:.3g} after all {} samples, above --target-noise {:.3g}; allow more with --spp.",
                     rendering.noise->relative_error(), rendering.samples().count(), *control.target_noise);
}

std::string invalid_sentence(const Rendering& rendering) {
    if (rendering.invalid_samples == 0) return "";
    std::vector<std::string> places;
    for (const BadSample& bad : rendering.bad_samples)
        places.push_back(fmt::format("sample {} of column {}, row {}", bad.sample, bad.x, bad.y));
    return fmt::format("{} (the first: {}).", invalid_clause(rendering.invalid_samples, rendering.file.film.samples()),
                       fmt::join(places, "; "));
}

} // namespace triptych
