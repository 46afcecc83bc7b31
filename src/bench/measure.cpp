// Starts, rounds and what follows from them.
// SPDX-License-Identifier: MIT
#include "bench/measure.hpp"

#include "base/stopwatch.hpp"
#include "base/trace.hpp"
#include "bench/comparison.hpp"
#include "film/film_difference.hpp"
#include "render/devices.hpp"
#include "render/drawn.hpp"
#include "render/rendering.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <thread>

namespace triptych {

namespace {

constexpr std::uint32_t FIRST_WINDOW = 8; // pixels a side of a start's first sample

/// A contender at work.
struct Session {
    const Contender* contender;
    Outcome outcome;
    std::unique_ptr<Backend> backend; // null once it has failed
    std::unique_ptr<Sensors> sensors;
};

/// Runs a step of a session, which leaves the bench if the step throws.
template <typename Step>
void attempt(Session& session, const Step& step) {
    try {
        step();
        return;
    } catch (const TooSlow& slow) {
        session.outcome.status = Status::TOO_SLOW;
        session.outcome.reason = slow.what();
    } catch (const Error& error) {
        if (is_interruption(error)) throw;
        session.outcome.status = Status::FAILED;
        session.outcome.reason = error.what();
        session.outcome.code = error.code();
    }
    session.outcome.runs.clear();
    session.backend.reset();
}

Session open_session(const Picture& work, const Contender& contender, const BenchSettings& settings, Caches& caches,
                     const Tick& tick) {
    Session session{&contender, {}, {}, make_sensors(contender.device)};
    Outcome& outcome = session.outcome;
    outcome.device = contender.device;
    outcome.threads = contender.threads;
    outcome.baseline = contender.baseline;
    if (!contender.device.unavailable.empty()) {
        outcome.status = Status::ABSENT;
        outcome.reason = contender.device.unavailable;
        return session;
    }
    attempt(session, [&] {
        BackendOptions options = settings.backend;
        options.cache_dir = caches.renew();
        const std::string name =
            fmt::format("{}: {}", work.scene_name, short_name(contender.device, contender.threads));
        tick(name + ", cold start");
        outcome.cold = start_up(contender, work, options, session.backend);
        session.backend.reset();
        tick(name + ", warm start");
        outcome.warm = start_up(contender, work, options, session.backend);
        if (!contender.team) outcome.device = session.backend->device();
    });
    return session;
}

/// One run of one session; `counts` unless it is a warm-up.
void take_turn(Session& session, const Picture& work, const BenchSettings& settings, const Tick& tick,
               const std::string& doing, bool counts) {
    Film film(work.settings);
    const Run run = run_once(*session.backend, *session.sensors, work, settings, tick, doing, film);
    Outcome& outcome = session.outcome;
    const std::string hash = film.hash();
    if (outcome.film_hash.empty()) {
        outcome.film_hash = hash;
        outcome.rays = session.backend->rays();
        outcome.film = std::move(film);
    }
    if (hash != outcome.film_hash)
        throw Error(ExitCode::IMAGES_DIFFER,
                    fmt::format("{} rendered two different pictures in two runs ({} and {}); please report it with the "
                                "driver's version ({}).",
                                outcome.device.name, outcome.film_hash, hash, outcome.device.driver));
    if (counts) outcome.runs.push_back(run);
}

void judge(std::vector<Session>& sessions) {
    const Outcome* first = nullptr;
    for (Session& session : sessions) {
        Outcome& outcome = session.outcome;
        if (!measured(outcome)) continue;
        std::vector<double> readback;
        for (const Run& run : outcome.runs) readback.push_back(run.readback_seconds);
        outcome.render = summarize(render_seconds(outcome));
        outcome.readback = summarize(readback);
        if (first == nullptr && !outcome.baseline) {
            first = &outcome;
            outcome.verdict = Verdict::REFERENCE;
        } else if (first != nullptr) {
            outcome.differing_pixels = compare_films(first->film, outcome.film).pixels;
            if (!outcome.baseline)
                outcome.verdict = outcome.film_hash == first->film_hash ? Verdict::EQUAL : Verdict::DIFFERENT;
        }
        if (first != nullptr && outcome.verdict != Verdict::DIFFERENT)
            outcome.speed = summarize_ratios(render_seconds(*first), render_seconds(outcome));
    }
}

} // namespace

unsigned thread_count(unsigned threads) {
    return threads > 0 ? threads : std::max(1u, std::thread::hardware_concurrency());
}

std::vector<Contender> make_contenders(std::span<const DeviceInfo> devices, unsigned threads) {
    std::vector<Contender> contenders;
    for (const DeviceInfo& device : devices) {
        const bool is_processor = device.kind == DeviceKind::CPU && device.unavailable.empty();
        contenders.push_back({device, is_processor ? thread_count(threads) : 0, false, false,
                              [device](const BackendOptions& options) { return open_device(device, options); }});
    }
    join_by_uuid(contenders);
    return contenders;
}

Contender make_team(std::span<const DeviceInfo> devices, unsigned threads) {
    Contender team;
    team.device = describe_together(devices);
    team.device.backend = "together";
    team.device.index = 0;
    team.device.uuid.clear(); // it is no GPU that another contender is, too
    team.team = true;
    team.open = [devices = std::vector(devices.begin(), devices.end()), threads](const BackendOptions& options) {
        BackendOptions own = options;
        own.threads = threads;
        return open_team(devices, own);
    };
    return team;
}

bool is_interruption(const Error& error) {
    return static_cast<int>(error.code()) >= static_cast<int>(ExitCode::HUNG_UP); // all codes from here on are signals'
}

std::vector<double> render_seconds(const Outcome& outcome) {
    std::vector<double> seconds;
    for (const Run& run : outcome.runs) seconds.push_back(run.render_seconds);
    return seconds;
}

std::string short_name(const DeviceInfo& device, unsigned threads) {
    const std::string name = fmt::format("{} {}", device.backend, device.index);
    if (threads == 0) return name;
    return fmt::format("{}, {} thread{}", name, threads, threads == 1 ? "" : "s");
}

std::string short_name(const Outcome& outcome) { return short_name(outcome.device, outcome.threads); }

bool measured(const Outcome& outcome) { return outcome.status == Status::MEASURED; }

Start start_up(const Contender& contender, const Picture& work, const BackendOptions& options,
               std::unique_ptr<Backend>& backend) {
    Start start;
    const TraceArguments who{{"device", short_name(contender.device, contender.threads)}};
    TraceSpan phase(options.trace, "open", who);
    const Stopwatch watch;
    BackendOptions own = options;
    if (contender.threads > 0) own.threads = contender.threads;
    RenderSettings settings = work.settings;
    const Window window = settings.effective_window();
    settings.window = {window.x0, window.y0, std::min(window.x1, window.x0 + FIRST_WINDOW),
                       std::min(window.y1, window.y0 + FIRST_WINDOW)};
    RenderSeconds seconds;
    backend = open_with_scene([&] { return contender.open(own); }, *work.scene, settings, phase, who, seconds);
    start.open = seconds.open;
    start.upload = seconds.upload;
    phase.next("first sample", who);
    backend->render({work.samples.first, work.samples.first + 1}, {});
    start.first_sample = watch.seconds();
    start.compile = backend->compile_seconds();
    return start;
}

Run run_once(Backend& backend, Sensors& sensors, const Picture& work, const BenchSettings& settings, const Tick& tick,
             const std::string& doing, Film& film) {
    Run run;
    tick(doing);
    TraceSpan phase(settings.backend.trace, "render", {{"run", doing}, {"samples", work.sample_count()}});
    backend.begin(make_frame(work.scene->camera, work.settings));
    sensors.start();
    const Stopwatch watch;
    backend.render(work.samples, [&](std::uint64_t done) {
        const double seconds = watch.seconds();
        if (seconds > settings.budget_seconds && done < work.sample_count())
            throw TooSlow(fmt::format("A run would take about {:.0f} s, more than the budget of {} s; choose less work "
                                      "or a larger --budget.",
                                      seconds * static_cast<double>(work.sample_count()) /
                                          static_cast<double>(std::max<std::uint64_t>(done, 1)),
                                      settings.budget_seconds));
        tick(doing);
    });
    run.reading = sensors.stop();
    run.render_seconds = backend.last_render_seconds();
    phase.next("readback", {{"run", doing}});
    const Stopwatch read_watch;
    backend.read(film);
    run.readback_seconds = read_watch.seconds();
    check_complete(film, work.samples.count(), backend.device());
    return run;
}

std::vector<Outcome> measure(const Picture& work, const std::vector<Contender>& contenders,
                             const BenchSettings& settings, Caches& caches, const Tick& tick) {
    std::vector<Session> sessions;
    for (const Contender& contender : contenders)
        sessions.push_back(open_session(work, contender, settings, caches, tick));
    const unsigned rounds = settings.warmup + settings.runs;
    for (unsigned round = 0; round < rounds; ++round) {
        for (std::size_t turn = 0; turn < sessions.size(); ++turn) {
            Session& session = sessions[(turn + round) % sessions.size()];
            if (!session.backend) continue;
            const Outcome& outcome = session.outcome;
            const std::string doing =
                fmt::format("{}: {}, round {} of {}", work.scene_name, short_name(outcome), round + 1, rounds);
            attempt(session, [&] { take_turn(session, work, settings, tick, doing, round >= settings.warmup); });
        }
    }
    for (Session& session : sessions)
        if (const auto* team = dynamic_cast<const DeviceTeam*>(session.backend.get()))
            session.outcome.shares = team->shares();
    judge(sessions);
    std::vector<Outcome> outcomes;
    for (Session& session : sessions) outcomes.push_back(std::move(session.outcome));
    return outcomes;
}

} // namespace triptych
