// A ray through a wide tree, and what it finds in a block of spheres; included once for each instruction set, after its
// Lanes.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/wide_kernels.hpp"
#include "bvh/wide.hpp"

namespace triptych {
namespace {

#define ALWAYS_INLINE inline __attribute__((always_inline))
#ifndef FLATTEN
#define FLATTEN [[gnu::flatten]] // a path's whole life in one function, so that its members need no memory
#endif

constexpr int W = Lanes::WIDTH;
constexpr float SLACK = 1.00000095f; // as in enter_box

using Float = Lanes::Float;
using Mask = Lanes::Mask;

/// A vector in every lane.
struct Lanes3 {
    Float x, y, z;
};

ALWAYS_INLINE Lanes3 all_lanes(vec3 v) { return {Lanes::all(v.x), Lanes::all(v.y), Lanes::all(v.z)}; }
ALWAYS_INLINE Lanes3 load3(const float (&rows)[3][W]) {
    return {Lanes::load(rows[0]), Lanes::load(rows[1]), Lanes::load(rows[2])};
}

// As in real.glsl and language.hpp: the same operations in the same order.
ALWAYS_INLINE Lanes3 operator+(Lanes3 a, Lanes3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
ALWAYS_INLINE Lanes3 operator-(Lanes3 a, Lanes3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
ALWAYS_INLINE Lanes3 operator*(Float s, Lanes3 v) { return {s * v.x, s * v.y, s * v.z}; }
ALWAYS_INLINE Float dot3(Lanes3 a, Lanes3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
ALWAYS_INLINE Lanes3 cross3(Lanes3 a, Lanes3 b) {
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

/// A ray in the form that the tests want: numbers in memory, which a test spreads over its lanes as it loads them.
/// Whole vectors here would cost more stores than most rays take tests.
struct WideRay {
    float origin[3], direction[3], inverse[3], shear[3];
    std::uint32_t axis;      // the direction's main one
    std::uint32_t own_shape; // the shape that the ray leaves; met by no block test
};

ALWAYS_INLINE Lanes3 all_lanes(const float (&v)[3]) { return {Lanes::all(v[0]), Lanes::all(v[1]), Lanes::all(v[2])}; }

ALWAYS_INLINE WideRay wide_ray(const shared::Space& space) {
    const shared::Ray& ray = space.ray;
    return {{ray.origin.x, ray.origin.y, ray.origin.z},
            {ray.direction.x, ray.direction.y, ray.direction.z},
            {space.inverse_direction.x, space.inverse_direction.y, space.inverse_direction.z},
            {space.shear.x, space.shear.y, space.shear.z},
            space.axis,
            ray.origin_shape >> 1};
}

/// The best hit after a block whose shapes are met at `distances` in the world, NO_DISTANCE where they are not.
/// Without branches except for ties, since whether a block is hit cannot be predicted.
ALWAYS_INLINE void take_nearest(const shared::Scene& scene, Float distances, const std::uint32_t* shapes,
                                std::uint32_t instance, shared::Hit& best) {
    const float least = Lanes::least(distances);
    std::uint32_t lanes = Lanes::bits(Lanes::equal(distances, Lanes::all(least)));
    const std::uint32_t shape = shapes[__builtin_ctz(lanes)];
    const bool tie = (least == best.distance || (lanes & (lanes - 1)) != 0) && least < shared::NO_DISTANCE;
    if (__builtin_expect(tie && least <= best.distance, 0)) {
        if (least < best.distance) best = {least, shape, instance};
        for (; lanes != 0; lanes &= lanes - 1) {
            const std::uint32_t other = shapes[__builtin_ctz(lanes)];
            if (shared::wins_tie(scene, other, instance, best)) best = {least, other, instance};
        }
        return;
    }
    const bool better = least < best.distance;
    best.shape = better ? shape : best.shape;
    best.distance = better ? least : best.distance;
    if ((shared::FEATURES & shared::FEATURE_INSTANCES) != 0) best.instance = better ? instance : best.instance;
}

/// intersect_sphere for spheres with those centres: lane by lane, for all but the ray's own. Returns whether any is
/// met.
ALWAYS_INLINE bool sphere_distances(const SphereBlock<W>& block, const Lanes3& center, const WideRay& ray,
                                    Float& distances) {
    const Lanes3 direction = all_lanes(ray.direction);
    const Lanes3 to_center = center - all_lanes(ray.origin);
    const Float along = dot3(to_center, direction);
    const Lanes3 off_axis = to_center - along * direction;
    const Float discriminant = Lanes::load(block.radius_squared) - dot3(off_axis, off_axis);
    const Mask met =
        Lanes::both(Lanes::at_most(Lanes::all(0.0f), discriminant), Lanes::differ(block.shape, ray.own_shape));
    if (Lanes::bits(met) == 0) return false;
    const Float half_chord = Lanes::square_root(discriminant);
    const Float nearer = along - half_chord;
    const Float distance = Lanes::select(Lanes::positive(nearer), nearer, along + half_chord);
    distances = Lanes::select(Lanes::both(met, Lanes::positive(distance)), distance, Lanes::all(shared::NO_DISTANCE));
    return true;
}

/// A child and the distance at which the ray enters its box, in one word whose order is that of the distances.
ALWAYS_INLINE std::int64_t entry_of(float enter, std::uint32_t child) {
    return static_cast<std::int64_t>(std::uint64_t{shared::floatBitsToUint(enter)} << 32 | child);
}

/// Visits what may be hit nearer than `farthest` below `child`, near boxes first: test(block) is called for everything
/// but nodes, may lower `farthest`, and ends the walk by returning true. Distances are those of the ray's space.
template <typename Test>
ALWAYS_INLINE void walk_wide(const WideNode<W>* nodes, std::uint32_t child, const WideRay& ray, const float& farthest,
                             Test test) {
    std::int64_t stack[WIDE_MAX_DEPTH * (W - 1) + 1]; // the nearest of each node's children on top
    std::int64_t* top = stack;
    std::size_t near_plane[3], far_plane[3]; // where their rows begin in WideNode::plane
    for (std::size_t axis = 0; axis < 3; axis++) {
        const bool backwards = ray.inverse[axis] < 0.0f;
        near_plane[axis] = W * (backwards ? axis + 3 : axis);
        far_plane[axis] = W * (backwards ? axis : axis + 3);
    }
    const auto pop = [&](std::int64_t last) __attribute__((always_inline)) {
        do {
            if (top == stack) return false;
            top--;
        } while (*top > last);
        child = static_cast<std::uint32_t>(*top);
        return true;
    };
    for (;;) {
        // As long as only nodes are visited these need not change, and tests want their registers.
        const Lanes3 origin = all_lanes(ray.origin);
        const Lanes3 inverse = all_lanes(ray.inverse);
        const Float limit = Lanes::all(farthest);
        const std::int64_t last = entry_of(farthest * SLACK, 0xffffffffu);
        while (child <= WIDE_INDEX_MASK) {
            const WideNode<W>& node = nodes[child];
            const float* planes = &node.plane[0][0];
            const auto meet = [&](std::size_t plane, Float from, Float scale) __attribute__((always_inline)) {
                return (Lanes::load(planes + plane) - from) * scale;
            };
            const Float enter_x = meet(near_plane[0], origin.x, inverse.x);
            const Float enter_y = meet(near_plane[1], origin.y, inverse.y);
            const Float enter_z = meet(near_plane[2], origin.z, inverse.z);
            const Float leave_x = meet(far_plane[0], origin.x, inverse.x);
            const Float leave_y = meet(far_plane[1], origin.y, inverse.y);
            const Float leave_z = meet(far_plane[2], origin.z, inverse.z);
            const Float enter = Lanes::max(Lanes::max(enter_x, enter_y), Lanes::max(enter_z, Lanes::all(0.0f)));
            const Float leave = Lanes::min(Lanes::min(leave_x, leave_y), Lanes::min(leave_z, limit));
            std::uint32_t entered = Lanes::bits(Lanes::at_most(enter, leave * Lanes::all(SLACK)));
            if (entered == 0) {
                if (!pop(last)) return;
                continue;
            }
            const int first = __builtin_ctz(entered);
            entered &= entered - 1;
            child = node.child[first];
            if (entered == 0) continue;
            alignas(64) float enters[W];
            Lanes::store(enters, enter);
            std::int64_t nearest = entry_of(enters[first], child);
            std::int64_t* const base = top;
            do {
                const int lane = __builtin_ctz(entered);
                entered &= entered - 1;
                const std::int64_t other = entry_of(enters[lane], node.child[lane]);
                const std::int64_t farther = other < nearest ? nearest : other;
                nearest = other < nearest ? other : nearest;
                std::int64_t* place = top++;
                for (; place > base && place[-1] < farther; place--) *place = place[-1];
                *place = farther;
            } while (entered != 0);
            child = static_cast<std::uint32_t>(nearest);
        }
        if (test(child)) return;
        if (!pop(entry_of(farthest * SLACK, 0xffffffffu))) return;
    }
}

} // namespace
} // namespace triptych
