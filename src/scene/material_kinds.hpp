// Materials and textures by their kind, with zero in whatever the kind does not read.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <array>
#include <cstdint>

namespace triptych {

/// A texture of black colours, at a scale of 1, that reads neither image nor other textures.
inline shared::Texture make_texture(std::uint32_t kind) {
    shared::Texture texture{};
    texture.kind = kind;
    texture.scale = 1.0f;
    texture.texture_a = shared::NONE;
    texture.texture_b = shared::NONE;
    texture.image = shared::NONE;
    texture.sampling = shared::SAMPLING_CLAMP_V;
    return texture;
}

/// The textures that a principled material names, or NONE.
inline std::array<std::uint32_t, 16> textures_of(const shared::Principled& principled) {
    return {principled.base_color_texture,
            principled.metallic_roughness_texture,
            principled.normal_texture,
            principled.specular_texture,
            principled.specular_color_texture,
            principled.transmission_texture,
            principled.clearcoat_texture,
            principled.clearcoat_roughness_texture,
            principled.clearcoat_normal_texture,
            principled.sheen_color_texture,
            principled.sheen_roughness_texture,
            principled.anisotropy_texture,
            principled.iridescence_texture,
            principled.iridescence_thickness_texture,
            principled.diffuse_transmission_texture,
            principled.diffuse_transmission_color_texture};
}

/// Black, without textures.
inline shared::Material make_material(std::uint32_t kind) {
    shared::Material material{};
    material.kind = kind;
    material.color_texture = shared::NONE;
    material.fuzz_texture = shared::NONE;
    return material;
}

inline shared::Material make_lambertian(vec3 albedo) {
    shared::Material material = make_material(shared::MATERIAL_LAMBERTIAN);
    material.color = albedo;
    return material;
}

inline shared::Material make_metal(vec3 albedo, float fuzz) {
    shared::Material material = make_material(shared::MATERIAL_METAL);
    material.color = albedo;
    material.fuzz = fuzz;
    return material;
}

inline shared::Material make_dielectric(float ior) {
    shared::Material material = make_material(shared::MATERIAL_DIELECTRIC);
    material.ior = ior;
    return material;
}

/// A light of this radiance, on both sides or only where its shape's normal points.
inline shared::Material make_light(vec3 emission, bool two_sided = true) {
    shared::Material material = make_material(two_sided ? shared::MATERIAL_LIGHT : shared::MATERIAL_ONE_SIDED_LIGHT);
    material.color = emission;
    return material;
}

/// A white, opaque, fully rough metal as glTF's defaults have it, without textures; the other factors are such that
/// they change nothing.
inline shared::Principled default_principled() {
    shared::Principled principled{};
    principled.base_color = vec3(1.0f);
    principled.alpha = 1.0f;
    principled.specular_color = vec3(1.0f);
    principled.specular = 1.0f;
    principled.attenuation = vec3(1.0f);
    principled.metallic = 1.0f;
    principled.roughness = 1.0f;
    principled.ior = 1.5f;
    principled.normal_scale = 1.0f;
    principled.clearcoat_normal_scale = 1.0f;
    principled.alpha_cutoff = 0.5f;
    principled.alpha_mode = shared::ALPHA_OPAQUE;
    principled.base_color_texture = principled.metallic_roughness_texture = shared::NONE;
    principled.normal_texture = principled.specular_texture = principled.specular_color_texture = shared::NONE;
    principled.transmission_texture = principled.clearcoat_texture = shared::NONE;
    principled.clearcoat_roughness_texture = principled.clearcoat_normal_texture = shared::NONE;
    principled.sheen_color_texture = principled.sheen_roughness_texture = shared::NONE;
    principled.anisotropy_texture = principled.iridescence_texture = shared::NONE;
    principled.iridescence_thickness_texture = shared::NONE;
    principled.diffuse_transmission_texture = principled.diffuse_transmission_color_texture = shared::NONE;
    principled.iridescence_ior = 1.3f;
    principled.iridescence_thickness_minimum = 100.0f;
    principled.iridescence_thickness_maximum = 400.0f;
    principled.diffuse_transmission_color = vec3(1.0f);
    return principled;
}

/// A principled `material` whose numbers are Scene::principleds[index]; shared::principled_index reads it.
inline shared::Material with_principled_index(shared::Material material, std::uint32_t index) {
    material.fuzz_texture = index;
    return material;
}

/// The material whose numbers are Scene::principleds[index]; `emission`, in the film's range, is that of both sides
/// and multiplied by Scene::textures[emission_texture] unless that is NONE.
inline shared::Material make_principled(std::uint32_t index, vec3 emission = vec3(0.0f),
                                        std::uint32_t emission_texture = shared::NONE) {
    shared::Material material = make_material(shared::MATERIAL_PRINCIPLED);
    material.color = emission;
    material.color_texture = emission_texture;
    return with_principled_index(material, index);
}

/// `material` with Scene::textures[texture] in place of its albedo or emission.
inline shared::Material with_color_texture(shared::Material material, std::uint32_t texture) {
    material.color = vec3(0.0f);
    material.color_texture = texture;
    return material;
}

/// `material` with the red of Scene::textures[texture] in place of its fuzz.
inline shared::Material with_fuzz_texture(shared::Material material, std::uint32_t texture) {
    material.fuzz = 0.0f;
    material.fuzz_texture = texture;
    return material;
}

} // namespace triptych
