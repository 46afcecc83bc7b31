// The list of commands: each adds itself to the parser, and sets what is to be done where the user chose it.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.hpp"

#include <CLI/CLI.hpp>

#include <functional>

namespace triptych {

/// What the chosen command does once all arguments are known to be good. Throws Error.
using Action = std::function<ExitCode()>;

void add_render(CLI::App& app, Action& action);
void add_verify(CLI::App& app, Action& action);
void add_bench(CLI::App& app, Action& action);
void add_compare(CLI::App& app, Action& action);
void add_devices(CLI::App& app, Action& action);
void add_scenes(CLI::App& app, Action& action);
void add_merge(CLI::App& app, Action& action);
void add_inspect(CLI::App& app, Action& action);
void add_conformance(CLI::App& app, Action& action);
void add_schema(CLI::App& app, Action& action);
void add_completion(CLI::App& app, Action& action);

} // namespace triptych
