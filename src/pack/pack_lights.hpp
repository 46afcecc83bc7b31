// The lights that kernels sample, and how likely each is chosen.
// SPDX-License-Identifier: MIT
#pragma once

#include "pack/pack.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace triptych {

/// So few lights that choosing by power alone takes as long for the same error (docs/performance.md).
inline constexpr std::size_t LEAST_TREE_LIGHTS = 8;

/// Fills what lights have whatever the camera: emitted_luminances, background_cdf and background_luminance. The packed
/// scene holds its background.
void measure_lights(const Scene& scene, PackedScene& packed);

/// The places of the scene's own shapes that emit, in the order of the lights. `packed` has no tree yet.
std::vector<std::uint32_t> emitting_shapes(const PackedScene& packed);

/// The same of a scene that has its lights.
std::vector<std::uint32_t> emitting_shapes_of_lights(const PackedScene& packed);

/// Whether how likely lights are chosen depends on the radius that pack_lights is told.
bool do_lights_depend_on_radius(const PackedScene& packed);

/// Fills lights, the shapes' tags' `light`, light_nodes and background_light, after measure_lights().
///
/// A light is each emitting shape of the scene's own, in their order, then the background's image where it is not all
/// black. Shapes are chosen in proportion to their power, luminance times area, for both sides where they emit on both;
/// textures count as their mean. The background's power is that of all that enters the sphere of that radius around the
/// scene, but beside other lights its share is held between 0.1 and 0.9: how much of it reaches what the camera sees is
/// not known. The packed scene holds its shapes, tags, materials, background and punctual lights; `emitting` are the
/// places of the shapes that emit.
///
/// Where at least `least_tree_lights` lights have a place, a tree chooses among these: then light_nodes, infinite_count
/// and tree_share are filled too, and the background and directional lights stand first. Together these are chosen by
/// their power, but never with less than 0.1 or more than 0.9.
void pack_lights(std::span<const std::uint32_t> emitting, double radius, PackedScene& packed,
                 std::size_t least_tree_lights = LEAST_TREE_LIGHTS);

/// Lights that are chosen in proportion to `powers`, which are not negative, by the alias table (Vose, "A Linear
/// Algorithm for Generating Random Numbers with a Given Distribution", 1991). No power counts less than 1e-6 of the
/// mean. Each probability is that which the table's rounded thresholds have. `shape` is left as NONE.
std::vector<shared::Light> alias_table(std::vector<double> powers);

} // namespace triptych
