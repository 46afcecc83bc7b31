// Trees laid out depth first, shapes in the order of their leaves.
// SPDX-License-Identifier: MIT
#include "bvh/build.hpp"

#include "base/error.hpp"
#include "base/stop_point.hpp"
#include "bvh/boxes.hpp"
#include "bvh/sah.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace triptych {

namespace {

constexpr std::size_t MAX_FLAT = 8;

/// Lays trees out depth first and the shapes in the order of the leaves.
class Layout {
public:
    explicit Layout(PackedScene& scene) : m_scene(scene), m_old_tags(scene.tags) {
        if (scene.shapes.empty()) {
            m_old_spheres = scene.spheres;
        } else {
            m_old_shapes = scene.shapes;
        }
    }

    /// From here on shapes are put at `place` and behind it.
    void go_to(std::uint32_t place) { m_place = place; }

    void add_shape(std::uint32_t index) {
        const std::uint32_t place = m_place++;
        if (m_scene.shapes.empty()) {
            m_scene.spheres[place] = m_old_spheres[index];
        } else {
            m_scene.shapes[place] = m_old_shapes[index];
        }
        const shared::ShapeTag tag = m_old_tags[index];
        m_scene.tags[place] = tag;
        if (tag.light != shared::NONE) m_scene.lights[tag.light].shape = place;
    }

    /// Returns the root's index.
    std::uint32_t add_tree(const TreeNode& root) {
        if (root.items.empty()) return add_node(root);
        // A single leaf; no box test lets a ray reach a point that far away (see enter_box).
        constexpr float FAR = std::numeric_limits<float>::max();
        m_scene.nodes.emplace_back();
        const Child leaf = add_child(root);
        m_scene.nodes.back() = node_of(root.bounds, leaf, {vec3(FAR), vec3(FAR)}, {0, 0});
        return static_cast<std::uint32_t>(m_scene.nodes.size() - 1);
    }

private:
    struct Child {
        std::uint32_t index, count;
    };

    std::uint32_t add_node(const TreeNode& node) {
        stop_point();
        const auto index = static_cast<std::uint32_t>(m_scene.nodes.size());
        m_scene.nodes.emplace_back();
        const Child left = add_child(*node.children[0]);
        const Child right = add_child(*node.children[1]);
        m_scene.nodes[index] = node_of(node.children[0]->bounds, left, node.children[1]->bounds, right);
        return index;
    }

    static shared::BvhNode node_of(const Bounds& left_box, Child left, const Bounds& right_box, Child right) {
        shared::BvhNode node;
        node.left_min = left_box.low;
        node.left_max = left_box.high;
        node.left = left.index;
        node.left_count = left.count;
        node.right_min = right_box.low;
        node.right_max = right_box.high;
        node.right = right.index;
        node.right_count = right.count;
        return node;
    }

    Child add_child(const TreeNode& node) {
        if (node.items.empty()) return {add_node(node), 0};
        const std::uint32_t first = m_place;
        for (const Item& item : node.items) add_shape(item.shape);
        return {first, static_cast<std::uint32_t>(node.items.size())};
    }

