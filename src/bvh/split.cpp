// find_split: the sides' areas from both ends, along all axes at once.
// SPDX-License-Identifier: MIT
#include "bvh/split.hpp"

namespace triptych {

namespace {

// Cost of visiting a node with its two boxes, in tests of shapes.
constexpr float NODE_COST = 1.2f;

/// What bins from one end on hold, along each axis.
struct Side {
    Box4 boxes[3];
    Int4 counts{};

    void add(const Bins& bins, std::uint32_t bin) {
        for (int axis = 0; axis < 3; axis++) boxes[axis].add(bins.boxes[bin][axis]);
        counts += bins.counts[bin];
    }
    /// Not a number, or as good as infinite, where there is nothing.
    Float4 cost(std::int32_t block) const {
        const Int4 tests = (counts + (block - 1)) & -block;
        return half_areas(boxes[0], boxes[1], boxes[2]) * __builtin_convertvector(tests, Float4);
    }
};

} // namespace

Split find_split(const Bins& bins, const Binning& binning, std::uint32_t items, float half_area, std::uint32_t block) {
    const auto tested = static_cast<std::int32_t>(block);
    Float4 right_cost[MAX_BIN_COUNT];
    Side right;
    for (std::uint32_t i = binning.count() - 1; i > 0; i--) {
        right.add(bins, i);
        right_cost[i] = right.cost(tested);
    }
    const auto all = static_cast<std::int32_t>(items);
    Float4 least = all_axes(std::numeric_limits<float>::max());
    Int4 best_bin{};
    Side left;
    for (std::uint32_t i = 1; i < binning.count(); i++) {
        left.add(bins, i - 1);
        const Float4 cost = NODE_COST + (left.cost(tested) + right_cost[i]) / half_area;
        const Int4 is_better = (cost < least) & (left.counts > 0) & (left.counts < all);
        least = is_better ? cost : least;
        best_bin = is_better ? static_cast<std::int32_t>(i) + Int4{} : best_bin;
    }
    Split best;
    for (int axis = 0; axis < 3; axis++) {
        if (binning.is_flat(axis) || least[axis] >= best.cost) continue;
        best = {axis, static_cast<std::uint32_t>(best_bin[axis]), least[axis]};
    }
    return best;
}

} // namespace triptych
