// How far a glTF file's animation takes what it shows.
// SPDX-License-Identifier: MIT
#pragma once

#include "gltf/gltf_document.hpp"
#include "mesh/box.hpp"

#include <optional>
#include <string>

namespace triptych {

/// A box that holds all that a scene of the file shows in its rest pose and at 33 moments spread evenly over an
/// animation (both as place_nodes and animate choose them), so that a view of it stands still while the animation runs.
/// It is made of the boxes of meshes, and of skins by joint, so it may be larger than it need be. Nothing where the
/// file has no animation. Throws Error as those do.
std::optional<Box> reach_over_animation(GltfDocument& document, const std::string& animation, const std::string& scene);

} // namespace triptych
