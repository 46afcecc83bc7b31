// The boxes that trees are built over: of shapes, of objects as their instances need them, and of instances.
// SPDX-License-Identifier: MIT
#pragma once

#include "pack/bounds.hpp"

#include <cstddef>
#include <vector>

namespace triptych {

/// Boxes in a packed scene whose tolerances are set. The scene stays as it is while these are used.
class TreeBoxes {
public:
    explicit TreeBoxes(const PackedScene& scene);

    /// Enough for every instance of the object.
    float object_padding(std::size_t object) const { return m_paddings[object]; }

    /// Around a shape or an instance.
    Bounds box(std::uint32_t shape, float padding) const;

    /// Around an instance in the world.
    Bounds instance_box(std::size_t instance, float padding) const;

    /// Whether an object holds any.
    bool has_spheres(std::size_t object) const;

private:
    const PackedScene& m_scene;
    std::vector<float> m_paddings; // by object
    std::vector<Bounds> m_objects; // padded
    Extent m_extent;
};

} // namespace triptych
