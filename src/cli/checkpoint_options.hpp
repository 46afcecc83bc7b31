// The options that say where an unfinished render is kept.
// SPDX-License-Identifier: MIT
#pragma once

#include "render/checkpoint.hpp"

#include <CLI/CLI.hpp>

namespace triptych {

/// Adds --checkpoint, --no-checkpoint, --checkpoint-interval and --resume; `options` must outlive the parse.
void add_checkpoint_options(CLI::App& command, CheckpointOptions& options);

} // namespace triptych
