// The hierarchy of a glTF file's nodes, and where it brings each.
// SPDX-License-Identifier: MIT
#pragma once

#include "gltf/gltf_animation.hpp"
#include "gltf/gltf_document.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace triptych {

struct GltfNodes {
    std::vector<Affine> world_from_node; // of all nodes
    std::vector<bool> is_visible;        // of all nodes: whether they and those above them are (KHR_node_visibility)
    std::optional<std::uint32_t> scene;  // which of the file's is shown, if it has any
    std::vector<std::uint32_t> shown;    // those of the file's scene, parents before their children; not all visible
};

/// Follows the nodes from their roots, of any depth. `scene` names or numbers the scene that is shown; empty: the one
/// that the file means to be shown, its first, or all nodes where it has no scenes. A node of a scene that is no root
/// stands where its ancestors bring it; of two parents the first counts. Throws Error: INVALID_INPUT with the JSON
/// pointer where a node is its own ancestor, USAGE where there is no such scene.
GltfNodes place_nodes(GltfDocument& document, std::span<const NodePose> poses, const std::string& scene);

} // namespace triptych
