// References that a person lets new pictures replace.
// SPDX-License-Identifier: MIT
#include "cli/compare_update.hpp"

#include "base/atomic_file.hpp"
#include "cli/output.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <filesystem>
#include <iostream>
#include <limits>
#include <unistd.h>

namespace triptych {
namespace {

namespace fs = std::filesystem;

/// What a person answers: y and n for this one, a for it and all others, q for no more.
char ask(const ComparedPair& pair, const std::string& reference) {
    const std::string why =
        pair.verdict == PairVerdict::FAILED ? pair.error : fmt::format("{}.", fmt::join(pair.reasons, "; "));
    while (true) {
        print_line(fmt::format("{}: {} Copy {} to {}? [y/n/a/q]", pair.files.name, why, pair.files.b, reference));
        std::string answer;
        if (!std::getline(std::cin, answer)) return 'q';
        if (answer == "y" || answer == "n" || answer == "a" || answer == "q") return answer[0];
    }
}

void copy(const std::string& from, const fs::path& to) {
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    write_file_atomically(to, read_file(from, std::numeric_limits<std::uint32_t>::max()));
}

} // namespace

void update_references(ImageComparison& comparison, const std::string& a, const std::string& b, bool is_agreed) {
    if (!is_agreed && isatty(STDIN_FILENO) != 1)
        throw Error(ExitCode::USAGE, "--update asks for every picture, and standard input is no terminal; add --yes to "
                                     "agree to all.");
    bool stops = false;
    for (ComparedPair& pair : comparison.pairs) {
        if (passes(pair.verdict) || pair.files.b.empty()) continue;
        // Beneath a folder the path within it is kept; a single file takes the reference's own path.
        const std::string reference = !pair.files.a.empty()
                                          ? pair.files.a
                                          : (fs::path(a) / fs::path(pair.files.b).lexically_relative(b)).string();
        const char answer = stops ? 'q' : is_agreed ? 'y' : ask(pair, reference);
        stops = answer == 'q';
        is_agreed = is_agreed || answer == 'a';
        if (answer == 'n' || answer == 'q') continue;
        copy(pair.files.b, reference);
        print_line(fmt::format("{} {}", pair.files.a.empty() ? "added" : "updated", reference));
        pair.files.a = reference;
        pair.verdict = PairVerdict::EQUAL;
        pair.reasons.clear();
        pair.error.clear();
    }
}

} // namespace triptych
