// triptych inspect: the kernel that renders a scene on a device, as its compilers see it.
// SPDX-License-Identifier: MIT
#include "backend/cache_dir.hpp"
#include "base/names.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/load_picture.hpp"
#include "cli/output.hpp"
#include "cli/report.hpp"
#include "cli/scene_options.hpp"
#include "cli/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace triptych {
namespace {

struct InspectOptions {
    RenderOptions render;
    DeviceChoice device;
    std::string language;
    std::string title;
    std::string json;
};

struct Inspection {
    DeviceInfo device; // where it is unavailable, the kernels are those of the build
    std::vector<KernelReport> kernels;
};

/// The device that stands for a backend of which none can be used, where the build can tell of its kernels; the
/// backend must be asked for by name, since `auto` always finds a device.
std::optional<Inspection> inspect_build(const InspectOptions& options, const Picture& picture) {
    if (!options.device.device.empty()) return std::nullopt;
    for (const BackendKind& kind : backend_kinds()) {
        if (kind.name != options.device.backend || kind.inspect_build == nullptr) continue;
        const std::vector<DeviceInfo> devices = kind.list(options.render.backend);
        const bool usable = std::any_of(devices.begin(), devices.end(),
                                        [](const DeviceInfo& device) { return device.unavailable.empty(); });
        if (!usable)
            return Inspection{devices.front(), kind.inspect_build(options.render.backend, picture.scene->features)};
    }
    return std::nullopt;
}

Inspection inspect(const InspectOptions& options, const Picture& picture) {
    if (std::optional<Inspection> build = inspect_build(options, picture)) return *std::move(build);
    BackendOptions backend_options = options.render.backend;
    backend_options.is_inspected = true;
    const std::vector<DeviceInfo> devices = choose_devices(options.device, backend_options);
    const std::unique_ptr<Backend> backend = open_first(devices, backend_options);
    backend->load(*picture.scene);
    return {backend->device(), backend->inspect()};
}

std::string value_text(const KernelStatistic& statistic) {
    return std::visit([](const auto& value) { return fmt::format("{}", value); }, statistic.value);
}

/// The option that prints a text: by its language where that is unmistakable.
std::string option_for(const KernelText& text) {
    if (text.language != "text") return "--asm " + text.language;
    return text.title.find(' ') == std::string::npos ? "--show " + text.title : fmt::format("--show '{}'", text.title);
}

std::string format_report(const Inspection& inspection, const KernelReport& kernel, const std::string& scene) {
    const DeviceInfo& device = inspection.device;
    const std::string where =
        device.unavailable.empty()
            ? fmt::format("{} {}: {}, {}", device.backend, device.index, device.name, device.driver)
            : fmt::format("{} without a device, as built: {}", device.backend, device.unavailable);
    std::vector<std::vector<std::string>> rows{{"figure", "value"}};
    for (const KernelStatistic& statistic : kernel.statistics)
        rows.push_back({statistic.name, value_text(statistic) + (statistic.unit.empty() ? "" : " " + statistic.unit)});
    rows.push_back({});
    rows.push_back({"text", "lines", "printed by"});
    for (const KernelText& text : kernel.texts)
        rows.push_back(
            {text.title, std::to_string(std::count(text.text.begin(), text.text.end(), '\n')), option_for(text)});
    std::string result = fmt::format("kernel {} for {} on {}\n\n{}", kernel.name, scene, where, format_table(rows));
    for (const std::string& note : kernel.notes) result += "\n" + note + "\n";
    return result;
}

/// The texts in a language or with a title, in the order of the report. Throws Error (USAGE) where there is none.
std::string wanted_texts(const Inspection& inspection, const InspectOptions& options) {
    std::string found;
    std::string known;
    for (const KernelReport& kernel : inspection.kernels) {
        for (const KernelText& text : kernel.texts) {
            known += (known.empty() ? "" : ", ") + option_for(text);
            if (text.language == options.language || text.title == options.title) found += text.text;
        }
    }
    if (!found.empty()) return found;
    throw Error(ExitCode::USAGE,
                fmt::format("There is no text {} of this kernel; what can be printed: {}.",
                            in_quotes(options.language + options.title), known.empty() ? "nothing" : known));
}

Json kernel_json(const KernelReport& kernel) {
    Json statistics = Json::array();
    for (const KernelStatistic& statistic : kernel.statistics) {
        Json json = {{"name", statistic.name}};
        std::visit([&](const auto& value) { json["value"] = value; }, statistic.value);
        json["unit"] = statistic.unit;
        statistics.push_back(json);
    }
    Json texts = Json::array();
    for (const KernelText& text : kernel.texts)
        texts.push_back({{"title", text.title}, {"language", text.language}, {"text", text.text}});
    return {{"name", kernel.name}, {"statistics", statistics}, {"texts", texts}, {"notes", kernel.notes}};
}

Json inspection_json(const Inspection& inspection, const Picture& picture) {
    Json json = {{"version", TRIPTYCH_VERSION},
                 {"scene", picture.scene_name},
                 {"scene_hash", picture.scene->hash},
                 {"backend", inspection.device.backend},
                 {"device", nullptr}};
    if (inspection.device.unavailable.empty()) {
        json["device"] = device_json(inspection.device);
    } else {
        json["unavailable"] = inspection.device.unavailable;
    }
    json["kernels"] = Json::array();
    for (const KernelReport& kernel : inspection.kernels) json["kernels"].push_back(kernel_json(kernel));
    return json;
}

ExitCode run(const InspectOptions& options) {
    claim_output(options.json, "--json");
    const Picture picture = load_picture(options.render);
    const Inspection inspection = inspect(options, picture);
    if (!options.json.empty()) write_text(options.json, json_text(inspection_json(inspection, picture)));
    if (!options.language.empty() || !options.title.empty()) {
        print_result(wanted_texts(inspection, options));
        return ExitCode::OK;
    }
    if (stdout_is_claimed()) return ExitCode::OK;
    for (const KernelReport& kernel : inspection.kernels)
        print_result(format_report(inspection, kernel, picture.scene_name));
    return ExitCode::OK;
}

} // namespace

void add_inspect(CLI::App& app, Action& action) {
    const auto options = std::make_shared<InspectOptions>();
    options->render.scene = "one-weekend";
    options->render.backend.cache_dir = default_cache_dir();
    options->render.backend.checks_driver = true;
    CLI::App& command = add_command(app, "inspect",
                                    "Show the kernel of a scene on a device: SPIR-V, PTX, machine "
                                    "code, registers");
    command.footer("With --backend NAME and no such device, shows what this build holds of its kernels.");
    command.add_option("SCENE", options->render.scene,
                       "Scene file, or name of a built-in scene (default: one-weekend)");
    add_scene_options(command, options->render.load);
    add_device_options(command, options->device);
    command.add_option("--shader-dir", options->render.backend.shader_dir, "Compile the shaders of this folder")
        ->option_text("DIR")
        ->check(CLI::ExistingDirectory);
    CLI::Option* language =
        command.add_option("--asm", options->language, "Print the kernel in this language: spirv, ptx, asm")
            ->option_text("LANGUAGE");
    command.add_option("--show", options->title, "Print the text with this title")
        ->option_text("TITLE")
        ->excludes(language);
    command.add_option("--json", options->json, "Write all of it as JSON; '-' prints it in place of the summary")
        ->option_text("FILE");
    command.callback([&action, options] { action = [options] { return run(*options); }; });
}

} // namespace triptych
