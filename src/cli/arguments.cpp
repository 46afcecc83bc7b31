// The parts of argument parsing that all commands share.
// SPDX-License-Identifier: MIT
#include "cli/arguments.hpp"

#include "base/error.hpp"
#include "base/names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace triptych {
namespace {

std::vector<CLI::App*> commands_of(CLI::App& app) {
    return app.get_subcommands([](CLI::App*) { return true; });
}

/// The command that was given, or the program itself.
CLI::App& chosen(CLI::App& app) {
    const std::vector<CLI::App*> given = app.get_subcommands();
    return given.empty() ? app : *given.front();
}

std::string see_help(CLI::App& app) {
    CLI::App& command = chosen(app);
    return fmt::format("; see `triptych {}--help`.", &command == &app ? "" : command.get_name() + " ");
}

/// The problem as a sentence that ends with the nearest of the known names, or else points to the help.
std::string with_suggestion(CLI::App& app, const std::string& problem, const std::string& word,
                            const std::vector<std::string>& known) {
    const std::vector<std::string_view> names(known.begin(), known.end());
    const std::string hint = suggestion(word, names);
    return problem + (hint.empty() ? see_help(app) : hint);
}

/// The sentence for an argument that no command takes.
std::string unexpected(CLI::App& app, const std::string& argument) {
    CLI::App& command = chosen(app);
    std::vector<std::string> known;
    if (argument.size() > 1 && argument.front() == '-') {
        const std::string flag = argument.substr(0, argument.find('='));
        for (const CLI::Option* option : command.get_options())
            for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
        return with_suggestion(app, "Unknown flag " + in_quotes(flag), flag, known);
    }
    if (&command != &app) return fmt::format("Unexpected argument {}{}", in_quotes(argument), see_help(app));
    for (const CLI::App* other : commands_of(app)) known.push_back(other->get_name());
    return with_suggestion(app, "Unknown command " + in_quotes(argument), argument, known);
}

} // namespace

CLI::App& add_command(CLI::App& app, const std::string& name, const std::string& summary) {
    CLI::App& command = *app.add_subcommand(name, summary);
    command.set_version_flag("--version", TRIPTYCH_VERSION, "Print the version and exit");
    command
        .add_option_function<std::string>(
            "--log-level", [](const std::string& level) { spdlog::set_level(spdlog::level::from_str(level)); },
            "Least severe messages to print on stderr (default: warn)")
        ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}));
    return command;
}

void add_choice(CLI::App& command, const std::string& flag, const std::vector<std::string_view>& names,
                std::function<void(std::size_t)> take, const std::string& help) {
    command
        .add_option_function<std::string>(
            flag,
            [flag, names, take = std::move(take)](const std::string& text) {
                const auto found = std::find(names.begin(), names.end(), text);
                if (found == names.end())
                    throw CLI::ValidationError(
                        flag, fmt::format("{} is needed, not {}", fmt::join(names, " or "), in_quotes(text)));
                take(static_cast<std::size_t>(found - names.begin()));
            },
            help)
        ->option_text(fmt::format("{}", fmt::join(names, "|")));
}

CLI::Validator whole_number(std::uint64_t least, std::uint64_t most, bool more_is_checked_later) {
    const auto hold = [=](std::string& text) -> std::string {
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        const bool is_huge = error == std::errc::result_out_of_range && more_is_checked_later;
        if (is_huge) value = std::numeric_limits<std::uint64_t>::max();
        if ((error != std::errc() && !is_huge) || end != text.data() + text.size() || value < least ||
            (value > most && !more_is_checked_later))
            return fmt::format("a whole number from {} to {} is needed, not {}", least, most, in_quotes(text));
        text = std::to_string(value); // without leading zeros, which would be read as octal
        return {};
    };
    return {hold, "N"};
}

CLI::Validator non_negative_number() {
    const auto hold = [](std::string& text) -> std::string {
        double value = -1.0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || value < 0.0)
            return fmt::format("a number that is not negative is needed, not {}", in_quotes(text));
        return {};
    };
    return {hold, "X"};
}

CLI::Validator number_between(double least, double most) {
    const auto hold = [least, most](std::string& text) -> std::string {
        const bool has_plus = text.starts_with('+') && !text.starts_with("+-");
        const std::string digits = has_plus ? text.substr(1) : text;
        double value = 0.0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error != std::errc() || end != digits.data() + digits.size() || !(value >= least && value <= most))
            return fmt::format("a number from {} to {} is needed, not {}", least, most, in_quotes(text));
        text = digits;
        return {};
    };
    return {hold, "X"};
}

Parsed parse_arguments(CLI::App& app, int argc, char** argv) {
    app.set_version_flag("--version", TRIPTYCH_VERSION, "Print the version and exit");
    app.require_subcommand(0, 1);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return Parsed::HELP;
    } catch (const CLI::CallForVersion&) {
        return Parsed::VERSION;
    } catch (const CLI::ParseError& error) {
        // An unknown flag is the likelier cause of whatever else is amiss.
        const std::vector<std::string> left = app.remaining(true);
        if (!left.empty()) throw Error(ExitCode::USAGE, unexpected(app, left.front()));
        throw Error(ExitCode::USAGE, error.what() + see_help(app));
    }
    if (app.get_subcommands().empty()) {
        std::string names;
        for (const CLI::App* command : commands_of(app)) names += (names.empty() ? "" : ", ") + command->get_name();
        throw Error(ExitCode::USAGE, fmt::format("A command is needed: {}{}", names, see_help(app)));
    }
    return Parsed::COMMAND;
}

} // namespace triptych
