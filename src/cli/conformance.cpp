// triptych conformance: what a device's float arithmetic does.
// SPDX-License-Identifier: MIT
#include "backend/conformance.hpp"
#include "base/file_claims.hpp"
#include "base/names.hpp"
#include "cli/arguments.hpp"
#include "cli/child_process.hpp"
#include "cli/commands.hpp"
#include "cli/conformance_report.hpp"
#include "cli/render_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

namespace triptych {
namespace {

struct ConformanceOptions {
    DeviceChoice device;
    BackendOptions backend;
    std::string only; // a part of "group: name"
    std::string json;
    std::string expect;
    std::vector<std::string> compare; // none or two
    unsigned patience_seconds = 120;
};

using Tell = std::function<void(const std::string& line)>;

void tell_json(const Tell& tell, const Json& json) { tell(json.dump(-1, ' ', false, Json::error_handler_t::replace)); }

/// Opens the wanted device of the first kind of backend that can be asked.
std::unique_ptr<Conformance> open_wanted(const ConformanceOptions& options) {
    for (const BackendKind& kind : backend_kinds()) {
        if (kind.open_conformance == nullptr) continue;
        DeviceChoice choice = options.device;
        choice.backend = kind.name;
        return kind.open_conformance(choose_devices(choice, options.backend).front().index, options.backend);
    }
    throw Error(ExitCode::NO_DEVICE, "No backend of this build has devices whose arithmetic could be asked for.");
}

/// Whether the options ask for this check.
bool is_wanted(const ConformanceOptions& options, const std::string& check) {
    return check.find(options.only) != std::string::npos;
}

/// The places of the questions that are wanted. Throws Error (USAGE) where none is.
std::vector<std::size_t> wanted_questions(const std::vector<ConformanceQuestion>& questions,
                                          const ConformanceOptions& options) {
    std::vector<std::size_t> wanted;
    for (std::size_t i = 0; i < questions.size(); i++)
        if (is_wanted(options, check_name(check_json(questions[i], {})))) wanted.push_back(i);
    if (!wanted.empty()) return wanted;
    throw Error(ExitCode::USAGE, fmt::format("No check's name contains {}; `triptych conformance` lists them all.",
                                             in_quotes(options.only)));
}

/// In the child: asks the wanted questions from the `first` on. Tells the report without answers; of each question
/// that it is asked, and its answer; and of an error that ends all this.
void ask_from(std::size_t first, const ConformanceOptions& options, const Tell& tell) {
    try {
        std::unique_ptr<Conformance> device = open_wanted(options);
        const std::vector<ConformanceQuestion> questions = device->questions();
        const std::vector<std::size_t> wanted = wanted_questions(questions, options);
        Json report = empty_report(device->device());
        for (const std::size_t i : wanted) report["checks"].push_back(check_json(questions[i], {}));
        tell_json(tell, {{"report", report}});
        for (std::size_t i = first; i < wanted.size(); i++) {
            tell_json(tell, {{"asked", i}});
            ConformanceFinding finding;
            try {
                finding = device->ask(wanted[i]);
            } catch (const Error& error) {
                finding.words = fmt::format("failed: {}", error.what());
                device.reset(); // it may be lost
                device = open_wanted(options);
            }
            tell_json(tell, {{"answer", check_json(questions[wanted[i]], finding)}});
        }
    } catch (const Error& error) {
        tell_json(tell, {{"code", static_cast<int>(error.code())}, {"sentence", error.what()}});
    }
}

/// The report of the wanted device. Where a question ends the process that asks it, another one goes on with the next.
Json measure(const ConformanceOptions& options) {
    std::optional<Json> report;
    std::size_t asked = 0;
    bool is_answered = true;
    const auto hear = [&](const std::string& line) {
        const Json told = Json::parse(line);
        if (told.contains("sentence"))
            throw Error(static_cast<ExitCode>(told["code"].get<int>()), told["sentence"].get<std::string>());
        if (told.contains("report") && !report) report = told["report"];
        if (told.contains("asked")) {
            asked = told["asked"].get<std::size_t>();
            is_answered = false;
        }
        if (told.contains("answer")) {
            report->at("checks")[asked] = told["answer"];
            is_answered = true;
        }
    };
    for (std::size_t first = 0;;) {
        const std::string death = run_in_child([&](const Tell& tell) { ask_from(first, options, tell); }, hear,
                                               std::chrono::seconds(options.patience_seconds));
        if (death.empty() && report) return *report;
        if (!report || is_answered)
            throw Error(ExitCode::NO_DEVICE, fmt::format("The driver ended the process that opened it ({}); choose "
                                                         "another one with --device.",
                                                         death));
        Json& check = report->at("checks")[asked];
        check["finding"] = fmt::format("ended the process: {}", death);
        first = asked + 1;
        is_answered = true;
        if (first == report->at("checks").size()) return *report;
    }
}

ExitCode compare(const std::string& a, const std::string& b) {
    claim_file(a, FileUse::READ, "A.json");
    claim_file(b, FileUse::READ, "B.json");
    const Json report_a = read_report(a);
    const Json report_b = read_report(b);
    const std::vector<DifferingCheck> differing = differences(report_a, report_b);
    if (!differing.empty()) print_result(format_differences(differing, a, b) + "\n");
    print_result(fmt::format("{} of {} answers differ.\n", differing.size(),
                             std::max(report_a.at("checks").size(), report_b.at("checks").size())));
    return ExitCode::OK;
}

/// The expected report, without the checks that are not wanted.
Json expected_report(const ConformanceOptions& options) {
    Json report = read_report(options.expect);
    Json& checks = report["checks"];
    checks.erase(std::remove_if(checks.begin(), checks.end(),
                                [&](const Json& check) { return !is_wanted(options, check_name(check)); }),
                 checks.end());
    return report;
}

ExitCode run(const ConformanceOptions& options) {
    if (!options.compare.empty()) return compare(options.compare[0], options.compare[1]);
    if (!options.expect.empty()) claim_file(options.expect, FileUse::READ, "--expect");
    claim_output(options.json, "--json");
    std::optional<Json> expected;
    if (!options.expect.empty()) expected = expected_report(options);
    const Json report = measure(options);
    if (!options.json.empty()) write_text(options.json, json_text(report));
    if (!expected) {
        if (!stdout_is_claimed()) print_result(format_report(report));
        return ExitCode::OK;
    }
    const std::vector<DifferingCheck> broken = broken_expectations(*expected, report);
    if (broken.empty()) {
        if (!stdout_is_claimed())
            print_result(fmt::format("All {} answers are as in {}.\n", expected->at("checks").size(), options.expect));
        return ExitCode::OK;
    }
    if (!stdout_is_claimed()) print_result(format_differences(broken, "expected", "found"));
    throw Error(ExitCode::IMAGES_DIFFER, fmt::format("{} of {} answers are not as in {}.", broken.size(),
                                                     expected->at("checks").size(), options.expect));
}

} // namespace

void add_conformance(CLI::App& app, Action& action) {
    const auto options = std::make_shared<ConformanceOptions>();
    CLI::App& command =
        add_command(app, "conformance", "Tell what a device's float arithmetic does: rounding, contraction, denormals");
    command.footer("Ends with 0 whatever is found; with 5 where --expect is given and an answer differs.");
    command.add_option("--device", options->device.device, "Ask this device (index, UUID or name)")
        ->option_text("DEVICE");
    command.add_option("--only", options->only, "Leave out checks without this in \"group: name\"")
        ->option_text("TEXT");
    command.add_flag("--require-hardware", options->device.require_hardware, "Fail rather than ask a software device");
    CLI::Option* json =
        command.add_option("--json", options->json, "Write the report; '-' prints it in place of the table")
            ->option_text("FILE");
    CLI::Option* expect =
        command.add_option("--expect", options->expect, "End with 5 where an answer is not as in this report")
            ->option_text("FILE");
    command.add_option("--timeout", options->patience_seconds, "Give up a check after N seconds (default: 120)")
        ->option_text("N")
        ->check(whole_number(1, 86400));
    command.add_option("--compare", options->compare, "Compare two reports instead")
        ->option_text("A.json B.json")
        ->expected(2)
        ->excludes(json)
        ->excludes(expect);
    command.callback([&action, options] { action = [options] { return run(*options); }; });
}

} // namespace triptych
