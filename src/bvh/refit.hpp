// A tree for a scene that has changed: the one that it had before, with boxes for where its shapes are now.
// SPDX-License-Identifier: MIT
#pragma once

#include "pack/pack.hpp"

namespace triptych {

/// Gives a packed scene without a tree that of `kept`, whose description had the same shapes in the same order,
/// elsewhere perhaps and of other materials. The boxes are fitted from the leaves up (Wald, Boulos, Shirley, "Ray
/// Tracing Deformable Scenes Using Dynamic Bounding Volume Hierarchies", 2007), in a time that grows with the shapes
/// only. Returns false, and the scene is as before, where the shapes differ in number or kind. The picture is that of
/// any other tree.
bool refit_bvh(PackedScene& scene, const PackedScene& kept);

/// The cost of a scene's trees by the surface area heuristic: what a ray tests on its way, each tree in shares of its
/// own root's area. 0 without nodes.
double tree_cost(const PackedScene& scene);

} // namespace triptych
