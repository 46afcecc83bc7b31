// glTF 2.0 (Khronos, "glTF 2.0 Specification", 2.0.1): geometry, materials, cameras and lights.
// SPDX-License-Identifier: MIT
#pragma once

#include "mesh/imported_scene.hpp"
#include "scene/scene_folder.hpp"

#include <cstddef>
#include <span>

namespace triptych {

/// The scene that a glTF or GLB file shows. A mesh that several nodes show becomes an object with instances, and so do
/// those of EXT_mesh_gpu_instancing; one that a single node shows is placed as it is. Skinned meshes and morph targets
/// stand as `options` say. The first perspective camera is the scene's; punctual lights stand in the world, their
/// candela and lux taken for the scene's units. Throws Error as import_file does.
ImportedScene import_gltf(std::span<const std::byte> content, const std::string& name, const SceneFolder& folder,
                          const ImportOptions& options);

} // namespace triptych
