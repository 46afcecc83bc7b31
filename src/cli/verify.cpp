// triptych verify: renders a scene on every device and compares the film sums bit by bit.
// SPDX-License-Identifier: MIT
#include "builtin/builtin_scenes.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/load_picture.hpp"
#include "cli/signal_host.hpp"
#include "cli/table.hpp"
#include "cli/thread_limit.hpp"
#include "cli/verify_scenes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace triptych {
namespace {

constexpr const char* UNFINISHED = "not all devices were compared";

struct VerifyOptions {
    RenderOptions render;
    DeviceSelection selection;
    std::string json;
    std::string junit;
    std::string report;
    std::string expect;
    std::string write_hashes;
    bool all = false;
};

std::string format_verdicts(const std::vector<DeviceVerdict>& verdicts) {
    std::vector<std::vector<std::string>> rows{{"backend", "device", "film", "pixels", "words", "seconds", "result"}};
    for (const DeviceVerdict& verdict : verdicts) {
        const DeviceInfo& device = verdict.device;
        const std::string name = device.name.empty() ? "-" : fmt::format("{}: {}", device.index, device.name);
        if (verdict.film_hash.empty()) {
            rows.push_back({device.backend, name, "-", "-", "-", "-",
                            fmt::format("{}: {}", name_of(verdict.status), verdict.reason)});
            continue;
        }
        rows.push_back({device.backend, name, verdict.film_hash, std::to_string(verdict.difference.pixels),
                        std::to_string(verdict.difference.words), fmt::format("{:.3f}", verdict.seconds),
                        std::string(name_of(verdict.status))});
    }
    return format_table(rows);
}

/// Draws one scene on all devices. Errors of the scene itself are thrown.
VerifiedScene verify_scene(const VerifyOptions& options, const std::string& name,
                           const std::vector<DeviceInfo>& devices, const ExpectedHashes& expected) {
    RenderOptions render = options.render;
    render.scene = name;
    VerifiedScene scene;
    scene.scene = name;
    const Picture picture = load_picture(render);
    scene.picture = picture_json(picture);
    if (!options.expect.empty()) {
        const auto found = expected.find(name);
        if (found == expected.end())
            throw Error(ExitCode::INVALID_INPUT, fmt::format("{} has no hash for the scene {}.", options.expect, name));
        scene.expected = found->second;
    }
    SignalHost host(render.shown_progress());
    scene.verdicts = verify(picture, devices, render.backend, host, UNFINISHED);
    scene.error = judge_scene(scene);
    const bool differs = std::any_of(scene.verdicts.begin(), scene.verdicts.end(), [](const DeviceVerdict& verdict) {
        return verdict.status == VerdictStatus::DIFFERENT;
    });
    if (!differs) // memory for the next scene
        for (DeviceVerdict& verdict : scene.verdicts) verdict.film = nullptr;
    return scene;
}

/// Those of the file with hashes, all that are built in, or the one that is named.
std::vector<std::string> scenes_of(const VerifyOptions& options, const ExpectedHashes& expected) {
    if (options.all == !options.render.scene.empty())
        throw Error(ExitCode::USAGE, "verify takes either SCENE or --all.");
    std::vector<std::string> names;
    if (!options.all) {
        names.push_back(options.render.scene);
    } else if (!expected.empty()) {
        for (const auto& [name, hash] : expected) names.push_back(name);
    } else {
        for (const BuiltinScene& scene : builtin_scenes()) names.emplace_back(scene.name);
    }
    return names;
}

void write_reports(const VerifyOptions& options, const std::vector<VerifiedScene>& scenes) {
    if (!options.json.empty()) {
        Json json = {{"scenes", Json::array()}};
        for (const VerifiedScene& scene : scenes) json["scenes"].push_back(scene_json(scene));
        write_text(options.json, json_text(options.all ? json : json["scenes"][0]));
    }
    if (!options.junit.empty()) write_text(options.junit, verify_junit(scenes));
    if (!options.report.empty()) write_verify_page(options.report, scenes);
    if (!options.write_hashes.empty()) write_text(options.write_hashes, expected_text(scenes));
}

ExitCode run(const VerifyOptions& options) {
    claim_output(options.json, "--json");
    claim_output(options.junit, "--junit");
    claim_output(options.report, "--report");
    claim_output(options.write_hashes, "--write-hashes");
    note_interrupts();
    const ThreadLimit thread_limit(options.render.backend.threads);
    const ExpectedHashes expected = options.expect.empty() ? ExpectedHashes() : read_expected(options.expect);
    const std::vector<std::string> names = scenes_of(options, expected);
    std::optional<EndAtSignal> nothing_to_lose(UNFINISHED);
    const std::vector<DeviceInfo> devices = select_devices(options.selection, options.render.backend);
    std::vector<VerifiedScene> scenes;
    const bool prints = !options.render.quiet && !stdout_is_claimed();
    for (const std::string& name : names) {
        const VerifiedScene& scene = scenes.emplace_back(verify_scene(options, name, devices, expected));
        if (!prints) continue;
        if (options.all) print_line(fmt::format("{}{}", scenes.size() > 1 ? "\n" : "", name));
        print_result(format_verdicts(scene.verdicts));
    }
    nothing_to_lose.reset();
    write_reports(options, scenes);
    // A difference tells more than a failure.
    const Error* worst = nullptr;
    for (const VerifiedScene& scene : scenes)
        if (scene.error && (worst == nullptr || (worst->code() != ExitCode::IMAGES_DIFFER &&
                                                 scene.error->code() == ExitCode::IMAGES_DIFFER)))
            worst = &*scene.error;
    if (worst != nullptr) throw Error(*worst);
    return ExitCode::OK;
}

} // namespace

void add_verify(CLI::App& app, Action& action) {
    const auto options = std::make_shared<VerifyOptions>();
    CLI::App& command = add_command(app, "verify", "Render a scene on every device and compare the sums bit by bit");
    command.footer("Ends with 5 where sums or hashes differ, and with 6 where only one device could render and no hash "
                   "is expected.");
    add_render_options(command, options->render);
    command.get_option("SCENE")->required(false);
    command.add_flag("--all", options->all, "Verify all built-in scenes, or those of --expect");
    add_selection_options(command, options->selection, "Verify");
    command.add_option("--json", options->json, "Write the outcome as JSON; '-' prints it in place of the table")
        ->option_text("FILE");
    command.add_option("--junit", options->junit, "Write the outcome as a JUnit report")->option_text("FILE");
    command.add_option("--report", options->report, "Write a page with the pictures of devices that differ")
        ->option_text("FILE");
    command.add_option("--expect", options->expect, "Films must have the hashes in this file: lines of hash and scene")
        ->option_text("FILE");
    command.add_option("--write-hashes", options->write_hashes, "Write the file for --expect")->option_text("FILE");
    command.callback([&action, options] { action = [options] { return run(*options); }; });
}

} // namespace triptych
