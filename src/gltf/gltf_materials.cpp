// The core's metallic-roughness model, then each extension (Khronos, "glTF 2.0 Extension Registry").
// SPDX-License-Identifier: MIT
#include "gltf/gltf_materials.hpp"

#include "base/names.hpp"
#include "gltf/data_uri.hpp"
#include "gltf/gltf_numbers.hpp"
#include "mesh/choose_named.hpp"
#include "scene/material_kinds.hpp"
#include "scene/ranges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace triptych {

namespace {

/// glTF's sampler as bits of shared::Texture::sampling.
std::uint32_t sampling_of(GltfDocument& document, JsonCursor sampler) {
    constexpr double NEAREST = 9728.0, CLAMP = 33071.0, MIRROR = 33648.0, REPEAT = 10497.0;
    std::uint32_t bits = 0;
    if (const auto filter = sampler.find("magFilter"); filter && filter->is(NEAREST)) bits |= shared::SAMPLING_NEAREST;
    const auto wrap = [&](std::string_view key, std::uint32_t clamp_bit, std::uint32_t mirror_bit) {
        const auto mode = sampler.find(key);
        if (!mode || mode->is(REPEAT)) return std::uint32_t{0};
        if (mode->is(CLAMP) || mode->is(MIRROR)) return mode->is(CLAMP) ? clamp_bit : mirror_bit;
        document.attempt("the texture repeats", [&] { mode->fail_expected("one of 10497, 33071, 33648"); });
        return std::uint32_t{0};
    };
    bits |= wrap("wrapS", shared::SAMPLING_CLAMP_U, shared::SAMPLING_MIRROR_U);
    return bits | wrap("wrapT", shared::SAMPLING_CLAMP_V, shared::SAMPLING_MIRROR_V);
}

/// Two values of a texture's transform.
std::array<double, 2> pair(JsonCursor json, std::string_view key, double otherwise) {
    const auto member = json.find(key);
    return member ? member->reals<2>({-1e4, 1e4}) : std::array<double, 2>{otherwise, otherwise};
}

/// The largest index of refraction of a scene.
constexpr double MAX_IOR = 1e4;

/// What KHR_materials_ior means by 0, and what KHR_materials_pbrSpecularGlossiness has: Fresnel's term is the specular
/// colour at every angle. That is an index without bound; the rest to reflectance 1 is made up for by the colour.
void reflect_fully(shared::Principled& principled) {
    constexpr double ROOT = (MAX_IOR - 1.0) / (MAX_IOR + 1.0);
    principled.ior = static_cast<float>(MAX_IOR);
    principled.specular_color = vec3(static_cast<float>(1.0 / (ROOT * ROOT)));
}

} // namespace

GltfMaterials::GltfMaterials(GltfDocument& document, Scene& scene, const std::string& variant)
    : m_document(document), m_scene(scene), m_textures(document.folder(), scene, document.warnings()) {
    if (variant.empty()) return;
    std::vector<std::string> names;
    if (const auto extension = find_extension(document.root(), "KHR_materials_variants")) {
        extension->at("variants").for_each_element([&](JsonCursor json) { names.push_back(name_of(json)); });
    }
    m_variant = choose_named(names, variant, "variant");
}

/// Where a primitive names its material, if it does.
std::optional<JsonCursor> GltfMaterials::reference(JsonCursor primitive) {
    std::optional<JsonCursor> found;
    const auto extension = find_extension(primitive, "KHR_materials_variants");
    if (m_variant && extension) {
        m_document.attempt("the primitive has its plain material", [&] {
            extension->at("mappings").for_each_element([&](JsonCursor mapping) {
                mapping.at("variants").for_each_element([&](JsonCursor variant) {
                    if (!found && variant.is(*m_variant)) found = mapping.at("material");
                });
            });
        });
    }
    return found ? found : primitive.find("material");
}

std::uint32_t GltfMaterials::find(JsonCursor primitive) {
    std::uint32_t index = shared::NONE;
    if (const auto material = reference(primitive)) {
        const auto read_index = [&] { return m_document.index(*material, "materials"); };
        index = m_document.attempt("the default material stands in for it", read_index).value_or(shared::NONE);
    }
    const auto found = m_indices.find(index);
    if (found != m_indices.end()) return found->second;
    std::optional<std::uint32_t> material;
    if (index != shared::NONE) {
        material = m_document.attempt("the default material stands in for it",
                                      [&] { return read(m_document.element("materials", index)); });
    }
    if (!material) material = add_principled(m_scene, "default", default_principled());
    return m_indices[index] = *material;
}

