// The options that say how a picture is written: in which colours, which format, with or without metadata.
// SPDX-License-Identifier: MIT
#pragma once

#include "image/tone_map.hpp"

#include <CLI/CLI.hpp>

#include <string>

namespace triptych {

/// Adds --exposure and --tonemap to a command that writes pictures; `tone` must outlive the parse.
void add_tone_options(CLI::App& command, ToneMapping& tone);

/// Adds --format, for pictures that go to stdout, and --no-metadata; both must outlive the parse.
void add_picture_file_options(CLI::App& command, std::string& stdout_format, bool& no_metadata);

} // namespace triptych
