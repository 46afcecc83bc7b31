// Materials and textures looked through before they are packed.
// SPDX-License-Identifier: MIT
#include "scene/material_traits.hpp"

namespace triptych {

bool is_light(const shared::Material& material) {
    return material.kind == shared::MATERIAL_LIGHT || material.kind == shared::MATERIAL_ONE_SIDED_LIGHT;
}

bool emits(const shared::Material& material) {
    const vec3& color = material.color;
    return is_light(material) &&
           (material.color_texture != shared::NONE || color.x > 0.0f || color.y > 0.0f || color.z > 0.0f);
}

std::vector<bool> materials_that_read_uv(const Scene& scene) {
    std::vector<bool> textures;
    const auto of = [&](std::uint32_t i) { return i != shared::NONE && textures[i]; };
    for (const auto& [name, texture] : scene.textures) { // each refers to earlier ones only
        textures.push_back(texture.kind == shared::TEXTURE_IMAGE || of(texture.texture_a) || of(texture.texture_b));
    }
    std::vector<bool> materials;
    for (const auto& [name, material] : scene.materials) {
        materials.push_back(of(material.color_texture) || of(material.fuzz_texture));
    }
    return materials;
}

} // namespace triptych
