// Binned SAH build: large nodes block by block, small subtrees as tasks, each with nodes of its own.
// SPDX-License-Identifier: MIT
//
// Items lie in one of two arrays, and a split brings them to the other one: those of the left side first, each side in
// the order in which it was. So blocks of a large node can be brought there by several threads, and the order is the
// same as if one had done it.
#include "bvh/sah.hpp"

#include "base/huge_pages.hpp"
#include "base/stop_point.hpp"
#include "bvh/split.hpp"

#include <tbb/parallel_for.h>
#include <tbb/parallel_invoke.h>

#include <bit>
#include <optional>
#include <vector>

namespace triptych {

/// A subtree that one thread built, or a node above such.
struct SahTree::Part {
    /// As nodes refer to it: `count` shapes from place `index` on, or where `count` is 0 a node.
    struct Child {
        Bounds bounds;
        std::uint32_t index = 0;
        std::uint32_t count = 0;
    };
    Child child;                                   // its index, where it is a node, counts from `nodes`
    std::vector<shared::BvhNode> nodes;            // depth first
    std::array<std::unique_ptr<Part>, 2> halves{}; // of a node above
    std::uint32_t node_count = 0;

    static shared::BvhNode node_of(const Child& left, const Child& right) {
        shared::BvhNode node;
        node.left_min = left.bounds.low;
        node.left_max = left.bounds.high;
        node.left = left.index;
        node.left_count = left.count;
        node.right_min = right.bounds.low;
        node.right_max = right.bounds.high;
        node.right = right.index;
        node.right_count = right.count;
        return node;
    }

    /// Returns the part as a child.
    Child lay_out(std::uint32_t first, std::span<shared::BvhNode> out) const {
        if (halves[0] == nullptr) {
            for (std::size_t i = 0; i < nodes.size(); i++) {
                shared::BvhNode node = nodes[i];
                if (node.left_count == 0) node.left += first;
                if (node.right_count == 0) node.right += first;
                out[first + i] = node;
            }
            return child.count == 0 ? Child{child.bounds, first, 0} : child;
        }
        std::array<Child, 2> children;
        tbb::parallel_invoke([&] { children[0] = halves[0]->lay_out(first + 1, out); },
                             [&] { children[1] = halves[1]->lay_out(first + 1 + halves[0]->node_count, out); });
        out[first] = node_of(children[0], children[1]);
        return {child.bounds, first, 0};
    }
};

namespace {

using Part = SahTree::Part;

constexpr std::uint32_t MAX_LEAF = 4;
constexpr std::uint32_t STOP_FROM = 256;     // items; smaller subtrees are built in no time
constexpr std::uint32_t TASK_BELOW = 4096;   // items; smaller subtrees are built by one thread
constexpr std::uint32_t BLOCKS_FROM = 32768; // items; smaller nodes are split by one thread
constexpr std::uint32_t BLOCK_ITEMS = 8192;

/// A subtree to be built.
struct Branch {
    Item* from; // of both arrays the one that holds its items
    Item* to;
    std::uint32_t first, count;
    std::uint32_t depth;
    NodeBoxes boxes;

