// The options that say how a picture is written: in which colours, which format, with or without metadata.
// SPDX-License-Identifier: MIT
#include "cli/tone_options.hpp"

#include "cli/arguments.hpp"

#include <fmt/format.h>

namespace triptych {

void add_tone_options(CLI::App& command, ToneMapping& tone) {
    const CLI::Validator stops = number_between(-20.0, 20.0);
    command
        .add_option_function<std::string>(
            "--exposure",
            [&tone, stops](std::string text) {
                tone.is_auto = text == "auto";
                if (tone.is_auto) return;
                if (const std::string why = stops(text); !why.empty()) throw CLI::ValidationError("--exposure", why);
                tone.exposure_stops = std::stod(text);
            },
            "Brighten a .png or .jpg by this many stops, each of which doubles the light, or `auto`: to middle gray "
            "(default: "
            "0)")
        ->option_text("STOPS|auto");
    add_choice(command, "--tonemap", tone.curve, TONE_CURVES,
               "Curve that compresses the light of a .png or .jpg (default: none)");
}

void add_picture_file_options(CLI::App& command, PictureFileOptions& options) {
    command
        .add_option("--format", options.stdout_format, "Format of a picture that goes to stdout by -o - (default: png)")
        ->option_text("png|jpg|exr|pfm")
        ->check(CLI::IsMember({"png", "jpg", "exr", "pfm"}));
    command
        .add_option("--bits", options.encoding.bits,
                    "Bits of a value in the file: 8 or 16 in a .png (default: 8), 16 or 32 in an .exr (default: 32)")
        ->option_text("8|16|32")
        ->transform(whole_number(1, 32));
    command
        .add_option("--quality", options.encoding.quality,
                    fmt::format("Quality of a .jpg, from 1 to 100 (default: {})", DEFAULT_JPEG_QUALITY))
        ->transform(whole_number(1, 100));
    command.add_flag("--no-metadata", options.no_metadata,
                     "Write pixels alone, the same bytes whatever device drew them");
}

} // namespace triptych
