// Whether shapes enclose a volume, as the boundary of a medium must.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <string>

namespace triptych {

/// Why a boundary under the transform `around`, whose instances place objects of `scene`, is not closed: the rest of a
/// sentence after a colon; empty where it is closed. Spheres that stand still and boxes are closed; quads and triangles
/// are where each of their edges belongs to exactly two, its ends equal within 1e-6 of the extent of all.
std::string why_not_closed(const Scene& scene, const ShapeDescription& boundary, const Affine& around);

} // namespace triptych
