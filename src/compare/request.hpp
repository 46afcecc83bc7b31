// What is to be compared and what is accepted, as JSON.
// SPDX-License-Identifier: MIT
#pragma once

#include "compare/comparison.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace triptych {

inline constexpr Named<FlipKind> FLIP_KINDS[] = {
    {"auto", FlipKind::AUTO}, {"ldr", FlipKind::LDR}, {"hdr", FlipKind::HDR}, {"none", FlipKind::NONE}};

/// One pair with thresholds of its own.
struct PairRequest {
    FilePair files;
    PairOptions options;
    Thresholds thresholds;
    std::string reason; // why it is refused where it has no partner
};

/// The thresholds that are given, by the names of the options without their dashes: {"max_flip": 0.01}.
nlohmann::ordered_json thresholds_json(const Thresholds& thresholds);

/// Of {"name", "a", "b", "thresholds": {...}, "channels": [...], "linear": bool, "flip": "auto", "reason"}; all but
/// "name" may be left out. Throws Error (USAGE) for other keys, and for values of another kind.
PairRequest parse_pair_request(const nlohmann::json& json);

/// Compares each pair by its own thresholds, one after the other.
ImageComparison compare_requests(const std::vector<PairRequest>& requests);

} // namespace triptych
