// Collapsing the two-wide trees.
// SPDX-License-Identifier: MIT
#include "bvh/wide.hpp"

#include "base/error.hpp"
#include "pack/bounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <span>

namespace triptych {

namespace {

/// The kind of block that a shape goes to.
std::uint32_t kind_of(const PackedScene& scene, std::uint32_t index) {
    if (scene.shapes.empty()) return WIDE_SPHERES;
    const shared::Shape& shape = scene.shapes[index];
    switch (shape.kind) {
    case shared::SHAPE_SPHERE: {
        const bool is_still = shape.u.x == 0.0f && shape.u.y == 0.0f && shape.u.z == 0.0f;
        return is_still ? WIDE_SPHERES : WIDE_MOVING_SPHERES;
    }
    case shared::SHAPE_DISK: return WIDE_DISKS;
    case shared::SHAPE_INSTANCE: return WIDE_INSTANCE;
    case shared::SHAPE_TRIANGLE: return WIDE_TRIANGLES;
    case shared::SHAPE_QUAD: return WIDE_QUADS;
    default:
        throw Error(ExitCode::INTERNAL, fmt::format("The wide tree has no block for shapes of kind {}.", shape.kind));
    }
}

template <int W>
void set_lane(float (&rows)[3][W], std::size_t lane, vec3 v) {
    rows[0][lane] = v.x;
    rows[1][lane] = v.y;
    rows[2][lane] = v.z;
}

/// Those of the shapes [first, end) whose kind is in `kinds`, a bit each.
struct Shapes {
    std::uint32_t first = 0;
    std::uint32_t end = 0;
    std::uint32_t kinds = 0;
};

/// A child of the two-wide tree.
struct Subtree {
    Bounds bounds;
    Shapes shapes;
    std::uint32_t node = shared::NONE; // NONE: a leaf
    bool empty() const { return shapes.kinds == 0; }
};

template <int W>
class Collapse {
public:
    explicit Collapse(const PackedScene& scene) : m_scene(scene), m_below(scene.nodes.size()) {
        // Children come after their parents, so going backwards meets them first.
        for (std::size_t i = scene.nodes.size(); i-- > 0;) {
            const Subtree left = subtree(i, 0);
            const Subtree right = subtree(i, 1);
            m_below[i] = left.shapes;
            if (right.empty()) continue;
            m_below[i].end = right.shapes.end;
            m_below[i].kinds |= right.shapes.kinds;
        }
        add_outside();
        if (!scene.nodes.empty()) m_tree.root = add_tree(0);
        std::vector<std::uint32_t> roots(scene.objects.size(), WIDE_NOTHING);
        for (std::size_t i = 0; i < scene.instances.size(); i++) {
            std::uint32_t& root = roots[scene.object_of[i]];
            if (root == WIDE_NOTHING) root = add_tree(scene.instances[i].root);
            m_tree.instance_roots.push_back(root);
        }
    }
    WideTree<W> take() { return std::move(m_tree); }

private:
    Subtree subtree(std::size_t node, int side) const {
        const shared::BvhNode& n = m_scene.nodes[node];
        const std::uint32_t child = side == 0 ? n.left : n.right;
        const std::uint32_t count = side == 0 ? n.left_count : n.right_count;
        const Bounds bounds = side == 0 ? Bounds{n.left_min, n.left_max} : Bounds{n.right_min, n.right_max};
        if (count == 0 && child <= node) return {}; // the missing child of a root with a single leaf
        if (count == 0) return {bounds, m_below[child], child};
        Shapes shapes{child, child + count, 0};
        for (std::uint32_t i = child; i < child + count; i++) shapes.kinds |= 1u << kind_of(m_scene, i);
        return {bounds, shapes, shared::NONE};
    }

    /// Whether the shapes of a child can be one block. An instance is a leaf of its own already (see sah.cpp).
    bool fits_a_block(const Subtree& child) const {
        const Shapes& shapes = child.shapes;
        if (!std::has_single_bit(shapes.kinds)) return false;
        if (shapes.kinds == 1u << WIDE_INSTANCE) return shapes.end - shapes.first == 1;
        if (shapes.end - shapes.first <= W) return true;
        return child.node == shared::NONE && chosen(shapes).size() <= W;
    }

    std::vector<std::uint32_t> chosen(const Shapes& shapes) const {
        std::vector<std::uint32_t> indices;
        for (std::uint32_t i = shapes.first; i < shapes.end; i++) {
            if ((shapes.kinds >> kind_of(m_scene, i) & 1u) != 0) indices.push_back(i);
        }
        return indices;
    }

    /// The two parts of a child that fits no block: those of its node, a leaf's shapes of one kind and the others, or
    /// the halves of a leaf with more than W.
    std::array<Subtree, 2> open(const Subtree& child) const {
        if (child.node != shared::NONE) return {subtree(child.node, 0), subtree(child.node, 1)};
        std::array<Subtree, 2> parts{child, child};
        const std::uint32_t kinds = child.shapes.kinds;
        if (std::has_single_bit(kinds)) {
            const std::uint32_t middle = child.shapes.first + (child.shapes.end - child.shapes.first) / 2;
            parts[0].shapes.end = parts[1].shapes.first = middle;
        } else {
            parts[0].shapes.kinds = kinds & (0u - kinds);
            parts[1].shapes.kinds = kinds & (kinds - 1);
        }
        return parts;
    }

