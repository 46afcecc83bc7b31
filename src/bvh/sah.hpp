// A tree over boxes by the surface area heuristic.
// SPDX-License-Identifier: MIT
#pragma once

#include "pack/bounds.hpp"

#include <array>
#include <memory>
#include <span>

namespace triptych {

/// A shape's padded box and its index in the packed scene.
struct Item {
    Bounds bounds;
    std::uint32_t shape;
    bool is_instance;
};

/// An inner node with both children, or a leaf with items and none.
struct TreeNode {
    Bounds bounds;
    std::array<std::unique_ptr<TreeNode>, 2> children;
    std::span<const Item> items;
};

/// A binned SAH tree (Wald, "On fast Construction of SAH-based Bounding Volume Hierarchies", 2007) over at least one
/// item, which it reorders; leaves refer to them. Its leaves lie below BVH_MAX_DEPTH. Subtrees are built in parallel,
/// and the tree does not depend on how many threads do so. `block`: how many shapes a leaf's test takes at once, which
/// makes subtrees of a multiple of it cheaper.
std::unique_ptr<TreeNode> build_tree(std::span<Item> items, std::uint32_t block = 1);

} // namespace triptych
