// Blocks of a wide tree: which kind a shape goes to, and its lane there.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.hpp"
#include "bvh/wide.hpp"

#include <fmt/format.h>

#include <span>

namespace triptych {

/// The kind of block that a shape goes to.
inline std::uint32_t block_kind_of(const PackedScene& scene, std::uint32_t index) {
    if (scene.shapes.empty()) return WIDE_SPHERES;
    const shared::Shape& shape = scene.shapes[index];
    switch (shape.kind) {
    case shared::SHAPE_SPHERE: {
        const bool is_still = shape.u.x == 0.0f && shape.u.y == 0.0f && shape.u.z == 0.0f;
        return is_still ? WIDE_SPHERES : WIDE_MOVING_SPHERES;
    }
    case shared::SHAPE_DISK: return WIDE_DISKS;
    case shared::SHAPE_INSTANCE: return WIDE_INSTANCE;
    case shared::SHAPE_TRIANGLE: return WIDE_TRIANGLES;
    case shared::SHAPE_QUAD: return WIDE_QUADS;
    default:
        throw Error(ExitCode::INTERNAL, fmt::format("The wide tree has no block for shapes of kind {}.", shape.kind));
    }
}

template <int W>
void set_lane(float (&rows)[3][W], std::size_t lane, vec3 v) {
    rows[0][lane] = v.x;
    rows[1][lane] = v.y;
    rows[2][lane] = v.z;
}

inline shared::Sphere sphere_at_start(const PackedScene& scene, std::uint32_t index) {
    if (scene.shapes.empty()) return scene.spheres[index];
    return {scene.shapes[index].origin, scene.shapes[index].radius};
}

// fill_block() writes all lanes of a block that holds the shapes with those indices.

template <int W>
void fill_block(const PackedScene& scene, std::span<const std::uint32_t> indices, SphereBlock<W>& block) {
    block = {};
    for (std::size_t lane = 0; lane < W; lane++) {
        block.radius_squared[lane] = -1.0f;
        block.shape[lane] = shared::NONE;
        if (lane >= indices.size()) continue;
        const shared::Sphere sphere = sphere_at_start(scene, indices[lane]);
        set_lane(block.center, lane, sphere.center);
        block.radius_squared[lane] = sphere.radius * sphere.radius;
        block.shape[lane] = indices[lane];
    }
}

template <int W>
void fill_block(const PackedScene& scene, std::span<const std::uint32_t> indices, MovingSphereBlock<W>& block) {
    fill_block(scene, indices, block.at_start);
    for (std::size_t lane = 0; lane < W; lane++)
        set_lane(block.motion, lane, lane < indices.size() ? scene.shapes[indices[lane]].u : vec3(0.0f));
}

template <int W>
void fill_block(const PackedScene& scene, std::span<const std::uint32_t> indices, FlatBlock<W>& block) {
    block = {};
    for (std::size_t lane = 0; lane < W; lane++) {
        block.shape[lane] = shared::NONE;
        if (lane >= indices.size()) continue;
        const shared::Shape& shape = scene.shapes[indices[lane]];
        set_lane(block.origin, lane, shape.origin);
        set_lane(block.u, lane, shape.u);
        set_lane(block.v, lane, shape.v);
        block.shape[lane] = indices[lane];
    }
}

template <int W>
void fill_block(const PackedScene& scene, std::span<const std::uint32_t> indices, TriangleBlock<W>& block) {
    block = {};
    for (std::size_t lane = 0; lane < W; lane++) {
        block.shape[lane] = shared::NONE;
        if (lane >= indices.size()) continue;
        const shared::Shape& shape = scene.shapes[indices[lane]];
        set_lane(block.corner[0], lane, shape.origin);
        set_lane(block.corner[1], lane, shape.u);
        set_lane(block.corner[2], lane, shape.v);
        block.shape[lane] = indices[lane];
    }
}

} // namespace triptych
