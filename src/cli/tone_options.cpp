// The options that say how linear light becomes the colours of a PNG.
// SPDX-License-Identifier: MIT
#include "cli/tone_options.hpp"

#include "cli/arguments.hpp"

namespace triptych {

void add_tone_options(CLI::App& command, ToneMapping& tone) {
    command
        .add_option("--exposure", tone.exposure_stops,
                    "Brighten a .png by so many stops, each of which doubles the light (default: 0)")
        ->option_text("STOPS")
        ->transform(number_between(-20.0, 20.0));
    add_choice(command, "--tonemap", tone.curve, TONE_CURVES,
               "Curve that compresses the light of a .png (default: none)");
}

} // namespace triptych
