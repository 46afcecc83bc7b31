// Renders a picture on one device or several, pass by pass, and measures how long each phase takes.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/stopwatch.hpp"
#include "base/trace.hpp"
#include "film/noise.hpp"
#include "render/bad_samples.hpp"
#include "render/checkpoint.hpp"
#include "render/devices.hpp"
#include "render/host.hpp"
#include "render/open_devices.hpp"
#include "render/parts.hpp"
#include "render/picture.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace triptych {

/// By the wall clock, except `render`, which a single device measures. Several devices open, upload and compile at
/// once.
struct RenderSeconds {
    double open = 0.0;   // finding and opening the device, without compiling
    double upload = 0.0; // bringing the scene to it, without compiling
    double compile = 0.0;
    double render = 0.0;
    double readback = 0.0;
    double parts = 0.0; // AOVs and denoising
};

/// Why a render ended.
enum class RenderEnd { SAMPLES, TIME_LIMIT, TARGET_NOISE };

/// "samples", "time-limit" or "target-noise".
std::string_view name_of(RenderEnd end);

/// When a render ends, what it makes, and who is asked on the way.
struct RenderControl {
    RenderHost& host;
    std::string if_interrupted = "nothing was written"; // a clause for the sentence after a signal
    Stopwatch since_start = {};                         // of the program, for the time limit
    std::optional<double> time_limit_seconds = {};      // ends with the samples done by then
    std::optional<double> target_noise = {};            // ends once NoiseMeter::relative_error() is at most this
    const PartsMaker* parts = nullptr;                  // null: nothing beside the film

    bool measures_noise() const { return target_noise || (parts != nullptr && parts->request().variance); }
};

/// A picture that has been rendered.
struct Rendering {
    DeviceInfo device;                // several: see describe_together
    std::vector<DeviceShare> devices; // those that were opened
    FilmFile file;                    // one range of samples: those asked for, or fewer
    PictureParts parts;               // of RenderControl::parts
    RenderEnd end = RenderEnd::SAMPLES;
    std::optional<NoiseMeter> noise;    // where it was measured
    std::uint64_t invalid_samples = 0;  // left out of the film's sums
    std::vector<BadSample> bad_samples; // the first few of them
    std::uint64_t samples_done = 0;     // over all pixels, without those of a checkpoint
    std::uint64_t rays = 0;
    RenderSeconds seconds;

    SampleRange samples() const { return file.samples.front(); }
};

/// Renders the picture on devices that stay open afterwards unless an error ends it, continuing what the checkpoint
/// holds. When a signal, a time limit or a failing device ends it early, a checkpoint is left behind, which the error's
/// sentence names. Throws Error: what the backend, the checkpoint, the host and the denoiser throw, LIMIT where the
/// time limit passed before every pixel had a sample, INTERNAL where the device left samples out.
Rendering render_picture(const Picture& picture, OpenDevices& devices, const RenderControl& control,
                         Checkpoint& checkpoint);

/// The same on devices that are opened for this picture alone.
Rendering render_picture(const Picture& picture, const ChosenDevices& devices, const BackendOptions& options,
                         const RenderControl& control, Checkpoint& checkpoint);

/// Warns of a render that ended before it was as good as it was asked to be. `asked` are the samples asked for.
void warn_of_end(const Rendering& rendering, const RenderControl& control, SampleRange asked,
                 const Checkpoint& checkpoint);

/// One sentence on the samples that had to be left out, with the places of the first; empty where there are none.
std::string invalid_sentence(const Rendering& rendering);

/// Opens a device by `open`, brings a scene to it and begins an empty film of `settings`. Adds to the seconds of `open`
/// and `upload`. `phase` covers the opening and goes on to "upload" with `arguments`.
std::unique_ptr<Backend> open_with_scene(const std::function<std::unique_ptr<Backend>()>& open,
                                         const PackedScene& scene, const RenderSettings& settings, TraceSpan& phase,
                                         const TraceArguments& arguments, RenderSeconds& seconds);

} // namespace triptych
