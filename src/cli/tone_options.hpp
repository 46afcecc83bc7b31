// The options that say how a picture is written: in which colours, which format, with or without metadata.
// SPDX-License-Identifier: MIT
#pragma once

#include "image/image_file.hpp"
#include "image/tone_map.hpp"

#include <CLI/CLI.hpp>

#include <string>

namespace triptych {

/// Adds --exposure and --tonemap to a command that writes pictures; `tone` must outlive the parse.
void add_tone_options(CLI::App& command, ToneMapping& tone);

/// How a picture's file is written, whatever its colours are.
struct PictureFileOptions {
    std::string stdout_format = "png";
    bool no_metadata = false;
    ImageEncoding encoding;
};

/// Adds --format, for pictures that go to stdout, --bits, --quality and --no-metadata; `options` must outlive the
/// parse.
void add_picture_file_options(CLI::App& command, PictureFileOptions& options);

} // namespace triptych
