// What a file brings keeps its indices, moved behind what the scene has already.
// SPDX-License-Identifier: MIT
#include "import/mesh_table.hpp"

#include "base/names.hpp"
#include "mesh/imported_textures.hpp"
#include "mesh/mesh_parts.hpp"
#include "scene/kinds_shape.hpp"
#include "scene/material_kinds.hpp"
#include "scene/principled_keys.hpp"
#include "scene/scene_folder.hpp"
#include "scene/scene_memory.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace triptych {

namespace {

constexpr double REST_POSE = -1.0;

std::uint32_t size_of(const auto& items) { return static_cast<std::uint32_t>(items.size()); }

/// `index` moved by `offset`, unless it is NONE.
std::uint32_t moved(std::uint32_t index, std::uint32_t offset) {
    return index == shared::NONE ? shared::NONE : index + offset;
}

} // namespace

MeshTable::File& MeshTable::find(JsonCursor json) {
    const JsonCursor file = json.at("file");
    const std::string name(file.text());
    if (const std::string why = m_folder.why_no_file_name(name, "a mesh file"); !why.empty()) file.fail(why);
    const auto time = json.find("animation_time");
    const FileKey key{std::filesystem::path(name).lexically_normal(), time ? time->real(ANIMATION_TIME) : REST_POSE};
    if (const auto found = m_files.find(key); found != m_files.end()) return found->second;
    ImportedScene imported;
    try {
        imported = import_file(m_folder, name, {time ? key.second : 0.0, time.has_value()});
    } catch (const Error& error) {
        std::string complaint = error.what();
        if (complaint.ends_with('.')) complaint.pop_back();
        file.fail(complaint, error.code());
    }
    if (!imported.cameras.empty() || !imported.scene.punctual_lights.empty()) {
        spdlog::warn("{}: a scene file that places it has cameras and lights of its own, so those in it are left out.",
                     printable(name, 200));
    }
    File entry{std::move(imported), size_of(m_scene.mesh_files), size_of(m_scene.meshes)};
    m_scene.mesh_files.push_back({name, time ? key.second : 0.0, time.has_value()});
    std::vector<std::shared_ptr<const MeshData>>& meshes = entry.imported.scene.meshes;
    for (auto& mesh : meshes) {
        auto named = std::make_shared<MeshData>(*mesh);
        named->file = name;
        m_scene.meshes.push_back(std::move(named));
        mesh.reset();
    }
    check_memory(m_scene);
    return m_files.emplace(key, std::move(entry)).first->second;
}

void MeshTable::take_materials(File& file) {
    if (file.first_material != shared::NONE) return;
    Scene& part = file.imported.scene;
    const std::uint32_t first_image = size_of(m_scene.images), first_texture = size_of(m_scene.textures),
                        first_principled = size_of(m_scene.principleds);
    file.first_material = size_of(m_scene.materials);
    for (auto& image : part.images) m_scene.images.push_back(std::move(image));
    check_memory(m_scene);
    for (TextureDescription& texture : part.textures) {
        texture.texture.image = moved(texture.texture.image, first_image);
        m_scene.textures.push_back(std::move(texture));
    }
    for (shared::Principled& principled : part.principleds) {
        for (const PrincipledKey& entry : PRINCIPLED_MEMBERS) {
            if (entry.texture) principled.*entry.texture = moved(principled.*entry.texture, first_texture);
        }
        m_scene.principleds.push_back(principled);
    }
    for (MaterialDescription& material : part.materials) {
        material.material.color_texture = moved(material.material.color_texture, first_texture);
        material.material = // an importer's materials are all principled
            with_principled_index(material.material, first_principled + principled_index(material.material));
        m_scene.materials.push_back(std::move(material));
    }
}

std::uint32_t MeshTable::mesh_for(std::uint32_t mesh, std::uint32_t material) {
    const auto uv_set = tangent_uv_set(m_scene, material);
    const MeshData& data = *m_scene.meshes[mesh];
    if (!uv_set || data.vertices.empty() || (data.attributes & shared::MESH_TANGENTS) != 0) return mesh;
    const auto [found, is_new] = m_tangent_meshes.emplace(std::pair{mesh, *uv_set}, size_of(m_scene.meshes));
    if (is_new) {
        auto with_tangents = std::make_shared<MeshData>(data);
        make_tangents(*with_tangents, *uv_set);
        m_scene.meshes.push_back(std::move(with_tangents));
    }
    return found->second;
}

ShapeDescription MeshTable::adopt(const File& file, const ShapeDescription& shape, std::uint32_t material,
                                  std::uint32_t first_object) {
    ShapeDescription result = shape;
    if (auto* instance = std::get_if<InstanceShape>(&result.geometry)) instance->object += first_object;
    if (auto* placed = std::get_if<MeshShape>(&result.geometry)) {
        result.material = material == shared::NONE ? shape.material + file.first_material : material;
        placed->mesh = mesh_for(placed->mesh + file.first_mesh, result.material);
    }
    for (std::size_t i = 0; i < result.children.size(); i++) {
        result.children[i] = adopt(file, shape.children[i], material, first_object);
    }
    return result;
}

/// False where the shape names no array.
bool MeshTable::read_array(JsonCursor json, ShapeDescription& shape) {
    const std::string name(json.at("file").text());
    const std::shared_ptr<const MeshData> mesh = m_folder.find_mesh(name);
    if (!mesh) return false;
    const auto [found, is_new] = m_array_meshes.emplace(name, size_of(m_scene.meshes));
    if (is_new) {
        m_scene.meshes.push_back(mesh);
        check_memory(m_scene);
    }
    const bool has_material = shape.material != shared::NONE;
    shape.geometry = MeshShape{has_material ? mesh_for(found->second, shape.material) : found->second};
    return true;
}

void MeshTable::read(JsonCursor json, ShapeDescription& shape) {
    if (read_array(json, shape)) return;
    File& file = find(json);
    if (shape.material == shared::NONE) take_materials(file);
    const Scene& part = file.imported.scene;
    const auto [objects, is_new] =
        m_first_objects.emplace(std::pair{file.number, shape.material}, size_of(m_scene.objects));
    const std::uint32_t first_object = objects->second;
    if (is_new) {
        for (const ObjectDescription& object : part.objects) {
            m_scene.objects.push_back({object.name, adopt(file, object.shape, shape.material, first_object)});
        }
    }
    shape.geometry = GroupShape{file.number};
    for (const ShapeDescription& child : part.shapes) {
        shape.children.push_back(adopt(file, child, shape.material, first_object));
    }
}

} // namespace triptych
