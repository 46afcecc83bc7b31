// triptych verify: renders a scene on every device and compares the film sums bit by bit.
// SPDX-License-Identifier: MIT
#include "render/verify.hpp"

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/load_picture.hpp"
#include "cli/report.hpp"
#include "cli/signal_host.hpp"
#include "cli/table.hpp"
#include "cli/thread_limit.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>

namespace triptych {
namespace {

constexpr const char* UNFINISHED = "not all devices were compared";

struct VerifyOptions {
    RenderOptions render;
    DeviceSelection selection;
    std::string json;
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

Json verdict_json(const DeviceVerdict& verdict) {
    Json json = {{"backend", verdict.device.backend},
                 {"index", verdict.device.index},
                 {"device", device_json(verdict.device)},
                 {"status", name_of(verdict.status)}};
    if (!verdict.reason.empty()) json["reason"] = verdict.reason;
    if (verdict.film_hash.empty()) return json;
    json["film_hash"] = verdict.film_hash;
    json["differing_pixels"] = verdict.difference.pixels;
    json["differing_words"] = verdict.difference.words;
    json["first_difference"] = nullptr;
    if (verdict.difference.words > 0)
        json["first_difference"] = {
            {"x", verdict.difference.x}, {"y", verdict.difference.y}, {"channel", verdict.difference.channel}};
    json["seconds"] = verdict.seconds;
    return json;
}

Json verify_json(const Picture& picture, const std::vector<DeviceVerdict>& verdicts) {
    Json devices = Json::array();
    for (const DeviceVerdict& verdict : verdicts) devices.push_back(verdict_json(verdict));
    Json json{{"version", TRIPTYCH_VERSION}};
    json.update(picture_json(picture));
    json["devices"] = devices;
    return json;
}

ExitCode run(const VerifyOptions& options) {
    claim_output(options.json, "--json");
    note_interrupts();
    const BackendOptions& backend = options.render.backend;
    const ThreadLimit thread_limit(backend.threads);
    std::optional<EndAtSignal> nothing_to_lose(UNFINISHED);
    const std::vector<DeviceInfo> devices = select_devices(options.selection, backend);
    const Picture picture = load_picture(options.render);
    SignalHost host(options.render.shown_progress());
    const std::vector<DeviceVerdict> verdicts = verify(picture, devices, backend, host, UNFINISHED);
    nothing_to_lose.reset();
    if (!options.json.empty()) write_text(options.json, json_text(verify_json(picture, verdicts)));
    if (!options.render.quiet && !stdout_is_claimed()) print_result(format_verdicts(verdicts));
    require_equal(verdicts);
    return ExitCode::OK;
}

} // namespace

void add_verify(CLI::App& app, Action& action) {
    const auto options = std::make_shared<VerifyOptions>();
    CLI::App& command = add_command(app, "verify", "Render a scene on every device and compare the sums bit by bit");
    command.footer("Ends with 5 where sums differ, and with 6 where only one device could render.");
    add_render_options(command, options->render);
    add_selection_options(command, options->selection, "Verify");
    command.add_option("--json", options->json, "Write the outcome as JSON; '-' prints it in place of the table")
        ->option_text("FILE");
    command.callback([&action, options] { action = [options] { return run(*options); }; });
}

} // namespace triptych
