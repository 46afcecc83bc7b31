// The options that render and verify share.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"
#include "cli/progress.hpp"
#include "film/request.hpp"
#include "load/load.hpp"
#include "render/devices.hpp"

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

/// Adds only --width to --limit: the picture's size, how it is rendered, and what its files may take.
void add_size_options(CLI::App& command, RenderOptions& options);

/// Adds --threads.
void add_threads_option(CLI::App& command, BackendOptions& options);

/// Adds --backend, --device and --require-hardware; `choice` must outlive the parse. `more_devices` ends the help of
/// --device.
void add_device_options(CLI::App& command, DeviceChoice& choice, const std::string& more_devices = "");

/// Adds --backend and --device, each of which may be repeated; `selection` must outlive the parse. `verb` starts their
/// help.
void add_selection_options(CLI::App& command, DeviceSelection& selection, const std::string& verb);

} // namespace triptych
