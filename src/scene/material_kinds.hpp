// One function a kind of material, which leaves zero in whatever the kind does not read.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

namespace triptych {

inline shared::Material make_lambertian(vec3 albedo) {
    shared::Material material{};
    material.kind = shared::MATERIAL_LAMBERTIAN;
    material.albedo = albedo;
    return material;
}

inline shared::Material make_metal(vec3 albedo, float fuzz) {
    shared::Material material{};
    material.kind = shared::MATERIAL_METAL;
    material.albedo = albedo;
    material.fuzz = fuzz;
    return material;
}

inline shared::Material make_dielectric(float ior) {
    shared::Material material{};
    material.kind = shared::MATERIAL_DIELECTRIC;
    material.ior = ior;
    return material;
}

} // namespace triptych
