// Axis-aligned boxes in double precision, for what frames a mesh file.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/transform.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace triptych {

/// Empty at first.
struct Box {
    static constexpr double INFINITE = std::numeric_limits<double>::infinity();
    Vec3d least{INFINITE, INFINITE, INFINITE};
    Vec3d greatest{-INFINITE, -INFINITE, -INFINITE};

    void add(Vec3d p) {
        least = {std::min(least.x, p.x), std::min(least.y, p.y), std::min(least.z, p.z)};
        greatest = {std::max(greatest.x, p.x), std::max(greatest.y, p.y), std::max(greatest.z, p.z)};
    }

    bool is_empty() const { return !(least.x <= greatest.x); }

    /// Its corners; it is not empty.
    std::array<Vec3d, 8> corners() const {
        std::array<Vec3d, 8> result{};
        for (unsigned i = 0; i < 8; i++) {
            result[i] = {(i & 1u) != 0 ? greatest.x : least.x, (i & 2u) != 0 ? greatest.y : least.y,
                         (i & 4u) != 0 ? greatest.z : least.z};
        }
        return result;
    }

    /// Adds all of another box under a transform.
    void add(const Box& box, const Affine& affine) {
        if (box.is_empty()) return;
        for (const Vec3d corner : box.corners()) add(affine.point(corner));
    }
};

} // namespace triptych