    std::span<Item> items() const { return {from + first, count}; }
    bool has_instance() const {
        const std::span<Item> all = items();
        return std::any_of(all.begin(), all.end(),
                           [](const Item& item) { return item.kind == shared::SHAPE_INSTANCE; });
    }
    Branch part(std::uint32_t part_first, std::uint32_t part_count) const {
        return {from, to, part_first, part_count, depth + 1, {}};
    }
};

using Halves = std::array<Branch, 2>;

std::uint32_t blocks_of(std::size_t items) {
    return static_cast<std::uint32_t>((items + BLOCK_ITEMS - 1) / BLOCK_ITEMS);
}

std::span<Item> block_of(std::span<Item> items, std::uint32_t block) {
    const std::size_t first = std::size_t{block} * BLOCK_ITEMS;
    return items.subspan(first, std::min<std::size_t>(BLOCK_ITEMS, items.size() - first));
}

NodeBoxes boxes_of(std::span<Item> items) {
    std::vector<NodeBoxes> blocks(blocks_of(items.size()));
    tbb::parallel_for(0u, blocks_of(items.size()), [&](std::uint32_t block) {
        for (const Item& item : block_of(items, block)) blocks[block].add(item);
    });
    NodeBoxes boxes;
    for (const NodeBoxes& more : blocks) boxes.add(more);
    return boxes;
}

/// Brings items to either side and returns the boxes around the centres of both.
template <int AXIS>
std::array<Box4, 2> distribute(std::span<const Item> items, const Binning& binning, const Split& split, Item* left,
                               Item* right) {
    std::array<Item*, 2> sides{left, right};
    const Float4 first_right = all_axes(static_cast<float>(split.bin));
    const Float4 most = all_axes(std::numeric_limits<float>::max());
    std::array<Box4, 2> centers;
    for (const Item& item : items) {
        const Box4 box = box_of(item);
        const Float4 center = center_of(box);
        const Int4 is_right = all_axes(binning.place(box)[AXIS]) >= first_right;
        Item*& side = sides[is_right[0] & 1];
        std::memcpy(side++, &item, sizeof item);
        centers[0].low = lesser(centers[0].low, is_right ? most : center);
        centers[0].high = greater(centers[0].high, is_right ? -most : center);
        centers[1].low = lesser(centers[1].low, is_right ? center : most);
        centers[1].high = greater(centers[1].high, is_right ? center : -most);
    }
    return centers;
}

std::array<Box4, 2> distribute(std::span<const Item> items, const Binning& binning, const Split& split, Item* left,
                               Item* right) {
    if (split.axis == 0) return distribute<0>(items, binning, split, left, right);
    if (split.axis == 1) return distribute<1>(items, binning, split, left, right);
    return distribute<2>(items, binning, split, left, right);
}

class Builder {
public:
    Builder(std::uint32_t first_place, std::uint32_t block, std::span<std::uint32_t> sources)
        : m_first_place(first_place), m_block(block), m_sources(sources) {}

    std::unique_ptr<Part> build(const Branch& subtree) const;

    /// Below, and with `nodes`, which are numbered from 0 on.
    Part::Child build(const Branch& subtree, std::vector<shared::BvhNode>& nodes) const {
        if (subtree.count >= STOP_FROM) stop_point();
        const std::optional<Halves> halves = split(subtree);
        if (!halves) return leaf(subtree);
        const auto index = static_cast<std::uint32_t>(nodes.size());
        nodes.emplace_back();
        const Part::Child left = build((*halves)[0], nodes);
        const Part::Child right = build((*halves)[1], nodes);
        nodes[index] = Part::node_of(left, right);
        return {subtree.boxes.whole.bounds(), index, 0};
    }

private:
    Part::Child leaf(const Branch& subtree) const {
        for (std::uint32_t i = subtree.first; i < subtree.first + subtree.count; i++)
            m_sources[i] = subtree.from[i].shape;
        return {subtree.boxes.whole.bounds(), m_first_place + subtree.first, subtree.count};
    }

    /// Both halves, or nothing where a leaf is cheaper.
    std::optional<Halves> split(const Branch& subtree) const {
        if (subtree.count == 1) return {};
        const Binning binning(subtree.boxes.centers, subtree.count);
        if (subtree.count >= BLOCKS_FROM) return split_in_blocks(subtree, binning);
        Bins bins(binning.count());
        bins.add(subtree.items(), binning);
        const Split split = find_split(subtree, bins, binning);
        if (is_leaf(subtree, split)) return {};
        if (must_halve(subtree, split)) return middle(subtree);
        Halves halves = halves_of(subtree, bins, binning, split);
        const std::array<Box4, 2> centers =
            distribute(subtree.items(), binning, split, subtree.to + halves[0].first, subtree.to + halves[1].first);
        for (std::size_t side = 0; side < 2; side++) halves[side].boxes.centers = centers[side];
        return halves;
    }

    Halves split_in_blocks(const Branch& subtree, const Binning& binning) const {
        const std::uint32_t blocks = blocks_of(subtree.count);
        std::vector<Bins> bins;
        bins.reserve(blocks);
        for (std::uint32_t block = 0; block < blocks; block++) bins.emplace_back(binning.count());
        tbb::parallel_for(0u, blocks,
                          [&](std::uint32_t block) { bins[block].add(block_of(subtree.items(), block), binning); });
        Bins all(binning.count());
        for (const Bins& more : bins) all.add(more, binning.count());
        const Split split = find_split(subtree, all, binning);
        if (must_halve(subtree, split)) return middle(subtree);

        Halves halves = halves_of(subtree, all, binning, split);
        std::vector<std::uint32_t> left(blocks); // how many items the blocks before bring there
        for (std::uint32_t block = 1; block < blocks; block++)
            left[block] = left[block - 1] + bins[block - 1].count_left(split.axis, split.bin);
        std::vector<std::array<Box4, 2>> centers(blocks);
        tbb::parallel_for(0u, blocks, [&](std::uint32_t block) {
            Item* const to_left = subtree.to + halves[0].first + left[block];
            Item* const to_right = subtree.to + halves[1].first + (block * BLOCK_ITEMS - left[block]);
            centers[block] = distribute(block_of(subtree.items(), block), binning, split, to_left, to_right);
        });
        for (const std::array<Box4, 2>& more : centers) {
            for (std::size_t side = 0; side < 2; side++) halves[side].boxes.centers.add(more[side]);
        }
        return halves;
    }

