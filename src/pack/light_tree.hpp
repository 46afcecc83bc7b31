// The tree by which kernels choose among many lights (shaders/light_tree.glsl), and what it must know of each.
// SPDX-License-Identifier: MIT
#pragma once

#include "pack/pack.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace triptych {

/// A light that has a place: where it is, where to and how strongly it shines.
struct PlacedLight {
    Vec3d low, high; // the box around it, at all times
    Vec3d center;    // of a sphere around it
    double radius;
    Vec3d axis;       // unit; 0: it shines alike in all directions
    double cos_reach; // how far from its axis it shines
    double power;     // greatest intensity: luminance times area where it is seen from in front
    std::uint32_t light;
    bool is_two_sided; // it shines to both sides of its axis
};

/// A shape of that luminance. `two_sided`: it emits to both sides, as a sphere does in any case.
PlacedLight placed_light(const shared::Shape& shape, double luminance, bool two_sided, std::uint32_t light);

/// A point or spot light.
PlacedLight placed_light(const shared::PunctualLight& punctual, std::uint32_t light);

/// A tree over at least two lights, whose ways it writes to `table[light].alias`. Split where the lights' powers times
/// the sizes and the spreads of both sides are least, as Conty Estevez and Kulla do, in O(n log n). No light counts
/// less than 1e-6 of the mean power, none lies deeper than LIGHT_TREE_MAX_DEPTH, whatever the lights. By operations
/// that round alike on every machine, so the tree is the same on all.
std::vector<shared::LightNode> build_light_tree(std::vector<PlacedLight> lights, std::span<shared::Light> table);

} // namespace triptych
