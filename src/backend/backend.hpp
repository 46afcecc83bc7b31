// The interface that every backend stands behind.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/kernel_report.hpp"
#include "film/film.hpp"
#include "pack/pack.hpp"
#include "pack/scene_change.hpp"
#include "probe_layout.glsl"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace triptych {

/// Best first, in the order that `auto` prefers: a software Vulkan driver draws the same picture as the CPU, more
/// slowly.
enum class DeviceKind { DISCRETE_GPU, INTEGRATED_GPU, VIRTUAL_GPU, CPU, SOFTWARE };

/// "discrete", "integrated", "virtual", "processor" or "software".
std::string_view kind_name(DeviceKind kind);

/// A device, or the reason why a backend has none.
struct DeviceInfo {
    std::string backend;     // "vulkan", "cuda", "cpu"
    std::uint32_t index = 0; // within its backend
    std::string name;
    std::string uuid; // 8-4-4-4-12 hexadecimal digits; the same for one GPU under Vulkan and CUDA; empty for the CPU
    std::string driver;
    DeviceKind kind = DeviceKind::CPU;
    std::uint64_t memory_bytes = 0;
    std::string unavailable; // empty: usable; else one sentence why not
    std::string refusal;     // why its self-tests refused it when it was last opened, as far as `cache_dir` tells
};

class Trace;       // base/trace.hpp
class Conformance; // backend/conformance.hpp

struct BackendOptions {
    unsigned threads = 0;             // of the CPU backend; 0: all
    bool validate = false;            // turn Vulkan's validation layers on
    std::filesystem::path shader_dir; // compile the shaders found here instead of the embedded ones
    std::filesystem::path cache_dir;  // where compiled pipelines are kept; empty: nowhere
    bool is_inspected = false;        // open a device even where its self-test fails, to look at its kernels
    bool checks_driver = false; // a driver never met before draws a known picture first (without validate, shader_dir)
    Trace* trace = nullptr;     // told of compiling and of every dispatch; outlives the backend
};

/// Told after each dispatch how many of the range's samples (over all pixels) are done; may throw to stop the render.
using Progress = std::function<void(std::uint64_t samples_done)>;

/// A picture in a device's own memory, which outlives the backend: float32, (height, width, 3) of the frame's window.
struct DevicePicture {
    std::shared_ptr<float> rgb;
    std::uint64_t invalid_samples = 0; // left out of it
};

/// One device, ready to render. Calls block; use from one thread.
class Backend {
public:
    virtual ~Backend() = default;
    virtual DeviceInfo device() const = 0;
    /// Brings a scene to the device; it must stay as it is until the next one is loaded, as the CPU reads it in place.
    /// Throws Error (LIMIT) where it does not fit, naming the limit and its value.
    virtual void load(const PackedScene& scene) = 0;
    void load(const PackedScene&&) = delete;
    /// The loaded scene has changed where it lies.
    virtual void update(const PackedScene& scene, const SceneChange& /*change*/) { load(scene); }
    /// Starts a picture of the loaded scene with an empty film.
    virtual void begin(const shared::Frame& frame) = 0;
    /// Adds samples to every pixel of the frame's window, in dispatches of about 40 ms.
    virtual void render(SampleRange samples, const Progress& progress) = 0;
    /// True where render_until() may end early, so that one call may take long.
    virtual bool pauses() const { return false; }
    /// As render(), but where pauses() is true ends soon after `pause` has returned true. Returns the end of the
    /// samples that every pixel has then. `pause` is asked often.
    virtual std::uint32_t render_until(SampleRange samples, const Progress& progress,
                                       const std::function<bool()>& /*pause*/) {
        render(samples, progress);
        return samples.last;
    }
    /// Copies the film's pixels; `film` has the frame's window.
    virtual void read(Film& film) const = 0;
    /// The film's mean (Film::mean), whole when this returns, for other programs on the device. Null from all backends
    /// but CUDA.
    virtual DevicePicture mean_on_device() const { return {}; }
    /// Seconds that the last render() took, measured on the device.
    virtual double last_render_seconds() const = 0;
    /// Rays traced since begin().
    virtual std::uint64_t rays() const = 0;
    /// Seconds spent compiling kernels since the device was opened.
    virtual double compile_seconds() const = 0;
    /// Runs one shared function over a table of inputs. Both spans have the same length.
    virtual void probe(shared::uint which, std::span<const shared::ProbeInput> inputs,
                       std::span<shared::ProbeOutput> outputs) = 0;
    /// The kernels that render the loaded scene, with all that driver and toolkit tell of them.
    virtual std::vector<KernelReport> inspect() const = 0;
};

/// One kind of backend, found at run time.
struct BackendKind {
    std::string_view name;
    /// Every device, or one entry that says why there is none. Never throws for absent hardware or drivers.
    std::vector<DeviceInfo> (*list)(const BackendOptions& options);
    /// Opens the device with that index. Throws Error (NO_DEVICE).
    std::unique_ptr<Backend> (*open)(std::uint32_t index, const BackendOptions& options);
    /// The kernels for scenes with these features (FEATURE_ bits) as this build holds them, without a device; null
    /// where there is always a device, or nothing to tell.
    std::vector<KernelReport> (*inspect_build)(const BackendOptions& options, std::uint32_t features) = nullptr;
    /// Gives back what its backends share, as soon as none of them is open any more; null where they share nothing.
    void (*shut_down)() = nullptr;
    /// Opens the device with that index to ask what its arithmetic does, also where open() refuses it; null where the
    /// answers are known. Throws Error (NO_DEVICE).
    std::unique_ptr<Conformance> (*open_conformance)(std::uint32_t index, const BackendOptions& options) = nullptr;
};

/// All kinds of backend in this build, in the order that `auto` tries equal devices.
std::span<const BackendKind> backend_kinds();

/// To be called before the process ends, while all libraries are still whole: drivers and layers must not be called
/// from destructors of static objects, since theirs may be gone by then.
void shut_down_backends();

/// Every device of every backend.
std::vector<DeviceInfo> list_devices(const BackendOptions& options);

/// Opens a device that list_devices named. Throws Error (NO_DEVICE) where its driver fails.
std::unique_ptr<Backend> open_device(const DeviceInfo& device, const BackendOptions& options);

} // namespace triptych
