// The lists of checks, by what they ask about.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/conformance.hpp"
#include "backend/vulkan/device.hpp"

#include <functional>
#include <vector>

namespace triptych::conformance {

struct Check {
    ConformanceQuestion question;
    std::function<ConformanceFinding(const Device&)> ask;
};

/// How operations and built-in functions are rounded.
std::vector<Check> rounding_checks();
std::vector<Check> function_checks();

/// Whether expressions are computed as they are written, or contracted, reassociated and folded.
std::vector<Check> as_written_checks();

/// Denormals.
std::vector<Check> denormal_checks();

/// NaN, infinity and the sign of zero.
std::vector<Check> special_value_checks();

/// Between floats, integers and halves.
std::vector<Check> conversion_checks();

/// The float controls of Vulkan 1.2: which are offered, and whether they are kept.
std::vector<Check> float_control_checks();

/// Loops: how long they may be, and whether lanes that leave early keep their values.
std::vector<Check> loop_checks();

/// Subgroups.
std::vector<Check> subgroup_checks();

} // namespace triptych::conformance
