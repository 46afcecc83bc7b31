// triptych scenes: lists the built-in scenes and writes one as a scene file.
// SPDX-License-Identifier: MIT
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/table.hpp"
#include "scene/load.hpp"
#include "scene/names.hpp"

#include <fmt/format.h>

#include <memory>

namespace triptych {
namespace {

ExitCode list_scenes() {
    std::vector<std::vector<std::string>> rows;
    for (const BuiltinScene& scene : builtin_scenes())
        rows.push_back({std::string(scene.name), std::string(scene.summary)});
    print_result(format_table(rows));
    return ExitCode::OK;
}

ExitCode export_scene(const std::string& name, const std::string& path) {
    std::vector<std::string_view> known;
    for (const BuiltinScene& scene : builtin_scenes()) {
        if (scene.name == name) {
            write_text(path, format_scene(scene.make()));
            return ExitCode::OK;
        }
        known.push_back(scene.name);
    }
    const std::string hint = suggestion(name, known);
    throw Error(ExitCode::USAGE, fmt::format("There is no built-in scene {}{}", in_quotes(name),
                                             hint.empty() ? "; `triptych scenes` lists them." : hint));
}

} // namespace

void add_scenes(CLI::App& app, Action& action) {
    const auto target = std::make_shared<std::vector<std::string>>();
    CLI::App& command = add_command(app, "scenes", "List the built-in scenes, or write one as a scene file");
    command.add_option("--export", *target, "Write scene NAME as JSON; '-' is stdout")
        ->expected(2)
        ->option_text("NAME FILE");
    command.callback([&action, target] {
        action = [target] { return target->empty() ? list_scenes() : export_scene(target->at(0), target->at(1)); };
    });
}

} // namespace triptych
