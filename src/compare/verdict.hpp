// Whether two images are near enough to each other, and why not.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/named.hpp"
#include "compare/pair.hpp"

#include <optional>
#include <string>
#include <vector>

namespace triptych {

/// What a user accepts. Where nothing is given, images must be equal to the bit. `fail` to `hard_warn` mean what idiff
/// of OpenImageIO means by them: errors are absolute, and a pixel's is the largest of its channels.
struct Thresholds {
    std::optional<double> fail = {};         // errors up to this count as equal
    std::optional<double> fail_percent = {}; // of pixels that may be over `fail`
    std::optional<double> hard_fail = {};    // no error may be larger
    std::optional<double> warn = {}, warn_percent = {}, hard_warn = {};
    std::optional<double> max_mean = {}; // of each: the colours, and each other channel of floats
    std::optional<double> max_rmse = {}; // likewise
    std::optional<double> min_psnr = {}; // dB, likewise
    std::optional<std::uint64_t> max_ulp = {};
    std::optional<double> max_flip = {}; // mean FLIP error of the colours; says nothing of other channels

    Tolerances tolerances() const { return {fail.value_or(0.0), warn.value_or(0.0)}; }
};

/// From the best to the worst.
enum class PairVerdict {
    EQUAL,     // to the bit
    ACCEPTED,  // within every threshold
    WARNED,    // accepted, but over one that only warns
    DIFFERENT, // over a threshold, or not equal where none is given
    MISSING,   // has no partner
    FAILED,    // could not be read
};

inline constexpr Named<PairVerdict> PAIR_VERDICTS[] = {
    {"equal", PairVerdict::EQUAL},         {"accepted", PairVerdict::ACCEPTED}, {"warned", PairVerdict::WARNED},
    {"different", PairVerdict::DIFFERENT}, {"missing", PairVerdict::MISSING},   {"failed", PairVerdict::FAILED}};

inline bool passes(PairVerdict verdict) { return verdict <= PairVerdict::WARNED; }

struct Judgement {
    PairVerdict verdict = PairVerdict::EQUAL;
    std::vector<std::string> reasons; // clauses: why it is DIFFERENT, or WARNED
};

/// Misfits never pass. Whole numbers, such as ids, must be equal whatever the thresholds, and where --max-flip is the
/// only one so must all channels that are no colours.
Judgement judge(const PairDifference& difference, const Thresholds& thresholds);

} // namespace triptych
