// What is to be compared and what is accepted, as JSON.
// SPDX-License-Identifier: MIT
#include "compare/request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace triptych {

namespace {

using Limit = std::optional<double> Thresholds::*;

/// By their names in JSON; `max_ulp`, a whole number, stands apart.
constexpr Named<Limit> LIMITS[] = {{"fail", &Thresholds::fail},
                                   {"fail_percent", &Thresholds::fail_percent},
                                   {"hard_fail", &Thresholds::hard_fail},
                                   {"warn", &Thresholds::warn},
                                   {"warn_percent", &Thresholds::warn_percent},
                                   {"hard_warn", &Thresholds::hard_warn},
                                   {"max_mean", &Thresholds::max_mean},
                                   {"max_rmse", &Thresholds::max_rmse},
                                   {"min_psnr", &Thresholds::min_psnr},
                                   {"max_flip", &Thresholds::max_flip}};

[[noreturn]] void fail_key(const std::string& key, const char* needed) {
    throw Error(ExitCode::USAGE, fmt::format("{} {}.", key, needed));
}

Thresholds parse_thresholds(const nlohmann::json& json) {
    Thresholds thresholds;
    for (const auto& [key, value] : json.items()) {
        if (!value.is_number() || value.get<double>() < 0.0) fail_key(key, "is a number that is not negative");
        if (key == "max_ulp") {
            thresholds.max_ulp = std::uint64_t(value.get<double>());
            continue;
        }
        const auto* const found = std::find_if(std::begin(LIMITS), std::end(LIMITS),
                                               [&key = key](const Named<Limit>& limit) { return limit.name == key; });
        if (found == std::end(LIMITS)) fail_key(key, "is no threshold");
        thresholds.*(found->value) = value.get<double>();
    }
    return thresholds;
}

FlipKind parse_flip(const nlohmann::json& value) {
    for (const auto& [name, kind] : FLIP_KINDS)
        if (value == name) return kind;
    fail_key("flip", "is auto, ldr, hdr or none");
}

} // namespace

nlohmann::ordered_json thresholds_json(const Thresholds& thresholds) {
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    for (const auto& [name, limit] : LIMITS)
        if (thresholds.*limit) json[std::string(name)] = *(thresholds.*limit);
    if (thresholds.max_ulp) json["max_ulp"] = *thresholds.max_ulp;
    return json;
}

PairRequest parse_pair_request(const nlohmann::json& json) {
    PairRequest request;
    try {
        for (const auto& [key, value] : json.items()) {
            if (key == "name") {
                request.files.name = value;
            } else if (key == "a") {
                request.files.a = value;
            } else if (key == "b") {
                request.files.b = value;
            } else if (key == "thresholds") {
                request.thresholds = parse_thresholds(value);
            } else if (key == "channels") {
                request.options.channels = value.get<std::vector<std::string>>();
            } else if (key == "linear") {
                request.options.as_linear = value;
            } else if (key == "flip") {
                request.options.flip = parse_flip(value);
            } else if (key == "reason") {
                request.reason = value;
            } else {
                fail_key(key, "is unknown");
            }
        }
    } catch (const nlohmann::json::exception& error) {
        throw Error(ExitCode::USAGE, fmt::format("A pair of images is described wrongly: {}.", error.what()));
    }
    request.options.tolerances = request.thresholds.tolerances();
    return request;
}

ImageComparison compare_requests(const std::vector<PairRequest>& requests) {
    ImageComparison comparison;
    for (const PairRequest& request : requests) {
        ComparedPair& pair =
            comparison.pairs.emplace_back(compare_files(request.files, request.options, request.thresholds));
        pair.own_thresholds = request.thresholds;
        if (pair.verdict == PairVerdict::MISSING && !request.reason.empty()) pair.reasons = {request.reason};
    }
    return comparison;
}

} // namespace triptych
