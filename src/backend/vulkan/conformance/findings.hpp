// How results become findings: errors in units of the last place, and the reading that explains them.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/conformance.hpp"
#include "backend/vulkan/conformance/evaluate.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace triptych::conformance {

/// Floats between a and b, both finite: 0 for equal ones and for zeros of different sign.
std::uint32_t float_distance(float a, float b);

/// |result - exact| in units of the last place of the binade in which the normal, or zero, `exact` lies; for zero that
/// of the smallest normal float.
double ulp_error(float result, double exact);

/// What the exact result of a row is. It need only be so near that rounding it to a float is right.
using Exact = std::function<double(const Row&)>;

/// The largest error that a specification allows, given the exact result.
using Allowed = std::function<double(const Row&, double exact)>;

/// How far results lie from the exact ones: counts by the distance from the correctly rounded float ("0", "1", "2",
/// "4": 3 or 4, and so on, rounded up to powers of two), "not finite", and "beyond the limit" of `allowed` where it is
/// given. Rows whose exact result is neither zero nor a normal float are left out; the worst one is told.
ConformanceFinding spread(std::span<const Row> rows, std::span<const std::uint32_t> results, unsigned arguments,
                          const Exact& exact, const Allowed& allowed);

/// One way in which a device may understand an expression, and what it then gives: NaN as CANONICAL_NAN.
struct Reading {
    std::string name;
    std::function<std::uint32_t(const Row&)> bits;
};

/// The bits of a float, those of any NaN being CANONICAL_NAN.
std::uint32_t bits_of(float value);

/// The first reading that explains every result, "always 0x..." where all results are equal, else the share of each
/// reading, a result counting for the first that explains it. `inputs` says which of x, y, z, w a row uses, as bits
/// 0 to 3. The worst row is the first that contradicts the first reading.
ConformanceFinding classify(std::span<const Row> rows, std::span<const std::uint32_t> results, unsigned inputs,
                            const std::vector<Reading>& readings);

} // namespace triptych::conformance
