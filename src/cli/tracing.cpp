// A failed or interrupted command leaves its trace behind, too: there it is wanted most.
// SPDX-License-Identifier: MIT
#include "cli/tracing.hpp"

#include "cli/output.hpp"

#include <spdlog/spdlog.h>

#include <exception>

namespace triptych {

namespace {

/// Writes the trace of a failed command.
void mark_failure(Trace& trace, const std::string& path, const std::exception& failure) {
    trace.add_mark(failure.what());
    try {
        trace.write(path);
    } catch (const Error& error) { // the failure itself is what the user must hear of at the end
        spdlog::error("{}", error.what());
    }
}

} // namespace

void add_trace_option(CLI::App& command, std::string& path) {
    command.add_option("--trace", path, "Write phases and dispatches for Perfetto (ui.perfetto.dev)")
        ->option_text("FILE");
}

ExitCode with_trace(const std::string& path, const std::string& command, const std::function<ExitCode(Trace*)>& work) {
    if (path.empty()) return work(nullptr);
    claim_output(path, "--trace");
    Trace trace;
    ExitCode code = ExitCode::OK;
    try {
        const TraceSpan span(&trace, "triptych " + command);
        code = work(&trace);
    } catch (const Error& error) {
        if (error.code() == ExitCode::USAGE) throw; // nothing was done, and the trace may be the very file in question
        mark_failure(trace, path, error);
        throw;
    } catch (const std::exception& failure) {
        mark_failure(trace, path, failure);
        throw;
    }
    trace.write(path);
    return code;
}

} // namespace triptych
