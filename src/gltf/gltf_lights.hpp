// Cameras and punctual lights of glTF nodes.
// SPDX-License-Identifier: MIT
#pragma once

#include "gltf/gltf_document.hpp"
#include "mesh/imported_scene.hpp"

#include <optional>

namespace triptych {

/// The camera that a node names, which looks along its -z; nothing where the transform
/// leaves no view, with a warning. Throws Error with the JSON pointer.
std::optional<ImportedCamera> read_camera(GltfDocument& document, JsonCursor reference, const Affine& world_from_node);

/// The light of KHR_lights_punctual that a node's extension names, which shines along its -z; nothing where the
/// transform leaves no direction or it is black. Throws Error with the JSON pointer.
std::optional<shared::PunctualLight> read_light(GltfDocument& document, JsonCursor extension,
                                                const Affine& world_from_node);

} // namespace triptych
