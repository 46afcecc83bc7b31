// Nodes of a glTF file at a point in time.
// SPDX-License-Identifier: MIT
#pragma once

#include "gltf/gltf_document.hpp"
#include "scene/transform.hpp"

#include <array>
#include <optional>
#include <vector>

namespace triptych {

/// x, y, z, w of a unit quaternion.
using Quaternion = std::array<double, 4>;

/// What a node's own transform is made of, applied in the order scale, rotation, translation.
struct NodePose {
    std::optional<Affine> matrix; // in place of the others
    Vec3d translation{0.0, 0.0, 0.0};
    Quaternion rotation{0.0, 0.0, 0.0, 1.0};
    Vec3d scale{1.0, 1.0, 1.0};
    std::vector<double> weights; // of the morph targets of its mesh
    bool is_visible = true;      // as far as the node itself says
};

/// The transform from the node's space to its parent's.
Affine local_transform(const NodePose& pose);

/// Rotation and scale of a translation, rotation and scale.
Affine transform_of(Vec3d translation, const Quaternion& rotation, Vec3d scale);

/// `q` at length 1, and no rotation where it is 0.
Quaternion unit_quaternion(const Quaternion& q);

/// The poses of all nodes as the file has them, weights those of their mesh where the node has none. Throws Error.
std::vector<NodePose> rest_poses(GltfDocument& document);

/// Moves `poses` to where an animation, named or numbered by `animation` or else the file's first, has them at
/// `seconds`, held at its ends: by steps, linearly or by cubic splines (glTF 2.0, appendix C). Channels that are wrong
/// are passed over with a warning, and so is a file without animations. Throws Error (USAGE) where it has others alone.
void animate(GltfDocument& document, const std::string& animation, double seconds, std::vector<NodePose>& poses);

} // namespace triptych
