// A comparison in text for people.
// SPDX-License-Identifier: MIT
#include "cli/compare_text.hpp"

#include "base/visible.hpp"
#include "cli/table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace triptych {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string figure(double value) { return fmt::format("{:.6g}", value); }

std::vector<std::string> measures_row(const std::string& name, const Measures& measures, bool is_whole_numbers) {
    std::vector<std::string> row{name, std::to_string(measures.differing), std::to_string(measures.max_ulp)};
    if (is_whole_numbers) return row;
    for (const double value : {measures.max_error, measures.mean_error, measures.rmse}) row.push_back(figure(value));
    row.push_back(fmt::format("{:.2f}", measures.psnr));
    for (const double value : measures.percentiles) row.push_back(figure(value));
    return row;
}

} // namespace

std::string format_pair(const ComparedPair& pair) {
    const PairDifference& found = pair.difference;
    Rows rows{{"differing pixels", fmt::format("{} of {}", found.differing_pixels, found.pixels)}};
    if (found.colors.values > 0) {
        rows.push_back({"max ULP", std::to_string(found.colors.max_ulp)});
        rows.push_back({"RMSE", figure(found.colors.rmse)});
        rows.push_back({"PSNR", fmt::format("{:.2f} dB", found.colors.psnr)});
    }
    if (found.flip)
        rows.push_back(
            {"FLIP", fmt::format("{:.6f} ({})", *found.flip, found.flip_kind == FlipKind::HDR ? "HDR" : "LDR")});
    std::string text = format_table(rows);
    if (!found.channels.empty()) {
        Rows table{{"channel", "differing", "max ULP", "max", "mean", "RMSE", "PSNR"}};
        for (const char* percentile : PERCENTILE_NAMES) table[0].push_back(fmt::format("{} %", percentile));
        for (const ChannelMeasures& channel : found.channels)
            table.push_back(measures_row(channel.name, channel.measures, channel.is_whole_numbers));
        table.push_back(measures_row("all", found.all, false));
        text += "\n" + format_table(table);
        text += fmt::format("Values are {}.\n", found.are_codes ? "codes of sRGB from 0 to 1" : "linear light");
    }
    for (const std::string& misfit : found.misfits) text += misfit + "\n";
    return text + fmt::format("verdict: {}\n", name_in(PAIR_VERDICTS, pair.verdict));
}

std::string format_comparison(const ImageComparison& comparison) {
    std::string text;
    for (const ComparedPair& pair : comparison.pairs) {
        if (pair.verdict <= PairVerdict::ACCEPTED) continue;
        const std::string why =
            pair.verdict == PairVerdict::FAILED ? pair.error : fmt::format("{}.", fmt::join(pair.reasons, "; "));
        text += fmt::format("{}: {}: {}\n", name_in(PAIR_VERDICTS, pair.verdict), visible_line(pair.files.name),
                            visible_line(why));
    }
    std::vector<std::string> counts;
    for (const auto& [name, verdict] : PAIR_VERDICTS)
        if (const std::uint64_t count = comparison.count(verdict); count > 0)
            counts.push_back(fmt::format("{} {}", count, name));
    return text + fmt::format("{} pairs: {}\n", comparison.pairs.size(), fmt::join(counts, ", "));
}

std::string format_statistical(const StatisticalResult& result) {
    Rows rows{{"scale", "tests", "smallest p", "refused below", "t", "where"}};
    for (const ScaleResult& scale : result.scales) {
        const std::string name = scale.side == 0   ? "image"
                                 : scale.side == 1 ? "pixels"
                                                   : fmt::format("{0} x {0} blocks", scale.side);
        const std::string where =
            scale.channel.empty() ? "-" : fmt::format("{} at ({}, {})", scale.channel, scale.x, scale.y);
        rows.push_back({name, std::to_string(scale.tests), fmt::format("{:.3g}", scale.smallest_p),
                        fmt::format("{:.3g}", scale.threshold), fmt::format("{:.2f}", scale.t), where});
    }
    return format_table(rows) +
           fmt::format("Variances: {}. Family-wise error: {}.\n", result.method, result.family_error);
}

} // namespace triptych
