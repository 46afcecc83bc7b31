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

/// A ray in the form that the tests want.
struct WideRay {
    Lanes3 origin, direction, inverse;
    std::uint32_t near_plane[3], far_plane[3]; // where their rows begin in WideNode::plane
    std::uint32_t own_shape;                   // the shape that the ray leaves; met by no block test
    std::uint32_t axes[3];                     // in the order in which the main one comes last
    Float shear[3];
};

ALWAYS_INLINE WideRay wide_ray(const shared::Space& space) {
    WideRay wide;
    wide.origin = all_lanes(space.ray.origin);
    wide.direction = all_lanes(space.ray.direction);
    wide.inverse = all_lanes(space.inverse_direction);
    const float inverse[3] = {space.inverse_direction.x, space.inverse_direction.y, space.inverse_direction.z};
    for (std::uint32_t axis = 0; axis < 3; axis++) {
        wide.near_plane[axis] = W * (inverse[axis] < 0.0f ? axis + 3 : axis);
        wide.far_plane[axis] = W * (inverse[axis] < 0.0f ? axis : axis + 3);
    }
    wide.own_shape = space.ray.leaving >> 1;
    for (std::uint32_t i = 0; i < 3; i++) wide.axes[i] = (space.axis + 1 + i) % 3;
    wide.shear[0] = Lanes::all(space.shear.x);
    wide.shear[1] = Lanes::all(space.shear.y);
    wide.shear[2] = Lanes::all(space.shear.z);
    return wide;
}

/// The best hit after a block whose shapes are met at `distances` in the world, NO_DISTANCE where they are not.
/// Without branches but for ties, since whether a block is hit cannot be predicted.
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
    const Lanes3 to_center = center - ray.origin;
    const Float along = dot3(to_center, ray.direction);
    const Lanes3 off_axis = to_center - along * ray.direction;
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
    int size = 0;
    for (;;) {
        if (child > WIDE_INDEX_MASK) {
            if (test(child)) return;
        } else {
            const WideNode<W>& node = nodes[child];
            const float* planes = &node.plane[0][0];
            const auto meet = [&](std::uint32_t plane, Float origin, Float inverse) __attribute__((always_inline)) {
                return (Lanes::load(planes + plane) - origin) * inverse;
            };
            const Float enter_x = meet(ray.near_plane[0], ray.origin.x, ray.inverse.x);
            const Float enter_y = meet(ray.near_plane[1], ray.origin.y, ray.inverse.y);
            const Float enter_z = meet(ray.near_plane[2], ray.origin.z, ray.inverse.z);
            const Float leave_x = meet(ray.far_plane[0], ray.origin.x, ray.inverse.x);
            const Float leave_y = meet(ray.far_plane[1], ray.origin.y, ray.inverse.y);
            const Float leave_z = meet(ray.far_plane[2], ray.origin.z, ray.inverse.z);
            const Float enter = Lanes::max(Lanes::max(enter_x, enter_y), Lanes::max(enter_z, Lanes::all(0.0f)));
            const Float leave = Lanes::min(Lanes::min(leave_x, leave_y), Lanes::min(leave_z, Lanes::all(farthest)));
            std::uint32_t entered = Lanes::bits(Lanes::at_most(enter, leave * Lanes::all(SLACK)));
            if (entered != 0) {
                const int first = __builtin_ctz(entered);
                entered &= entered - 1;
                child = node.child[first];
                if (entered == 0) continue;
                alignas(64) float enters[W];
                Lanes::store(enters, enter);
                std::int64_t nearest = entry_of(enters[first], child);
                const int base = size;
                do {
                    const int lane = __builtin_ctz(entered);
                    entered &= entered - 1;
                    const std::int64_t other = entry_of(enters[lane], node.child[lane]);
                    const std::int64_t farther = other < nearest ? nearest : other;
                    nearest = other < nearest ? other : nearest;
                    int place = size++;
                    for (; place > base && stack[place - 1] < farther; place--) stack[place] = stack[place - 1];
                    stack[place] = farther;
                } while (entered != 0);
                child = static_cast<std::uint32_t>(nearest);
                continue;
            }
        }
        const std::int64_t last = entry_of(farthest * SLACK, 0xffffffffu);
        do {
            if (size == 0) return;
            size--;
        } while (stack[size] > last);
        child = static_cast<std::uint32_t>(stack[size]);
    }
}

} // namespace
} // namespace triptych
