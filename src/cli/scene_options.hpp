// The options that say how a scene is loaded: its camera, its moment, the light around it.
// SPDX-License-Identifier: MIT
#pragma once

#include "load/load.hpp"

#include <CLI/CLI.hpp>

namespace triptych {

/// Adds --animation-time, --animation, --scene, --variant, --camera and --sky with what belongs to it; `options` must
/// outlive the parse.
void add_scene_options(CLI::App& command, LoadOptions& options);

} // namespace triptych
