// What packing must know of materials and their textures.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <cstdint>
#include <vector>

namespace triptych {

/// FEATURE_ bits that kernels need to draw the material, textures aside. Throws Error (INTERNAL) for a number that is
/// no kind of material.
std::uint32_t material_features(const shared::Material& material);

/// Whether the material is a light, a black one included, or a principled one, which may emit.
bool is_light(const shared::Material& material);

/// Whether a surface of that material is a light that paths look for. (Unlit materials shine, but are not looked for.)
bool emits(const shared::Material& material);

/// By material: whether it reads an image, and so texture coordinates.
std::vector<bool> materials_that_read_uv(const Scene& scene);

} // namespace triptych
