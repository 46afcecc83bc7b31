// Collapsing the two-wide tree.
// SPDX-License-Identifier: MIT
#include "bvh/wide.hpp"

#include "bvh/bounds.hpp"

#include <array>
#include <limits>

namespace triptych {

namespace {

/// A child of the two-wide tree and the spheres below it, which are neighbours in the packed order.
struct Subtree {
    Bounds bounds;
    std::uint32_t node = 0; // meaningful where has_node
    bool has_node = false;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

template <int W>
class Collapse {
public:
    explicit Collapse(const PackedScene& scene)
        : m_scene(scene), m_first(scene.nodes.size()), m_count(scene.nodes.size()) {
        if (scene.nodes.empty()) return;
        // Children come after their parents, so going backwards meets them first.
        for (std::size_t i = scene.nodes.size(); i-- > 0;) {
            const Subtree left = subtree(i, 0);
            m_first[i] = left.first;
            m_count[i] = left.count + subtree(i, 1).count;
        }
        add_node(0);
    }
    WideTree<W> take() { return std::move(m_tree); }

private:
    Subtree subtree(std::size_t node, int side) const {
        const shared::BvhNode& n = m_scene.nodes[node];
        const std::uint32_t child = side == 0 ? n.left : n.right;
        const std::uint32_t count = side == 0 ? n.left_count : n.right_count;
        const Bounds bounds = side == 0 ? Bounds{n.left_min, n.left_max} : Bounds{n.right_min, n.right_max};
        if (count != 0) return {bounds, 0, false, child, count};
        return {bounds, child, true, m_first[child], m_count[child]};
    }

    std::uint32_t add_block(std::uint32_t first, std::uint32_t count) {
        SphereBlock<W> block{};
        block.first = first;
        for (std::uint32_t lane = 0; lane < W; lane++) {
            const bool used = lane < count;
            const shared::Sphere sphere = used ? m_scene.spheres[first + lane] : shared::Sphere{vec3(0.0f), 0.0f};
            block.center_x[lane] = sphere.center.x;
            block.center_y[lane] = sphere.center.y;
            block.center_z[lane] = sphere.center.z;
            block.radius_squared[lane] = used ? sphere.radius * sphere.radius : -1.0f;
        }
        m_tree.blocks.push_back(block);
        return static_cast<std::uint32_t>(m_tree.blocks.size() - 1);
    }

    std::uint32_t add_node(std::uint32_t two_wide) {
        std::array<Subtree, W> children;
        children[0] = subtree(two_wide, 0);
        children[1] = subtree(two_wide, 1);
        int used = 2;
        while (used < W) {
            int largest = -1;
            for (int i = 0; i < used; i++) {
                if (!children[i].has_node || children[i].count <= W) continue;
                if (largest < 0 || children[i].bounds.half_area() > children[largest].bounds.half_area()) largest = i;
            }
            if (largest < 0) break;
            const std::uint32_t opened = children[largest].node;
            children[largest] = subtree(opened, 0);
            children[used++] = subtree(opened, 1);
        }
        const auto index = static_cast<std::uint32_t>(m_tree.nodes.size());
        m_tree.nodes.emplace_back();
        WideNode<W> node;
        for (int lane = 0; lane < W; lane++) {
            constexpr float FAR = std::numeric_limits<float>::max();
            const Bounds bounds = lane < used ? children[lane].bounds : Bounds{vec3(FAR), vec3(-FAR)};
            const float planes[6] = {bounds.low.x,  bounds.low.y,  bounds.low.z,
                                     bounds.high.x, bounds.high.y, bounds.high.z};
            for (int i = 0; i < 6; i++) node.plane[i][lane] = planes[i];
            node.child[lane] = 0;
            if (lane >= used) continue;
            const Subtree& child = children[lane];
            node.child[lane] =
                child.count <= W ? WIDE_BLOCK | add_block(child.first, child.count) : add_node(child.node);
        }
        m_tree.nodes[index] = node;
        return index;
    }

    const PackedScene& m_scene;
    WideTree<W> m_tree;
    std::vector<std::uint32_t> m_first, m_count; // spheres below each two-wide node
};

} // namespace

template <int W>
WideTree<W> build_wide_tree(const PackedScene& scene) {
    return Collapse<W>(scene).take();
}

template WideTree<4> build_wide_tree<4>(const PackedScene&);
template WideTree<8> build_wide_tree<8>(const PackedScene&);
template WideTree<16> build_wide_tree<16>(const PackedScene&);

} // namespace triptych
