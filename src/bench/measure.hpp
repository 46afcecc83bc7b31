// Times one scene on several devices, run by run in turns.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"
#include "base/error.hpp"
#include "bench/caches.hpp"
#include "bench/sensors.hpp"
#include "bench/statistics.hpp"
#include "film/film.hpp"
#include "render/device_team.hpp"
#include "render/picture.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace triptych {

/// A device that takes part.
struct Contender {
    DeviceInfo device;
    unsigned threads = 0;  // that it computes with; 0 unless it is a processor
    bool baseline = false; // a peer to measure against: its picture may differ
    bool team = false;     // several devices that draw together
    std::function<std::unique_ptr<Backend>(const BackendOptions& options)> open;
};

struct BenchSettings {
    unsigned runs = 10;
    unsigned warmup = 2;          // runs before, which do not count
    double budget_seconds = 60.0; // of a run; a slower device is reported and left out
    BackendOptions backend;
};

/// Told before each step and after each dispatch what is being done; may throw to stop the bench.
using Tick = std::function<void(const std::string& doing)>;

/// Wall-clock seconds from nothing to the first sample.
struct Start {
    double open = 0.0; // finding and opening the device, without compiling
    double compile = 0.0;
    double upload = 0.0;       // bringing the scene to the device
    double first_sample = 0.0; // until one sample of 8 x 8 pixels was rendered: all of the above and more
};

struct Run {
    double render_seconds = 0.0; // on the device
    double readback_seconds = 0.0;
    Reading reading;
};

enum class Status { MEASURED, ABSENT, FAILED, TOO_SLOW };
enum class Verdict { NOT_COMPARED, REFERENCE, EQUAL, DIFFERENT };

/// What was measured of a contender.
struct Outcome {
    DeviceInfo device;
    unsigned threads = 0;
    bool baseline = false;
    Status status = Status::MEASURED;
    std::string reason;           // one sentence, where it was not measured
    ExitCode code = ExitCode::OK; // of a failure
    Start cold;                   // with empty caches
    Start warm;                   // with the caches that the cold start filled
    std::vector<Run> runs;        // without the warm-up
    std::uint64_t rays = 0;       // of a run, counted
    std::string film_hash;
    Verdict verdict = Verdict::NOT_COMPARED; // on the picture, compared with the first measured device's
    std::uint64_t differing_pixels = 0;
    Film film;
    Summary render;   // seconds
    Summary readback; // seconds
    Summary speed;    // relative to the first measured device, from paired rounds; empty for another picture
    std::vector<DeviceShare> shares; // of a team, over all runs
};

/// Contenders for devices, in their order, but those of one GPU next to each other. Processors compute with `threads`;
/// 0: one a core.
std::vector<Contender> make_contenders(std::span<const DeviceInfo> devices, unsigned threads);

/// All of these devices as one contender, with the backend "together".
Contender make_team(std::span<const DeviceInfo> devices, unsigned threads);

/// `threads`, or one a core for 0.
unsigned thread_count(unsigned threads);

/// Times the contenders: one cold start and one warm start each, then rounds in which each renders the picture once,
/// the first rounds to warm up. Each round starts with another contender. Errors of a contender become its outcome,
/// except a signal's. Throws what `tick` throws.
std::vector<Outcome> measure(const Picture& work, const std::vector<Contender>& contenders,
                             const BenchSettings& settings, Caches& caches, const Tick& tick);

/// Whether a signal stopped the bench, rather than a device's failure.
bool is_interruption(const Error& error);

/// Opens a device and renders one sample of a few pixels. The start is cold if `cache_dir` of the options is empty.
Start start_up(const Contender& contender, const Picture& work, const BackendOptions& options,
               std::unique_ptr<Backend>& backend);

/// A run that exceeds its budget of seconds; the sentence says how long it would have taken.
class TooSlow : public Error {
public:
    explicit TooSlow(const std::string& sentence) : Error(ExitCode::LIMIT, sentence) {}
};

/// Renders the work once and reads it back into `film`. Throws TooSlow as soon as it exceeds the budget, and Error
/// (INTERNAL) where samples were left out.
Run run_once(Backend& backend, Sensors& sensors, const Picture& work, const BenchSettings& settings, const Tick& tick,
             const std::string& doing, Film& film);

/// The device's seconds of each run.
std::vector<double> render_seconds(const Outcome& outcome);

/// "cuda 0", or "cpu 1, 2 threads".
std::string short_name(const DeviceInfo& device, unsigned threads);
std::string short_name(const Outcome& outcome);

bool measured(const Outcome& outcome);

} // namespace triptych
