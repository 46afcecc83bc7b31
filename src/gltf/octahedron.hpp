// Directions as points of a square: an octahedron that is unfolded along one axis.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/transform.hpp"

#include <cmath>

namespace triptych {

/// The direction at (s, t) of the square of -1 to 1, whose middle is +z and whose corners are -z; of any length above
/// 0. Cigolle et al., "A survey of efficient representations for independent unit vectors", 2014, section 3.
inline Vec3d unfold_octahedron(double s, double t) {
    const double z = 1.0 - std::abs(s) - std::abs(t);
    const double fold = z < 0.0 ? -z : 0.0;
    return {s + (s < 0.0 ? fold : -fold), t + (t < 0.0 ? fold : -fold), z};
}

} // namespace triptych
