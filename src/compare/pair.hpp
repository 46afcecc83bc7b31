// How far two image files are apart, in everything that they hold.
// SPDX-License-Identifier: MIT
#pragma once

#include "compare/measures.hpp"
#include "image/stored_image.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace triptych {

/// Which FLIP measures the colours.
enum class FlipKind {
    AUTO, // HDR where a file holds floats, else LDR
    LDR,  // of a display's range: what is over 1 counts as 1
    HDR,  // over a range of exposures
    NONE,
};

/// What is measured, and how.
struct PairOptions {
    std::vector<std::string> channels; // patterns of those that are compared; all where there is none
    bool as_linear = false;            // integers, too, are compared as linear light and not as the codes that they are
    FlipKind flip = FlipKind::AUTO;
    Tolerances tolerances;
};

/// What two files have in common, and in what they differ.
struct PairDifference {
    std::uint32_t width = 0; // of A
    std::uint32_t height = 0;
    std::int64_t x0 = 0, y0 = 0;           // its first column and row
    bool are_codes = false;                // colours were compared as codes of sRGB in [0, 1], not as linear light
    std::vector<std::string> misfits;      // clauses: sizes, windows, channels and values that never pass
    std::vector<ChannelMeasures> channels; // those that both files have, equal or not
    Measures colors;                       // over the colours of both
    Measures all;                          // over all channels of floats
    std::uint64_t pixels = 0;              // places in any channel
    std::uint64_t differing_pixels = 0;
    std::uint64_t pixels_over_fail = 0;
    std::uint64_t pixels_over_warn = 0;
    FlipKind flip_kind = FlipKind::NONE; // LDR or HDR where it was measured
    std::optional<double> flip;          // mean over pixels

    bool is_equal() const { return misfits.empty() && differing_pixels == 0; }
};

/// Compares all that two files hold; `a_name` and `b_name` stand for them in clauses. A is the reference of HDR-FLIP.
PairDifference compare_pair(const StoredImage& a, const std::string& a_name, const StoredImage& b,
                            const std::string& b_name, const PairOptions& options = {});

/// The FLIP error of each pixel by the kind that compare_pair chose, 0 where it chose none.
std::vector<float> flip_map(const StoredImage& a, const StoredImage& b, FlipKind kind);

/// Where anything differs: 0 where all channels with the colours' window are equal, else 0.25 to 1, the square root of
/// the largest error's share in that channel's largest. `width * height` values of A's colours.
std::vector<float> difference_map(const StoredImage& a, const StoredImage& b, const PairOptions& options);

} // namespace triptych
