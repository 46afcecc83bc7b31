// A ray through a wide tree, and what it finds in a block of spheres; included once for each instruction set, after its
// Lanes.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/wide_kernels.hpp"
#include "bvh/wide.hpp"

namespace triptych {
namespace {

#define ALWAYS_INLINE inline __attribute__((always_inline))

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
    Lanes3 origin, direction;
    Float inverse[3];
    std::uint32_t near_plane[3], far_plane[3]; // rows of WideNode::plane
    std::uint32_t own_shape;                   // the shape that the ray leaves; met by no block test
};

ALWAYS_INLINE WideRay wide_ray(const shared::Space& space) {
    WideRay wide;
    wide.origin = all_lanes(space.ray.origin);
    wide.direction = all_lanes(space.ray.direction);
    const float inverse[3] = {space.inverse_direction.x, space.inverse_direction.y, space.inverse_direction.z};
    for (std::uint32_t axis = 0; axis < 3; axis++) {
        wide.inverse[axis] = Lanes::all(inverse[axis]);
        wide.near_plane[axis] = inverse[axis] < 0.0f ? axis + 3 : axis;
        wide.far_plane[axis] = inverse[axis] < 0.0f ? axis : axis + 3;
    }
    wide.own_shape = space.ray.leaving >> 1;
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

/// Visits what may be hit nearer than `farthest` below `child`, near boxes first: test(block) is called for everything
/// but nodes, may lower `farthest`, and ends the walk by returning true. Distances are those of the ray's space.
template <typename Test>
ALWAYS_INLINE void walk_wide(const WideNode<W>* nodes, std::uint32_t child, const WideRay& ray, const float& farthest,
                             Test test) {
    struct Entry {
        float enter;
        std::uint32_t child;
    };
    Entry stack[WIDE_MAX_DEPTH * (W - 1) + 1];
    int size = 0;
    for (;;) {
        if (child > WIDE_INDEX_MASK) {
            if (test(child)) return;
        } else {
            const WideNode<W>& node = nodes[child];
            const Float origins[3] = {ray.origin.x, ray.origin.y, ray.origin.z};
            Float enter = Lanes::all(0.0f);
            Float leave = Lanes::all(farthest);
            for (int axis = 0; axis < 3; axis++) {
                const Float near_plane = Lanes::load(node.plane[ray.near_plane[axis]]);
                const Float far_plane = Lanes::load(node.plane[ray.far_plane[axis]]);
                enter = Lanes::max(enter, (near_plane - origins[axis]) * ray.inverse[axis]);
                leave = Lanes::min(leave, (far_plane - origins[axis]) * ray.inverse[axis]);
            }
            std::uint32_t entered = Lanes::bits(Lanes::at_most(enter, leave * Lanes::all(SLACK)));
            if (entered != 0) {
                alignas(64) float enters[W];
                Lanes::store(enters, enter);
                const int base = size;
                do {
                    const auto lane = static_cast<std::uint32_t>(__builtin_ctz(entered));
                    entered &= entered - 1;
                    // Nearest on top.
                    int place = size++;
                    while (place > base && stack[place - 1].enter < enters[lane]) {
                        stack[place] = stack[place - 1];
                        place--;
                    }
                    stack[place] = {enters[lane], node.child[lane]};
                } while (entered != 0);
            }
        }
        do {
            if (size == 0) return;
            size--;
        } while (stack[size].enter > farthest * SLACK);
        child = stack[size].child;
    }
}

} // namespace
} // namespace triptych
