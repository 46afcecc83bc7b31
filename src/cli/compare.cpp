// triptych compare: tells how far two images are apart.
// SPDX-License-Identifier: MIT
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/table.hpp"
#include "film/file_difference.hpp"
#include "image/image_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace triptych {
namespace {

struct CompareOptions {
    std::string a;
    std::string b;
    std::string heatmap;
    bool json = false;
    std::optional<double> max_rmse;
    std::optional<double> max_flip;
};

/// Equal to the bit, or within every threshold that was given. FLIP tells nothing of channels beside the colours, and
/// RMSE nothing of whole numbers such as ids: what no threshold speaks of must be equal.
bool accepts(const CompareOptions& options, const ChannelDifference& channel) {
    if (channel.differing_pixels == 0) return true;
    return options.max_rmse && !channel.is_whole_numbers && channel.rmse <= *options.max_rmse;
}

bool accepts(const CompareOptions& options, const Difference& colors) {
    if (!options.max_rmse && !options.max_flip) return colors.differing_pixels == 0;
    return (!options.max_rmse || colors.rmse <= *options.max_rmse) &&
           (!options.max_flip || colors.flip <= *options.max_flip);
}

/// Clauses: why the files do not pass; none where they do.
std::vector<std::string> refusals(const CompareOptions& options, const FileDifference& difference) {
    std::vector<std::string> clauses;
    if (difference.colors && !accepts(options, *difference.colors))
        clauses.push_back(fmt::format("{} pixels are not equal", difference.colors->differing_pixels));
    for (const ChannelDifference& channel : difference.channels)
        if (!accepts(options, channel))
            clauses.push_back(
                fmt::format("channel {} is not equal in {} pixels", channel.name, channel.differing_pixels));
    clauses.insert(clauses.end(), difference.misfits.begin(), difference.misfits.end());
    return clauses;
}

std::string format_difference(const FileDifference& difference, const Image& image) {
    std::vector<std::vector<std::string>> rows;
    if (const std::optional<Difference>& colors = difference.colors) {
        rows = {{"differing pixels",
                 fmt::format("{} of {}", colors->differing_pixels, std::uint64_t(image.width) * image.height)},
                {"max ULP", std::to_string(colors->max_ulp)},
                {"RMSE", fmt::format("{:.6g}", colors->rmse)},
                {"PSNR", fmt::format("{:.2f} dB", colors->psnr)},
                {"FLIP", fmt::format("{:.6f}", colors->flip)}};
    }
    for (const ChannelDifference& channel : difference.channels) {
        std::string words = "equal";
        if (channel.differing_pixels > 0) {
            words = fmt::format("differs in {} pixels, max {} {}", channel.differing_pixels,
                                channel.is_whole_numbers ? "distance" : "ULP", channel.max_ulp);
            if (!channel.is_whole_numbers) words += fmt::format(", RMSE {:.6g}", channel.rmse);
        }
        rows.push_back({"channel " + channel.name, words});
    }
    std::string text = format_table(rows);
    for (const std::string& misfit : difference.misfits) text += misfit + "\n";
    return text;
}

/// JSON knows neither infinity nor NaN.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json difference_json(const CompareOptions& options, const FileDifference& difference, const Image& image) {
    Json json = {{"a", options.a}, {"b", options.b}, {"width", image.width}, {"height", image.height}};
    const Difference colors = difference.colors.value_or(Difference());
    const bool has_colors = difference.colors.has_value();
    json["differing_pixels"] = has_colors ? Json(colors.differing_pixels) : Json();
    json["max_ulp"] = has_colors ? Json(colors.max_ulp) : Json();
    json["rmse"] = has_colors ? number(colors.rmse) : Json();
    json["psnr"] = has_colors ? number(colors.psnr) : Json();
    json["flip"] = has_colors ? number(colors.flip) : Json();
    json["channels"] = Json::array();
    for (const ChannelDifference& channel : difference.channels)
        json["channels"].push_back({{"name", channel.name},
                                    {"differing_pixels", channel.differing_pixels},
                                    {"max_ulp", channel.max_ulp},
                                    {"rmse", channel.is_whole_numbers ? Json() : number(channel.rmse)}});
    json["misfits"] = difference.misfits;
    json["accepted"] = refusals(options, difference).empty();
    return json;
}

ExitCode run(const CompareOptions& options) {
    if (!options.heatmap.empty()) {
        check_image_format(options.heatmap);
        claim_file(options.a, FileUse::READ, "A");
        claim_file(options.b, FileUse::READ, "B");
        claim_output(options.heatmap, "--heatmap");
    }
    const WholeImage a = read_whole_image(options.a);
    const WholeImage b = read_whole_image(options.b);
    const FileDifference difference = compare_files(a, options.a, b, options.b);
    const std::vector<std::string> clauses = refusals(options, difference);
    if (!options.heatmap.empty() && difference.colors)
        write_image(options.heatmap, heatmap(flip_errors(a.colors, b.colors), a.colors.width, a.colors.height),
                    {{"Software", fmt::format("triptych {}", TRIPTYCH_VERSION)}});
    print_result(options.json ? json_text(difference_json(options, difference, a.colors))
                              : format_difference(difference, a.colors));
    if (clauses.empty()) return ExitCode::OK;
    throw Error(ExitCode::IMAGES_DIFFER,
                fmt::format("{} and {} differ: {}.", options.a, options.b, fmt::join(clauses, "; ")));
}

} // namespace

void add_compare(CLI::App& app, Action& action) {
    const auto options = std::make_shared<CompareOptions>();
    CLI::App& command = add_command(app, "compare", "Tell how far two images are apart");
    command.footer("Ends with 5 where any pixel of any channel differs, or with thresholds where one is exceeded; and "
                   "always where one image has other windows or channels, or either holds NaN or infinity.");
    command.add_option("A", options->a, "Image: PNG, JPEG, EXR, Radiance HDR or PFM")->required();
    command.add_option("B", options->b, "Another one")->required();
    command.add_option("--heatmap", options->heatmap, "Write an image of the FLIP error of each pixel")
        ->option_text("FILE");
    command.add_flag("--json", options->json, "Print JSON");
    command.add_option("--max-rmse", options->max_rmse, "Accept a root mean square error up to X")
        ->check(non_negative_number());
    command.add_option("--max-flip", options->max_flip, "Accept a mean FLIP error up to X")
        ->check(non_negative_number());
    command.callback([&action, options] { action = [options] { return run(*options); }; });
}

} // namespace triptych
