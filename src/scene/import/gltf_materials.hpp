// Materials, textures, samplers and images of a glTF file as those of a scene.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/import/gltf_document.hpp"
#include "scene/import/imported_textures.hpp"
#include "scene/scene.hpp"

#include <map>
#include <optional>

namespace triptych {

class GltfMaterials {
public:
    /// Materials go to `scene`; both must outlive this.
    GltfMaterials(GltfDocument& document, Scene& scene)
        : m_document(document), m_scene(scene), m_textures(document.folder(), scene, document.warnings()) {}

    /// The index in Scene::materials of the material that a primitive names, or of glTF's default one. Each is read
    /// once, when it is first asked for. Throws Error with the JSON pointer.
    std::uint32_t find(JsonCursor primitive);

private:
    std::uint32_t read(JsonCursor json);
    void read_extensions(JsonCursor json, shared::Principled& principled);
    std::uint32_t texture(JsonCursor json, std::string_view key, ImageUse use);
    std::uint32_t image(JsonCursor reference, ImageUse use);

    GltfDocument& m_document;
    Scene& m_scene;
    ImportedTextures m_textures;
    std::map<std::uint32_t, std::uint32_t> m_indices; // by index of the glTF; NONE stands for the default one
};

} // namespace triptych
