// The wide tree for the CPU: a node has as many children as a vector register has lanes, a leaf is one block of
// spheres.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/pack.hpp"

#include <cstdint>
#include <vector>

namespace triptych {

/// Set in WideNode::child where the child is a block and not a node.
constexpr std::uint32_t WIDE_BLOCK = 0x80000000u;

/// Boxes of up to W children, lane by lane; the boxes of empty lanes are inside out and never entered.
template <int W>
struct alignas(W * sizeof(float)) WideNode {
    float plane[6][W]; // min x, y, z, max x, y, z
    std::uint32_t child[W];
};

/// Up to W spheres, lane by lane, in the packed order from `first` on; empty lanes have a negative squared radius.
template <int W>
struct alignas(W * sizeof(float)) SphereBlock {
    float center_x[W], center_y[W], center_z[W], radius_squared[W];
    std::uint32_t first;
};

/// The tree over the spheres that do not stand outside it; node 0 is the root, if there is one.
template <int W>
struct WideTree {
    std::vector<WideNode<W>> nodes;
    std::vector<SphereBlock<W>> blocks;
};

/// Collapses a packed scene's two-wide tree: opens the child with the largest box until all lanes are filled, and makes
/// one block of every subtree that fits one. W is 4, 8 or 16.
template <int W>
WideTree<W> build_wide_tree(const PackedScene& scene);

extern template WideTree<4> build_wide_tree<4>(const PackedScene&);
extern template WideTree<8> build_wide_tree<8>(const PackedScene&);
extern template WideTree<16> build_wide_tree<16>(const PackedScene&);

} // namespace triptych
