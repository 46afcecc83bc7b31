// triptych verify: draws a scene on every device and compares the film sums bit by bit.
// SPDX-License-Identifier: MIT
#include "base/interruption.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/report.hpp"
#include "cli/selection.hpp"
#include "cli/table.hpp"
#include "cli/thread_limit.hpp"
#include "film/film_difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace triptych {
namespace {

constexpr const char* UNFINISHED = "not all devices were compared";

struct VerifyOptions {
    RenderOptions render;
    Selection selection;
    std::string json;
};

/// How a device fared.
struct DeviceOutcome {
    DeviceInfo device;
    std::string status; // "reference", "equal", "different", "failed" or "skipped"
    std::string reason; // of "failed" and "skipped"
    ExitCode code = ExitCode::OK;
    std::string film_hash;
    FilmDifference difference;
    double seconds = 0.0;
};

bool same_device(const DeviceInfo& a, const DeviceInfo& b) { return a.backend == b.backend && a.index == b.index; }

/// The device that the others are held to: the processor with its plainest kernel, which stands last among its kind.
const DeviceInfo* find_reference(const std::vector<DeviceInfo>& devices) {
    const auto found = std::find_if(devices.rbegin(), devices.rend(), [](const DeviceInfo& device) {
        return device.kind == DeviceKind::CPU && device.unavailable.empty();
    });
    return found == devices.rend() ? nullptr : &*found;
}

/// The devices that were asked for, or all, the reference first. Throws Error as choose_devices does.
std::vector<DeviceInfo> devices_to_verify(const VerifyOptions& options) {
    const std::vector<DeviceInfo> all = list_devices(options.render.backend);
    std::vector<DeviceInfo> devices = select_devices(options.selection, options.render.backend);
    if (const DeviceInfo* reference = find_reference(all)) {
        std::erase_if(devices, [&](const DeviceInfo& device) { return same_device(device, *reference); });
        devices.insert(devices.begin(), *reference);
    }
    return devices;
}

DeviceOutcome verify_device(const Picture& picture, const DeviceInfo& device, const VerifyOptions& options,
                            std::optional<Film>& reference) {
    DeviceOutcome outcome;
    outcome.device = device;
    outcome.status = "skipped";
    outcome.reason = device.unavailable;
    if (!device.unavailable.empty()) return outcome;
    try {
        RenderControl control;
        control.progress = options.render.shown_progress();
        control.if_interrupted = UNFINISHED;
        Checkpoint none;
        Rendering rendering = render_picture(picture, std::span(&device, 1), options.render.backend, control, none);
        outcome.device = rendering.device;
        outcome.film_hash = rendering.film.hash();
        outcome.seconds = rendering.seconds.render;
        if (!reference) {
            outcome.status = "reference";
            reference = std::move(rendering.film);
            return outcome;
        }
        outcome.difference = compare_films(*reference, rendering.film);
        outcome.status = outcome.difference.words == 0 ? "equal" : "different";
    } catch (const Error& error) {
        if (interrupted()) throw;
        outcome.status = "failed";
        outcome.reason = error.what();
        outcome.code = error.code();
    }
    return outcome;
}

std::string format_outcomes(const std::vector<DeviceOutcome>& outcomes) {
    std::vector<std::vector<std::string>> rows{{"backend", "device", "film", "pixels", "words", "seconds", "result"}};
    for (const DeviceOutcome& outcome : outcomes) {
        const DeviceInfo& device = outcome.device;
        const std::string name = device.name.empty() ? "-" : fmt::format("{}: {}", device.index, device.name);
        if (outcome.film_hash.empty()) {
            rows.push_back({device.backend, name, "-", "-", "-", "-", outcome.status + ": " + outcome.reason});
            continue;
        }
        rows.push_back({device.backend, name, outcome.film_hash, std::to_string(outcome.difference.pixels),
                        std::to_string(outcome.difference.words), fmt::format("{:.3f}", outcome.seconds),
                        outcome.status});
    }
    return format_table(rows);
}

Json outcome_json(const DeviceOutcome& outcome) {
    Json json = {{"backend", outcome.device.backend},
                 {"index", outcome.device.index},
                 {"device", device_json(outcome.device)},
                 {"status", outcome.status}};
    if (!outcome.reason.empty()) json["reason"] = outcome.reason;
    if (outcome.film_hash.empty()) return json;
    json["film_hash"] = outcome.film_hash;
    json["differing_pixels"] = outcome.difference.pixels;
    json["differing_words"] = outcome.difference.words;
    json["first_difference"] = nullptr;
    if (outcome.difference.words > 0)
        json["first_difference"] = {
            {"x", outcome.difference.x}, {"y", outcome.difference.y}, {"channel", outcome.difference.channel}};
    json["seconds"] = outcome.seconds;
    return json;
}

Json verify_json(const Picture& picture, const std::vector<DeviceOutcome>& outcomes) {
    Json devices = Json::array();
    for (const DeviceOutcome& outcome : outcomes) devices.push_back(outcome_json(outcome));
    Json json = picture_json(picture);
    json["devices"] = devices;
    return json;
}

/// Throws the Error that the outcomes amount to: a difference, else a failure, else that nothing was compared.
void judge(const std::vector<DeviceOutcome>& outcomes) {
    std::size_t rendered = 0;
    for (const DeviceOutcome& outcome : outcomes) {
        if (outcome.status == "different")
            throw Error(ExitCode::IMAGES_DIFFER,
                        fmt::format("{} ({}) differs from the reference in {} pixels, first at column {}, row {}, "
                                    "channel {}; please report it with the driver's version ({}).",
                                    outcome.device.name, outcome.device.backend, outcome.difference.pixels,
                                    outcome.difference.x, outcome.difference.y, outcome.difference.channel,
                                    outcome.device.driver));
        if (!outcome.film_hash.empty()) ++rendered;
    }
    for (const DeviceOutcome& outcome : outcomes)
        if (outcome.status == "failed") throw Error(outcome.code, outcome.reason);
    if (rendered < 2)
        throw Error(ExitCode::NO_DEVICE, "Only one device could render, so there was nothing to compare it with; "
                                         "`triptych devices` says why the others are absent.");
}

ExitCode run(const VerifyOptions& options) {
    claim_output(options.json, "--json");
    note_interrupts();
    const ThreadLimit thread_limit(options.render.backend.threads);
    std::optional<EndAtSignal> nothing_to_lose(UNFINISHED);
    const std::vector<DeviceInfo> devices = devices_to_verify(options);
    const Picture picture = make_picture(options.render);
    std::optional<Film> reference;
    std::vector<DeviceOutcome> outcomes;
    for (const DeviceInfo& device : devices) outcomes.push_back(verify_device(picture, device, options, reference));
    nothing_to_lose.reset();
    if (!options.json.empty()) write_text(options.json, json_text(verify_json(picture, outcomes)));
    if (!options.render.quiet && !stdout_is_claimed()) print_result(format_outcomes(outcomes));
    judge(outcomes);
    return ExitCode::OK;
}

} // namespace

void add_verify(CLI::App& app, Action& action) {
    const auto options = std::make_shared<VerifyOptions>();
    CLI::App& command = add_command(app, "verify", "Draw a scene on every device and compare the sums bit by bit");
    command.footer("Ends with 5 where sums differ, and with 6 where only one device could render.");
    add_render_options(command, options->render);
    add_selection_options(command, options->selection, "Verify");
    command.add_option("--json", options->json, "Write the outcome as JSON; '-' prints it in place of the table")
        ->option_text("FILE");
    command.callback([&action, options] { action = [options] { return run(*options); }; });
}

} // namespace triptych
