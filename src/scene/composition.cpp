// Follows chains of transforms through groups and instances.
// SPDX-License-Identifier: MIT
#include "scene/composition.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace triptych {

namespace {

std::uint64_t saturating_sum(std::uint64_t a, std::uint64_t b) {
    return a > std::numeric_limits<std::uint64_t>::max() - b ? std::numeric_limits<std::uint64_t>::max() : a + b;
}

/// Adds to `total` the chains of `shape`, which stands under `around` with a length factor of `factor`.
void add_composition(const ShapeDescription& shape, Affine around, std::span<const Composition> objects,
                     Composition& total) {
    total.shapes = saturating_sum(total.shapes, 1);
    if (!shape.transform.empty()) around = compose(around, transform_of(shape.transform));
    const bool is_instance = shape.kind == ShapeKind::INSTANCE;
    if (is_instance || !shape.transform.empty()) {
        const Composition below = is_instance ? objects[shape.index] : Composition{};
        const double factor = length_factor(around);
        total.condition = std::max(total.condition, condition(around) * below.condition);
        total.min_factor = std::min(total.min_factor, factor * below.min_factor);
        total.max_factor = std::max(total.max_factor, factor * below.max_factor);
        total.shapes = saturating_sum(total.shapes, below.shapes);
    }
    for (const ShapeDescription& child : shape.children) add_composition(child, around, objects, total);
}

} // namespace

double length_factor(const Affine& affine) { return std::cbrt(std::abs(affine.determinant())); }

Composition composition_of(const ShapeDescription& shape, std::span<const Composition> objects) {
    Composition total;
    add_composition(shape, Affine{}, objects, total);
    return total;
}

double largest_condition(const Scene& scene, const ShapeDescription& shape, const Affine& around,
                         std::span<const Composition> objects) {
    const Affine here = shape.transform.empty() ? around : compose(around, transform_of(shape.transform));
    const bool is_instance = shape.kind == ShapeKind::INSTANCE;
    double largest = is_instance || !shape.transform.empty() ? condition(here) : 1.0;
    if (is_instance && largest * objects[shape.index].condition > MAX_CONDITION) {
        largest = std::max(largest, largest_condition(scene, scene.objects[shape.index].shape, here, objects));
    }
    for (const ShapeDescription& child : shape.children) {
        largest = std::max(largest, largest_condition(scene, child, here, objects));
    }
    return largest;
}

} // namespace triptych
