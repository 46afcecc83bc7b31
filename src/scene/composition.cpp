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
    const auto* instance = std::get_if<InstanceShape>(&shape.geometry);
    if (instance || !shape.transform.empty()) {
        const Composition below = instance ? objects[instance->object] : Composition{};
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
    const auto* instance = std::get_if<InstanceShape>(&shape.geometry);
    double largest = instance || !shape.transform.empty() ? condition(here) : 1.0;
    if (instance && largest * objects[instance->object].condition > MAX_CONDITION) {
        largest = std::max(largest, largest_condition(scene, scene.objects[instance->object].shape, here, objects));
    }
    for (const ShapeDescription& child : shape.children) {
        largest = std::max(largest, largest_condition(scene, child, here, objects));
    }
    return largest;
}

} // namespace triptych
