// triptych compare: tells how far images are apart, and whether that is near enough.
// SPDX-License-Identifier: MIT
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/compare_options.hpp"
#include "cli/compare_text.hpp"
#include "cli/compare_update.hpp"
#include "cli/output.hpp"
#include "cli/thread_limit.hpp"
#include "compare/flip.hpp"
#include "compare/folders.hpp"
#include "image/image_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace triptych {
namespace {

void claim_files(const CompareOptions& options) {
    if (!std::filesystem::is_directory(options.a)) claim_file(options.a, FileUse::READ, "A");
    if (!std::filesystem::is_directory(options.b)) claim_file(options.b, FileUse::READ, "B");
    if (!options.heatmap.empty()) check_image_format(options.heatmap);
    claim_output(options.heatmap, "--heatmap");
    claim_output(options.json ? STDOUT_PATH : "", "--json");
    claim_output(options.junit, "--junit");
    claim_output(options.report, "--report");
}

/// Writes the reports that were asked for, and figures to stdout unless a report goes there.
void report(const CompareOptions& options, const ImageComparison& comparison, const std::string& text) {
    if (options.json) print_result(json_text(comparison_json(comparison)));
    if (!options.junit.empty()) write_text(options.junit, comparison_junit(comparison));
    if (!options.report.empty()) write_comparison_page(options.report, comparison, options.page);
    if (!options.quiet && !stdout_is_claimed()) print_result(text);
}

/// The pictures of one side: those of a folder, or the one that is named.
Replicates read_replicates(const std::string& path) {
    Replicates images;
    for (const std::string& file : images_of(path)) images.push_back(read_stored_image(file));
    return images;
}

ExitCode compare_noisy(const CompareOptions& options) {
    ComparedPair pair;
    pair.files = {options.a, options.a, options.b};
    pair.statistical = compare_statistically(read_replicates(options.a), options.a, read_replicates(options.b),
                                             options.b, options.statistical);
    for (const ScaleResult& scale : pair.statistical->scales) {
        if (!scale.is_refused()) continue;
        pair.verdict = PairVerdict::DIFFERENT;
        pair.reasons.push_back(fmt::format("{} differs at ({}, {}) of the {} with p = {:.3g}, below {:.3g}",
                                           scale.channel, scale.x, scale.y,
                                           scale.side == 0   ? "image"
                                           : scale.side == 1 ? "pixels"
                                                             : "blocks",
                                           scale.smallest_p, scale.threshold));
    }
    if (pair.verdict == PairVerdict::EQUAL) pair.verdict = PairVerdict::ACCEPTED;
    const ImageComparison comparison{options.pair, options.thresholds, {pair}};
    report(options, comparison, format_statistical(*pair.statistical));
    if (passes(pair.verdict)) return ExitCode::OK;
    throw Error(ExitCode::IMAGES_DIFFER, fmt::format("{} and {} have other expectations: {}.", options.a, options.b,
                                                     fmt::join(pair.reasons, "; ")));
}

/// Ends with the comparison's code, and with a sentence where it is an error.
ExitCode end(const ImageComparison& comparison, const std::string& sentence) {
    const ExitCode code = comparison.exit_code();
    if (code == ExitCode::OK) return code;
    throw Error(code, sentence);
}

ExitCode compare_one(const CompareOptions& options) {
    ImageComparison comparison{options.pair, options.thresholds, {}};
    const ComparedPair& pair = comparison.pairs.emplace_back(
        compare_files({options.b, options.a, options.b}, options.pair, options.thresholds));
    if (pair.verdict == PairVerdict::FAILED) throw Error(pair.error_code, pair.error);
    if (!options.heatmap.empty() && pair.difference.flip_kind != FlipKind::NONE) {
        const StoredImage a = read_stored_image(options.a), b = read_stored_image(options.b);
        write_image(options.heatmap,
                    heatmap(flip_map(a, b, pair.difference.flip_kind), a.colors.width, a.colors.height),
                    {{"Software", fmt::format("triptych {}", TRIPTYCH_VERSION)}});
    }
    report(options, comparison, format_pair(pair));
    const std::string reasons = fmt::format("{}", fmt::join(pair.reasons, "; "));
    if (pair.verdict == PairVerdict::WARNED) spdlog::warn("{} and {}: {}.", options.a, options.b, reasons);
    if (options.updates) update_references(comparison, options.a, options.b, options.is_agreed);
    return end(comparison, fmt::format("{} and {} differ: {}.", options.a, options.b, reasons));
}

ExitCode compare_folders(const CompareOptions& options) {
    if (!options.heatmap.empty())
        throw Error(ExitCode::USAGE, "--heatmap is for two images; --report shows those of folders.");
    PairingOptions pairing = options.pairing;
    for (const std::string& map : options.maps) pairing.maps.push_back(parse_name_map(map));
    ImageComparison comparison =
        compare_all(pair_folders(options.a, options.b, pairing), options.pair, options.thresholds);
    report(options, comparison, format_comparison(comparison));
    if (options.updates) update_references(comparison, options.a, options.b, options.is_agreed);
    const std::uint64_t refused =
        std::uint64_t(std::count_if(comparison.pairs.begin(), comparison.pairs.end(),
                                    [](const ComparedPair& pair) { return !passes(pair.verdict); }));
    return end(comparison, fmt::format("{} of {} pairs of {} and {} do not pass.", refused, comparison.pairs.size(),
                                       options.a, options.b));
}

ExitCode run(CompareOptions options) {
    claim_files(options);
    if (options.is_agreed && !options.updates) throw Error(ExitCode::USAGE, "--yes belongs to --update.");
    const ThreadLimit thread_limit(options.threads);
    options.pair.tolerances = options.thresholds.tolerances();
    if (options.is_statistical) return compare_noisy(options);
    const bool a_is_folder = std::filesystem::is_directory(options.a);
    if (a_is_folder != std::filesystem::is_directory(options.b))
        throw Error(ExitCode::USAGE,
                    fmt::format("{} is a folder and {} is not; name two folders or two images.",
                                a_is_folder ? options.a : options.b, a_is_folder ? options.b : options.a));
    return a_is_folder ? compare_folders(options) : compare_one(options);
}

} // namespace

void add_compare(CLI::App& app, Action& action) {
    const auto options = std::make_shared<CompareOptions>();
    CLI::App& command = add_command(app, "compare", "Tell how far images are apart, and whether that is near enough");
    command.footer("Ends with 5 where any pixel of any channel differs, or with thresholds where one is exceeded; and "
                   "always where one image has another size, other windows or channels, or either holds NaN or "
                   "infinity. docs/compare.md has all of it.");
    add_compare_options(command, *options);
    command.callback([&action, options] { action = [options] { return run(*options); }; });
}

} // namespace triptych
