// What a user accepts of a difference, on the command line.
// SPDX-License-Identifier: MIT
#pragma once

#include "compare/comparison.hpp"
#include "compare/folders.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace triptych {

/// The options of `compare`.
struct CompareOptions {
    std::string a;
    std::string b;
    PairOptions pair;
    Thresholds thresholds;
    bool is_statistical = false;
    StatisticalOptions statistical;
    std::string heatmap;
    bool json = false;
    std::string junit;
    std::string report;
    PageOptions page;
    PairingOptions pairing;
    std::vector<std::string> maps;
    bool updates = false;
    bool is_agreed = false;
    std::uint32_t threads = 0;
    bool quiet = false;
};

/// Adds them; `options` must outlive the parse.
void add_compare_options(CLI::App& command, CompareOptions& options);

} // namespace triptych
