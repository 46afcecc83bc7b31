// The parts of argument parsing that all commands share.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/named.hpp"

#include <CLI/CLI.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace triptych {

/// Adds a command with the options that every command has.
CLI::App& add_command(CLI::App& app, const std::string& name, const std::string& summary);

/// Holds an argument to decimal digits with a value in [least, most]. `more_is_checked_later`: larger ones pass, the
/// largest 64-bit number in place of what is larger still.
CLI::Validator whole_number(std::uint64_t least, std::uint64_t most, bool more_is_checked_later = false);

/// Holds an argument to a finite number that is not negative.
CLI::Validator non_negative_number();

/// Holds an argument to a number in [least, most], which may begin with a plus sign.
CLI::Validator number_between(double least, double most);

/// Adds an option whose argument is one of `names`; take(i) is called with its place among them.
void add_choice(CLI::App& command, const std::string& flag, const std::vector<std::string_view>& names,
                std::function<void(std::size_t)> take, const std::string& help);

/// Adds an option whose argument is one of the names in `table`, which must outlive the parse as `target` must.
template <typename Target, typename Value, std::size_t N>
void add_choice(CLI::App& command, const char* flag, Target& target, const Named<Value> (&table)[N], const char* help) {
    std::vector<std::string_view> names;
    for (const Named<Value>& entry : table) names.push_back(entry.name);
    add_choice(
        command, flag, names, [&target, &table](std::size_t i) { target = table[i].value; }, help);
}

enum class Parsed { COMMAND, HELP, VERSION };

/// Parses the command line. Throws Error (USAGE) with the nearest flag or command where one is unknown.
Parsed parse_arguments(CLI::App& app, int argc, char** argv);

} // namespace triptych
