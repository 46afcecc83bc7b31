// Wavefront OBJ, polygons only, and the materials of its MTL files (Wavefront Technologies, "Advanced Visualizer
// manual", appendices B1 and B2; the physically based keys by Exocortex, 2015).
// SPDX-License-Identifier: MIT
#pragma once

#include "mesh/imported_scene.hpp"
#include "scene/scene_folder.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <span>

namespace triptych {

/// The meshes in an OBJ file's content, one a material, polygons cut into triangles. What cannot be drawn is left out
/// with a warning: curves, surfaces, points, lines, faces that name what is not there. The MTL files that it names lie
/// in `folder` or below it. Chunks of about `chunk_bytes` are read in parallel; nothing depends on where they end.
/// Throws Error as import_file does.
ImportedScene import_obj(std::span<const std::byte> content, const std::string& name, const SceneFolder& folder,
                         std::size_t chunk_bytes = std::size_t{1} << 20u);

/// Materials of an MTL file by their names.
using MaterialNumbers = std::map<std::string, std::uint32_t, std::less<>>;

/// Adds the materials of an MTL file in `folder`, with their textures and images, to the scene, and their indices to
/// `numbers`; a name that is known already keeps its material. Throws Error that names file and line.
void read_mtl(const SceneFolder& folder, const std::string& file, Scene& scene, MaterialNumbers& numbers);

} // namespace triptych
