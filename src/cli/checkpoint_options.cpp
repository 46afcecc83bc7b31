// The options that say where an unfinished render is kept.
// SPDX-License-Identifier: MIT
#include "cli/checkpoint_options.hpp"

#include "cli/arguments.hpp"

namespace triptych {

void add_checkpoint_options(CLI::App& command, CheckpointOptions& options) {
    CLI::Option* file = command.add_option("--checkpoint", options.file,
                                           "Where an unfinished render is kept (default: OUTPUT.checkpoint)");
    file->option_text("FILE");
    command
        .add_option("--checkpoint-interval", options.interval_seconds,
                    "Seconds between checkpoints (default: 10, or more where writing takes long)")
        ->option_text("SECONDS")
        ->check(non_negative_number());
    CLI::Option* resume = command.add_flag("--resume", options.resume, "Continue from the checkpoint");
    command.add_flag("--no-checkpoint", options.off, "Keep no checkpoint")->excludes(file)->excludes(resume);
}

} // namespace triptych
