// The functions that make the built-in scenes.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

namespace triptych {

// "Ray Tracing in One Weekend", version 4.
Scene make_three_spheres();
Scene make_one_weekend();

// "Ray Tracing: The Next Week", version 4.
Scene make_bouncing_spheres();
Scene make_checkered_spheres();
Scene make_earth();
Scene make_perlin_spheres();
Scene make_quads();
Scene make_simple_light();
Scene make_cornell_box();
Scene make_cornell_smoke();
Scene make_next_week_final();

// "Ray Tracing: The Rest of Your Life", version 4.
Scene make_cornell_glass();

// Our own, to show scale.
Scene make_many_lights();
Scene make_hall_of_spheres();

/// The grid of small spheres between three big ones, on ground of that material; with `bouncing`, matte ones move up
/// while the shutter is open. The random numbers are ours, not the book's.
void add_one_weekend_spheres(Scene& scene, std::uint32_t ground, bool bouncing);

} // namespace triptych
