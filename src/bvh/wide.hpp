// The wide trees for the CPU: a node has as many children as a vector register has lanes, a leaf is one block of shapes
// of one kind.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/huge_pages.hpp"
#include "pack/pack.hpp"

#include <cstdint>
#include <vector>

namespace triptych {

// What hangs below a wide node's lane, in one word: its kind in the upper three bits, an index below them.
constexpr std::uint32_t WIDE_NODE = 0;    // into WideTree::nodes
constexpr std::uint32_t WIDE_SPHERES = 1; // still ones, into spheres
constexpr std::uint32_t WIDE_MOVING_SPHERES = 2;
constexpr std::uint32_t WIDE_QUADS = 3; // into flats
constexpr std::uint32_t WIDE_DISKS = 4; // into flats, too
constexpr std::uint32_t WIDE_TRIANGLES = 5;
constexpr std::uint32_t WIDE_INSTANCE = 6;
constexpr std::uint32_t WIDE_KIND_SHIFT = 29;
constexpr std::uint32_t WIDE_INDEX_MASK = (1u << WIDE_KIND_SHIFT) - 1;
constexpr std::uint32_t WIDE_NOTHING = 0xffffffffu;

/// The deepest wide tree: no deeper than the two-wide one, but that leaves of several kinds open once or more for each.
constexpr std::uint32_t WIDE_MAX_DEPTH = shared::BVH_MAX_DEPTH + 5;

/// Boxes of up to W children, lane by lane; the boxes of empty lanes are inside out and never entered.
template <int W>
struct alignas(W * sizeof(float)) WideNode {
    float plane[6][W]; // min x, y, z, max x, y, z
    std::uint32_t child[W];
};

/// Up to W spheres, lane by lane; empty lanes have a negative squared radius.
template <int W>
struct alignas(W * sizeof(float)) SphereBlock {
    float center[3][W]; // at time 0
    float radius_squared[W];
    std::uint32_t shape[W]; // indices in the packed scene
};

template <int W>
struct alignas(W * sizeof(float)) MovingSphereBlock {
    SphereBlock<W> at_start;
    float motion[3][W]; // of the centre from time 0 to 1
};

/// Up to W quads, or up to W disks, as shared::Shape has them; empty lanes span nothing.
template <int W>
struct alignas(W * sizeof(float)) FlatBlock {
    float origin[3][W], u[3][W], v[3][W];
    std::uint32_t shape[W];
};

/// Up to W triangles; empty lanes have all corners at one point.
template <int W>
struct alignas(W * sizeof(float)) TriangleBlock {
    float corner[3][3][W]; // by corner and axis
    std::uint32_t shape[W];
};

/// The trees over a packed scene, as words that say what kind of thing they begin with.
template <int W>
struct WideTree {
    LargeVector<WideNode<W>> nodes;
    LargeVector<SphereBlock<W>> spheres;
    LargeVector<MovingSphereBlock<W>> moving_spheres;
    LargeVector<FlatBlock<W>> flats;
    LargeVector<TriangleBlock<W>> triangles;
    std::vector<std::uint32_t> outside;        // blocks of the shapes that stand outside the tree
    std::uint32_t root = WIDE_NOTHING;         // of the scene's own tree
    std::vector<std::uint32_t> instance_roots; // by instance: of its object's tree
};

/// Collapses a packed scene's two-wide trees: opens the child with the largest box until all lanes are filled, and
/// makes one block of every subtree that fits one. W is 4, 8 or 16. Works in parallel; the tree does not depend on how
/// many threads do so.
template <int W>
WideTree<W> build_wide_tree(const PackedScene& scene);

extern template WideTree<4> build_wide_tree<4>(const PackedScene&);
extern template WideTree<8> build_wide_tree<8>(const PackedScene&);
extern template WideTree<16> build_wide_tree<16>(const PackedScene&);

} // namespace triptych