    std::uint32_t add_tree(std::uint32_t two_wide) {
        const Subtree whole{Bounds{}, m_below[two_wide], two_wide};
        return fits_a_block(whole) ? add_block(whole.shapes) : add_node(whole);
    }

    /// The shapes that stand outside the tree, in blocks of one kind each.
    void add_outside() {
        for (std::uint32_t kind = WIDE_SPHERES; kind <= WIDE_TRIANGLES; kind++) {
            const std::vector<std::uint32_t> indices = chosen({m_scene.large_count, m_scene.flat_count, 1u << kind});
            for (std::size_t first = 0; first < indices.size(); first += W) {
                const std::size_t count = std::min<std::size_t>(W, indices.size() - first);
                m_tree.outside.push_back(add_block(kind, std::span(indices).subspan(first, count)));
            }
        }
    }

    std::uint32_t add_block(const Shapes& shapes) {
        const auto kind = static_cast<std::uint32_t>(std::countr_zero(shapes.kinds));
        if (kind == WIDE_INSTANCE) return kind << WIDE_KIND_SHIFT | m_scene.shapes[shapes.first].instance;
        return add_block(kind, chosen(shapes));
    }

    std::uint32_t add_block(std::uint32_t kind, std::span<const std::uint32_t> indices) {
        const auto add = [&](auto& blocks, const auto& block) {
            blocks.push_back(block);
            return kind << WIDE_KIND_SHIFT | static_cast<std::uint32_t>(blocks.size() - 1);
        };
        switch (kind) {
        case WIDE_SPHERES: return add(m_tree.spheres, sphere_block(indices));
        case WIDE_MOVING_SPHERES: return add(m_tree.moving_spheres, moving_sphere_block(indices));
        case WIDE_TRIANGLES: return add(m_tree.triangles, triangle_block(indices));
        default: return add(m_tree.flats, flat_block(indices));
        }
    }

    SphereBlock<W> sphere_block(std::span<const std::uint32_t> indices) const {
        SphereBlock<W> block{};
        for (std::size_t lane = 0; lane < W; lane++) {
            block.radius_squared[lane] = -1.0f;
            block.shape[lane] = shared::NONE;
            if (lane >= indices.size()) continue;
            const shared::Sphere sphere = sphere_at_start(indices[lane]);
            set_lane(block.center, lane, sphere.center);
            block.radius_squared[lane] = sphere.radius * sphere.radius;
            block.shape[lane] = indices[lane];
        }
        return block;
    }

    shared::Sphere sphere_at_start(std::uint32_t index) const {
        if (m_scene.shapes.empty()) return m_scene.spheres[index];
        return {m_scene.shapes[index].origin, m_scene.shapes[index].radius};
    }

    MovingSphereBlock<W> moving_sphere_block(std::span<const std::uint32_t> indices) const {
        MovingSphereBlock<W> block{sphere_block(indices), {}};
        for (std::size_t lane = 0; lane < indices.size(); lane++) {
            set_lane(block.motion, lane, m_scene.shapes[indices[lane]].u);
        }
        return block;
    }

    FlatBlock<W> flat_block(std::span<const std::uint32_t> indices) const {
        FlatBlock<W> block{};
        for (std::size_t lane = 0; lane < W; lane++) {
            block.shape[lane] = shared::NONE;
            if (lane >= indices.size()) continue;
            const shared::Shape& shape = m_scene.shapes[indices[lane]];
            set_lane(block.origin, lane, shape.origin);
            set_lane(block.u, lane, shape.u);
            set_lane(block.v, lane, shape.v);
            block.shape[lane] = indices[lane];
        }
        return block;
    }

    TriangleBlock<W> triangle_block(std::span<const std::uint32_t> indices) const {
        TriangleBlock<W> block{};
        for (std::size_t lane = 0; lane < W; lane++) {
            block.shape[lane] = shared::NONE;
            if (lane >= indices.size()) continue;
            const shared::Shape& shape = m_scene.shapes[indices[lane]];
            set_lane(block.corner[0], lane, shape.origin);
            set_lane(block.corner[1], lane, shape.u);
            set_lane(block.corner[2], lane, shape.v);
            block.shape[lane] = indices[lane];
        }
        return block;
    }

    std::uint32_t add_node(const Subtree& opened) {
        std::array<Subtree, W> children;
        int used = 0;
        for (const Subtree& part : open(opened)) {
            if (!part.empty()) children[used++] = part;
        }
        while (used < W) {
            int largest = -1;
            for (int i = 0; i < used; i++) {
                if (fits_a_block(children[i])) continue;
                if (largest < 0 || children[i].bounds.half_area() > children[largest].bounds.half_area()) largest = i;
            }
            if (largest < 0) break;
            const std::array<Subtree, 2> parts = open(children[largest]);
            children[largest] = parts[0];
            children[used++] = parts[1];
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
            node.child[lane] = WIDE_NOTHING;
            if (lane >= used) continue;
            const Subtree& child = children[lane];
            node.child[lane] = fits_a_block(child) ? add_block(child.shapes) : add_node(child);
        }
        m_tree.nodes[index] = node;
        return index;
    }

    const PackedScene& m_scene;
    WideTree<W> m_tree;
    std::vector<Shapes> m_below; // each two-wide node
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
