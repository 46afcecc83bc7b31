// Times one scene on several devices, run by run in turns.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"
#include "base/error.hpp"
#include "bench/caches.hpp"
#include "bench/sensors.hpp"
#include "bench/statistics.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace triptych {

/// One that takes part.
struct Contender {
    DeviceInfo device;
    unsigned threads = 0;  // that it computes with; 0 for what is no processor
    bool baseline = false; // a peer to measure against: its picture may differ
    std::function<std::unique_ptr<Backend>(const BackendOptions& options)> open;
};

/// The work that all contenders are given.
struct Work {
    std::string scene_name;
    PackedScene scene;
    RenderSettings settings;
    SampleRange samples;
    double load_seconds = 0.0;  // reading, checking and packing the scene
    double build_seconds = 0.0; // building its tree

    std::uint64_t sample_count() const {
        const Window window = settings.effective_window();
        return std::uint64_t{window.width()} * window.height() * samples.count();
    }
};

struct BenchSettings {
    unsigned runs = 10;
    unsigned warmup = 2;          // runs before, which do not count
    double budget_seconds = 60.0; // of a run; who takes longer is reported and left out
    BackendOptions backend;
};

/// Told before each step and after each dispatch what is being done; may throw to stop the bench.
using Tick = std::function<void(const std::string& doing)>;

/// Wall-clock seconds from nothing to the first sample.
struct Start {
    double open = 0.0; // finding and opening the device, without compiling
    double compile = 0.0;
    double upload = 0.0;       // bringing the scene to the device
    double first_sample = 0.0; // from nothing until one sample of 8 x 8 pixels was drawn: all of the above and more
};

struct Run {
    double render_seconds = 0.0; // on the device
    double readback_seconds = 0.0;
    Reading reading;
};

enum class Status { MEASURED, ABSENT, FAILED, TOO_SLOW };
enum class Verdict { NOT_COMPARED, REFERENCE, EQUAL, DIFFERENT };

/// How a contender fared.
struct Outcome {
    DeviceInfo device;
    unsigned threads = 0;
    bool baseline = false;
    Status status = Status::MEASURED;
    std::string reason;           // one sentence, where it was not measured
    ExitCode code = ExitCode::OK; // of a failure
    Start cold;                   // with empty caches
    Start warm;                   // with the caches that the cold start filled
    std::vector<Run> runs;        // the warm-up's apart
    std::uint64_t rays = 0;       // of a run, counted
    std::string film_hash;
    Verdict verdict = Verdict::NOT_COMPARED; // on the picture, against that of the first that was measured
    std::uint64_t differing_pixels = 0;
    Film film;
    Summary render;   // seconds
    Summary readback; // seconds
    Summary speed;    // times the first's that was measured, from paired rounds; none for another picture
};

/// Times the contenders: one cold start and one warm start each, then rounds in which each draws the picture once, the
/// first rounds to warm up. Who starts a round changes from round to round. What a contender throws becomes its
/// outcome, except INTERRUPTED and TERMINATED. Throws what `tick` throws.
std::vector<Outcome> measure(const Work& work, const std::vector<Contender>& contenders, const BenchSettings& settings,
                             Caches& caches, const Tick& tick);

/// Whether the user stopped the bench: that is no device's failure.
bool is_interruption(const Error& error);

/// Opens a device and draws one sample of a few pixels. `cache_dir` of the options decides how cold the start is.
Start start_up(const Contender& contender, const Work& work, const BackendOptions& options,
               std::unique_ptr<Backend>& backend);

/// A run that exceeds its budget of seconds; the sentence tells how long it would have taken.
class TooSlow : public Error {
public:
    explicit TooSlow(const std::string& sentence) : Error(ExitCode::LIMIT, sentence) {}
};

/// Draws the work once and reads it back into `film`. Throws TooSlow as soon as it exceeds the budget, and Error
/// (INTERNAL) where samples were left out.
Run run_once(Backend& backend, Sensors& sensors, const Work& work, const BenchSettings& settings, const Tick& tick,
             const std::string& doing, Film& film);

/// The device's seconds of each run.
std::vector<double> render_seconds(const Outcome& outcome);

/// "cuda 0", or "cpu 1, 2 threads".
std::string short_name(const DeviceInfo& device, unsigned threads);
std::string short_name(const Outcome& outcome);

bool measured(const Outcome& outcome);

} // namespace triptych
