// Materials and textures looked through before they are packed.
// SPDX-License-Identifier: MIT
#include "pack/material_traits.hpp"

#include "base/error.hpp"
#include "scene/material_kinds.hpp"
#include "scene/principled_keys.hpp"

#include <fmt/format.h>

namespace triptych {

std::uint32_t material_features(const shared::Material& material) {
    if (material.kind == shared::MATERIAL_PRINCIPLED) return PRINCIPLED_FEATURES;
    if (const MaterialKind* kind = find_material_kind(material.kind)) return kind->features;
    throw Error(ExitCode::INTERNAL, fmt::format("No table has a material of kind {}.", material.kind));
}

bool is_light(const shared::Material& material) {
    return (material_features(material) & shared::FEATURE_EMISSION) != 0;
}

bool emits(const shared::Material& material) {
    const vec3& color = material.color;
    const bool is_textured = material.kind != shared::MATERIAL_PRINCIPLED && material.color_texture != shared::NONE;
    return is_light(material) && (is_textured || color.x > 0.0f || color.y > 0.0f || color.z > 0.0f);
}

std::vector<bool> materials_that_read_uv(const Scene& scene) {
    std::vector<bool> textures;
    const auto of = [&](std::uint32_t i) { return i != shared::NONE && textures[i]; };
    for (const auto& [name, texture] : scene.textures) { // each refers to earlier ones only
        textures.push_back(texture.kind == shared::TEXTURE_IMAGE || of(texture.texture_a) || of(texture.texture_b));
    }
    std::vector<bool> materials;
    for (const auto& [name, material] : scene.materials) {
        bool reads = of(material.color_texture);
        if (material.kind == shared::MATERIAL_PRINCIPLED) {
            for (const std::uint32_t texture : textures_of(scene.principleds[principled_index(material)])) {
                reads = reads || of(texture);
            }
        } else {
            reads = reads || of(material.fuzz_texture);
        }
        materials.push_back(reads);
    }
    return materials;
}

} // namespace triptych
