// Which spheres are so large that their radius's rounding would show (shaders/large_sphere.glsl).
// SPDX-License-Identifier: MIT
#pragma once

#include "pack/pack.hpp"

#include <vector>

namespace triptych {

/// Marks the large spheres among a packed scene's own shapes and its media's boundaries, and puts the former first.
/// A sphere is large if its surface is nearer to the camera than its radius, and its radius is more than LARGE_RATIO
/// times the least of the camera's distance from that surface, the distance that the camera looks to, and the median
/// size of the smaller shapes. Spheres within instances' objects are never large; where one would be, a warning says
/// so. To be called before there are lights and trees.
void set_large_spheres_apart(PackedScene& packed);

/// The sizes of the scene's own shapes in ascending order. Triangles count as one shape, as they mostly are one mesh.
std::vector<double> sizes_of(const PackedScene& packed);

/// Whether the spheres that are large under another camera are those that are set apart already. `sizes` are
/// sizes_of().
bool are_same_spheres_large(const PackedScene& packed, const CameraDescription& camera,
                            const std::vector<double>& sizes);

/// A sphere's own test is off by some 10 units in the last place of its radius, 2^-12 of what is this much smaller.
constexpr double LARGE_RATIO = 4096.0;

} // namespace triptych
