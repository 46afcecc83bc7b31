// A packed scene's shapes in the order of a tree's leaves.
// SPDX-License-Identifier: MIT
#pragma once

#include "pack/pack.hpp"

#include <span>

namespace triptych {

/// Gives each place the shape that stood at `sources[place]`, with its tag, and tells lights where their shapes are.
void reorder_shapes(PackedScene& scene, std::span<const std::uint32_t> sources);

} // namespace triptych
