// The options --aov and --denoise.
// SPDX-License-Identifier: MIT
#pragma once

#include "render/parts.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>

namespace triptych {

/// Adds --aov and --denoise to a command; `request` must outlive the parse.
void add_aov_options(CLI::App& command, PartsRequest& request);

/// Throws Error (USAGE) where a file at `output` cannot hold the parts.
void check_parts_fit(const PartsRequest& request, const std::filesystem::path& output);

} // namespace triptych
