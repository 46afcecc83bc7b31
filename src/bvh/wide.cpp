// Collapsing the two-wide trees: first the wide nodes and which shapes each block holds, in parts that are made in
// parallel and count from 0; once the sizes of all parts are known, everything at its place.
// SPDX-License-Identifier: MIT
#include "bvh/wide.hpp"

#include "bvh/wide_blocks.hpp"
#include "pack/bounds.hpp"

#include <tbb/parallel_for.h>
#include <tbb/parallel_invoke.h>

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <memory>
#include <span>

namespace triptych {

namespace {

constexpr std::uint32_t PART_SHAPES = 4096;   // subtrees with no more are made by one thread
constexpr std::uint32_t MEASURE_NODES = 4096; // the same for those that are measured

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

// The arrays of a wide tree, in counts of what goes there.
constexpr std::size_t NODES = 0, SPHERES = 1, MOVING_SPHERES = 2, FLATS = 3, TRIANGLES = 4, ARRAY_COUNT = 5;
using Counts = std::array<std::uint32_t, ARRAY_COUNT>;

void add(Counts& sum, const Counts& more) {
    for (std::size_t i = 0; i < ARRAY_COUNT; i++) sum[i] += more[i];
}

/// Which array things of that kind lie in; instances lie in none.
std::size_t array_of(std::uint32_t kind) {
    switch (kind) {
    case WIDE_NODE: return NODES;
    case WIDE_SPHERES: return SPHERES;
    case WIDE_MOVING_SPHERES: return MOVING_SPHERES;
    case WIDE_QUADS:
    case WIDE_DISKS: return FLATS;
    case WIDE_TRIANGLES: return TRIANGLES;
    default: throw Error(ExitCode::INTERNAL, fmt::format("The wide tree has no array for kind {}.", kind));
    }
}

/// A word that counts from the part's beginning, where the part begins at `first`.
std::uint32_t moved(std::uint32_t word, const Counts& first) {
    const std::uint32_t kind = word >> WIDE_KIND_SHIFT;
    return word == WIDE_NOTHING || kind == WIDE_INSTANCE ? word : word + first[array_of(kind)];
}

/// A part of a wide tree. Words in its nodes count from its own beginning.
template <int W>
struct WidePart {
    std::uint32_t root = WIDE_NOTHING;
    std::vector<WideNode<W>> nodes;
    std::array<std::vector<Shapes>, ARRAY_COUNT> blocks; // by the array that they go to
    std::array<std::unique_ptr<WidePart>, W> below = {}; // parts that stand in the lanes of its only node
    Counts counts{};                                     // with those below

    void count() {
        counts[NODES] = static_cast<std::uint32_t>(nodes.size());
        for (std::size_t i = SPHERES; i < ARRAY_COUNT; i++) counts[i] = static_cast<std::uint32_t>(blocks[i].size());
        for (const std::unique_ptr<WidePart>& part : below) {
            if (part != nullptr) add(counts, part->counts);
        }
    }
};

template <int W>
class Collapse {
public:
    explicit Collapse(const PackedScene& scene) : m_scene(scene), m_below(scene.nodes.size()) {
        std::vector<std::uint32_t> roots; // of the objects, in the order of their nodes
        for (const shared::Instance& instance : scene.instances) roots.push_back(instance.root);
        std::sort(roots.begin(), roots.end());
        roots.erase(std::unique(roots.begin(), roots.end()), roots.end());
        const auto node_count = static_cast<std::uint32_t>(scene.nodes.size());
        const bool has_own = node_count > 0 && (roots.empty() || roots[0] != 0);

        std::vector<Part> parts(2 + roots.size()); // what stands outside, the scene's own tree, the objects'
        const std::vector<std::uint32_t> outside = add_outside(parts[0]);
        const auto make = [&](Part& part, std::uint32_t root, std::uint32_t end) {
            measure(root, end);
            add_tree(root, part);
        };
        if (has_own) make(parts[1], 0, roots.empty() ? node_count : roots[0]);
        tbb::parallel_for(std::size_t{0}, roots.size(), [&](std::size_t i) {
            make(parts[2 + i], roots[i], i + 1 < roots.size() ? roots[i + 1] : node_count);
        });

        std::vector<Counts> firsts;
        Counts all{};
        for (const Part& part : parts) {
            firsts.push_back(all);
            add(all, part.counts);
        }
        m_tree.nodes.resize(all[NODES]);
        m_tree.spheres.resize(all[SPHERES]);
        m_tree.moving_spheres.resize(all[MOVING_SPHERES]);
        m_tree.flats.resize(all[FLATS]);
        m_tree.triangles.resize(all[TRIANGLES]);
        tbb::parallel_for(std::size_t{0}, parts.size(), [&](std::size_t i) { lay_out(parts[i], firsts[i]); });
        m_tree.outside = outside;
        m_tree.root = moved(parts[1].root, firsts[1]);
        for (const shared::Instance& instance : scene.instances) {
            const auto place = std::lower_bound(roots.begin(), roots.end(), instance.root) - roots.begin();
            const auto part = 2 + static_cast<std::size_t>(place);
            m_tree.instance_roots.push_back(moved(parts[part].root, firsts[part]));
        }
    }
    WideTree<W> take() { return std::move(m_tree); }

private:
    using Part = WidePart<W>;

