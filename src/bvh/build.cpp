// Binned SAH build: a tree of heap nodes, subtrees in parallel, then laid out depth first.
// SPDX-License-Identifier: MIT
#include "bvh/build.hpp"

#include "base/error.hpp"
#include "bvh/bounds.hpp"

#include <fmt/format.h>
#include <tbb/parallel_invoke.h>

#include <array>
#include <bit>
#include <memory>
#include <numeric>
#include <span>

namespace triptych {

namespace {

constexpr std::uint32_t MAX_LEAF = 4;
constexpr std::uint32_t BIN_COUNT = 16;
constexpr std::uint32_t PARALLEL_FROM = 4096; // spheres; smaller subtrees are not worth a task
constexpr std::uint32_t MAX_FLAT = 8;

// Cost of visiting a node with its two boxes, in sphere tests.
constexpr float NODE_COST = 1.2f;

/// A sphere's padded box and its index in the description.
struct Item {
    Bounds bounds;
    std::uint32_t sphere;
    vec3 middle() const { return 0.5f * (bounds.low + bounds.high); }
};

struct TreeNode {
    Bounds bounds;
    std::array<std::unique_ptr<TreeNode>, 2> children;
    std::span<const Item> items; // of a leaf
};

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

/// The cheapest split over the three axes by the surface area heuristic; axis -1 where all centres coincide.
Split find_split(std::span<const Item> items, const Bounds& centers, float half_area) {
    Split best;
    for (int axis = 0; axis < 3; axis++) {
        const Binning binning(centers, axis);
        if (binning.scale == 0.0f || !std::isfinite(binning.scale)) continue;
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
            right_cost[i] = right.bounds.half_area() * static_cast<float>(right.count);
        }
        Bin left;
        for (std::uint32_t i = 1; i < BIN_COUNT; i++) {
            left.bounds.add(bins[i - 1].bounds);
            left.count += bins[i - 1].count;
            if (left.count == 0 || left.count == items.size()) continue;
            const float tests = left.bounds.half_area() * static_cast<float>(left.count) + right_cost[i];
            const float cost = NODE_COST + tests / half_area;
            if (cost < best.cost) best = {axis, i, cost};
        }
    }
    return best;
}

/// Splits items in two; the order within a side does not depend on threads. Returns where the right side begins.
std::size_t partition(std::span<Item> items, const Bounds& centers, const Split& split) {
    const Binning binning(centers, split.axis);
    const auto right = std::stable_partition(items.begin(), items.end(),
                                             [&](const Item& item) { return binning(item, split.axis) < split.bin; });
    return static_cast<std::size_t>(right - items.begin());
}

std::unique_ptr<TreeNode> build_node(std::span<Item> items, std::uint32_t depth) {
    auto node = std::make_unique<TreeNode>();
    Bounds centers;
    for (const Item& item : items) {
        node->bounds.add(item.bounds);
        centers.add(item.middle());
    }
    const bool is_root = depth == 0;
    const auto count = static_cast<std::uint32_t>(items.size());
    const Split split = find_split(items, centers, node->bounds.half_area());
    const bool leaf_is_cheaper = split.cost >= static_cast<float>(count);
    if (!is_root && count <= MAX_LEAF && (split.axis < 0 || leaf_is_cheaper)) {
        node->items = items;
        return node;
    }
    // Halves where no split is to be had, and where the depth left is only enough for halving.
    const bool depth_is_short = depth + static_cast<std::uint32_t>(std::bit_width(count)) >= shared::BVH_MAX_DEPTH - 1;
    const std::size_t middle = split.axis < 0 || depth_is_short ? items.size() / 2 : partition(items, centers, split);
    const auto left = [&] { node->children[0] = build_node(items.first(middle), depth + 1); };
    const auto right = [&] { node->children[1] = build_node(items.subspan(middle), depth + 1); };
    if (count >= PARALLEL_FROM) {
        tbb::parallel_invoke(left, right);
    } else {
        left();
        right();
    }
    return node;
}

/// Lays the tree out depth first and the spheres in the order of the leaves.
class Layout {
public:
    Layout(const PackedScene& source, PackedScene& target) : m_source(source), m_target(target) {}

    void add_sphere(std::uint32_t index) {
        m_target.spheres.push_back(m_source.spheres[index]);
        m_target.sphere_tags.push_back(m_source.sphere_tags[index]);
    }

    std::uint32_t add_node(const TreeNode& node) {
        const auto index = static_cast<std::uint32_t>(m_target.nodes.size());
        m_target.nodes.emplace_back();
        const Child left = add_child(*node.children[0]);
        const Child right = add_child(*node.children[1]);
        const Bounds& a = node.children[0]->bounds;
        const Bounds& b = node.children[1]->bounds;
        m_target.nodes[index] = {a.low, left.index, a.high, left.count, b.low, right.index, b.high, right.count};
        return index;
    }

private:
    struct Child {
        std::uint32_t index, count;
    };

    Child add_child(const TreeNode& node) {
        if (node.items.empty()) return {add_node(node), 0};
        const auto first = static_cast<std::uint32_t>(m_target.spheres.size());
        for (const Item& item : node.items) add_sphere(item.sphere);
        return {first, static_cast<std::uint32_t>(node.items.size())};
    }

    const PackedScene& m_source;
    PackedScene& m_target;
};

/// Moves to the front the spheres that would only blow up the tree's upper boxes: each at least half as large as the
/// box around all smaller ones. Returns how many.
std::size_t move_large_first(std::vector<Item>& items) {
    std::stable_sort(items.begin(), items.end(),
                     [](const Item& a, const Item& b) { return a.bounds.half_area() > b.bounds.half_area(); });
    std::vector<Bounds> rest(items.size() + 1);
    for (std::size_t i = items.size(); i-- > 0;) {
        rest[i] = rest[i + 1];
        rest[i].add(items[i].bounds);
    }
    std::size_t flat = 0;
    while (flat < items.size() && flat < MAX_FLAT &&
           items[flat].bounds.half_area() >= 0.5f * rest[flat + 1].half_area()) {
        flat++;
    }
    // A tree needs two children.
    return items.size() - flat < 2 ? items.size() : flat;
}

} // namespace

void build_bvh(PackedScene& scene) {
    if (scene.spheres.size() >> shared::BVH_INDEX_BITS != 0) {
        throw Error(ExitCode::LIMIT, fmt::format("The scene has {} spheres, and the tree can hold {} only; use fewer.",
                                                 scene.spheres.size(), (1u << shared::BVH_INDEX_BITS) - 1));
    }
    const float padding = box_padding(scene);
    std::vector<Item> items(scene.spheres.size());
    for (std::uint32_t i = 0; i < items.size(); i++) items[i] = {sphere_bounds(scene.spheres[i], padding), i};
    const std::size_t flat = move_large_first(items);
    const std::span<Item> in_tree = std::span(items).subspan(flat);

    PackedScene result = scene;
    result.spheres.clear();
    result.sphere_tags.clear();
    result.nodes.clear();
    result.flat_count = static_cast<std::uint32_t>(flat);
    Layout layout(scene, result);
    for (std::size_t i = 0; i < flat; i++) layout.add_sphere(items[i].sphere);
    if (!in_tree.empty()) layout.add_node(*build_node(in_tree, 0));
    scene = std::move(result);
}

} // namespace triptych
