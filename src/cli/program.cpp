// Parses the command line, runs the command, and turns whatever happens into a sentence and an exit code.
// SPDX-License-Identifier: MIT
#include "cli/program.hpp"

#include "backend/backend.hpp"
#include "base/visible.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <memory>
#include <new>
#include <utility>

namespace triptych {
namespace {

/// A message as one line that a terminal shows as it is.
class VisibleMessage : public spdlog::custom_flag_formatter {
public:
    void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& line) override {
        const std::string visible = visible_line({message.payload.data(), message.payload.size()});
        line.append(visible.data(), visible.data() + visible.size());
    }
    std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<VisibleMessage>(); }
};

/// Messages go to stderr, never among the results.
void set_up_logging() {
    spdlog::set_default_logger(spdlog::stderr_logger_mt("triptych"));
    auto formatter = std::make_unique<spdlog::pattern_formatter>();
    formatter->add_flag<VisibleMessage>('*').set_pattern("triptych: %l: %*");
    spdlog::set_formatter(std::move(formatter));
    spdlog::set_level(spdlog::level::warn);
}

ExitCode run(int argc, char** argv) {
    CLI::App app("Triptych is a headless path tracer whose backends all draw the same picture, bit for bit.",
                 "triptych");
    Action action;
    add_render(app, action);
    add_verify(app, action);
    add_bench(app, action);
    add_compare(app, action);
    add_devices(app, action);
    add_scenes(app, action);
    add_merge(app, action);
    add_inspect(app, action);
    add_conformance(app, action);
    add_schema(app, action);
    add_completion(app, action);
    switch (parse_arguments(app, argc, argv)) {
    case Parsed::HELP: print_result(app.help()); return ExitCode::OK;
    case Parsed::VERSION: print_result(fmt::format("triptych {}\n", TRIPTYCH_VERSION)); return ExitCode::OK;
    case Parsed::COMMAND: break;
    }
    return action();
}

int fail(ExitCode code, const std::string& sentence) {
    std::fputs(fmt::format("triptych: {}\n", visible_line(sentence)).c_str(), stderr);
    return static_cast<int>(code);
}

/// Runs the program to its exit code.
int run_and_tell(int argc, char** argv) {
    try {
        set_up_logging();
        return static_cast<int>(run(argc, argv));
    } catch (const Error& error) {
        return fail(error.code(), error.what());
    } catch (const std::bad_alloc&) {
        return fail(ExitCode::LIMIT, "Memory ran out; choose a smaller picture or a machine with more memory.");
    } catch (const std::exception& error) {
        return fail(ExitCode::INTERNAL, fmt::format("Internal error: {}. Please report it.", error.what()));
    } catch (...) {
        return fail(ExitCode::INTERNAL, "Internal error of an unknown kind. Please report it.");
    }
}

} // namespace

int run_program(int argc, char** argv) {
    // A closed pipe, or a file beyond the limit of its size, then shows as a failed write, which has its own sentence
    // and exit code.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    const int code = run_and_tell(argc, argv);
    shut_down_backends();
    return code;
}

} // namespace triptych
