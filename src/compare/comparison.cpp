// Pairs of image files, compared with each other: one or thousands.
// SPDX-License-Identifier: MIT
#include "compare/comparison.hpp"

#include "image/stored_image.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <mutex>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

namespace triptych {

namespace {

/// Whether two files hold the same, so that one need not be decoded. Reading them again is cheap beside that.
bool have_same_bytes(const std::string& a, const std::string& b) {
    std::error_code error;
    if (std::filesystem::file_size(a, error) != std::filesystem::file_size(b, error) || error) return false;
    constexpr std::size_t PIECE_BYTES = std::size_t(1) << 16u;
    std::ifstream streams[] = {std::ifstream(a, std::ios::binary), std::ifstream(b, std::ios::binary)};
    std::vector<char> pieces[] = {std::vector<char>(PIECE_BYTES), std::vector<char>(PIECE_BYTES)};
    while (true) {
        for (std::size_t i = 0; i < 2; ++i) streams[i].read(pieces[i].data(), PIECE_BYTES);
        const std::streamsize count = streams[0].gcount();
        if (count != streams[1].gcount() || streams[0].bad() || streams[1].bad() ||
            !std::equal(pieces[0].begin(), pieces[0].begin() + count, pieces[1].begin()))
            return false;
        if (count == 0) return true;
    }
}

} // namespace

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
        const StoredImage a = read_stored_image(files.a);
        if (have_same_bytes(files.a, files.b)) {
            result.difference = compare_pair(a, files.a, a, files.b, options);
        } else {
            result.difference = compare_pair(a, files.a, read_stored_image(files.b), files.b, options);
        }
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
