// Meshes put into a scene as they are, and what they are made of where their file does not say.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

namespace triptych {

/// Adds a material for meshes that bring none: a matt gray of 0.8, or the corners' colours; returns its index.
std::uint32_t add_plain_material(Scene& scene, bool has_colors);

/// Adds a mesh to Scene::meshes and a shape of it to Scene::shapes, but neither where it has no triangle.
void add_mesh(Scene& scene, MeshData mesh, std::uint32_t material);

} // namespace triptych
