// Reports: what is told of each check, and which answers differ.
// SPDX-License-Identifier: MIT
#include "cli/conformance_report.hpp"

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "cli/report.hpp"
#include "cli/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace triptych {
namespace {

constexpr int FORMAT = 1;
constexpr std::size_t MAX_REPORT_BYTES = std::size_t{16} << 20;

std::string hex(std::uint32_t bits) { return fmt::format("{:#010x}", bits); }

/// Six digits, which different C libraries agree on.
double rounded(double value) { return std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr); }

const Json* find_check(const Json& report, const std::string& name) {
    for (const Json& check : report.at("checks"))
        if (check_name(check) == name) return &check;
    return nullptr;
}

/// "x 0x3f800000, y 0x40000000: 0x3f000001, not 0x3f000000"
std::string worst_text(const Json& check) {
    if (!check.contains("worst")) return "";
    const Json& worst = check["worst"];
    std::string text;
    for (const auto& [name, bits] : worst.at("inputs").items())
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, bits.get<std::string>());
    return fmt::format("{}: {}, not {}", text, worst.at("result").get<std::string>(),
                       worst.at("expected").get<std::string>());
}

/// The finding, and whatever else differs.
std::string answer_text(const Json& check, const Json& other) {
    if (check.is_null()) return "-";
    std::string text = check.value("finding", "");
    if (other.is_null() || !check.contains("finding") || text != other.value("finding", "")) return text;
    for (const auto& [key, value] : check.items()) {
        if (other.contains(key) && other[key] == value) continue;
        text += fmt::format("{}{} {}", text.empty() ? "" : "; ", key, value.dump());
    }
    return text;
}

/// Throws nlohmann's errors, or returns false, where `report` is not one.
bool is_report(const Json& report) {
    if (report.at("conformance") != FORMAT) return false;
    for (const Json& check : report.at("checks")) check_name(check);
    return true;
}

} // namespace

std::string check_name(const Json& check) {
    return check.at("group").get<std::string>() + ": " + check.at("name").get<std::string>();
}

Json check_json(const ConformanceQuestion& question, const ConformanceFinding& finding) {
    Json json = {{"group", question.group}, {"name", question.name}};
    if (!question.glsl.empty()) json["glsl"] = question.glsl;
    json["finding"] = finding.words;
    if (finding.inputs > 0) json["inputs"] = finding.inputs;
    if (!finding.counts.empty()) {
        json["counts"] = Json::object();
        for (const auto& [kind, count] : finding.counts) json["counts"][kind] = count;
    }
    if (finding.max_ulp) json["max_ulp"] = rounded(*finding.max_ulp);
    if (finding.max_error) json["max_error"] = rounded(*finding.max_error);
    if (!finding.worst) return json;
    Json inputs = Json::object();
    for (const auto& [name, bits] : finding.worst->inputs) inputs[std::string(1, name)] = hex(bits);
    json["worst"] = {
        {"inputs", inputs}, {"result", hex(finding.worst->result)}, {"expected", hex(finding.worst->expected)}};
    return json;
}

Json empty_report(const DeviceInfo& device) {
    return {{"conformance", FORMAT},
            {"version", TRIPTYCH_VERSION},
            {"device", device_json(device)},
            {"checks", Json::array()}};
}

std::string format_report(const Json& report) {
    const Json& device = report.at("device");
    std::string text = fmt::format("{}, {}\n", device.value("name", "unknown device"), device.value("driver", ""));
    std::string group;
    std::vector<std::vector<std::string>> rows;
    for (const Json& check : report.at("checks")) {
        if (check.at("group") != group) {
            group = check["group"].get<std::string>();
            rows.push_back({});
            rows.push_back({group, "GLSL", "finding", "worst input: result, not what was expected"});
        }
        rows.push_back({check.at("name").get<std::string>(), check.value("glsl", ""), check.value("finding", ""),
                        worst_text(check)});
    }
    return text + format_table(rows);
}

Json read_report(const std::string& path) {
    const std::vector<std::byte> bytes = read_file(path, MAX_REPORT_BYTES);
    const char* text = reinterpret_cast<const char*>(bytes.data());
    try {
        Json report = Json::parse(text, text + bytes.size());
        if (is_report(report)) return report;
    } catch (const Json::exception&) { // the same sentence
    }
    throw Error(ExitCode::INVALID_INPUT,
                fmt::format("{} is no report of this version's `triptych conformance --json`; make a new one.", path));
}

std::vector<DifferingCheck> differences(const Json& a, const Json& b) {
    std::vector<DifferingCheck> found;
    for (const Json& check : a.at("checks")) {
        const Json* other = find_check(b, check_name(check));
        if (other == nullptr || *other != check)
            found.push_back({check_name(check), check, other == nullptr ? Json() : *other});
    }
    for (const Json& check : b.at("checks"))
        if (find_check(a, check_name(check)) == nullptr) found.push_back({check_name(check), Json(), check});
    return found;
}

std::vector<DifferingCheck> broken_expectations(const Json& expected, const Json& report) {
    std::vector<DifferingCheck> found;
    for (const Json& check : expected.at("checks")) {
        const Json* other = find_check(report, check_name(check));
        const bool holds =
            other != nullptr && std::all_of(check.items().begin(), check.items().end(), [&](const auto& item) {
                return other->contains(item.key()) && (*other)[item.key()] == item.value();
            });
        if (!holds) found.push_back({check_name(check), check, other == nullptr ? Json() : *other});
    }
    return found;
}

std::string format_differences(const std::vector<DifferingCheck>& differing, const std::string& a,
                               const std::string& b) {
    std::vector<std::vector<std::string>> rows{{"check", a, b}};
    for (const DifferingCheck& check : differing)
        rows.push_back({check.name, answer_text(check.a, check.b), answer_text(check.b, check.a)});
    return format_table(rows);
}

} // namespace triptych
