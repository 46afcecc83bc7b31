// What transforms do to shapes that lie in groups and instances, one within another.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <cstdint>
#include <span>

namespace triptych {

/// No chain of transforms may stretch one direction more than this many times as far as another...
constexpr double MAX_CONDITION = 1e4;

/// ... or change lengths by a factor outside [MIN_LENGTH_FACTOR, MAX_LENGTH_FACTOR], the cube root of the volume's.
constexpr double MIN_LENGTH_FACTOR = 1e-6;
constexpr double MAX_LENGTH_FACTOR = 1e6;

/// Cube root of the factor by which volumes change.
double length_factor(const Affine& affine);

/// What a shape is to those that place it.
struct Composition {
    double condition = 1.0;                    // no less than that of any chain of transforms from the shape down
    double min_factor = 1.0, max_factor = 1.0; // of lengths, over these chains
    std::uint64_t shapes = 0;                  // itself and all below, instances counted each time
};

/// Composition of a shape; `objects` holds those of all objects that it places, by index.
Composition composition_of(const ShapeDescription& shape, std::span<const Composition> objects);

/// The largest condition of any chain of transforms that begins with `around` and ends in `shape` or below, leaving out
/// what is at most MAX_CONDITION by its bound. Visits at most composition_of(shape).shapes shapes.
double largest_condition(const Scene& scene, const ShapeDescription& shape, const Affine& around,
                         std::span<const Composition> objects);

} // namespace triptych