std::uint32_t GltfMaterials::read(JsonCursor json) {
    shared::Principled principled = default_principled();
    if (const auto mode = json.find("alphaMode")) {
        if (mode->text() == "MASK") {
            principled.alpha_mode = shared::ALPHA_MASK;
        } else if (mode->text() == "BLEND") {
            principled.alpha_mode = shared::ALPHA_BLEND;
        } else if (mode->text() != "OPAQUE") {
            m_document.attempt("the material is opaque",
                               [&] { mode->fail_expected("one of \"OPAQUE\", \"MASK\", \"BLEND\""); });
        }
    }
    principled.alpha_cutoff = factor_number(m_document, json, "alphaCutoff", 0.5, 0.0, 1e6);
    if (const auto double_sided = json.find("doubleSided"); double_sided && double_sided->boolean()) {
        principled.flags |= shared::PRINCIPLED_DOUBLE_SIDED;
    }
    if (const auto gloss = find_extension(json, "KHR_materials_pbrSpecularGlossiness")) {
        read_specular_glossiness(*gloss, principled);
    } else if (const auto core = json.find("pbrMetallicRoughness")) {
        set_base(*core, "baseColorFactor", "baseColorTexture", principled);
        principled.metallic = factor_number(m_document, *core, "metallicFactor", 1.0);
        principled.roughness = factor_number(m_document, *core, "roughnessFactor", 1.0);
        principled.metallic_roughness_texture = texture(*core, "metallicRoughnessTexture", ImageUse::DATA);
    }
    principled.normal_texture = texture(json, "normalTexture", ImageUse::DATA);
    if (const auto normal = json.find("normalTexture")) {
        principled.normal_scale = factor_number(m_document, *normal, "scale", 1.0, -100.0, 100.0);
    }
    read_extensions(json, principled);
    read_rarer_extensions(json, principled);

    double strength = 1.0;
    if (const auto emission = find_extension(json, "KHR_materials_emissive_strength")) {
        strength = m_document
                       .attempt("emission has its plain strength",
                                [&] {
                                    return number_or(*emission, "emissiveStrength", 1.0, {0.0, 1e9});
                                })
                       .value_or(1.0);
    }
    const Vec3d emission = strength * to_double(factor_color(m_document, json, "emissiveFactor", 0.0));
    if (std::max({emission.x, emission.y, emission.z}) > MAX_RADIANCE) {
        m_document.warnings().add(
            fmt::format("emission is held below {:g}, the most that a film holds.", MAX_RADIANCE));
    }
    const vec3 held = to_float(
        {std::min(emission.x, MAX_RADIANCE), std::min(emission.y, MAX_RADIANCE), std::min(emission.z, MAX_RADIANCE)});
    const std::uint32_t emission_texture = texture(json, "emissiveTexture", ImageUse::COLOR);
    // Where the image that says which parts glow is missing, none does.
    const bool lacks_image = emission_texture == shared::NONE && json.find("emissiveTexture");
    return add_principled(m_scene, name_of(json), principled, lacks_image ? vec3(0.0f) : held, emission_texture);
}

void GltfMaterials::set_base(JsonCursor json, std::string_view factor, std::string_view texture_key,
                             shared::Principled& principled) {
    const auto [r, g, b, alpha] = factor_rgba(m_document, json, factor);
    principled.base_color = vec3(r, g, b);
    principled.alpha = alpha;
    const bool has_alpha = principled.alpha_mode != shared::ALPHA_OPAQUE;
    principled.base_color_texture = texture(json, texture_key, has_alpha ? ImageUse::COLOR_ALPHA : ImageUse::COLOR);
}

void GltfMaterials::read_specular_glossiness(JsonCursor json, shared::Principled& principled) {
    set_base(json, "diffuseFactor", "diffuseTexture", principled);
    principled.metallic = 0.0f;
    // The extension's default is a white mirror, which would leave nothing to see of a diffuse colour that is given. A
    // file that is silent about reflection means plastic.
    if (json.find("specularFactor") || json.find("specularGlossinessTexture")) {
        reflect_fully(principled);
        principled.specular_color = principled.specular_color * factor_color(m_document, json, "specularFactor", 1.0);
        principled.specular_color_texture = texture(json, "specularGlossinessTexture", ImageUse::COLOR);
    }
    const float glossiness = factor_number(m_document, json, "glossinessFactor", 1.0);
    principled.metallic_roughness_texture = texture(json, "specularGlossinessTexture", ImageUse::DATA, glossiness);
    // Roughness is 1 - glossiness, which a texture multiplies before that.
    principled.roughness = principled.metallic_roughness_texture == shared::NONE ? 1.0f - glossiness : 1.0f;
}

