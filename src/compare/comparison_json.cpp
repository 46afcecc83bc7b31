// A comparison as JSON.
// SPDX-License-Identifier: MIT
#include "compare/comparison.hpp"
#include "compare/request.hpp"

#include <cmath>
#include <utility>

namespace triptych {

namespace {

using Json = nlohmann::ordered_json;

/// JSON knows neither infinity nor NaN.
Json finite_number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json measures_json(const Measures& measures, bool is_whole_numbers) {
    Json json = {{"values", measures.values}, {"differing", measures.differing}, {"max_ulp", measures.max_ulp}};
    if (is_whole_numbers) return json;
    json["non_finite"] = measures.non_finite;
    json["over_fail"] = measures.over_fail;
    json["over_warn"] = measures.over_warn;
    json["max_error"] = measures.max_error;
    json["max_at"] = measures.differing > 0 ? Json({measures.max_x, measures.max_y}) : Json();
    json["mean_error"] = measures.mean_error;
    json["rmse"] = measures.rmse;
    json["psnr"] = finite_number(measures.psnr);
    for (std::size_t i = 0; i < PERMILLES.size(); ++i)
        json["percentiles"][PERCENTILE_NAMES[i]] = measures.percentiles[i];
    return json;
}

Json path_json(const std::string& path) { return path.empty() ? Json() : Json(path); }

Json pair_json(const ComparedPair& pair) {
    Json json = {{"name", pair.files.name},          {"a", path_json(pair.files.a)},
                 {"b", path_json(pair.files.b)},     {"verdict", name_in(PAIR_VERDICTS, pair.verdict)},
                 {"accepted", passes(pair.verdict)}, {"reasons", pair.reasons}};
    if (pair.own_thresholds) json["thresholds"] = thresholds_json(*pair.own_thresholds);
    if (pair.verdict == PairVerdict::FAILED) json["error"] = pair.error;
    if (pair.verdict == PairVerdict::FAILED || pair.verdict == PairVerdict::MISSING) return json;
    if (pair.statistical) {
        json["statistical"] = statistical_json(*pair.statistical);
        return json;
    }
    const PairDifference& found = pair.difference;
    json["width"] = found.width;
    json["height"] = found.height;
    json["values"] = found.are_codes ? "codes" : "linear";
    json["pixels"] = found.pixels;
    json["differing_pixels"] = found.differing_pixels;
    json["pixels_over_fail"] = found.pixels_over_fail;
    json["pixels_over_warn"] = found.pixels_over_warn;
    json["flip"] = found.flip ? Json(*found.flip) : Json();
    json["flip_kind"] = found.flip_kind == FlipKind::LDR   ? Json("ldr")
                        : found.flip_kind == FlipKind::HDR ? Json("hdr")
                                                           : Json();
    json["colors"] = found.colors.values > 0 ? measures_json(found.colors, false) : Json();
    json["all"] = measures_json(found.all, false);
    json["channels"] = Json::array();
    for (const ChannelMeasures& channel : found.channels) {
        Json entry = {{"name", channel.name}, {"whole_numbers", channel.is_whole_numbers}};
        entry.update(measures_json(channel.measures, channel.is_whole_numbers));
        json["channels"].push_back(std::move(entry));
    }
    json["misfits"] = found.misfits;
    return json;
}

} // namespace

Json comparison_json(const ImageComparison& comparison) {
    Json json = {{"triptych_compare", 1},
                 {"version", TRIPTYCH_VERSION},
                 {"verdict", name_in(PAIR_VERDICTS, comparison.verdict())},
                 {"accepted", passes(comparison.verdict())},
                 {"thresholds", thresholds_json(comparison.thresholds)}};
    for (const auto& [name, verdict] : PAIR_VERDICTS) json["counts"][std::string(name)] = comparison.count(verdict);
    json["pairs"] = Json::array();
    for (const ComparedPair& pair : comparison.pairs) json["pairs"].push_back(pair_json(pair));
    return json;
}

} // namespace triptych
