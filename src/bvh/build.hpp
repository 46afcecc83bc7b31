// The two-wide bounding volume hierarchies over a packed scene's shapes.
// SPDX-License-Identifier: MIT
#pragma once

#include "pack/pack.hpp"

namespace triptych {

/// Adds trees to a packed scene without any: one over the scene's own shapes, with root 0, and one over each object
/// that instances place. Binned surface area heuristic (Wald, "On fast Construction of SAH-based Bounding Volume
/// Hierarchies", 2007), built in parallel, the same trees whatever the thread count. Reorders shapes and their
/// tags within the scene's own and within each object; shapes nearly as large as the scene stay outside the tree.
/// Has stop points (base/stop_point.hpp). Throws Error (LIMIT) for 2^BVH_INDEX_BITS shapes or more.
void build_bvh(PackedScene& scene);

} // namespace triptych
