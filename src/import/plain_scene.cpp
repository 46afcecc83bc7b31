// A shape a mesh.
// SPDX-License-Identifier: MIT
#include "import/plain_scene.hpp"

#include "mesh/imported_textures.hpp"
#include "scene/material_kinds.hpp"

namespace triptych {

std::uint32_t add_plain_material(Scene& scene, bool has_colors) {
    shared::Principled plain = default_principled();
    plain.base_color = vec3(has_colors ? 1.0f : 0.6f);
    plain.metallic = 0.0f;
    plain.specular = 0.0f;
    return add_principled(scene, "plain", plain);
}

void add_mesh(Scene& scene, MeshData mesh, std::uint32_t material) {
    if (mesh.triangles.empty()) return;
    scene.shapes.push_back({MeshShape{static_cast<std::uint32_t>(scene.meshes.size())}, material});
    scene.meshes.push_back(std::make_shared<const MeshData>(std::move(mesh)));
}

} // namespace triptych
