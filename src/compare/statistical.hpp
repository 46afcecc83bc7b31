// Noisy pictures, as path tracers draw them: whether their expected values may be equal.
// SPDX-License-Identifier: MIT
#pragma once

#include "image/stored_image.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace triptych {

struct StatisticalOptions {
    double family_error = 0.01;          // probability that equal expectations are refused, over all tests together
    std::uint32_t block = 16;            // side of the blocks between pixels and the image
    std::uint32_t variance_batches = 16; // that a file's variance layers were estimated from
};

/// The tests of one scale: each square and each colour is one.
struct ScaleResult {
    std::uint32_t side = 0; // of the squares; 0: the whole image
    std::uint64_t tests = 0;
    double smallest_p = 1.0;   // two-sided
    double threshold = 0.0;    // below which a p-value refuses: Sidak's share of the family-wise error
    double t = 0.0;            // of that test, A - B over its standard error
    std::int64_t x = 0, y = 0; // its square's first pixel
    std::string channel;
    bool is_refused() const { return smallest_p < threshold; }
};

struct StatisticalResult {
    double family_error = 0.0;
    std::string method;              // where the variances come from
    std::vector<ScaleResult> scales; // pixels, blocks, the image
};

/// One side of a comparison: a picture with `variance` layers, or independent pictures of equal size.
using Replicates = std::vector<StoredImage>;

/// Welch's t-tests of equal expectations. Throws Error (INVALID_INPUT) where sizes differ, a value is not finite, or
/// a side is one picture without the layers variance.R, variance.G and variance.B; `a_name` and `b_name` name sides.
StatisticalResult compare_statistically(const Replicates& a, const std::string& a_name, const Replicates& b,
                                        const std::string& b_name, const StatisticalOptions& options);

nlohmann::ordered_json statistical_json(const StatisticalResult& result);

} // namespace triptych
