// The start-up self-test: does a device round as the float contract needs?
// SPDX-License-Identifier: MIT
#pragma once

#include "probe_layout.glsl"

#include <cstddef>
#include <span>
#include <vector>

namespace triptych {

/// How many results of PROBE_CONTRACT differ from the host's, by operation.
struct ContractFaults {
    std::size_t divisions = 0;
    std::size_t roots = 0;
    std::size_t multiply_adds = 0; // fused
    std::size_t sums = 0;          // reassociated
    std::size_t three_products = 0;
    std::size_t conversions = 0; // and floors

    bool none() const { return divisions == 0 && roots == 0 && as_written(); }
    /// True where all else is right, so that the integer fix-up can mend divisions and roots.
    bool as_written() const { return multiply_adds == 0 && sums == 0 && three_products == 0 && conversions == 0; }
};

/// Some thousand inputs of PROBE_CONTRACT on which free rounding shows: quotients and roots near ties and over all
/// exponents that shared code may divide, a * b + c and a b + c d + e f that leave a fused product's tail, (x + y) - x
/// that a reassociated sum makes y; whole numbers, halves and numbers beyond integers for floors and conversions.
std::vector<shared::ProbeInput> contract_inputs();

/// Compares a device's results bit by bit with those of this processor, which IEEE 754 binds.
ContractFaults contract_faults(std::span<const shared::ProbeInput> inputs,
                               std::span<const shared::ProbeOutput> outputs);

} // namespace triptych
