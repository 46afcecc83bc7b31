// Without recursion, since a hierarchy may be as deep as the file is long.
// SPDX-License-Identifier: MIT
#include "gltf/gltf_nodes.hpp"

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

    GltfNodes place(const std::string& wanted) {
        m_nodes.world_from_node.resize(m_poses.size());
        m_nodes.is_visible.resize(m_poses.size());
        std::vector<std::uint32_t> roots;
        for (std::uint32_t i = 0; i < m_poses.size(); i++) {
            if (m_parents[i] == shared::NONE) roots.push_back(i);
        }
        std::uint32_t placed = 0;
        for_each_below(roots, [&](std::uint32_t node) {
            const Affine local = local_transform(m_poses[node]);
            const std::uint32_t parent = m_parents[node];
            m_nodes.world_from_node[node] =
                parent == shared::NONE ? local : compose(m_nodes.world_from_node[parent], local);
            m_nodes.is_visible[node] =
                m_poses[node].is_visible && (parent == shared::NONE || m_nodes.is_visible[parent]);
            placed++;
        });
        if (placed != m_poses.size()) fail_circle(roots);
        std::vector<bool> is_shown(m_poses.size(), false);
        for_each_below(roots_of_scene(roots, wanted), [&](std::uint32_t node) {
            if (!is_shown[node]) m_nodes.shown.push_back(node);
            is_shown[node] = true;
        });
        return std::move(m_nodes);
    }

private:
    void read_children(std::uint32_t parent) {
        const auto children = m_document.element("nodes", parent).find("children");
        if (!children) return;
        children->for_each_element([&](JsonCursor reference) {
            m_document.attempt("it stays where it is", [&] {
                const std::uint32_t child = m_document.index(reference, "nodes");
                if (m_parents[child] != shared::NONE) {
                    reference.fail(fmt::format("node {} is a child of node {} already", child, m_parents[child]));
                }
                m_parents[child] = parent;
                m_children[parent].push_back(child);
            });
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

    std::vector<std::uint32_t> roots_of_scene(const std::vector<std::uint32_t>& all_roots, const std::string& wanted) {
        if (wanted.empty() && m_document.count("scenes") == 0) return all_roots;
        std::uint32_t number = 0;
        if (!wanted.empty()) {
            number = m_document.find_named("scenes", wanted, "scene");
        } else if (const auto shown = m_document.root().find("scene")) {
            const auto read = [&] { return m_document.index(*shown, "scenes"); };
            number = m_document.attempt("the first scene is shown", read).value_or(0);
        }
        m_nodes.scene = number;
        std::vector<std::uint32_t> roots;
        const auto nodes = m_document.element("scenes", number).find("nodes");
        if (!nodes) return roots;
        nodes->for_each_element([&](JsonCursor reference) {
            const auto node =
                m_document.attempt("it is passed over", [&] { return m_document.index(reference, "nodes"); });
            if (!node) return;
            if (m_parents[*node] != shared::NONE) {
                m_document.warnings().add(
                    fmt::format("node {} of the scene is no root; it stands where those above it bring it.", *node));
            }
            roots.push_back(*node);
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

GltfNodes place_nodes(GltfDocument& document, std::span<const NodePose> poses, const std::string& scene) {
    return Hierarchy(document, poses).place(scene);
}

} // namespace triptych
