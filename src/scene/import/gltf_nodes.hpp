// The hierarchy of a glTF file's nodes, and where it brings each.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/import/gltf_animation.hpp"
#include "scene/import/gltf_document.hpp"

#include <span>
#include <vector>

namespace triptych {

struct GltfNodes {
    std::vector<Affine> world_from_node; // of all nodes
    std::vector<std::uint32_t> shown;    // those of the file's scene, parents before their children
};

/// Follows the nodes from their roots, of any depth. Throws Error with the JSON pointer where a node has two parents or
/// is its own ancestor.
GltfNodes place_nodes(GltfDocument& document, std::span<const NodePose> poses);

} // namespace triptych
