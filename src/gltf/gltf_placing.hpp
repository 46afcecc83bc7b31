// The transforms beside a node's own that bring a glTF mesh into the world: those of instances and of joints.
// SPDX-License-Identifier: MIT
#pragma once

#include "gltf/gltf_document.hpp"
#include "scene/transform.hpp"

#include <span>
#include <vector>

namespace triptych {

/// The transforms of a node's EXT_mesh_gpu_instancing, one after the other; without it one that changes nothing. Throws
/// Error with the JSON pointer.
std::vector<Affine> instance_transforms(GltfDocument& document, JsonCursor node);

/// From a mesh's space to the world, for each joint of the skin that a reference names. Throws Error with the JSON
/// pointer.
std::vector<Affine> joint_matrices(GltfDocument& document, JsonCursor reference,
                                   std::span<const Affine> world_from_node);

} // namespace triptych
