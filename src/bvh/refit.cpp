// Refitting: shapes in the order of the kept tree's leaves, then boxes from the last node to the first.
// SPDX-License-Identifier: MIT
#include "bvh/refit.hpp"

#include "bvh/boxes.hpp"
#include "bvh/reorder.hpp"

#include <algorithm>
#include <limits>

namespace triptych {

namespace {

/// No box test lets a ray reach a box that begins there (see sah.cpp).
bool is_nothing(vec3 low) { return low.x == std::numeric_limits<float>::max(); }

bool is_same_range(ShapeRange a, ShapeRange b) { return a.first == b.first && a.count == b.count; }

/// Whether both have as many shapes in each place where a tree may order them, before any tree.
bool have_same_ranges(const PackedScene& a, const PackedScene& b) {
    return a.shapes.empty() == b.shapes.empty() && a.tags.size() == b.tags.size() && a.top_count == b.top_count &&
           a.large_count == b.large_count &&
           std::equal(a.objects.begin(), a.objects.end(), b.objects.begin(), b.objects.end(), is_same_range) &&
           a.object_of == b.object_of;
}

/// By place in the kept scene: where the shape of the same description is now. Empty where it is of another kind.
std::vector<std::uint32_t> find_sources(const PackedScene& scene, const PackedScene& kept) {
    std::vector<std::uint32_t> place_of(scene.tags.size());
    for (std::uint32_t i = 0; i < scene.tags.size(); i++) place_of[scene.tags[i].id] = i;
    std::vector<std::uint32_t> sources;
    sources.reserve(kept.tags.size());
    for (std::uint32_t place = 0; place < kept.tags.size(); place++) {
        const std::uint32_t source = place_of[kept.tags[place].id];
        if (place < kept.large_count && source != place) return {};
        if (!scene.shapes.empty() && scene.shapes[source].kind != kept.shapes[place].kind) return {};
        sources.push_back(source);
    }
    return sources;
}

/// Roots of the trees over objects, in their order.
std::vector<std::uint32_t> roots_of(const PackedScene& scene) {
    std::vector<std::uint32_t> roots(scene.objects.size(), 0);
    for (std::size_t i = 0; i < scene.instances.size(); i++) roots[scene.object_of[i]] = scene.instances[i].root;
    return roots;
}

class Refitter {
public:
    explicit Refitter(PackedScene& scene) : m_scene(scene), m_boxes(scene) {}

    void run() {
        const std::vector<std::uint32_t> roots = roots_of(m_scene);
        auto end = static_cast<std::uint32_t>(m_scene.nodes.size());
        for (std::size_t object = roots.size(); object-- > 0;) {
            fit(roots[object], end, m_boxes.object_padding(object));
            end = roots[object];
        }
        fit(0, end, padding_of(m_scene.tolerance));
    }

private:
    /// Nodes lie depth first, so that a child's number is greater than its parent's.
    void fit(std::uint32_t first, std::uint32_t end, float padding) {
        for (std::uint32_t i = end; i-- > first;) {
            shared::BvhNode& node = m_scene.nodes[i];
            const Bounds left = bounds_of(node.left, node.left_count, padding);
            node.left_min = left.low;
            node.left_max = left.high;
            if (is_nothing(node.right_min)) continue;
            const Bounds right = bounds_of(node.right, node.right_count, padding);
            node.right_min = right.low;
            node.right_max = right.high;
        }
    }

    Bounds bounds_of(std::uint32_t child, std::uint32_t count, float padding) const {
        Bounds bounds;
        if (count == 0) {
            const shared::BvhNode& node = m_scene.nodes[child];
            bounds.add({node.left_min, node.left_max});
            if (!is_nothing(node.right_min)) bounds.add({node.right_min, node.right_max});
            return bounds;
        }
        for (std::uint32_t i = child; i < child + count; i++) bounds.add(m_boxes.box(i, padding));
        return bounds;
    }

    PackedScene& m_scene;
    TreeBoxes m_boxes;
};

} // namespace

bool refit_bvh(PackedScene& scene, const PackedScene& kept) {
    if (!have_same_ranges(scene, kept)) return false;
    const std::vector<std::uint32_t> sources = find_sources(scene, kept);
    if (sources.size() != kept.tags.size()) return false;
    reorder_shapes(scene, sources);
    scene.nodes = kept.nodes;
    scene.flat_count = kept.flat_count;
    for (std::size_t i = 0; i < scene.instances.size(); i++) scene.instances[i].root = kept.instances[i].root;
    Refitter(scene).run();
    return true;
}

double tree_cost(const PackedScene& scene) {
    std::vector<std::uint32_t> ends = roots_of(scene);
    ends.push_back(static_cast<std::uint32_t>(scene.nodes.size()));
    double cost = 0.0;
    std::uint32_t first = 0;
    for (const std::uint32_t end : ends) {
        if (first == end) continue;
        Bounds root;
        double sum = 0.0;
        for (std::uint32_t i = first; i < end; i++) {
            const shared::BvhNode& node = scene.nodes[i];
            const auto add = [&](const Bounds& box, std::uint32_t count) {
                if (is_nothing(box.low)) return;
                sum += static_cast<double>(box.half_area()) * static_cast<double>(1 + count);
                if (i == first) root.add(box);
            };
            add({node.left_min, node.left_max}, node.left_count);
            add({node.right_min, node.right_max}, node.right_count);
        }
        const auto area = static_cast<double>(root.half_area());
        if (area > 0.0) cost += sum / area;
        first = end;
    }
    return cost;
}

} // namespace triptych
