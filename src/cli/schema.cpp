// triptych schema: prints the scene format as a JSON Schema.
// SPDX-License-Identifier: MIT
#include "format/schema.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"

namespace triptych {

void add_schema(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("schema", "Print the scene format as a JSON Schema, for editors");
    command->callback([&action] {
        action = [] {
            print_result(scene_schema());
            return ExitCode::OK;
        };
    });
}

} // namespace triptych
