// The mesh files that a scene file places, each read once.
// SPDX-License-Identifier: MIT
#pragma once

#include "import/import.hpp"
#include "scene/scene.hpp"
#include "json/json_cursor.hpp"

#include <filesystem>
#include <map>
#include <utility>

namespace triptych {

class MeshTable {
public:
    /// Files lie in `folder` or below it and what they hold goes to `scene`, which must outlive this.
    MeshTable(SceneFolder folder, Scene& scene) : m_folder(std::move(folder)), m_scene(scene) {}

    /// Reads the keys "file" and "animation_time" of a shape and makes it a group of all that the file shows, of the
    /// file's own materials or, unless it is NONE, of Scene::materials[shape.material]. Objects and materials that are
    /// new are appended to the scene's. A mesh of the folder's arrays becomes a mesh of that material. Throws Error
    /// with file and JSON pointer.
    void read(JsonCursor json, ShapeDescription& shape);

private:
    struct File {
        ImportedScene imported; // without what the scene has taken over
        std::uint32_t number;   // in Scene::mesh_files
        std::uint32_t first_mesh;
        std::uint32_t first_material = shared::NONE; // NONE: not taken over yet
    };
    using FileKey = std::pair<std::filesystem::path, double>; // and the time, NaN-free; rest pose: -1

    File& find(JsonCursor json);
    void take_materials(File& file);
    ShapeDescription adopt(const File& file, const ShapeDescription& shape, std::uint32_t material,
                           std::uint32_t first_object);
    bool read_array(JsonCursor json, ShapeDescription& shape);
    std::uint32_t mesh_for(std::uint32_t mesh, std::uint32_t material);

    SceneFolder m_folder;
    Scene& m_scene;
    std::map<FileKey, File> m_files;
    std::map<std::string, std::uint32_t> m_array_meshes;                               // in Scene::meshes, by name
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> m_first_objects;  // by file and material
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> m_tangent_meshes; // by mesh and set of coordinates
};

} // namespace triptych
