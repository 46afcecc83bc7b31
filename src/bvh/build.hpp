// The two-wide bounding volume hierarchy over a packed scene's spheres.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/pack.hpp"

namespace triptych {

/// Adds a tree to a packed scene without one: binned surface area heuristic (Wald, "On fast Construction of SAH-based
/// Bounding Volume Hierarchies", 2007), subtrees built in parallel, the same tree whatever the thread count. Reorders
/// spheres and their tags; spheres nearly as large as the scene stay outside the tree.
/// Throws Error (LIMIT) for 2^BVH_INDEX_BITS spheres or more.
void build_bvh(PackedScene& scene);

} // namespace triptych
