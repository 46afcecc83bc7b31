// The options that say how a picture is written: in which colours, which format, with or without metadata.
// SPDX-License-Identifier: MIT
#include "cli/tone_options.hpp"

#include "cli/arguments.hpp"

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
            "Brighten a .png by this many stops, each of which doubles the light, or `auto`: to middle gray (default: "
            "0)")
        ->option_text("STOPS|auto");
    add_choice(command, "--tonemap", tone.curve, TONE_CURVES,
               "Curve that compresses the light of a .png (default: none)");
}

void add_picture_file_options(CLI::App& command, std::string& stdout_format, bool& no_metadata) {
    command.add_option("--format", stdout_format, "Format of a picture that goes to stdout by -o - (default: png)")
        ->option_text("png|exr|pfm")
        ->check(CLI::IsMember({"png", "exr", "pfm"}));
    command.add_flag("--no-metadata", no_metadata,
                     "Write pixels alone into .png and .exr files, the same bytes whatever device drew them");
}

} // namespace triptych
