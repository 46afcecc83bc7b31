// MTL's Phong materials as principled ones; the physically based keys, where there are any, count before the others.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "base/names.hpp"
#include "import/mtl_file.hpp"
#include "import/mtl_images.hpp"
#include "import/mtl_opacity.hpp"
#include "import/obj.hpp"
#include "mesh/budget.hpp"
#include "mesh/imported_textures.hpp"
#include "mesh/warnings.hpp"
#include "scene/material_kinds.hpp"
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
    MtlReader(const SceneFolder& folder, const std::string& file, Scene& scene, MaterialNumbers& numbers)
        : m_name(printable(file, 200)), m_scene(scene), m_numbers(numbers), m_warnings(m_name),
          // Images are named relative to the MTL file's own folder.
          m_textures(folder.of(file), scene, m_warnings) {}

    void read(std::string_view text) {
        for (const MtlMaterial& material : parse_mtl(text, m_warnings)) {
            if (!m_numbers.contains(material.name)) add(material);
        }
    }

private:
    /// The texture of an image; NONE where there is none.
    std::uint32_t texture(const MtlMap* map, ImageUse use) {
        return map == nullptr ? shared::NONE : texture(m_textures.image(map->file, use), *map);
    }

    std::uint32_t texture(std::uint32_t image, const MtlMap& map) {
        if (image == shared::NONE) return shared::NONE;
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
        const bool has_color =
            (material.specular && !is_black(*material.specular)) || material.find_map(MtlMapUse::SPECULAR) != nullptr;
        const bool has_highlight = (material.is_physical() || has_color) && material.illumination >= 2;
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
        add_color(material, principled);
        principled.specular_color_texture = texture(material.find_map(MtlMapUse::SPECULAR), ImageUse::COLOR);
        add_roughness(material, principled);
        add_normals(material, principled);
    }

    void add_color(const MtlMaterial& material, shared::Principled& principled) {
        const MtlMap* const color = material.find_map(MtlMapUse::DIFFUSE);
        const MtlMap* const opacity = material.find_map(MtlMapUse::OPACITY);
        const bool is_one_file = color != nullptr && opacity != nullptr && opacity->file == color->file;
        if (opacity != nullptr && !is_one_file) {
            const std::string key =
                fmt::format("{} {} {}", color == nullptr ? "" : color->file, opacity->file, opacity->channel);
            const std::uint32_t joined = m_textures.made_image(key, [&] { return join(color, *opacity); });
            principled.base_color_texture = texture(joined, color == nullptr ? *opacity : *color);
        }
        const bool has_alpha = principled.base_color_texture != shared::NONE || is_one_file;
        if (principled.base_color_texture == shared::NONE) {
            principled.base_color_texture = texture(color, is_one_file ? ImageUse::COLOR_ALPHA : ImageUse::COLOR);
        }
        if (principled.base_color_texture == shared::NONE) return;
        if (color != nullptr && is_black(principled.base_color)) principled.base_color = vec3(1.0f);
        if (has_alpha) principled.alpha_mode = shared::ALPHA_BLEND;
    }

    std::shared_ptr<const ImageData> join(const MtlMap* color, const MtlMap& opacity) {
        const auto alpha = m_textures.load(opacity.file, ImageUse::DATA);
        if (alpha == nullptr) return nullptr;
        std::shared_ptr<const ImageData> rgb;
        if (color != nullptr) {
            rgb = m_textures.load(color->file, ImageUse::COLOR);
            warn_where_moved_apart(*color, opacity);
        }
        return std::make_shared<ImageData>(join_opacity(rgb.get(), {alpha.get(), opacity.channel}));
    }

    /// What is given by an image is given by it alone: programs write whatever number is left beside it.
    void add_roughness(const MtlMaterial& material, shared::Principled& principled) {
        const MtlMap* const roughness = material.find_map(MtlMapUse::ROUGHNESS);
        const MtlMap* const exponent = roughness == nullptr ? material.find_map(MtlMapUse::EXPONENT) : nullptr;
        const MtlMap* const metalness = material.find_map(MtlMapUse::METALLIC);
        const MtlMap* const rough = roughness != nullptr ? roughness : exponent;
        if (rough == nullptr && metalness == nullptr) return;
        const auto file_of = [](const MtlMap* map) {
            return map == nullptr ? "" : fmt::format("{} {}", map->file, map->channel);
        };
        const float most = material.exponent.value_or(1000.0f);
        const auto roughness_at = [&](double value) {
            if (exponent == nullptr) return value;
            return static_cast<double>(roughness_of(most * static_cast<float>(value)));
        };
        const std::string key =
            fmt::format("roughness {} {}, {}", file_of(rough), exponent == nullptr ? 0.0f : most, file_of(metalness));
        const auto rough_image = rough == nullptr ? nullptr : m_textures.load(rough->file, ImageUse::DATA);
        const auto metal_image = metalness == nullptr ? nullptr : m_textures.load(metalness->file, ImageUse::DATA);
        const std::uint32_t image = m_textures.made_image(key, [&]() -> std::shared_ptr<const ImageData> {
            if (rough_image == nullptr && metal_image == nullptr) return nullptr;
            if (rough_image != nullptr && metal_image != nullptr) warn_where_moved_apart(*rough, *metalness);
            return std::make_shared<ImageData>(
                join_roughness({rough_image.get(), rough == nullptr ? '\0' : rough->channel}, roughness_at,
                               {metal_image.get(), metalness == nullptr ? '\0' : metalness->channel}));
        });
        if (image == shared::NONE) return;
        principled.metallic_roughness_texture = texture(image, rough_image != nullptr ? *rough : *metalness);
        if (rough_image != nullptr) principled.roughness = 1.0f;
        if (metal_image != nullptr) principled.metallic = 1.0f;
    }

    void add_normals(const MtlMaterial& material, shared::Principled& principled) {
        const MtlMap* map = material.find_map(MtlMapUse::NORMAL);
        if (map != nullptr) {
            principled.normal_texture = texture(map, ImageUse::DATA);
        } else if ((map = material.find_map(MtlMapUse::BUMP)) != nullptr) {
            const std::string key = fmt::format("bump {} {} {}", map->file, map->channel, map->clamps);
            const std::uint32_t image = m_textures.made_image(key, [&]() -> std::shared_ptr<const ImageData> {
                const auto heights = m_textures.load(map->file, ImageUse::DATA);
                if (heights == nullptr || holds_normals(*heights)) return heights;
                return std::make_shared<ImageData>(normals_of_heights({heights.get(), map->channel}, map->clamps));
            });
            principled.normal_texture = texture(image, *map);
        }
        if (map != nullptr) principled.normal_scale = map->strength;
    }

    void warn_where_moved_apart(const MtlMap& a, const MtlMap& b) {
        if (a.scale_u == b.scale_u && a.scale_v == b.scale_v && a.offset_u == b.offset_u && a.offset_v == b.offset_v) {
            return;
        }
        m_warnings.add(
            fmt::format("{} is scaled and moved as {}, with which it is read.", in_quotes(b.file), in_quotes(a.file)));
    }

    std::string m_name;
    Scene& m_scene;
    MaterialNumbers& m_numbers;
    Warnings m_warnings;
    ImportedTextures m_textures;
};

} // namespace

void read_mtl(const SceneFolder& folder, const std::string& file, Scene& scene, MaterialNumbers& numbers) {
    const std::vector<std::byte> bytes = folder.read(file, MAX_MESH_FILE_BYTES);
    MtlReader(folder, file, scene, numbers).read({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

} // namespace triptych