void GltfMaterials::read_extensions(JsonCursor json, shared::Principled& principled) {
    if (find_extension(json, "KHR_materials_unlit")) principled.flags |= shared::PRINCIPLED_UNLIT;
    if (const auto ior = find_extension(json, "KHR_materials_ior")) {
        principled.ior = factor_number(m_document, *ior, "ior", 1.5, 0.0, MAX_IOR);
        if (principled.ior == 0.0f) {
            reflect_fully(principled);
        } else if (principled.ior < 1.0f) {
            m_document.warnings().add("indices of refraction below 1 are taken for 1.");
            principled.ior = 1.0f;
        }
    }
    if (const auto specular = find_extension(json, "KHR_materials_specular")) {
        principled.specular = factor_number(m_document, *specular, "specularFactor", 1.0);
        principled.specular_color =
            principled.specular_color * factor_color(m_document, *specular, "specularColorFactor", 1.0, 1e4);
        principled.specular_texture = texture(*specular, "specularTexture", ImageUse::DATA);
        principled.specular_color_texture = texture(*specular, "specularColorTexture", ImageUse::COLOR);
    }
    if (const auto transmission = find_extension(json, "KHR_materials_transmission")) {
        principled.transmission = factor_number(m_document, *transmission, "transmissionFactor", 0.0);
        principled.transmission_texture = texture(*transmission, "transmissionTexture", ImageUse::DATA);
    }
    const auto volume = find_extension(json, "KHR_materials_volume");
    // Without a volume, or with one of no thickness, a surface is a sheet.
    const bool has_body = volume && factor_number(m_document, *volume, "thicknessFactor", 0.0, 0.0, 1e9) > 0.0f;
    if (!has_body) principled.flags |= shared::PRINCIPLED_THIN;
    if (has_body) {
        principled.attenuation = factor_color(m_document, *volume, "attenuationColor", 1.0);
        if (volume->find("attenuationDistance")) {
            principled.attenuation_distance =
                factor_number(m_document, *volume, "attenuationDistance", 1.0, LENGTH.min, LENGTH.max);
        }
    }
    if (const auto clearcoat = find_extension(json, "KHR_materials_clearcoat")) {
        principled.clearcoat = factor_number(m_document, *clearcoat, "clearcoatFactor", 0.0);
        principled.clearcoat_roughness = factor_number(m_document, *clearcoat, "clearcoatRoughnessFactor", 0.0);
        principled.clearcoat_texture = texture(*clearcoat, "clearcoatTexture", ImageUse::DATA);
        principled.clearcoat_roughness_texture = texture(*clearcoat, "clearcoatRoughnessTexture", ImageUse::DATA);
        principled.clearcoat_normal_texture = texture(*clearcoat, "clearcoatNormalTexture", ImageUse::DATA);
        if (const auto normal = clearcoat->find("clearcoatNormalTexture")) {
            principled.clearcoat_normal_scale = factor_number(m_document, *normal, "scale", 1.0, -100.0, 100.0);
        }
    }
    if (const auto sheen = find_extension(json, "KHR_materials_sheen")) {
        principled.sheen_color = factor_color(m_document, *sheen, "sheenColorFactor", 0.0);
        principled.sheen_roughness = factor_number(m_document, *sheen, "sheenRoughnessFactor", 0.0);
        principled.sheen_color_texture = texture(*sheen, "sheenColorTexture", ImageUse::COLOR);
        principled.sheen_roughness_texture = texture(*sheen, "sheenRoughnessTexture", ImageUse::DATA);
    }
}

/// The extensions that FEATURE_ANISOTROPY and the features after it are for.
void GltfMaterials::read_rarer_extensions(JsonCursor json, shared::Principled& principled) {
    if (const auto anisotropy = find_extension(json, "KHR_materials_anisotropy")) {
        principled.anisotropy = factor_number(m_document, *anisotropy, "anisotropyStrength", 0.0);
        const float radians = factor_number(m_document, *anisotropy, "anisotropyRotation", 0.0, -1e4, 1e4);
        principled.anisotropy_rotation =
            static_cast<float>(std::remainder(static_cast<double>(radians) * DEGREES_PER_RADIAN, 360.0));
        principled.anisotropy_texture = texture(*anisotropy, "anisotropyTexture", ImageUse::DATA);
    }
    if (const auto film = find_extension(json, "KHR_materials_iridescence")) {
        principled.iridescence = factor_number(m_document, *film, "iridescenceFactor", 0.0);
        principled.iridescence_texture = texture(*film, "iridescenceTexture", ImageUse::DATA);
        principled.iridescence_ior = factor_number(m_document, *film, "iridescenceIor", 1.3, 1.0, 100.0);
        principled.iridescence_thickness_minimum =
            factor_number(m_document, *film, "iridescenceThicknessMinimum", 100.0, 0.0, 1e6);
        principled.iridescence_thickness_maximum =
            factor_number(m_document, *film, "iridescenceThicknessMaximum", 400.0, 0.0, 1e6);
        principled.iridescence_thickness_texture = texture(*film, "iridescenceThicknessTexture", ImageUse::DATA);
    }
    if (const auto dispersion = find_extension(json, "KHR_materials_dispersion")) {
        principled.dispersion = factor_number(m_document, *dispersion, "dispersion", 0.0, 0.0, 100.0);
    }
    if (const auto diffuse = find_extension(json, "KHR_materials_diffuse_transmission")) {
        principled.diffuse_transmission = factor_number(m_document, *diffuse, "diffuseTransmissionFactor", 0.0);
        principled.diffuse_transmission_texture = texture(*diffuse, "diffuseTransmissionTexture", ImageUse::DATA);
        principled.diffuse_transmission_color =
            factor_color(m_document, *diffuse, "diffuseTransmissionColorFactor", 1.0);
        principled.diffuse_transmission_color_texture =
            texture(*diffuse, "diffuseTransmissionColorTexture", ImageUse::COLOR);
    }
}

