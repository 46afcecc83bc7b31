// triptych completion: scripts by which shells complete commands, options and their values; and manual pages.
// SPDX-License-Identifier: MIT
#include "builtin/builtin_scenes.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace triptych {
namespace {

/// A text within single quotes, for all three shells.
std::string in_single_quotes(std::string_view text) {
    std::string result = "'";
    for (const char c : text) result += c == '\'' ? std::string(R"('\'')") : std::string(1, c);
    return result + "'";
}

/// An option as shells need it.
struct Flag {
    std::vector<std::string> names;  // with their dashes
    std::vector<std::string> values; // that it takes, where they have names
    bool takes_value;
    bool takes_file;
    std::string help;
};

/// What "a|b|c" and CLI11's "{a,b,c}" list; nothing where the text names a kind of value, such as FILE.
std::vector<std::string> listed_values(std::string text) {
    char separator = '|';
    if (const std::size_t open = text.find('{'); open != std::string::npos && text.ends_with('}')) {
        text = text.substr(open + 1, text.size() - open - 2);
        separator = ',';
    }
    if (text.find(separator) == std::string::npos) return {};
    std::vector<std::string> values;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(separator, begin), text.size());
        const std::string value = text.substr(begin, end - begin);
        if (value.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ ") == std::string::npos) values.push_back(value);
        begin = end + 1;
    }
    return values;
}

std::vector<Flag> flags_of(const CLI::App& command) {
    std::vector<Flag> flags;
    for (const CLI::Option* option : command.get_options()) {
        const std::string& shown = option->get_option_text();
        const std::string kind = shown.empty() ? option->get_type_name() : shown;
        const bool takes_value = option->get_items_expected_max() > 0;
        Flag flag{{},
                  {},
                  takes_value,
                  takes_value && (kind == "FILE" || kind == "DIR" || kind == "FOLDER"),
                  option->get_description()};
        for (const std::string& name : option->get_snames()) flag.names.push_back("-" + name);
        for (const std::string& name : option->get_lnames()) flag.names.push_back("--" + name);
        if (flag.names.empty()) continue; // a positional
        flag.values = listed_values(kind);
        flags.push_back(std::move(flag));
    }
    return flags;
}

std::vector<std::string> scene_names() {
    std::vector<std::string> names;
    for (const BuiltinScene& scene : builtin_scenes()) names.emplace_back(scene.name);
    return names;
}

bool takes_scene(const CLI::App& command) { return command.get_option_no_throw("SCENE") != nullptr; }

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

std::string bash_script(const CLI::App& app) {
    std::string names, cases;
    for (const CLI::App* command : commands_of(app)) {
        names += (names.empty() ? "" : " ") + command->get_name();
        std::string options, values;
        for (const Flag& flag : flags_of(*command)) {
            options += fmt::format("{} ", fmt::join(flag.names, " "));
            if (!flag.values.empty())
                values += fmt::format("        {}) words={} ;;\n", fmt::join(flag.names, "|"),
                                      in_single_quotes(fmt::format("{}", fmt::join(flag.values, " "))));
            else if (flag.takes_value)
                values += fmt::format("        {}) {} ;;\n", fmt::join(flag.names, "|"),
                                      flag.takes_file ? "files=1" : "words=' '");
        }
        cases += fmt::format(
            "    {})\n        options={}\n        {}\n        case $previous in\n{}        esac ;;\n",
            command->get_name(), in_single_quotes(options),
            takes_scene(*command)
                ? fmt::format("others={}", in_single_quotes(fmt::format("{}", fmt::join(scene_names(), " "))))
                : "others=''",
            values);
    }
    return fmt::format(R"(# bash completion for triptych
_triptych() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} options='' others='' words='' files=''
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W {} -- "$current"))
        return
    fi
    case ${{COMP_WORDS[1]}} in
{}    esac
    if [ -n "$words" ]; then
        COMPREPLY=($(compgen -W "$words" -- "$current"))
    elif [ -n "$files" ] || [[ $current != -* ]]; then
        compopt -o filenames 2> /dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$current") # names may have spaces
        [ -n "$files" ] || COMPREPLY+=($(compgen -W "$others" -- "$current"))
    else
        COMPREPLY=($(compgen -W "$options" -- "$current"))
    fi
}}
complete -F _triptych triptych
)",
                       in_single_quotes(names + " --help --version"), cases);
}

/// Text for zsh's _arguments, in which brackets and colons have a meaning.
std::string zsh_text(std::string_view text) {
    std::string result;
    for (const char c : text)
        result += std::string_view("[]:\\").find(c) != std::string_view::npos ? std::string{'\\', c} : std::string{c};
    return result;
}

