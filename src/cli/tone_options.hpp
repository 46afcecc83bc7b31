// The options that say how linear light becomes the colours of a PNG.
// SPDX-License-Identifier: MIT
#pragma once

#include "image/tone_map.hpp"
#include "scene/settings_names.hpp"

#include <CLI/CLI.hpp>

namespace triptych {

/// Adds --exposure and --tonemap to a command that writes pictures; `tone` must outlive the parse.
void add_tone_options(CLI::App& command, ToneMapping& tone);

} // namespace triptych
