// The lights that kernels sample, and how likely each is chosen.
// SPDX-License-Identifier: MIT
#pragma once

#include "pack/pack.hpp"

#include <cstddef>
#include <vector>

namespace triptych {

/// So few lights that choosing by power alone takes as long for the same error (docs/performance.md).
inline constexpr std::size_t LEAST_TREE_LIGHTS = 8;

/// Fills lights, the shapes' tags' `light`, background_cdf and background_light.
///
/// A light is each emitting shape of the scene's own, in their order, then the background's image where it is not all
/// black. Shapes are chosen in proportion to their power, luminance times area, for both sides where they emit on both;
/// textures count as their mean. The background's power is that of all that enters the sphere of that radius around the
/// scene, but beside other lights its share is held between 0.1 and 0.9: how much of it reaches what the camera sees is
/// not known. The packed scene holds its shapes, tags, materials and background.
///
/// Where at least `least_tree_lights` lights have a place, a tree chooses among these: then light_nodes, infinite_count
/// and tree_share are filled too, and the background and directional lights stand first. Together these are chosen by
/// their power, but never with less than 0.1 or more than 0.9.
void pack_lights(const Scene& scene, double radius, PackedScene& packed,
                 std::size_t least_tree_lights = LEAST_TREE_LIGHTS);

/// Lights that are chosen in proportion to `powers`, which are not negative, by the alias table (Vose, "A Linear
/// Algorithm for Generating Random Numbers with a Given Distribution", 1991). No power counts less than 1e-6 of the
/// mean. Each probability is that which the table's rounded thresholds have. `shape` is left as NONE.
std::vector<shared::Light> alias_table(std::vector<double> powers);

} // namespace triptych
