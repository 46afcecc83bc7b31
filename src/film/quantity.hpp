// What camera rays meet first, read off films that sum it up (shaders/aov.glsl).
// SPDX-License-Identifier: MIT
#pragma once

#include "film/film.hpp"
#include "image/image.hpp"

#include <cstdint>
#include <vector>

namespace triptych {

// Films of frames by make_quantity_frame, pixels in the film's order. Means are taken in double precision over the
// samples that have a value, and rounded once.

/// Mean albedo; what lies behind the scene counts with its light, of which 1 is the most.
Image albedo_image(const Film& film);

/// Mean shading normal in the world, x, y and z for r, g and b; samples that meet nothing count as 0, so that lengths
/// run from 0 to 1.
Image normal_image(const Film& film);

/// Mean position in the world over the samples that meet something; 0 where none does. The film holds positions to
/// 2^-43 of the scene's longest side, so that a float32 shows its own rounding alone.
Image position_image(const Film& film, const shared::Frame& frame);

/// Mean distance from the camera's plane along its axis over the samples that meet something; infinite where none does.
/// Of a film of positions.
std::vector<float> depth_plane(const Film& film, const shared::Frame& frame);

/// By pixel, the samples that meet something. Of a film of coverage.
std::vector<std::uint32_t> coverage_counts(const Film& film);

/// Of a film of a number's first sample: 0 where it meets nothing (or, of instances, what stands in none), else the
/// number plus 1.
std::vector<std::uint32_t> number_plane(const Film& film);

} // namespace triptych
