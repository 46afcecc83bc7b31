// Where a node of a tree is split: items in bins along all axes, and the cheapest of the planes between bins.
// SPDX-License-Identifier: MIT
#pragma once

#include "bvh/box4.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace triptych {

constexpr std::uint32_t MIN_BIN_COUNT = 4; // few shapes need few bins
constexpr std::uint32_t MAX_BIN_COUNT = 16;

/// Around items, and around their centres (center_of).
struct NodeBoxes {
    Box4 whole, centers;

    void add(const Item& item) {
        const Box4 box = box_of(item);
        whole.add(box);
        centers.add(center_of(box));
    }
    void add(const NodeBoxes& other) {
        whole.add(other.whole);
        centers.add(other.centers);
    }
};

/// Maps centres to bins, along all axes.
class Binning {
public:
    Binning(const Box4& centers, std::uint32_t items)
        : m_count(std::clamp(items, MIN_BIN_COUNT, MAX_BIN_COUNT)), m_low(centers.low) {
        const Float4 size = centers.high - centers.low;
        const auto bins = static_cast<float>(m_count);
        const Float4 bins_per_unit = all_axes(bins) / size;
        for (int axis = 0; axis < 3; axis++)
            m_scale[axis] = size[axis] > 0.0f && std::isfinite(bins_per_unit[axis]) ? bins_per_unit[axis] : 0.0f;
        m_last = all_axes(bins - 1.0f);
    }
    /// Along an axis.
    std::uint32_t count() const { return m_count; }
    /// Whether all centres have the same coordinate.
    bool is_flat(int axis) const { return m_scale[axis] == 0.0f; }
    /// The bin as a number with a fraction, which rounding may put beyond the ends.
    Float4 place(const Box4& box) const { return (center_of(box) - m_low) * m_scale; }
    Int4 operator()(const Box4& box) const {
        return __builtin_convertvector(lesser(greater(place(box), all_axes(0.0f)), m_last), Int4);
    }

private:
    std::uint32_t m_count;
    Float4 m_low, m_scale{}, m_last;
};

/// Items in bins along each axis.
struct Bins {
    Box4 boxes[MAX_BIN_COUNT][3]; // of the first bins, as many as the binning counts, along each axis
    Int4 counts[MAX_BIN_COUNT];

    explicit Bins(std::uint32_t count) {
        for (std::uint32_t i = 0; i < count; i++) {
            for (Box4& box : boxes[i]) box = {};
            counts[i] = Int4{};
        }
    }
    void add(std::span<const Item> items, const Binning& binning) {
        for (const Item& item : items) {
            const Box4 box = box_of(item);
            const Int4 bin = binning(box);
            for (int axis = 0; axis < 3; axis++) {
                const auto i = static_cast<std::size_t>(bin[axis]);
                boxes[i][axis].add(box);
                counts[i][axis]++;
            }
        }
    }
    void add(const Bins& other, std::uint32_t count) {
        for (std::uint32_t i = 0; i < count; i++) {
            for (int axis = 0; axis < 3; axis++) boxes[i][axis].add(other.boxes[i][axis]);
            counts[i] += other.counts[i];
        }
    }
    /// How many items lie left of a bin.
    std::uint32_t count_left(int axis, std::uint32_t bin) const {
        std::int32_t sum = 0;
        for (std::uint32_t i = 0; i < bin; i++) sum += counts[i][axis];
        return static_cast<std::uint32_t>(sum);
    }
    /// Around the items in bins [first, end).
    Box4 box(int axis, std::uint32_t first, std::uint32_t end) const {
        Box4 sum;
        for (std::uint32_t i = first; i < end; i++) sum.add(boxes[i][axis]);
        return sum;
    }
};

struct Split {
    int axis = -1;
    std::uint32_t bin = 0; // first bin of the right side
    float cost = std::numeric_limits<float>::max();
};

/// The cheapest split of `items` items by the surface area heuristic, in tests of shapes, where `block` (a power of
/// two) shapes are tested at once and the node's box has that half area; axis -1 where all centres are the same. Of
/// equal ones the first axis and the first bin.
Split find_split(const Bins& bins, const Binning& binning, std::uint32_t items, float half_area, std::uint32_t block);

} // namespace triptych
