// How far two image files are apart, in everything that they hold.
// SPDX-License-Identifier: MIT
#pragma once

#include "film/difference.hpp"
#include "image/image.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace triptych {

/// A channel beside the colours that both files have.
struct ChannelDifference {
    std::string name;
    std::uint64_t differing_pixels = 0; // bits differ, or are NaN or infinite in either file
    std::uint32_t max_ulp = 0;          // for whole numbers, such as ids, the largest distance itself
    double rmse = 0.0;                  // NaN where a value is NaN or infinite
    bool is_whole_numbers = false;      // in either file: then no RMSE tells how far they are apart
};

struct FileDifference {
    std::optional<Difference> colors;        // where both have one size
    std::vector<ChannelDifference> channels; // those that both files have, equal or not
    std::vector<std::string> misfits;        // clauses: sizes, windows, channels and values that never pass

    bool is_equal() const;
};

/// Compares all that two files hold; `a_name` and `b_name` stand for them in clauses.
FileDifference compare_files(const WholeImage& a, const std::string& a_name, const WholeImage& b,
                             const std::string& b_name);

} // namespace triptych
