// What packing must know of materials and their textures.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <vector>

namespace triptych {

/// Whether the material is a light, a black one included.
bool is_light(const shared::Material& material);

/// Whether rays may see light that the material itself emits.
bool emits(const shared::Material& material);

/// By material: whether it reads an image, and so texture coordinates.
std::vector<bool> materials_that_read_uv(const Scene& scene);

} // namespace triptych