std::string zsh_script(const CLI::App& app) {
    std::string commands, cases;
    for (const CLI::App* command : commands_of(app)) {
        commands += fmt::format("        {}\n",
                                in_single_quotes(command->get_name() + ":" + zsh_text(command->get_description())));
        std::string arguments;
        for (const Flag& flag : flags_of(*command)) {
            for (const std::string& name : flag.names)
                arguments +=
                    fmt::format(" \\\n            {}",
                                in_single_quotes(fmt::format(
                                    "{}[{}]{}", name, zsh_text(flag.help),
                                    !flag.takes_value     ? ""
                                    : flag.takes_file     ? ":file:_files"
                                    : flag.values.empty() ? ":value: "
                                                          : fmt::format(":value:({})", fmt::join(flag.values, " ")))));
        }
        const std::string others =
            takes_scene(*command) ? fmt::format("*:scene:{{ _files; compadd -- {} }}", fmt::join(scene_names(), " "))
                                  : "*:file:_files";
        cases += fmt::format("        {})\n            _arguments{} \\\n            {} ;;\n", command->get_name(),
                             arguments, in_single_quotes(others));
    }
    return fmt::format(R"(#compdef triptych
_triptych() {{
    local -a commands=(
{}    )
    if (( CURRENT == 2 )); then
        _describe command commands
        return
    fi
    local command=$words[2]
    shift words
    (( CURRENT-- ))
    case $command in
{}    esac
}}
compdef _triptych triptych
)",
                       commands, cases);
}

std::string fish_script(const CLI::App& app) {
    std::string script = "# fish completion for triptych\n";
    for (const CLI::App* command : commands_of(app)) {
        script += fmt::format("complete -c triptych -n __fish_use_subcommand -f -a {} -d {}\n", command->get_name(),
                              in_single_quotes(command->get_description()));
        const std::string here =
            fmt::format("complete -c triptych -n '__fish_seen_subcommand_from {}'", command->get_name());
        for (const Flag& flag : flags_of(*command)) {
            script += here;
            for (const std::string& name : flag.names)
                script += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
            if (!flag.values.empty())
                script += fmt::format(" -x -a {}", in_single_quotes(fmt::format("{}", fmt::join(flag.values, " "))));
            else if (flag.takes_value)
                script += flag.takes_file ? " -r" : " -x";
            script += fmt::format(" -d {}\n", in_single_quotes(flag.help));
        }
        if (takes_scene(*command))
            script +=
                fmt::format("{} -a {}\n", here, in_single_quotes(fmt::format("{}", fmt::join(scene_names(), " "))));
    }
    return script;
}

/// Text for roff, in which backslashes, and points and quotes at a line's start, have a meaning.
std::string roff_text(std::string_view text) {
    std::string result = text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
    for (const char c : text) result += c == '\\' ? std::string("\\e") : c == '-' ? std::string("\\-") : std::string{c};
    return result;
}

std::string manual_page(const CLI::App& app) {
    std::string page =
        fmt::format(".TH TRIPTYCH 1 \"\" \"triptych {}\"\n.SH NAME\ntriptych \\- draw the same picture, bit "
                    "for bit, on Vulkan, CUDA and the CPU\n.SH SYNOPSIS\n.B triptych\n.I COMMAND\n"
                    "[\\fIOPTION\\fR...]\n.SH DESCRIPTION\n{}\n",
                    TRIPTYCH_VERSION, roff_text(app.get_description()));
    for (const CLI::App* command : commands_of(app)) {
        page += fmt::format(".SH TRIPTYCH {}\n{}.\n", command->get_name(), roff_text(command->get_description()));
        for (const CLI::Option* option : command->get_options()) {
            const std::string& shown = option->get_option_text();
            const std::string name = option->get_name(option->get_positional(), true);
            page += fmt::format(".TP\n\\fB{}\\fR{}\n{}\n", roff_text(name),
                                shown.empty() ? "" : " \\fI" + roff_text(shown) + "\\fR",
                                roff_text(option->get_description()));
        }
    }
    return page + ".SH EXIT STATUS\n0 on success; the user guide lists the other codes.\n.SH SEE ALSO\nThe user guide "
                  "and the scene "
                  "format in the project's docs folder.\n";
}

enum class Script { BASH, ZSH, FISH, MAN };

constexpr Named<Script> SCRIPTS[] = {
    {"bash", Script::BASH}, {"zsh", Script::ZSH}, {"fish", Script::FISH}, {"man", Script::MAN}};

std::string script_of(Script script, const CLI::App& app) {
    switch (script) {
    case Script::BASH: return bash_script(app);
    case Script::ZSH: return zsh_script(app);
    case Script::FISH: return fish_script(app);
    case Script::MAN: break;
    }
    return manual_page(app);
}

} // namespace

void add_completion(CLI::App& app, Action& action) {
    const auto script = std::make_shared<Script>(Script::BASH);
    CLI::App& command = add_command(app, "completion", "Print a script for a shell's completion, or the manual page");
    add_choice(command, "SHELL", *script, SCRIPTS, "Shell, or man for the manual page");
    command.get_option("SHELL")->required();
    command.callback([&app, &action, script] {
        action = [&app, script] {
            print_result(script_of(*script, app));
            return ExitCode::OK;
        };
    });
}

} // namespace triptych
