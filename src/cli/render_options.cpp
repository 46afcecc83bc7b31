// The options that render and verify share.
// SPDX-License-Identifier: MIT
#include "cli/render_options.hpp"

#include "backend/cache_dir.hpp"
#include "base/limits.hpp"
#include "base/names.hpp"
#include "cli/arguments.hpp"
#include "cli/scene_options.hpp"
#include "scene/kinds_settings.hpp"

#include <fmt/format.h>

#include <limits>
#include <vector>

namespace triptych {
namespace {

constexpr std::uint32_t MAX_UINT32 = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t MAX_THREADS = 1024;

/// A:B with 0 <= A < B <= FILM_MAX_SAMPLES.
SampleRange parse_sample_range(const std::string& text) {
    const std::size_t colon = text.find(':');
    std::string first = text.substr(0, colon);
    std::string last = colon == std::string::npos ? "" : text.substr(colon + 1);
    const CLI::Validator bound = whole_number(0, shared::FILM_MAX_SAMPLES);
    if (bound(first).empty() && bound(last).empty()) {
        const SampleRange range{static_cast<std::uint32_t>(std::stoul(first)),
                                static_cast<std::uint32_t>(std::stoul(last))};
        if (range.first < range.last) return range;
    }
    throw CLI::ValidationError("--sample-range", fmt::format("A:B with 0 <= A < B <= {} is needed, not {}",
                                                             shared::FILM_MAX_SAMPLES, in_quotes(text)));
}

/// "auto", "vulkan" and so on, for the help of --backend.
std::string backend_names() {
    std::string names = "auto";
    for (const BackendKind& kind : backend_kinds()) names += fmt::format("|{}", kind.name);
    return names;
}

void add_picture_options(CLI::App& command, RenderOptions& options) {
    command
        .add_option("SCENE", options.scene,
                    "Scene file, mesh file (.gltf, .glb, .obj, .ply, .stl) or name of a built-in scene (see `triptych "
                    "scenes`); '-' is "
                    "a scene file from stdin")
        ->required();
    add_size_options(command, options);
    command
        .add_option_function<std::vector<std::uint32_t>>(
            "--crop",
            [&options](const std::vector<std::uint32_t>& edges) {
                options.crop = Window{edges[0], edges[2], edges[1], edges[3]};
            },
            "Render columns [X0, X1) and rows [Y0, Y1) only")
        ->expected(4)
        ->option_text("X0 X1 Y0 Y1")
        ->transform(whole_number(0, MAX_UINT32));
    command
        .add_option_function<std::string>(
            "--sample-range", [&options](const std::string& text) { options.sample_range = parse_sample_range(text); },
            "Render samples [A, B) of every pixel only")
        ->option_text("A:B");
}

void add_method_options(CLI::App& command, MethodRequest& request) {
    for (std::size_t i = 0; i < METHOD_OPTION_COUNT; i++) {
        const MethodOption& option = METHOD_OPTIONS[i];
        const std::string flag = fmt::format("--{}", option.name), help(option.help);
        std::optional<std::uint32_t>& value = request.values[i];
        if (option.is_switch()) {
            command.add_flag(
                fmt::format("{},!--no-{}", flag, option.name), [&value](std::int64_t count) { value = count > 0; },
                help);
        } else {
            add_choice(
                command, flag, {option.values.begin(), option.values.end()},
                [&value](std::size_t place) { value = static_cast<std::uint32_t>(place); }, help);
        }
    }
}

} // namespace

void add_size_options(CLI::App& command, RenderOptions& options) {
    // Larger sizes pass here, since requested_picture refuses them with an exit code of their own.
    const CLI::Validator size = whole_number(1, MAX_SIDE, true);
    command.add_option("--width", options.width, "Columns of the image")->transform(size);
    command.add_option("--height", options.height, "Rows of the image; from the width where only that is given")
        ->transform(size);
    command.add_option("--spp,--samples", options.spp, "Samples a pixel")
        ->transform(whole_number(1, shared::FILM_MAX_SAMPLES));
    command.add_option("--max-depth", options.max_depth, "Times a path may scatter")
        ->transform(whole_number(1, MAX_DEPTH));
    command.add_option("--seed", options.seed, "Seed of the random numbers (default: 0)")
        ->transform(whole_number(0, MAX_UINT32));
    add_method_options(command, options.method);
    command
        .add_option("--clamp-indirect", options.clamp_indirect,
                    "Dim what is brighter than X of indirect light, path by path, against fireflies (default: 0, off)")
        ->option_text("X")
        ->transform(number_between(0.0, MAX_RADIANCE));
    add_scene_options(command, options.load);
    command
        .add_option_function<std::vector<std::string>>(
            "--limit",
            [](const std::vector<std::string>& changes) {
                Limits changed;
                for (const std::string& change : changes) change_limit(changed, change);
                set_limits(changed);
            },
            "Let files take more, or less; see the user guide")
        ->option_text("NAME=VALUE")
        ->take_all();
}

void add_threads_option(CLI::App& command, BackendOptions& options) {
    command.add_option("-t,--threads,--nthreads", options.threads, "Threads of the CPU (default: 0, for one a core)")
        ->transform(whole_number(0, MAX_THREADS));
}

void add_render_options(CLI::App& command, RenderOptions& options) {
    add_picture_options(command, options);
    add_threads_option(command, options.backend);
    command.add_flag("--validate", options.backend.validate, "Turn the driver's validation layers on");
    command.add_option("--shader-dir", options.backend.shader_dir, "Compile the shaders of this folder at run time")
        ->option_text("DIR")
        ->check(CLI::ExistingDirectory);
    options.backend.cache_dir = default_cache_dir();
    command.add_option("--cache-dir", options.backend.cache_dir, "Folder for compiled pipelines")->option_text("DIR");
    add_choice(command, "--progress", options.progress, PROGRESS_MODES,
               "Progress on stderr (default: auto, a bar on a terminal, lines elsewhere with --log-level info)");
    command.add_flag("--quiet", options.quiet, "Print neither results nor progress");
}

void add_device_options(CLI::App& command, DeviceChoice& choice, const std::string& more_devices) {
    command.add_option("--backend", choice.backend, "Backend (default: auto)")->option_text(backend_names());
    command.add_option("--device", choice.device, "Device by index, UUID or part of its name" + more_devices)
        ->option_text("DEVICE");
    command.add_flag("--require-hardware", choice.require_hardware, "Refuse software devices and the CPU");
}

void add_selection_options(CLI::App& command, DeviceSelection& selection, const std::string& verb) {
    command.add_option("--backend", selection.backends, verb + " this backend only; may be repeated")
        ->option_text(backend_names())
        ->expected(1)
        ->take_all();
    command
        .add_option("--device", selection.devices, verb + " this device only (index, UUID or name); may be repeated")
        ->option_text("DEVICE")
        ->expected(1)
        ->take_all();
}

} // namespace triptych
