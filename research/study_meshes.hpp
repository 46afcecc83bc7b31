// Meshes made by formulas, of any number of triangles, for measuring.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

namespace triptych {

/// A sphere of about radius 1 with waves of several lengths on it: one closed surface of about `triangles` triangles.
MeshData rough_ball(std::uint32_t triangles);

/// 500 rings of random places, sizes and tilts within the unit sphere, through one another, of about `triangles`
/// triangles together.
MeshData tangle(std::uint32_t triangles);

} // namespace triptych
