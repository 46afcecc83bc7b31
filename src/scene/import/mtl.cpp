// MTL's Phong materials as principled ones; the physically based keys, where there are any, count before the others.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "scene/import/budget.hpp"
#include "scene/import/imported_textures.hpp"
#include "scene/import/mtl_file.hpp"
#include "scene/import/mtl_opacity.hpp"
#include "scene/import/obj.hpp"
#include "scene/import/warnings.hpp"
#include "scene/material_kinds.hpp"
#include "scene/names.hpp"
#include "scene/scene_folder.hpp"

#include <fmt/format.h>

#include <cmath>

namespace triptych {

namespace {

bool is_black(vec3 c) { return c.x == 0.0f && c.y == 0.0f && c.z == 0.0f; }

/// The square root of alpha = sqrt(2 / (n + 2)), by which Walter et al., "Microfacet models for refraction through
/// rough surfaces", 2007, relate a Phong exponent to a width of GGX.
float roughness_of(float exponent) {
    return static_cast<float>(std::sqrt(std::sqrt(2.0 / (static_cast<double>(exponent) + 2.0))));
}

class MtlReader {
public:
    MtlReader(const std::filesystem::path& folder, const std::string& file, Scene& scene, MaterialNumbers& numbers)
        : m_name(printable(file, 200)), m_scene(scene), m_numbers(numbers), m_warnings(m_name),
          // Images are named relative to the MTL file's own folder.
          m_textures(folder / std::filesystem::path(file).parent_path(), scene, m_warnings) {}

    void read(std::string_view text) {
        for (const MtlMaterial& material : parse_mtl(text, m_warnings)) {
            if (!m_numbers.contains(material.name)) add(material);
        }
    }

private:
    /// The texture of an image; NONE where there is none.
    std::uint32_t texture(const MtlMap* map, ImageUse use) {
        if (map == nullptr) return shared::NONE;
        try {
            const std::uint32_t image = m_textures.image(map->file, use);
            return image == shared::NONE ? shared::NONE : texture(image, *map);
        } catch (const Error& error) {
            throw Error(error.code(), fmt::format("{}:{}: {}", m_name, map->line, error.what()));
        }
    }

    std::uint32_t texture(std::uint32_t image, const MtlMap& map) {
        std::uint32_t sampling = map.clamps ? shared::SAMPLING_CLAMP_U | shared::SAMPLING_CLAMP_V : std::uint32_t{0};
        const bool moves = map.scale_u != 1.0f || map.scale_v != 1.0f || map.offset_u != 0.0f || map.offset_v != 0.0f;
        if (!moves) return m_textures.texture(image, sampling);
        return m_textures.texture(image, sampling | shared::SAMPLING_TRANSFORM, vec3(map.scale_u, 0.0f, map.offset_u),
                                  vec3(0.0f, map.scale_v, map.offset_v));
    }

    void add(const MtlMaterial& material) {
        const MtlOpacity opacity = opacity_of(material);
        if (!opacity.warning.empty()) m_warnings.add(opacity.warning);
        shared::Principled principled = default_principled();
        principled.flags = shared::PRINCIPLED_DOUBLE_SIDED;
        principled.base_color = opacity.color;
        principled.alpha = opacity.alpha;
        principled.alpha_mode = opacity.alpha < 1.0f ? shared::ALPHA_BLEND : shared::ALPHA_OPAQUE;
        principled.transmission = opacity.transmission;
        principled.metallic = material.metallic.value_or(0.0f);
        principled.roughness = material.roughness.value_or(roughness_of(material.exponent.value_or(0.0f)));
        principled.ior = material.ior;
        principled.clearcoat = material.clearcoat;
        principled.clearcoat_roughness = material.clearcoat_roughness;
        principled.sheen_color = vec3(material.sheen);
        principled.sheen_roughness = principled.roughness;
        const bool shines = material.roughness || (material.specular && !is_black(*material.specular));
        const bool has_highlight = shines && material.illumination >= 2;
        principled.specular = has_highlight || opacity.transmission > 0.0f ? 1.0f : 0.0f;
        add_textures(material, principled);
        const MtlMap* const glow = material.find_map(MtlMapUse::EMISSION);
        const std::uint32_t emission_texture = texture(glow, ImageUse::COLOR);
        vec3 emission = material.emission;
        if (emission_texture != shared::NONE && is_black(emission)) emission = vec3(1.0f);
        // Where the image that says which parts glow is missing, none does.
        if (emission_texture == shared::NONE && glow != nullptr) emission = vec3(0.0f);
        m_numbers[material.name] = add_principled(m_scene, material.name, principled, emission, emission_texture);
    }

    void add_textures(const MtlMaterial& material, shared::Principled& principled) {
        const MtlMap* const diffuse = material.find_map(MtlMapUse::DIFFUSE);
        const MtlMap* const opacity = material.find_map(MtlMapUse::OPACITY);
        const bool has_alpha = diffuse != nullptr && opacity != nullptr && opacity->file == diffuse->file;
        principled.base_color_texture = texture(diffuse, has_alpha ? ImageUse::COLOR_ALPHA : ImageUse::COLOR);
        if (principled.base_color_texture != shared::NONE) {
            if (is_black(principled.base_color)) principled.base_color = vec3(1.0f);
            if (has_alpha) principled.alpha_mode = shared::ALPHA_BLEND;
        }
        if (opacity != nullptr && !has_alpha) {
            m_warnings.add("images of opacity are read only from the alpha of the colour's image.");
        }
        const MtlMap* const normal = material.find_map(MtlMapUse::NORMAL);
        principled.normal_texture = texture(normal, ImageUse::DATA);
        if (normal != nullptr) principled.normal_scale = normal->strength;
    }

    std::string m_name;
    Scene& m_scene;
    MaterialNumbers& m_numbers;
    Warnings m_warnings;
    ImportedTextures m_textures;
};

} // namespace

void read_mtl(const std::filesystem::path& folder, const std::string& file, Scene& scene, MaterialNumbers& numbers) {
    const std::vector<std::byte> bytes = read_in_folder(folder, file, MAX_MESH_FILE_BYTES);
    MtlReader(folder, file, scene, numbers).read({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

} // namespace triptych
