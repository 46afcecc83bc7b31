// Scenes that verify has drawn: which ones, what was expected of them, and reports.
// SPDX-License-Identifier: MIT
#include "cli/verify_scenes.hpp"

#include "base/atomic_file.hpp"
#include "base/xml.hpp"
#include "cli/report.hpp"
#include "compare/comparison.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <filesystem>
#include <sstream>

namespace triptych {
namespace {

std::string device_name(const DeviceInfo& device) {
    return fmt::format("{} {}: {}", device.backend, device.index, device.name);
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
    if (verdict.difference.words > 0) {
        Json& first = json["first_difference"];
        first = {{"x", verdict.difference.x}, {"y", verdict.difference.y}, {"channel", verdict.difference.channel}};
        if (verdict.sample)
            first["sample"] = {{"index", verdict.sample->index},
                               {"channel", verdict.sample->channel},
                               {"reference", fmt::format("{:#018x}", verdict.sample->reference)},
                               {"value", fmt::format("{:#018x}", verdict.sample->value)}};
    }
    json["seconds"] = verdict.seconds;
    return json;
}

const DeviceVerdict* reference_of(const VerifiedScene& scene) {
    for (const DeviceVerdict& verdict : scene.verdicts)
        if (verdict.status == VerdictStatus::REFERENCE) return &verdict;
    return nullptr;
}

std::string test_case(const std::string& suite, const std::string& name, double seconds, const std::string& body) {
    return fmt::format("    <testcase classname=\"triptych.verify.{}\" name=\"{}\" time=\"{:.3f}\">{}</testcase>\n",
                       xml_text(suite), xml_text(name), seconds, body);
}

/// The body of a device's test case.
std::string outcome(const DeviceVerdict& verdict) {
    switch (verdict.status) {
    case VerdictStatus::REFERENCE:
    case VerdictStatus::EQUAL: return fmt::format("<system-out>film {}</system-out>", verdict.film_hash);
    case VerdictStatus::SKIPPED: return fmt::format("<skipped message=\"{}\"/>", xml_text(verdict.reason));
    case VerdictStatus::FAILED: return fmt::format("<error type=\"failed\" message=\"{}\"/>", xml_text(verdict.reason));
    case VerdictStatus::DIFFERENT: break;
    }
    const FilmDifference& difference = verdict.difference;
    return fmt::format(
        "<failure type=\"different\" message=\"{} pixels differ, first at column {}, row {}, channel {}\">"
        "film {}</failure>",
        difference.pixels, difference.x, difference.y, difference.channel, verdict.film_hash);
}

/// A folder that goes with all that is in it.
class TemporaryPictures {
public:
    TemporaryPictures() {
        std::string name = (std::filesystem::temp_directory_path() / "triptych-verify-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            throw Error(ExitCode::OUTPUT, fmt::format("Cannot create a folder {} for pictures.", name));
        m_path = name;
    }
    ~TemporaryPictures() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    TemporaryPictures(const TemporaryPictures&) = delete;
    TemporaryPictures& operator=(const TemporaryPictures&) = delete;

    std::string write(const Film& film) {
        const std::filesystem::path path = m_path / fmt::format("{}.pfm", m_count++);
        write_image(path, film.mean(), {});
        return path.string();
    }

private:
    std::filesystem::path m_path;
    int m_count = 0;
};

} // namespace

ExpectedHashes read_expected(const std::string& path) {
    constexpr std::size_t MAX_BYTES = 1u << 24u;
    const std::vector<std::byte> file = read_file(path, MAX_BYTES);
    std::istringstream lines(std::string(reinterpret_cast<const char*>(file.data()), file.size()));
    ExpectedHashes expected;
    std::string line;
    for (std::size_t number = 1; std::getline(lines, line); ++number) {
        if (line.empty() || line[0] == '#') continue;
        constexpr std::size_t HASH_DIGITS = 32;
        const std::size_t scene = line.find_first_not_of(' ', HASH_DIGITS);
        const bool is_hash = line.size() > HASH_DIGITS && line[HASH_DIGITS] == ' ' &&
                             line.find_first_not_of("0123456789abcdef") == HASH_DIGITS;
        if (!is_hash || scene == std::string::npos)
            throw Error(ExitCode::INVALID_INPUT,
                        fmt::format("{}:{} is not a film's hash of 32 digits, blanks and a scene.", path, number));
        expected[line.substr(scene)] = line.substr(0, HASH_DIGITS);
    }
    return expected;
}

std::optional<Error> judge_scene(const VerifiedScene& scene) {
    const DeviceVerdict* reference = reference_of(scene);
    try {
        require_equal(scene.verdicts, scene.expected.empty() ? 2 : 1);
    } catch (const Error& error) {
        return error;
    }
    if (scene.expected.empty() || reference->film_hash == scene.expected) return {};
    return Error(ExitCode::IMAGES_DIFFER, fmt::format("{}: its film is {}, and {} is expected.", scene.scene,
                                                      reference->film_hash, scene.expected));
}

Json scene_json(const VerifiedScene& scene) {
    Json json = scene.picture;
    if (!scene.expected.empty()) json["expected_film_hash"] = scene.expected;
    json["equal"] = !scene.error.has_value();
    json["devices"] = Json::array();
    for (const DeviceVerdict& verdict : scene.verdicts) json["devices"].push_back(verdict_json(verdict));
    return json;
}

std::string verify_junit(const std::vector<VerifiedScene>& scenes) {
    std::string suites;
    for (const VerifiedScene& scene : scenes) {
        std::string cases;
        std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
        for (const DeviceVerdict& verdict : scene.verdicts) {
            ++tests;
            failures += verdict.status == VerdictStatus::DIFFERENT ? 1 : 0;
            errors += verdict.status == VerdictStatus::FAILED ? 1 : 0;
            skipped += verdict.status == VerdictStatus::SKIPPED ? 1 : 0;
            cases += test_case(scene.scene, device_name(verdict.device), verdict.seconds, outcome(verdict));
        }
        const DeviceVerdict* reference = reference_of(scene);
        if (!scene.expected.empty() && reference != nullptr) {
            const bool is_equal = reference->film_hash == scene.expected;
            ++tests;
            failures += is_equal ? 0 : 1;
            cases += test_case(scene.scene, "expected hash", 0.0,
                               is_equal ? ""
                                        : fmt::format("<failure type=\"different\" message=\"{} and not {}\"/>",
                                                      reference->film_hash, scene.expected));
        }
        suites += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">\n{}"
                              "  </testsuite>\n",
                              xml_text(scene.scene), tests, failures, errors, skipped, cases);
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"triptych verify\">\n" + suites +
           "</testsuites>\n";
}

std::string expected_text(const std::vector<VerifiedScene>& scenes) {
    std::string text;
    for (const VerifiedScene& scene : scenes)
        if (const DeviceVerdict* reference = reference_of(scene); reference != nullptr)
            text += fmt::format("{}  {}\n", reference->film_hash, scene.scene);
    return text;
}

void write_verify_page(const std::string& path, const std::vector<VerifiedScene>& scenes) {
    TemporaryPictures pictures;
    std::vector<FilePair> pairs;
    for (const VerifiedScene& scene : scenes) {
        const DeviceVerdict* reference = reference_of(scene);
        for (const DeviceVerdict& verdict : scene.verdicts)
            if (verdict.status == VerdictStatus::DIFFERENT)
                pairs.push_back({fmt::format("{}, {}", scene.scene, device_name(verdict.device)),
                                 pictures.write(*reference->film), pictures.write(*verdict.film)});
    }
    write_comparison_page(path, compare_all(pairs, {}, {}), {});
}

} // namespace triptych
