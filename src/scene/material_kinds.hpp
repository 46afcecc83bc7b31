// One function a kind of material, which leaves zero in whatever the kind does not read.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

namespace triptych {

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
