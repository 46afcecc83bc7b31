// Without recursion, since a hierarchy may be as deep as the file is long.
// SPDX-License-Identifier: MIT
#include "scene/import/gltf_nodes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace triptych {

namespace {

class Hierarchy {
public:
    Hierarchy(GltfDocument& document, std::span<const NodePose> poses)
        : m_document(document), m_poses(poses), m_parents(poses.size(), shared::NONE), m_children(poses.size()) {
        for (std::uint32_t i = 0; i < poses.size(); i++) read_children(i);
    }

    GltfNodes place() {
        m_nodes.world_from_node.resize(m_poses.size());
        std::vector<std::uint32_t> roots;
        for (std::uint32_t i = 0; i < m_poses.size(); i++) {
            if (m_parents[i] == shared::NONE) roots.push_back(i);
        }
        std::uint32_t placed = 0;
        for_each_below(roots, [&](std::uint32_t node) {
            const Affine local = local_transform(m_poses[node]);
            m_nodes.world_from_node[node] =
                m_parents[node] == shared::NONE ? local : compose(m_nodes.world_from_node[m_parents[node]], local);
            placed++;
        });
        if (placed != m_poses.size()) fail_circle(roots);
        for_each_below(roots_of_scene(roots), [&](std::uint32_t node) { m_nodes.shown.push_back(node); });
        return std::move(m_nodes);
    }

private:
    void read_children(std::uint32_t parent) {
        const auto children = m_document.element("nodes", parent).find("children");
        if (!children) return;
        children->for_each_element([&](JsonCursor reference) {
            const std::uint32_t child = m_document.index(reference, "nodes");
            if (m_parents[child] != shared::NONE) {
                reference.fail(fmt::format("node {} is a child of node {} already", child, m_parents[child]));
            }
            m_parents[child] = parent;
            m_children[parent].push_back(child);
        });
    }

    /// Calls visit(node) for the roots and all below, parents first, in the order of the file.
    template <typename Visit>
    void for_each_below(const std::vector<std::uint32_t>& roots, Visit visit) const {
        std::vector<std::uint32_t> open(roots.rbegin(), roots.rend());
        while (!open.empty()) {
            const std::uint32_t node = open.back();
            open.pop_back();
            visit(node);
            open.insert(open.end(), m_children[node].rbegin(), m_children[node].rend());
        }
    }

    /// Every node has one parent at most, so those that no root leads to stand in circles or below them.
    [[noreturn]] void fail_circle(const std::vector<std::uint32_t>& roots) const {
        std::vector<bool> is_placed(m_poses.size(), false);
        for_each_below(roots, [&](std::uint32_t node) { is_placed[node] = true; });
        const auto first =
            static_cast<std::uint32_t>(std::find(is_placed.begin(), is_placed.end(), false) - is_placed.begin());
        m_document.element("nodes", first).fail("this node is its own ancestor, or a descendant of one that is");
    }

    /// Of the scene that the file shows, its first one, or of all nodes where it has no scenes.
    std::vector<std::uint32_t> roots_of_scene(const std::vector<std::uint32_t>& all_roots) {
        const auto chosen = m_document.root().find("scene");
        if (!chosen && m_document.count("scenes") == 0) return all_roots;
        const JsonCursor scene = chosen ? m_document.resolve(*chosen, "scenes") : m_document.element("scenes", 0);
        std::vector<std::uint32_t> roots;
        const auto nodes = scene.find("nodes");
        if (!nodes) return roots;
        std::vector<bool> is_root(m_poses.size(), false);
        nodes->for_each_element([&](JsonCursor reference) {
            const std::uint32_t node = m_document.index(reference, "nodes");
            if (m_parents[node] != shared::NONE) reference.fail(fmt::format("node {} is no root", node));
            if (is_root[node]) reference.fail(fmt::format("node {} appears twice", node));
            is_root[node] = true;
            roots.push_back(node);
        });
        return roots;
    }

    GltfDocument& m_document;
    std::span<const NodePose> m_poses;
    std::vector<std::uint32_t> m_parents;
    std::vector<std::vector<std::uint32_t>> m_children;
    GltfNodes m_nodes;
};

} // namespace

GltfNodes place_nodes(GltfDocument& document, std::span<const NodePose> poses) {
    return Hierarchy(document, poses).place();
}

} // namespace triptych