    Split find_split(const Branch& subtree, const Bins& bins, const Binning& binning) const {
        return triptych::find_split(bins, binning, subtree.count, subtree.boxes.whole.half_area(), m_block);
    }

    static bool is_leaf(const Branch& subtree, const Split& split) {
        // A root has two children, if it can; an instance is dear enough to have a box of its own.
        if (subtree.count > MAX_LEAF || subtree.depth == 0 || subtree.has_instance()) return false;
        return split.axis < 0 || split.cost >= static_cast<float>(subtree.count);
    }

    /// Where no split is to be had, and where the depth left is only enough for halving.
    static bool must_halve(const Branch& subtree, const Split& split) {
        const auto levels = static_cast<std::uint32_t>(std::bit_width(subtree.count));
        return split.axis < 0 || subtree.depth + levels >= shared::BVH_MAX_DEPTH - 1;
    }

    static Halves middle(const Branch& subtree) {
        const std::uint32_t left = subtree.count / 2;
        Halves halves{subtree.part(subtree.first, left), subtree.part(subtree.first + left, subtree.count - left)};
        for (Branch& half : halves) half.boxes = boxes_of(half.items());
        return halves;
    }

    /// Both sides of a split, in the other array, without the boxes around their centres.
    static Halves halves_of(const Branch& subtree, const Bins& bins, const Binning& binning, const Split& split) {
        const std::uint32_t left = bins.count_left(split.axis, split.bin);
        Halves halves{subtree.part(subtree.first, left), subtree.part(subtree.first + left, subtree.count - left)};
        for (Branch& half : halves) std::swap(half.from, half.to);
        halves[0].boxes.whole = bins.box(split.axis, 0, split.bin);
        halves[1].boxes.whole = bins.box(split.axis, split.bin, binning.count());
        return halves;
    }

    std::uint32_t m_first_place, m_block;
    std::span<std::uint32_t> m_sources;
};

std::unique_ptr<Part> Builder::build(const Branch& subtree) const {
    auto part = std::make_unique<Part>();
    if (subtree.count < TASK_BELOW) {
        part->nodes.reserve(subtree.count / 2);
        part->child = build(subtree, part->nodes);
        part->node_count = static_cast<std::uint32_t>(part->nodes.size());
        return part;
    }
    stop_point();
    const Halves halves = *split(subtree);
    tbb::parallel_invoke([&] { part->halves[0] = build(halves[0]); }, [&] { part->halves[1] = build(halves[1]); });
    part->child.bounds = subtree.boxes.whole.bounds();
    part->node_count = 1 + part->halves[0]->node_count + part->halves[1]->node_count;
    return part;
}

} // namespace

SahTree::SahTree(std::span<Item> items, std::uint32_t first_place, std::uint32_t block,
                 std::span<std::uint32_t> sources) {
    const auto count = static_cast<std::uint32_t>(items.size());
    const auto spare = make_large_array<Item>(count);
    const Branch whole{items.data(), spare.get(), 0, count, 0, boxes_of(items)};
    m_root = Builder(first_place, block, sources).build(whole);
}

SahTree::~SahTree() = default;
SahTree::SahTree(SahTree&&) noexcept = default;
SahTree& SahTree::operator=(SahTree&&) noexcept = default;

// A leaf alone gets a node.
std::uint32_t SahTree::node_count() const { return std::max(m_root->node_count, 1u); }

void SahTree::lay_out(std::uint32_t first, std::span<shared::BvhNode> nodes) const {
    const Part::Child root = m_root->lay_out(first, nodes);
    if (root.count == 0) return;
    // No box test lets a ray reach a point that far away (see enter_box).
    constexpr float FAR = std::numeric_limits<float>::max();
    nodes[first] = Part::node_of(root, {{vec3(FAR), vec3(FAR)}, 0, 0});
}

} // namespace triptych
