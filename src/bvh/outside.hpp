// The shapes that stand outside the tree, since they would only blow up its upper boxes.
// SPDX-License-Identifier: MIT
#pragma once

#include "bvh/box4.hpp"

#include <cstddef>
#include <span>

namespace triptych {

/// Moves such shapes to the front, largest first: each at least half as large as the box around all smaller ones.
/// Returns how many. Instances, which stand in the tree only, end the search.
std::size_t move_large_first(std::span<Item> items);

} // namespace triptych
