// Tables of inputs, the same on every machine.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/vulkan/conformance/evaluate.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <vector>

namespace triptych::conformance {

/// Draws one float. Only the engine's raw numbers are used, which the C++ standard fixes.
using Draw = std::function<float(std::mt19937&)>;

/// Any mantissa, an exponent in [lowest, highest], either sign.
Draw any_sign(int lowest, int highest);

/// The same, positive.
Draw positive(int lowest, int highest);

/// Evenly spread over [least, most].
Draw between(double least, double most);

/// Always this one.
Draw always(float value);

/// Either of two, by chance.
Draw either(Draw a, Draw b);

/// The rows of a check: enough that an error of one result in a thousand shows.
constexpr std::size_t ROWS = std::size_t{1} << 16;

std::vector<Row> rows_of(const Draw& x, const Draw& y = always(0.0f), const Draw& z = always(0.0f),
                         std::size_t count = ROWS);

/// ROWS rows that `wanted` takes, out of those that `draw` makes; it must take one in a thousand at least.
std::vector<Row> rows_where(const std::function<Row(std::mt19937&)>& draw,
                            const std::function<bool(const Row&)>& wanted, std::size_t count = ROWS);

/// Halfway between |x| and the next larger float.
double tie_above(float x);

} // namespace triptych::conformance
