// What a scene's images and meshes take, against the limit of the process.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

namespace triptych {

/// Bytes of its images and meshes.
std::uint64_t memory_of(const Scene& scene);

/// Throws Error (LIMIT) where images and meshes take more than check_scene_memory (base/limits.hpp) allows. To be
/// called whenever one has been added.
void check_memory(const Scene& scene);

} // namespace triptych
