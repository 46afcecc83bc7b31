// Draws a picture on one device, pass by pass, and says how long each phase took.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/bad_samples.hpp"
#include "base/stopwatch.hpp"
#include "cli/checkpoint.hpp"
#include "cli/picture.hpp"
#include "cli/progress.hpp"
#include "film/noise.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace triptych {

/// Wall-clock seconds, but for `render`, which the device measures.
struct RenderSeconds {
    double open = 0.0; // finding and opening the device, without compiling
    double upload = 0.0;
    double compile = 0.0;
    double render = 0.0;
    double readback = 0.0;
};

/// Why a render came to its end.
enum class RenderEnd { SAMPLES, TIME_LIMIT, TARGET_NOISE };

/// When a render ends, and what happens on its way.
struct RenderControl {
    ProgressMode progress = ProgressMode::NONE;
    std::string if_interrupted = "nothing was written"; // ends the sentence that a signal brings about
    Stopwatch since_start;                              // of the program, for the time limit
    std::optional<double> time_limit_seconds;           // ends with the samples done until then
    std::optional<double> target_noise;                 // ends once NoiseMeter::relative_error() is not above this
    bool measure_noise = false;                         // even without a target
    /// Called where SIGUSR1 asks for the picture, with the device that draws it.
    std::function<void(const FilmFile&, const DeviceInfo&)> write_so_far;
};

/// A picture that has been drawn.
struct Rendering {
    DeviceInfo device;
    std::unique_ptr<Backend> backend; // still open, with the scene loaded
    Film film;
    SampleRange samples; // that it holds: those asked for, or fewer
    RenderEnd end = RenderEnd::SAMPLES;
    std::optional<NoiseMeter> noise;    // where it was measured
    std::uint64_t invalid_samples = 0;  // left out of the film's sums
    std::vector<BadSample> bad_samples; // the first few of them
    std::uint64_t samples_done = 0;     // over all pixels, without those of a checkpoint
    std::uint64_t rays = 0;
    RenderSeconds seconds;
};

/// Draws the picture on the first of `devices` that can be opened (see open_first), from where the checkpoint leaves
/// it. A signal, a time limit, a lost device or an exhausted one leave a checkpoint, which the sentence of the error
/// names. Throws Error: what the backend and the checkpoint throw, INTERRUPTED, TERMINATED, LIMIT where the time limit
/// passed before every pixel had a sample, INTERNAL where the device left samples out.
Rendering render_picture(const Picture& picture, std::span<const DeviceInfo> devices, const BackendOptions& options,
                         const RenderControl& control, Checkpoint& checkpoint);

} // namespace triptych
