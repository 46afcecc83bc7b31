// --trace: a command's phases and dispatches as a file.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.hpp"
#include "base/trace.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <string>

namespace triptych {

/// Adds --trace; `path` must outlive the parse.
void add_trace_option(CLI::App& command, std::string& path);

/// Does `work` within a span "triptych COMMAND", and writes the trace to `path` however the work ends; without a path
/// there is no trace, and `work` is given null. Throws what `work` throws, else Error (OUTPUT) where the trace cannot
/// be written.
ExitCode with_trace(const std::string& path, const std::string& command, const std::function<ExitCode(Trace*)>& work);

} // namespace triptych
