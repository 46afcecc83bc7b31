// A tree over boxes by the surface area heuristic.
// SPDX-License-Identifier: MIT
#pragma once

#include "bvh/box4.hpp"

#include <memory>
#include <span>

namespace triptych {

/// A binned SAH tree (Wald, "On fast Construction of SAH-based Bounding Volume Hierarchies", 2007) over at least one
/// item. Its leaves lie below BVH_MAX_DEPTH. All of it is built in parallel, and it does not depend on how many threads
/// do so.
class SahTree {
public:
    /// Reorders the items. The first leaf's shapes get the place `first_place`, and so on; `sources` gets the shapes in
    /// the order of their places and is as long as `items`. `block`: how many shapes a leaf's test takes at once (a
    /// power of two), which makes subtrees of a multiple of it cheaper.
    SahTree(std::span<Item> items, std::uint32_t first_place, std::uint32_t block, std::span<std::uint32_t> sources);
    ~SahTree();
    SahTree(SahTree&&) noexcept;
    SahTree& operator=(SahTree&&) noexcept;

    /// At least one.
    std::uint32_t node_count() const;

    /// Writes the nodes depth first, the root as number `first` of `nodes`.
    void lay_out(std::uint32_t first, std::span<shared::BvhNode> nodes) const;

    struct Part; // of the tree

private:
    std::unique_ptr<Part> m_root;
};

} // namespace triptych