std::uint32_t GltfMaterials::texture(JsonCursor json, std::string_view key, ImageUse use,
                                     std::optional<float> glossiness) {
    const auto info = json.find(key);
    if (!info) return shared::NONE;
    return m_document
        .attempt("a plain colour stands in for the texture", [&] { return texture(*info, use, glossiness); })
        .value_or(shared::NONE);
}

std::uint32_t GltfMaterials::texture(JsonCursor info, ImageUse use, std::optional<float> glossiness) {
    const JsonCursor texture = m_document.resolve(info.at("index"), "textures");
    auto source = texture.find("source");
    for (const std::string_view extension : {"KHR_texture_basisu", "EXT_texture_webp"}) {
        if (source) break;
        if (const auto other = find_extension(texture, extension)) source = other->find("source");
    }
    if (!source) {
        m_document.warnings().add("a texture without an image that this program reads is passed over.");
        return shared::NONE;
    }
    const auto sampler = texture.find("sampler");
    std::uint32_t sampling = sampler ? sampling_of(m_document, m_document.resolve(*sampler, "samplers")) : 0;
    const auto transform = find_extension(info, "KHR_texture_transform");
    auto set = info.find("texCoord");
    if (transform && transform->find("texCoord")) set = transform->find("texCoord");
    if (set && whole_number(*set, 1u << 16u) > 1) {
        m_document.warnings().add("textures are read by the first two sets of texture coordinates; those of others by "
                                  "the first.");
    } else if (set && set->is(1.0)) {
        sampling |= shared::SAMPLING_UV_1;
    }
    const std::uint32_t picture = image(*source, use, glossiness);
    if (picture == shared::NONE) return shared::NONE;
    if (!transform) return m_textures.texture(picture, sampling);
    const auto [offset_u, offset_v] = pair(*transform, "offset", 0.0);
    const auto [scale_u, scale_v] = pair(*transform, "scale", 1.0);
    const auto [c, s] = cos_sin_degrees(number_or(*transform, "rotation", 0.0, {-1e4, 1e4}) * DEGREES_PER_RADIAN);
    // u' = c scale_u u + s scale_v v + offset_u, v' = -s scale_u u + c scale_v v + offset_v, with v from above; here it
    // runs from below.
    const double row_u[3] = {c * scale_u, s * scale_v, offset_u};
    const double row_v[3] = {-s * scale_u, c * scale_v, offset_v};
    return m_textures.texture(picture, sampling | shared::SAMPLING_TRANSFORM,
                              to_float({row_u[0], -row_u[1], row_u[1] + row_u[2]}),
                              to_float({-row_v[0], row_v[1], 1.0 - row_v[1] - row_v[2]}));
}

std::uint32_t GltfMaterials::image(JsonCursor reference, ImageUse use, std::optional<float> glossiness) {
    const std::uint32_t index = m_document.index(reference, "images");
    const JsonCursor json = m_document.element("images", index);
    const auto uri = json.find("uri");
    const std::string key = fmt::format("image {}", index);
    const auto image = m_document.attempt("a plain colour stands in for the image", [&] {
        if (!uri) return m_textures.image(key, m_document.view(json.at("bufferView")).bytes, use);
        if (!is_data_uri(uri->text())) return m_textures.image(m_document.file_of(*uri), use);
        const auto bytes = decode_data_uri(uri->text());
        if (!bytes) uri->fail("this data URI is no valid base64");
        return m_textures.image(key, *bytes, use);
    });
    if (!image || *image == shared::NONE || !glossiness) return image.value_or(shared::NONE);
    return m_textures.roughness_of(*image, *glossiness);
}

} // namespace triptych
