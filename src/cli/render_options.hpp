// What the user asks of a render: the options that render and verify share.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"
#include "cli/progress.hpp"
#include "film/request.hpp"
#include "load/load.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>

namespace triptych {

struct RenderOptions : PictureRequest {
    std::string scene; // a file or a built-in name
    LoadOptions load;
    BackendOptions backend;
    ProgressMode progress = ProgressMode::AUTO;
    bool quiet = false;

    ProgressMode shown_progress() const { return quiet ? ProgressMode::NONE : progress; }
};

/// Adds SCENE and the options to a command; `options` must outlive the parse.
void add_render_options(CLI::App& command, RenderOptions& options);

/// Adds those of them that say how large the picture is, how it is made and what its files may take: --width to
/// --limit.
void add_size_options(CLI::App& command, RenderOptions& options);

/// Adds --threads.
void add_threads_option(CLI::App& command, BackendOptions& options);

/// Which one device is wanted; see choose_devices.
struct DeviceChoice {
    std::string backend = "auto";
    std::string device;
    bool require_hardware = false;
};

/// Adds --backend, --device and --require-hardware; `choice` must outlive the parse.
void add_device_options(CLI::App& command, DeviceChoice& choice);

/// The device that was wanted, as choose_devices, and Error alike. Shows as "open" in a trace.
std::vector<DeviceInfo> choose(const DeviceChoice& choice, const BackendOptions& options);

/// "auto", "vulkan" and so on, for the help of --backend.
std::string backend_names();

} // namespace triptych
