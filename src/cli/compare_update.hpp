// References that a person lets new pictures replace.
// SPDX-License-Identifier: MIT
#pragma once

#include "compare/comparison.hpp"

#include <string>

namespace triptych {

/// Copies the new picture over its reference, or into the folder `a` from `b` where it has none, for every pair that
/// does not pass: after asking on the terminal, or without where `is_agreed`. Prints what it did with each, and counts
/// it as equal then. References without a new picture stay. Throws Error: USAGE where there is nobody to ask, OUTPUT.
void update_references(ImageComparison& comparison, const std::string& a, const std::string& b, bool is_agreed);

} // namespace triptych
