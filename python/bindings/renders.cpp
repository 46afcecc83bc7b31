// Whole renders by the driver that the command line calls, and verify.
// SPDX-License-Identifier: MIT
#include "backend/cache_dir.hpp"
#include "bindings.hpp"
#include "host.hpp"
#include "render/drawn.hpp"
#include "render/rendering.hpp"
#include "render/verify.hpp"
#include "renderer.hpp"

#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>
#include <spdlog/spdlog.h>

#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace triptych::python {
namespace {

/// How a render ends, what it makes beside the film, and where it is kept.
struct RunOptions {
    unsigned threads = 0;
    std::vector<std::string> aovs;
    bool denoise = false;
    bool light_groups = false;
    std::vector<std::string> cryptomattes;
    std::optional<double> time_limit;
    std::optional<double> target_noise;
    std::string checkpoint; // empty: none
    std::optional<double> checkpoint_interval;
    bool resume = false;
};

void require_non_negative(std::optional<double> value, const char* name) {
    if (value && !(std::isfinite(*value) && *value >= 0.0))
        throw Error(ExitCode::USAGE, fmt::format("{} must be a number that is not negative, not {}.", name, *value));
}

PartsRequest parts_of(const RunOptions& options) {
    PartsRequest parts;
    parts.denoise = options.denoise;
    parts.light_groups = options.light_groups;
    for (const std::string& name : options.cryptomattes)
        if (!add_cryptomatte(parts, name))
            throw Error(ExitCode::USAGE,
                        fmt::format("cryptomatte must be names among {}, not \"{}\".", cryptomatte_names(), name));
    for (const std::string& name : options.aovs)
        if (!add_aov(parts, name))
            throw Error(ExitCode::USAGE, fmt::format("aovs must be names among {}, not \"{}\".", aov_names(), name));
    return parts;
}

BackendOptions backend_options(unsigned threads, bool checks_driver) {
    BackendOptions options;
    options.checks_driver = checks_driver;
    options.threads = threads;
    options.cache_dir = default_cache_dir();
    return options;
}

/// Draws by draw(request, control, checkpoint), which returns the rendering and the samples that were asked for,
/// without the GIL held while devices work.
template <typename Draw>
Rendering run(PictureRequest request, const RunOptions& options, const nb::object& progress, Draw draw) {
    const nb::gil_scoped_release released;
    require_non_negative(options.time_limit, "time_limit");
    require_non_negative(options.target_noise, "target_noise");
    require_non_negative(options.checkpoint_interval, "checkpoint_interval");
    const PartsMaker parts(parts_of(options), options.threads);
    PythonHost host(progress);
    const RenderControl control{.host = host,
                                .if_interrupted = "there is no picture",
                                .time_limit_seconds = options.time_limit,
                                .target_noise = options.target_noise,
                                .parts = parts.request().is_empty() ? nullptr : &parts};
    Checkpoint checkpoint(CheckpointOptions{.file = options.checkpoint,
                                            .off = false,
                                            .interval_seconds = options.checkpoint_interval,
                                            .resume = options.resume},
                          "");
    request.more_bytes_per_pixel = more_bytes_per_pixel(parts.request(), control.measures_noise());
    auto [rendering, asked] = draw(request, control, checkpoint);
    if (rendering.end != RenderEnd::TIME_LIMIT) checkpoint.finish();
    warn_of_end(rendering, control, asked, checkpoint);
    if (const std::string sentence = invalid_sentence(rendering); !sentence.empty()) spdlog::warn(sentence);
    return std::move(rendering);
}

Rendering render(const std::shared_ptr<SceneHandle>& scene, const ChosenDevices& devices, const PictureRequest& asked,
                 const RunOptions& options, const nb::object& progress) {
    return run(asked, options, progress,
               [&](PictureRequest request, const RenderControl& control, Checkpoint& checkpoint) {
                   request.more_bytes_per_pixel += more_bytes_per_pixel(devices);
                   const Picture picture = scene->picture(request);
                   return std::pair(
                       render_picture(picture, devices, backend_options(options.threads, true), control, checkpoint),
                       picture.samples);
               });
}

Rendering render_again(Renderer& renderer, const std::string& camera_json, const PictureRequest& asked,
                       const RunOptions& options, const nb::object& progress) {
    return run(asked, options, progress,
               [&](const PictureRequest& request, const RenderControl& control, Checkpoint& checkpoint) {
                   return renderer.draw(camera_json, request, [&](const Picture& picture, OpenDevices& devices) {
                       return std::pair(render_picture(picture, devices, control, checkpoint), picture.samples);
                   });
               });
}

std::optional<FloatImage> take_denoised(Rendering& rendering) {
    if (!rendering.parts.denoised) return {};
    return float_image(std::move(*rendering.parts.denoised));
}

/// Pairs of an .exr file's channel and its values.
std::vector<std::tuple<std::string, nb::object>> take_channels(Rendering& rendering) {
    const Window& window = rendering.file.film.window;
    std::vector<std::tuple<std::string, nb::object>> channels;
    for (Channel& channel : rendering.parts.channels)
        channels.emplace_back(
            channel.name,
            std::visit([&](auto& values) { return plane_of(std::move(values), window.height(), window.width()); },
                       channel.values));
    return channels;
}

/// Pairs of a light group's name and its film.
std::vector<std::tuple<std::string, FilmFile>> take_light_groups(Rendering& rendering) {
    std::vector<std::tuple<std::string, FilmFile>> groups;
    for (GroupFilm& group : rendering.parts.light_groups)
        groups.emplace_back(std::move(group.name), std::move(group.film));
    return groups;
}

std::optional<double> relative_noise(const Rendering& rendering) {
    if (!rendering.noise) return {};
    return rendering.noise->relative_error();
}

/// Pairs of an AOV's name and its layer's.
std::vector<std::tuple<std::string, std::string>> aov_layers() {
    std::vector<std::tuple<std::string, std::string>> layers;
    for (const AovKind& kind : AOVS) layers.emplace_back(kind.name, kind.layer);
    return layers;
}

std::vector<DeviceVerdict> verify_devices(const std::shared_ptr<SceneHandle>& scene,
                                          const std::vector<DeviceInfo>& devices, const PictureRequest& request,
                                          unsigned threads, const nb::object& progress, const std::string& shader_dir) {
    const nb::gil_scoped_release released;
    PythonHost host(progress);
    BackendOptions options = backend_options(threads, false);
    options.shader_dir = shader_dir;
    return verify(scene->picture(request), devices, options, host, "not all devices were compared");
}

} // namespace

