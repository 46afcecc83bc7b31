// Binned SAH build: heap nodes, subtrees in parallel.
// SPDX-License-Identifier: MIT
#include "bvh/sah.hpp"

#include <tbb/parallel_invoke.h>

#include <algorithm>
#include <bit>

namespace triptych {

namespace {

constexpr std::uint32_t MAX_LEAF = 4;
constexpr std::uint32_t BIN_COUNT = 16;
constexpr std::uint32_t PARALLEL_FROM = 4096; // shapes; smaller subtrees are not worth a task

// Cost of visiting a node with its two boxes, in tests of shapes.
constexpr float NODE_COST = 1.2f;

float component(vec3 v, int axis) { return axis == 0 ? v.x : axis == 1 ? v.y : v.z; }

struct Split {
    int axis = -1;
    std::uint32_t bin = 0; // first bin of the right side
    float cost = std::numeric_limits<float>::max();
};

/// Maps centres along one axis to bins.
struct Binning {
    float low, scale;
    Binning(const Bounds& centers, int axis) : low(component(centers.low, axis)) {
        const float size = component(centers.size(), axis);
        scale = size > 0.0f ? BIN_COUNT / size : 0.0f;
    }
    std::uint32_t operator()(const Item& item, int axis) const {
        const float place = (component(item.middle(), axis) - low) * scale;
        return std::min(static_cast<std::uint32_t>(std::max(place, 0.0f)), BIN_COUNT - 1);
    }
};

/// The cheapest split along an axis by the surface area heuristic, where `block` shapes are tested at once; axis -1
/// where all centres have the same coordinate.
Split find_split_along(int axis, std::span<const Item> items, const Bounds& centers, float half_area,
                       std::uint32_t block) {
    Split best;
    const Binning binning(centers, axis);
    if (binning.scale == 0.0f || !std::isfinite(binning.scale)) return best;
    const auto tests_of = [block](std::uint32_t count) {
        const std::uint32_t whole_blocks = (count + block - 1) / block;
        return static_cast<float>(whole_blocks * block);
    };
    struct Bin {
        Bounds bounds;
        std::uint32_t count = 0;
    };
    std::array<Bin, BIN_COUNT> bins;
    for (const Item& item : items) {
        Bin& bin = bins[binning(item, axis)];
        bin.bounds.add(item.bounds);
        bin.count++;
    }
    std::array<float, BIN_COUNT> right_cost{};
    Bin right;
    for (std::uint32_t i = BIN_COUNT - 1; i > 0; i--) {
        right.bounds.add(bins[i].bounds);
        right.count += bins[i].count;
        right_cost[i] = right.bounds.half_area() * tests_of(right.count);
    }
    Bin left;
    for (std::uint32_t i = 1; i < BIN_COUNT; i++) {
        left.bounds.add(bins[i - 1].bounds);
        left.count += bins[i - 1].count;
        if (left.count == 0 || left.count == items.size()) continue;
        const float tests = left.bounds.half_area() * tests_of(left.count) + right_cost[i];
        const float cost = NODE_COST + tests / half_area;
        if (cost < best.cost) best = {axis, i, cost};
    }
    return best;
}

/// The cheapest of the three axes, the first of them in a tie.
Split find_split(std::span<const Item> items, const Bounds& centers, float half_area, std::uint32_t block) {
    std::array<Split, 3> splits;
    const auto along = [&](int axis) {
        return [&, axis] { splits[axis] = find_split_along(axis, items, centers, half_area, block); };
    };
    if (items.size() >= PARALLEL_FROM) {
        tbb::parallel_invoke(along(0), along(1), along(2));
    } else {
        for (int axis = 0; axis < 3; axis++) along(axis)();
    }
    return *std::min_element(splits.begin(), splits.end(),
                             [](const Split& a, const Split& b) { return a.cost < b.cost; });
}

/// Splits items in two; the order within a side does not depend on threads. Returns where the right side begins.
std::size_t partition(std::span<Item> items, const Bounds& centers, const Split& split) {
    const Binning binning(centers, split.axis);
    const auto right = std::stable_partition(items.begin(), items.end(),
                                             [&](const Item& item) { return binning(item, split.axis) < split.bin; });
    return static_cast<std::size_t>(right - items.begin());
}

std::unique_ptr<TreeNode> build_node(std::span<Item> items, std::uint32_t depth, std::uint32_t block) {
    auto node = std::make_unique<TreeNode>();
    Bounds centers;
    bool has_instance = false;
    for (const Item& item : items) {
        node->bounds.add(item.bounds);
        centers.add(item.middle());
        has_instance = has_instance || item.is_instance;
    }
    const auto count = static_cast<std::uint32_t>(items.size());
    // A root has two children, if it can; an instance is dear enough to have a box of its own.
    const bool may_be_leaf = count == 1 || (count <= MAX_LEAF && depth > 0 && !has_instance);
    const Split split = find_split(items, centers, node->bounds.half_area(), block);
    const bool leaf_is_cheaper = split.cost >= static_cast<float>(count);
    if (may_be_leaf && (split.axis < 0 || leaf_is_cheaper)) {
        node->items = items;
        return node;
    }
    // Halves where no split is to be had, and where the depth left is only enough for halving.
    const bool depth_is_short = depth + static_cast<std::uint32_t>(std::bit_width(count)) >= shared::BVH_MAX_DEPTH - 1;
    const std::size_t middle = split.axis < 0 || depth_is_short ? items.size() / 2 : partition(items, centers, split);
    const auto left = [&] { node->children[0] = build_node(items.first(middle), depth + 1, block); };
    const auto right = [&] { node->children[1] = build_node(items.subspan(middle), depth + 1, block); };
    if (count >= PARALLEL_FROM) {
        tbb::parallel_invoke(left, right);
    } else {
        left();
        right();
    }
    return node;
}

} // namespace

std::unique_ptr<TreeNode> build_tree(std::span<Item> items, std::uint32_t block) { return build_node(items, 0, block); }

} // namespace triptych