    /// Finds what lies below the nodes [first, end), a subtree depth first.
    void measure(std::uint32_t first, std::uint32_t end) {
        if (end - first <= MEASURE_NODES) {
            // Children come after their parents, so going backwards meets them first.
            for (std::uint32_t i = end; i-- > first;) measure(i);
            return;
        }
        const shared::BvhNode& node = m_scene.nodes[first];
        const std::uint32_t right = node.right_count == 0 && node.right > first ? node.right : end;
        tbb::parallel_invoke(
            [&] {
                if (node.left_count == 0) measure(first + 1, right);
            },
            [&] {
                if (right < end) measure(right, end);
            });
        measure(first);
    }

    void measure(std::uint32_t node) {
        const Subtree left = subtree(node, 0);
        const Subtree right = subtree(node, 1);
        m_below[node] = left.shapes;
        if (right.empty()) return;
        m_below[node].end = right.shapes.end;
        m_below[node].kinds |= right.shapes.kinds;
    }

    Subtree subtree(std::uint32_t node, int side) const {
        const shared::BvhNode& n = m_scene.nodes[node];
        const std::uint32_t child = side == 0 ? n.left : n.right;
        const std::uint32_t count = side == 0 ? n.left_count : n.right_count;
        const Bounds bounds = side == 0 ? Bounds{n.left_min, n.left_max} : Bounds{n.right_min, n.right_max};
        if (count == 0 && child <= node) return {}; // the missing child of a root with a single leaf
        if (count == 0) return {bounds, m_below[child], child};
        Shapes shapes{child, child + count, 0};
        for (std::uint32_t i = child; i < child + count; i++) shapes.kinds |= 1u << block_kind_of(m_scene, i);
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
            if ((shapes.kinds >> block_kind_of(m_scene, i) & 1u) != 0) indices.push_back(i);
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

    void add_tree(std::uint32_t two_wide, Part& part) const {
        const Subtree whole{Bounds{}, m_below[two_wide], two_wide};
        if (!fits_a_block(whole)) return make_part(whole, part);
        part.root = add_block(whole.shapes, part);
        part.count();
    }

    /// The shapes that stand outside the tree, in blocks of one kind each.
    std::vector<std::uint32_t> add_outside(Part& part) const {
        std::vector<std::uint32_t> words;
        for (std::uint32_t kind = WIDE_SPHERES; kind <= WIDE_TRIANGLES; kind++) {
            Shapes shapes{m_scene.large_count, m_scene.flat_count, 1u << kind};
            const std::vector<std::uint32_t> indices = chosen(shapes);
            for (std::size_t first = 0; first < indices.size(); first += W) {
                shapes.first = indices[first];
                shapes.end = indices[std::min<std::size_t>(first + W, indices.size()) - 1] + 1;
                words.push_back(add_block(shapes, part));
            }
        }
        part.count();
        return words;
    }

    std::uint32_t add_block(const Shapes& shapes, Part& part) const {
        const auto kind = static_cast<std::uint32_t>(std::countr_zero(shapes.kinds));
        if (kind == WIDE_INSTANCE) return kind << WIDE_KIND_SHIFT | m_scene.shapes[shapes.first].instance;
        std::vector<Shapes>& blocks = part.blocks[array_of(kind)];
        blocks.push_back(shapes);
        return kind << WIDE_KIND_SHIFT | static_cast<std::uint32_t>(blocks.size() - 1);
    }

    /// A node's children, as many as there are lanes where they can be had.
    struct Children {
        std::array<Subtree, W> lanes;
        int used = 0;
    };

    Children children_of(const Subtree& opened) const {
        Children children;
        const auto add = [&](const Subtree& child) {
            children.lanes[static_cast<std::size_t>(children.used++)] = child;
        };
        for (const Subtree& part : open(opened)) {
            if (!part.empty()) add(part);
        }
        while (children.used < W) {
            Subtree* largest = nullptr;
            for (Subtree& child : std::span(children.lanes).first(static_cast<std::size_t>(children.used))) {
                if (fits_a_block(child)) continue;
                if (largest == nullptr || child.bounds.half_area() > largest->bounds.half_area()) largest = &child;
            }
            if (largest == nullptr) break;
            const std::array<Subtree, 2> parts = open(*largest);
            *largest = parts[0];
            add(parts[1]);
        }
        return children;
    }

    /// A node whose words are still to be set.
    static WideNode<W> node_over(const Children& children) {
        constexpr float FAR = std::numeric_limits<float>::max();
        WideNode<W> node;
        for (int lane = 0; lane < W; lane++) {
            const bool is_used = lane < children.used;
            const Bounds bounds =
                is_used ? children.lanes[static_cast<std::size_t>(lane)].bounds : Bounds{vec3(FAR), vec3(-FAR)};
            const float planes[6] = {bounds.low.x,  bounds.low.y,  bounds.low.z,
                                     bounds.high.x, bounds.high.y, bounds.high.z};
            for (int i = 0; i < 6; i++) node.plane[i][lane] = planes[i];
            node.child[lane] = WIDE_NOTHING;
        }
        return node;
    }

    /// A node and all below it, depth first.
    std::uint32_t add_node(const Subtree& opened, Part& part) const {
        const Children children = children_of(opened);
        const auto index = static_cast<std::uint32_t>(part.nodes.size());
        part.nodes.push_back(node_over(children));
        for (int lane = 0; lane < children.used; lane++) {
            const Subtree& child = children.lanes[static_cast<std::size_t>(lane)];
            const std::uint32_t word = fits_a_block(child) ? add_block(child.shapes, part) : add_node(child, part);
            part.nodes[index].child[lane] = word;
        }
        return index;
    }

    void make_part(const Subtree& opened, Part& part) const {
        part.root = 0; // its first node
        if (opened.shapes.end - opened.shapes.first <= PART_SHAPES) {
            add_node(opened, part);
            return part.count();
        }
        const Children children = children_of(opened);
        part.nodes.push_back(node_over(children));
        for (int lane = 0; lane < children.used; lane++) {
            const Subtree& child = children.lanes[static_cast<std::size_t>(lane)];
            if (fits_a_block(child)) part.nodes[0].child[lane] = add_block(child.shapes, part);
        }
        tbb::parallel_for(std::size_t{0}, static_cast<std::size_t>(children.used), [&](std::size_t lane) {
            if (fits_a_block(children.lanes[lane])) return;
            part.below[lane] = std::make_unique<Part>();
            make_part(children.lanes[lane], *part.below[lane]);
        });
        part.count();
    }

    /// Writes a part's nodes and blocks, its own and then those below, from `first` on.
    void lay_out(const Part& part, const Counts& first) {
        for (std::size_t i = 0; i < part.nodes.size(); i++) {
            WideNode<W> node = part.nodes[i];
            for (std::uint32_t& word : node.child) word = moved(word, first);
            m_tree.nodes[first[NODES] + i] = node;
        }
        fill(part.blocks[SPHERES], m_tree.spheres.data() + first[SPHERES]);
        fill(part.blocks[MOVING_SPHERES], m_tree.moving_spheres.data() + first[MOVING_SPHERES]);
        fill(part.blocks[FLATS], m_tree.flats.data() + first[FLATS]);
        fill(part.blocks[TRIANGLES], m_tree.triangles.data() + first[TRIANGLES]);

        Counts next = first;
        next[NODES] += static_cast<std::uint32_t>(part.nodes.size());
        for (std::size_t i = SPHERES; i < ARRAY_COUNT; i++)
            next[i] += static_cast<std::uint32_t>(part.blocks[i].size());
        std::array<Counts, W> firsts;
        for (std::size_t lane = 0; lane < W; lane++) {
            firsts[lane] = next;
            if (part.below[lane] == nullptr) continue;
            m_tree.nodes[first[NODES]].child[lane] = moved(part.below[lane]->root, next);
            add(next, part.below[lane]->counts);
        }
        tbb::parallel_for(std::size_t{0}, std::size_t{W}, [&](std::size_t lane) {
            if (part.below[lane] != nullptr) lay_out(*part.below[lane], firsts[lane]);
        });
    }

    template <typename Block>
    void fill(const std::vector<Shapes>& blocks, Block* out) const {
        for (std::size_t i = 0; i < blocks.size(); i++) {
            std::array<std::uint32_t, W> indices;
            std::size_t count = 0;
            for (std::uint32_t shape = blocks[i].first; shape < blocks[i].end; shape++) {
                if ((blocks[i].kinds >> block_kind_of(m_scene, shape) & 1u) != 0) indices[count++] = shape;
            }
            fill_block(m_scene, std::span(indices).first(count), out[i]);
        }
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
