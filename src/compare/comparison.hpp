// Pairs of image files, compared with each other: one or thousands.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.hpp"
#include "compare/statistical.hpp"
#include "compare/verdict.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace triptych {

/// Two files that belong together; one path is empty where the other has no partner.
struct FilePair {
    std::string name; // what a report calls it
    std::string a;    // the reference
    std::string b;
};

struct ComparedPair {
    FilePair files;
    PairVerdict verdict = PairVerdict::EQUAL;
    std::vector<std::string> reasons; // clauses
    PairDifference difference;
    std::string error;                  // a sentence, of FAILED alone
    ExitCode error_code = ExitCode::OK; // likewise
    std::optional<StatisticalResult> statistical;
    std::optional<Thresholds> own_thresholds; // where pairs have not the same
};

/// How pairs are compared, and what came out of it.
struct ImageComparison {
    PairOptions options;
    Thresholds thresholds;
    std::vector<ComparedPair> pairs;

    /// That of the worst pair; EQUAL without any.
    PairVerdict verdict() const;
    std::uint64_t count(PairVerdict verdict) const;
    /// IMAGES_DIFFER where a pair is different or has no partner, else the code of the first that failed, else OK.
    ExitCode exit_code() const;
};

/// Reads and compares two files. Errors of reading become FAILED.
ComparedPair compare_files(const FilePair& files, const PairOptions& options, const Thresholds& thresholds);

/// Compares all of them on all threads that TBB may use, in the pairs' order; each thread holds one pair of pictures at
/// a time. `done` is told of each as it is finished, one at a time, and may throw, which ends the work.
ImageComparison compare_all(const std::vector<FilePair>& pairs, const PairOptions& options,
                            const Thresholds& thresholds, const std::function<void(const ComparedPair&)>& done = {});

/// The JSON document of docs/compare.md; null stands for NaN and infinity.
nlohmann::ordered_json comparison_json(const ImageComparison& comparison);

/// How much a page holds: pictures of the worst pairs that are not merely equal or accepted, scaled down to a side.
struct PageOptions {
    std::uint32_t pictures = 50;
    std::uint32_t side = 1024; // pixels
    bool shows_all = false;    // pictures of pairs that pass as well
};

/// Writes one page that holds all of a comparison, the worst pairs first. Files are read again for their pictures, a
/// pair at a time. Throws Error (OUTPUT).
void write_comparison_page(const std::string& path, const ImageComparison& comparison, const PageOptions& options);

/// A JUnit report: a test suite with a test case a pair, its name made visible.
std::string comparison_junit(const ImageComparison& comparison);

} // namespace triptych
