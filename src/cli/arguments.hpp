// The parts of argument parsing that all commands share.
// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>

namespace triptych {

/// Adds a command with the options that every command has.
CLI::App& add_command(CLI::App& app, const std::string& name, const std::string& summary);

/// Holds an argument to decimal digits with a value in [least, most].
CLI::Validator whole_number(std::uint64_t least, std::uint64_t most);

/// Holds an argument to a finite number that is not negative.
CLI::Validator non_negative_number();

enum class Parsed { COMMAND, HELP, VERSION };

/// Parses the command line. Throws Error (USAGE) with the nearest flag or command where one is unknown.
Parsed parse_arguments(CLI::App& app, int argc, char** argv);

} // namespace triptych
