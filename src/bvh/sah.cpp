// Binned SAH build: heap nodes, subtrees in parallel.
// SPDX-License-Identifier: MIT
#include "bvh/sah.hpp"

#include "base/stop_point.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_invoke.h>
#include <tbb/parallel_reduce.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstring>

namespace triptych {

namespace {

constexpr std::uint32_t MAX_LEAF = 4;
constexpr std::uint32_t MIN_BIN_COUNT = 4; // few shapes need few bins
constexpr std::uint32_t MAX_BIN_COUNT = 16;
constexpr std::uint32_t STOP_FROM = 256;      // shapes; smaller subtrees are built in no time
constexpr std::uint32_t PARALLEL_FROM = 4096; // shapes; smaller subtrees are not worth a task

// Cost of visiting a node with its two boxes, in tests of shapes.
constexpr float NODE_COST = 1.2f;

/// Three coordinates and a fourth that means nothing, so that one instruction does for all axes.
typedef float Float4 __attribute__((vector_size(16)));
typedef std::int32_t Int4 __attribute__((vector_size(16)));

Float4 all_axes(float v) { return Float4{v, v, v, v}; }
Float4 lesser(Float4 a, Float4 b) { return b < a ? b : a; }
Float4 greater(Float4 a, Float4 b) { return a < b ? b : a; }

struct Box4 {
    Float4 low = all_axes(std::numeric_limits<float>::max());
    Float4 high = all_axes(std::numeric_limits<float>::lowest());
    void add(const Box4& other) {
        low = lesser(low, other.low);
        high = greater(high, other.high);
    }
    void add(Float4 point) {
        low = lesser(low, point);
        high = greater(high, point);
    }
    Bounds bounds() const { return {{low[0], low[1], low[2]}, {high[0], high[1], high[2]}}; }
    /// Half the surface area of what is not empty.
    float half_area() const {
        const Float4 s = high - low;
        return s[0] * s[1] + s[1] * s[2] + s[2] * s[0];
    }
};

/// The item's box. Its fourth coordinates are what lies behind the corners: another one, and an index, which is small
/// as a float.
Box4 box_of(const Item& item) {
    static_assert(sizeof(Item) == 32 && offsetof(Item, bounds.high) == 12);
    Box4 box;
    std::memcpy(&box.low, &item.bounds.low, sizeof(Float4));
    std::memcpy(&box.high, &item.bounds.high, sizeof(Float4));
    return box;
}

Float4 middle_of(const Box4& box) { return 0.5f * (box.low + box.high); }

struct Split {
    int axis = -1;
    std::uint32_t bin = 0; // first bin of the right side
    float cost = std::numeric_limits<float>::max();
};

/// Maps centres to bins, along all axes.
struct Binning {
    std::uint32_t count; // of bins along an axis
    Float4 low, scale;   // scale 0: all centres have the same coordinate
    Binning(const Box4& centers, std::size_t items)
        : count(static_cast<std::uint32_t>(std::clamp<std::size_t>(items, MIN_BIN_COUNT, MAX_BIN_COUNT))),
          low(centers.low) {
        const Float4 size = centers.high - centers.low;
        for (int axis = 0; axis < 3; axis++) {
            const float bins_per_unit = size[axis] > 0.0f ? static_cast<float>(count) / size[axis] : 0.0f;
            scale[axis] = std::isfinite(bins_per_unit) ? bins_per_unit : 0.0f;
        }
        scale[3] = 0.0f;
    }
    Int4 operator()(const Box4& box) const {
        const Float4 place = greater((middle_of(box) - low) * scale, all_axes(0.0f));
        return __builtin_convertvector(lesser(place, all_axes(static_cast<float>(count - 1))), Int4);
    }
};

struct Bin {
    Box4 box;
    std::uint32_t count = 0;
    void add(const Bin& other) {
        box.add(other.box);
        count += other.count;
    }
};

/// The items in bins along each axis.
struct Bins {
    std::array<std::array<Bin, MAX_BIN_COUNT>, 3> along;
    void add(std::span<const Item> items, const Binning& binning) {
        for (const Item& item : items) {
            const Box4 box = box_of(item);
            const Int4 bin = binning(box);
            for (int axis = 0; axis < 3; axis++) along[axis][bin[axis]].add({box, 1});
        }
    }
    void add(const Bins& other) {
        for (int axis = 0; axis < 3; axis++) {
            for (std::uint32_t i = 0; i < MAX_BIN_COUNT; i++) along[axis][i].add(other.along[axis][i]);
        }
    }
};

Bins bins_of(std::span<const Item> items, const Binning& binning) {
    Bins bins;
    if (items.size() < PARALLEL_FROM) {
        bins.add(items, binning);
        return bins;
    }
    const auto add_range = [&](const tbb::blocked_range<std::size_t>& range, Bins sum) {
        sum.add(items.subspan(range.begin(), range.size()), binning);
        return sum;
    };
    const auto join = [](Bins a, const Bins& b) {
        a.add(b);
        return a;
    };
    return tbb::parallel_reduce(tbb::blocked_range<std::size_t>(0, items.size(), PARALLEL_FROM), bins, add_range, join);
}

/// The cheapest split by the surface area heuristic, where `block` shapes are tested at once; axis -1 where all centres
/// are the same.
Split find_split(std::span<const Item> items, const Binning& binning, float half_area, std::uint32_t block) {
    const auto tests_of = [block](std::uint32_t count) {
        const std::uint32_t whole_blocks = (count + block - 1) / block;
        return static_cast<float>(whole_blocks * block);
    };
    const Bins bins = bins_of(items, binning);
    Split best;
    for (int axis = 0; axis < 3; axis++) {
        if (binning.scale[axis] == 0.0f) continue;
        const std::array<Bin, MAX_BIN_COUNT>& along = bins.along[axis];
        std::array<float, MAX_BIN_COUNT> right_cost{};
        Bin right;
        for (std::uint32_t i = binning.count - 1; i > 0; i--) {
            right.add(along[i]);
            right_cost[i] = right.count == 0 ? 0.0f : right.box.half_area() * tests_of(right.count);
        }
        Bin left;
        for (std::uint32_t i = 1; i < binning.count; i++) {
            left.add(along[i - 1]);
            if (left.count == 0 || left.count == items.size()) continue;
            const float tests = left.box.half_area() * tests_of(left.count) + right_cost[i];
            const float cost = NODE_COST + tests / half_area;
            if (cost < best.cost) best = {axis, i, cost};
        }
    }
    return best;
}

/// Splits items in two; the order within a side does not depend on threads. Returns where the right side begins.
std::size_t partition(std::span<Item> items, const Binning& binning, const Split& split) {
    const auto right = std::stable_partition(items.begin(), items.end(), [&](const Item& item) {
        return static_cast<std::uint32_t>(binning(box_of(item))[split.axis]) < split.bin;
    });
    return static_cast<std::size_t>(right - items.begin());
}

std::unique_ptr<TreeNode> build_node(std::span<Item> items, std::uint32_t depth, std::uint32_t block) {
    if (items.size() >= STOP_FROM) stop_point();
    auto node = std::make_unique<TreeNode>();
    Box4 whole, centers;
    bool has_instance = false;
    for (const Item& item : items) {
        const Box4 box = box_of(item);
        whole.add(box);
        centers.add(middle_of(box));
        has_instance = has_instance || item.is_instance;
    }
    node->bounds = whole.bounds();
    const auto count = static_cast<std::uint32_t>(items.size());
    // A root has two children, if it can; an instance is dear enough to have a box of its own.
    const bool may_be_leaf = count == 1 || (count <= MAX_LEAF && depth > 0 && !has_instance);
    const Binning binning(centers, items.size());
    const Split split = find_split(items, binning, node->bounds.half_area(), block);
    const bool leaf_is_cheaper = split.cost >= static_cast<float>(count);
    if (may_be_leaf && (split.axis < 0 || leaf_is_cheaper)) {
        node->items = items;
        return node;
    }
    // Halves where no split is to be had, and where the depth left is only enough for halving.
    const bool depth_is_short = depth + static_cast<std::uint32_t>(std::bit_width(count)) >= shared::BVH_MAX_DEPTH - 1;
    const std::size_t middle = split.axis < 0 || depth_is_short ? items.size() / 2 : partition(items, binning, split);
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
