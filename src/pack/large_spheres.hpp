// Which spheres are so large that their radius's rounding would show (shaders/large_sphere.glsl).
// SPDX-License-Identifier: MIT
#pragma once

#include "pack/pack.hpp"

namespace triptych {

/// Marks the large spheres among a packed scene's own shapes and its media's boundaries, and puts the former first.
/// A sphere is large if its surface is nearer to the camera than its radius, and its radius is more than LARGE_RATIO
/// times the least of the camera's distance from that surface, the distance that the camera looks to, and the median
/// size of the smaller shapes. Spheres within instances' objects are never large; where one would be, a warning says
/// so. To be called before there are lights and trees.
void set_large_spheres_apart(PackedScene& packed);

/// A sphere's own test is off by some 10 units in the last place of its radius, 2^-12 of what is this much smaller.
constexpr double LARGE_RATIO = 4096.0;

} // namespace triptych
