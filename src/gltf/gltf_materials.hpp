// Materials, textures, samplers and images of a glTF file as those of a scene.
// SPDX-License-Identifier: MIT
#pragma once

#include "gltf/gltf_document.hpp"
#include "mesh/imported_textures.hpp"
#include "scene/scene.hpp"

#include <map>
#include <optional>

namespace triptych {

class GltfMaterials {
public:
    /// Materials go to `scene`; both must outlive this. `variant` names or numbers one of the file's variants
    /// (KHR_materials_variants); empty: none. Throws Error (USAGE) where it has no such variant.
    GltfMaterials(GltfDocument& document, Scene& scene, const std::string& variant);

    /// The index in Scene::materials of the material that a primitive names, for the variant where it names one
    /// for it, or of glTF's default one. Each is read
    /// once, when it is first asked for. Throws Error with the JSON pointer.
    std::uint32_t find(JsonCursor primitive);

private:
    std::optional<JsonCursor> reference(JsonCursor primitive);
    std::uint32_t read(JsonCursor json);
    void read_extensions(JsonCursor json, shared::Principled& principled);
    void read_rarer_extensions(JsonCursor json, shared::Principled& principled);
    void set_base(JsonCursor json, std::string_view factor, std::string_view texture_key,
                  shared::Principled& principled);
    void read_specular_glossiness(JsonCursor json, shared::Principled& principled);
    /// With `glossiness`, the roughness that is left by that times the image's alpha, in place of the image.
    std::uint32_t texture(JsonCursor json, std::string_view key, ImageUse use, std::optional<float> glossiness = {});
    std::uint32_t texture(JsonCursor info, ImageUse use, std::optional<float> glossiness);
    std::uint32_t image(JsonCursor reference, ImageUse use, std::optional<float> glossiness);

    GltfDocument& m_document;
    Scene& m_scene;
    ImportedTextures m_textures;
    std::optional<std::uint32_t> m_variant;
    std::map<std::uint32_t, std::uint32_t> m_indices; // by index of the glTF; NONE stands for the default one
};

} // namespace triptych