    PackedScene& m_scene;
    std::vector<shared::Sphere> m_old_spheres;
    std::vector<shared::Shape> m_old_shapes;
    std::vector<shared::ShapeTag> m_old_tags;
    std::uint32_t m_place = 0;
};

/// Moves to the front the shapes that would only blow up the tree's upper boxes: each at least half as large as the box
/// around all smaller ones. Returns how many. Instances, which stand in the tree only, end the search.
std::size_t move_large_first(std::vector<Item>& items) {
    const auto is_larger = [](const Item& a, const Item& b) {
        const float area_a = a.bounds.half_area();
        const float area_b = b.bounds.half_area();
        return area_a != area_b ? area_a > area_b : a.shape < b.shape;
    };
    std::array<Item, MAX_FLAT + 1> buffer;
    const auto end = std::partial_sort_copy(items.begin(), items.end(), buffer.begin(), buffer.end(), is_larger);
    const std::span<const Item> largest(buffer.begin(), end);
    if (largest.empty()) return 0;

    std::array<Bounds, MAX_FLAT + 2> rest; // around all that are smaller than the first, second...
    for (const Item& item : items) {
        if (is_larger(largest.back(), item)) rest[largest.size()].add(item.bounds);
    }
    for (std::size_t i = largest.size(); i-- > 0;) {
        rest[i] = rest[i + 1];
        rest[i].add(largest[i].bounds);
    }
    std::size_t flat = 0;
    while (flat < std::min(largest.size(), MAX_FLAT) && !largest[flat].is_instance &&
           largest[flat].bounds.half_area() >= 0.5f * rest[flat + 1].half_area()) {
        flat++;
    }
    // A tree of a single shape gains nothing.
    if (flat + 1 == items.size() && !largest[flat].is_instance) flat++;
    if (flat == 0) return 0;
    const auto others = std::remove_if(items.begin(), items.end(),
                                       [&](const Item& item) { return !is_larger(largest[flat - 1], item); });
    std::move_backward(items.begin(), others, items.end());
    std::copy_n(largest.begin(), flat, items.begin());
    return flat;
}

/// Triangles alone are tested in whole blocks by the CPU's widest kernels, and come in numbers that make it pay.
std::uint32_t block_of(const PackedScene& scene, std::span<const Item> items) {
    if (scene.shapes.empty()) return 1;
    const bool only_triangles = std::all_of(items.begin(), items.end(), [&](const Item& item) {
        return scene.shapes[item.shape].kind == shared::SHAPE_TRIANGLE;
    });
    return only_triangles ? 8 : 1;
}

std::vector<Item> items_of(const PackedScene& scene, const TreeBoxes& boxes, ShapeRange range, float padding) {
    std::vector<Item> items(range.count);
    for (std::uint32_t i = 0; i < range.count; i++) {
        const std::uint32_t shape = range.first + i;
        const bool is_instance = !scene.shapes.empty() && scene.shapes[shape].kind == shared::SHAPE_INSTANCE;
        items[i] = {boxes.box(shape, padding), shape, is_instance};
    }
    return items;
}

} // namespace

void build_bvh(PackedScene& scene) {
    stop_point();
    if (scene.tags.size() >> shared::BVH_INDEX_BITS != 0) {
        throw Error(ExitCode::LIMIT, fmt::format("The scene has {} shapes, and the tree can hold {} only; use fewer.",
                                                 scene.tags.size(), (1u << shared::BVH_INDEX_BITS) - 1));
    }
    scene.nodes.clear();
    const TreeBoxes boxes(scene);
    const ShapeRange own{scene.large_count, scene.top_count - scene.large_count};
    std::vector<Item> items = items_of(scene, boxes, own, padding_of(scene.tolerance));
    const std::size_t flat = move_large_first(items);
    const std::span<Item> in_tree = std::span(items).subspan(flat);

    Layout layout(scene);
    layout.go_to(own.first);
    scene.flat_count = own.first + static_cast<std::uint32_t>(flat);
    for (std::size_t i = 0; i < flat; i++) layout.add_shape(items[i].shape);
    if (!in_tree.empty()) layout.add_tree(*build_tree(in_tree, block_of(scene, in_tree)));

    std::vector<std::uint32_t> roots;
    for (std::uint32_t i = 0; i < scene.objects.size(); i++) {
        items = items_of(scene, boxes, scene.objects[i], boxes.object_padding(i));
        layout.go_to(scene.objects[i].first);
        roots.push_back(layout.add_tree(*build_tree(items, block_of(scene, items))));
    }
    for (std::size_t i = 0; i < scene.instances.size(); i++) scene.instances[i].root = roots[scene.object_of[i]];
}

} // namespace triptych