void bind_renders(nb::module_& module) {
    nb::class_<RunOptions>(module, "RunOptions")
        .def(nb::init<>())
        .def_rw("threads", &RunOptions::threads)
        .def_rw("aovs", &RunOptions::aovs)
        .def_rw("denoise", &RunOptions::denoise)
        .def_rw("light_groups", &RunOptions::light_groups)
        .def_rw("cryptomattes", &RunOptions::cryptomattes)
        .def_rw("time_limit", &RunOptions::time_limit, nb::arg().none())
        .def_rw("target_noise", &RunOptions::target_noise, nb::arg().none())
        .def_rw("checkpoint", &RunOptions::checkpoint)
        .def_rw("checkpoint_interval", &RunOptions::checkpoint_interval, nb::arg().none())
        .def_rw("resume", &RunOptions::resume);
    nb::class_<Rendering>(module, "Rendering")
        .def_ro("film", &Rendering::file)
        .def_ro("device", &Rendering::device)
        .def_ro("devices", &Rendering::devices)
        .def_ro("invalid_samples", &Rendering::invalid_samples)
        .def_ro("rays", &Rendering::rays)
        .def_ro("samples_done", &Rendering::samples_done)
        .def_prop_ro("ended_by", [](const Rendering& rendering) { return name_of(rendering.end); })
        .def_prop_ro("relative_noise", relative_noise)
        .def_prop_ro("render_seconds", [](const Rendering& rendering) { return rendering.seconds.render; })
        .def_prop_ro("compile_seconds", [](const Rendering& rendering) { return rendering.seconds.compile; })
        .def(
            "metadata",
            [](const Rendering& rendering, const std::string& film_hash) {
                ImageMetadata metadata = render_metadata(rendering.file, film_hash, rendering.device);
                metadata.insert(rendering.parts.metadata.begin(), rendering.parts.metadata.end());
                return metadata;
            },
            nb::arg("film_hash"))
        .def("take_denoised", take_denoised)
        .def("take_channels", take_channels)
        .def("take_light_groups", take_light_groups);
    nb::class_<Renderer>(module, "Renderer")
        .def(
            "__init__",
            [](Renderer* place, const std::shared_ptr<SceneHandle>& scene, const ChosenDevices& devices,
               unsigned threads) { new (place) Renderer(scene, devices, backend_options(threads, true)); },
            nb::arg("scene"), nb::arg("devices"), nb::arg("threads"))
        .def("render", render_again, nb::arg("camera"), nb::arg("request"), nb::arg("options"),
             nb::arg("progress").none())
        .def("set_scene", &Renderer::set_scene, release(), nb::arg("scene"));
    module.def("render", render, nb::arg("scene"), nb::arg("devices"), nb::arg("request"), nb::arg("options"),
               nb::arg("progress").none());
    module.def("aov_layers", aov_layers);
    nb::class_<DeviceVerdict>(module, "DeviceVerdict")
        .def_ro("device", &DeviceVerdict::device)
        .def_ro("reason", &DeviceVerdict::reason)
        .def_ro("film_hash", &DeviceVerdict::film_hash)
        .def_prop_ro("status", [](const DeviceVerdict& verdict) { return name_of(verdict.status); })
        .def_prop_ro("difference", [](const DeviceVerdict& verdict) {
            const FilmDifference& found = verdict.difference;
            return std::tuple(found.pixels, found.words, found.x, found.y, found.channel);
        });
    module.def("verify", verify_devices, nb::arg("scene"), nb::arg("devices"), nb::arg("request"), nb::arg("threads"),
               nb::arg("progress").none(), nb::arg("shader_dir") = "");
}

} // namespace triptych::python
