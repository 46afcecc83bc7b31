// Trees over a packed scene: the boxes of its shapes, a tree for each range of them, and both in their final order.
// SPDX-License-Identifier: MIT
#include "bvh/build.hpp"

#include "base/error.hpp"
#include "base/huge_pages.hpp"
#include "base/stop_point.hpp"
#include "bvh/boxes.hpp"
#include "bvh/outside.hpp"
#include "bvh/reorder.hpp"
#include "bvh/sah.hpp"

#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>

namespace triptych {

namespace {

constexpr std::size_t ITEM_GRAIN = 8192;

/// The items of a range of shapes.
class Items {
public:
    Items(const PackedScene& scene, const TreeBoxes& boxes, ShapeRange range, float padding)
        : m_items(make_large_array<Item>(range.count)), m_count(range.count) {
        tbb::parallel_for(tbb::blocked_range<std::uint32_t>(0, range.count, ITEM_GRAIN), [&](const auto& block) {
            for (std::uint32_t i = block.begin(); i < block.end(); i++) {
                const std::uint32_t shape = range.first + i;
                const std::uint32_t kind = scene.shapes.empty() ? shared::SHAPE_SPHERE : scene.shapes[shape].kind;
                const Bounds box = boxes.box(shape, padding);
                m_items[i] = {box.low, box.high, shape, kind};
            }
        });
    }
    std::span<Item> all() const { return {m_items.get(), m_count}; }

private:
    std::unique_ptr<Item[]> m_items;
    std::uint32_t m_count;
};

/// Triangles alone are tested in whole blocks by the CPU's widest kernels, and come in numbers that make it pay.
std::uint32_t shapes_at_once(std::span<const Item> items) {
    const bool only_triangles =
        std::all_of(items.begin(), items.end(), [](const Item& item) { return item.kind == shared::SHAPE_TRIANGLE; });
    return only_triangles ? 8 : 1;
}

SahTree tree_over(std::span<Item> items, std::uint32_t first_place, std::span<std::uint32_t> sources) {
    return {items, first_place, shapes_at_once(items), sources.subspan(first_place, items.size())};
}

} // namespace

void build_bvh(PackedScene& scene) {
    stop_point();
    if (scene.tags.size() >> shared::BVH_INDEX_BITS != 0) {
        throw Error(ExitCode::LIMIT, fmt::format("The scene has {} shapes, and the tree can hold {} only; use fewer.",
                                                 scene.tags.size(), (1u << shared::BVH_INDEX_BITS) - 1));
    }
    std::vector<std::uint32_t> sources(scene.tags.size()); // by place
    std::iota(sources.begin(), sources.end(), 0u);
    const TreeBoxes boxes(scene);
    std::vector<std::optional<SahTree>> trees(1 + scene.objects.size()); // the scene's own, then the objects'
    {
        const ShapeRange own{scene.large_count, scene.top_count - scene.large_count};
        const Items items(scene, boxes, own, padding_of(scene.tolerance));
        const auto outside = static_cast<std::uint32_t>(move_large_first(items.all()));
        scene.flat_count = own.first + outside;
        for (std::uint32_t i = 0; i < outside; i++) sources[own.first + i] = items.all()[i].shape;
        if (own.count > outside) trees[0] = tree_over(items.all().subspan(outside), scene.flat_count, sources);
    }
    tbb::parallel_for(std::size_t{0}, scene.objects.size(), [&](std::size_t i) {
        stop_point();
        const Items items(scene, boxes, scene.objects[i], boxes.object_padding(i));
        trees[1 + i] = tree_over(items.all(), scene.objects[i].first, sources);
    });

    std::vector<std::uint32_t> roots; // of all trees
    std::uint32_t node_count = 0;
    for (const std::optional<SahTree>& tree : trees) {
        roots.push_back(node_count);
        if (tree) node_count += tree->node_count();
    }
    scene.nodes = {};
    reserve_large(scene.nodes, node_count);
    scene.nodes.resize(node_count);
    tbb::parallel_for(std::size_t{0}, trees.size(), [&](std::size_t i) {
        if (trees[i]) trees[i]->lay_out(roots[i], scene.nodes);
    });
    for (std::size_t i = 0; i < scene.instances.size(); i++) scene.instances[i].root = roots[1 + scene.object_of[i]];
    reorder_shapes(scene, sources);
}

} // namespace triptych
