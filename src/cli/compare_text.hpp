// A comparison in text for people.
// SPDX-License-Identifier: MIT
#pragma once

#include "compare/comparison.hpp"

#include <string>

namespace triptych {

/// Figures of one pair, and a table of its channels.
std::string format_pair(const ComparedPair& pair);

/// The pairs that do not pass or warn, each with its reasons, and the number of each verdict.
std::string format_comparison(const ImageComparison& comparison);

/// The scales of a statistical comparison.
std::string format_statistical(const StatisticalResult& result);

} // namespace triptych
