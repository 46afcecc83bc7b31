// From a glTF primitive to a mesh.
// SPDX-License-Identifier: MIT
#pragma once

#include "gltf/gltf_document.hpp"
#include "scene/scene.hpp"

#include <optional>
#include <span>

namespace triptych {

/// How a mesh is bent before it is placed.
struct GltfPose {
    std::span<const double> weights; // of its morph targets; those that are missing are 0
    std::span<const Affine> joints;  // of its skin: from the mesh's space to the world; empty without a skin
    const Affine* world;             // else from the mesh's space to the world, where corners are to lie there
};

/// The triangles of a primitive (lists, strips or fans, indexed or not) that have an area, with normals, tangents,
/// two sets of texture coordinates and colours as it has them. With `tangent_uv_set`, tangents for normal maps over
/// that set are made where it has none. Without triangles it is empty; points and lines are warned about, as are
/// triangles that lead to no corner or one that is nowhere, and attributes that are wrong: they are left out, and
/// normals and tangents made anew. Throws Error with the JSON pointer.
MeshData read_primitive(GltfDocument& document, JsonCursor primitive, const GltfPose& pose,
                        std::optional<std::uint32_t> tangent_uv_set);

} // namespace triptych
