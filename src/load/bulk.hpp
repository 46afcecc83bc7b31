// Adds what a program holds in arrays to a scene: spheres, materials and meshes by the million.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace triptych {

// Each checks everything before it changes the scene, with the bounds of scene files, and throws Error (INVALID_INPUT)
// that names the array and the element, as "spheres[17]: ...".

/// Appends still spheres. `materials` holds an index into Scene::materials for each, or a single one for all.
void add_spheres(Scene& scene, std::span<const shared::Sphere> spheres, std::span<const std::uint32_t> materials);

/// Appends materials of the kinds in MATERIAL_KINDS, named "material N", and returns the first one's index.
std::uint32_t add_materials(Scene& scene, std::span<const shared::Material> materials);

/// The corners of a mesh and what is known of them; what is not known is empty.
struct MeshArrays {
    std::span<const std::array<float, 3>> positions;
    std::span<const std::array<float, 3>> normals;           // of any length
    std::span<const std::array<float, 2>> uvs;               // u from the left, v from below
    std::span<const std::array<float, 3>> colors;            // linear, in [0, 1]
    std::span<const std::array<std::uint32_t, 3>> triangles; // indices into positions, counter-clockwise from outside
};

/// Appends a mesh of one material, an index into Scene::materials. Triangles without area are dropped.
void add_mesh(Scene& scene, const MeshArrays& arrays, std::uint32_t material);

} // namespace triptych
