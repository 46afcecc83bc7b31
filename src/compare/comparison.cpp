// Pairs of image files, compared with each other: one or thousands.
// SPDX-License-Identifier: MIT
#include "compare/comparison.hpp"

#include "image/stored_image.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <mutex>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

namespace triptych {

PairVerdict ImageComparison::verdict() const {
    PairVerdict worst = PairVerdict::EQUAL;
    for (const ComparedPair& pair : pairs) worst = std::max(worst, pair.verdict);
    return worst;
}

std::uint64_t ImageComparison::count(PairVerdict verdict) const {
    return std::uint64_t(
        std::count_if(pairs.begin(), pairs.end(), [&](const ComparedPair& pair) { return pair.verdict == verdict; }));
}

ExitCode ImageComparison::exit_code() const {
    if (count(PairVerdict::DIFFERENT) + count(PairVerdict::MISSING) > 0) return ExitCode::IMAGES_DIFFER;
    const auto failed = std::find_if(pairs.begin(), pairs.end(),
                                     [](const ComparedPair& pair) { return pair.verdict == PairVerdict::FAILED; });
    return failed == pairs.end() ? ExitCode::OK : failed->error_code;
}

ComparedPair compare_files(const FilePair& files, const PairOptions& options, const Thresholds& thresholds) {
    ComparedPair result;
    result.files = files;
    if (files.a.empty() || files.b.empty()) {
        result.verdict = PairVerdict::MISSING;
        result.reasons.push_back(files.a.empty() ? fmt::format("{} has no reference", files.b)
                                                 : fmt::format("{} has no new picture", files.a));
        return result;
    }
    try {
        const StoredImage a = read_stored_image(files.a), b = read_stored_image(files.b);
        result.difference = compare_pair(a, files.a, b, files.b, options);
    } catch (const Error& error) {
        if (error.code() != ExitCode::INVALID_INPUT && error.code() != ExitCode::LIMIT) throw;
        result.verdict = PairVerdict::FAILED;
        result.error = error.what();
        result.error_code = error.code();
        return result;
    }
    Judgement judgement = judge(result.difference, thresholds);
    result.verdict = judgement.verdict;
    result.reasons = std::move(judgement.reasons);
    return result;
}

ImageComparison compare_all(const std::vector<FilePair>& pairs, const PairOptions& options,
                            const Thresholds& thresholds, const std::function<void(const ComparedPair&)>& done) {
    ImageComparison comparison{options, thresholds, std::vector<ComparedPair>(pairs.size())};
    std::mutex mutex;
    tbb::parallel_for(std::size_t(0), pairs.size(), [&](std::size_t i) {
        // A thread that waits for others within a pair takes no further pair, whose pictures would add to the memory.
        tbb::this_task_arena::isolate([&] { comparison.pairs[i] = compare_files(pairs[i], options, thresholds); });
        if (!done) return;
        const std::lock_guard<std::mutex> lock(mutex);
        done(comparison.pairs[i]);
    });
    return comparison;
}

} // namespace triptych
