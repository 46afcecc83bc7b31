// One ray through the wide tree; included once for each instruction set, after its Lanes.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/cpu/stream.hpp"
#include "bvh/wide.hpp"

namespace triptych {
namespace {

constexpr int W = Lanes::WIDTH;

/// A ray in the form that the tree's tests want.
struct WideRay {
    Lanes::Float origin[3], direction[3], inverse[3];
    std::uint32_t near_plane[3], far_plane[3]; // rows of WideNode::plane
    std::uint32_t own_sphere;                  // the sphere that the ray leaves; met by no block test
};

/// intersect_sphere for a block: the same operations in the same order, lane by lane, for all spheres but the ray's
/// own.
inline __attribute__((always_inline)) void test_block(const StreamScene<W>& scene, const SphereBlock<W>& block,
                                                      const WideRay& ray, shared::Hit& best) {
    using Float = Lanes::Float;
    const Float x = Lanes::load(block.center_x) - ray.origin[0];
    const Float y = Lanes::load(block.center_y) - ray.origin[1];
    const Float z = Lanes::load(block.center_z) - ray.origin[2];
    const Float along = x * ray.direction[0] + y * ray.direction[1] + z * ray.direction[2];
    const Float off_x = x - along * ray.direction[0];
    const Float off_y = y - along * ray.direction[1];
    const Float off_z = z - along * ray.direction[2];
    const Float discriminant = Lanes::load(block.radius_squared) - (off_x * off_x + off_y * off_y + off_z * off_z);
    const Lanes::Mask met =
        Lanes::both(Lanes::at_most(Lanes::all(0.0f), discriminant), Lanes::all_but(ray.own_sphere - block.first));
    if (Lanes::bits(met) == 0) return;
    const Float half_chord = Lanes::square_root(discriminant);
    const Float nearer = along - half_chord;
    const Float distance = Lanes::select(Lanes::positive(nearer), nearer, along + half_chord);
    const Lanes::Mask hits = Lanes::both(met, Lanes::positive(distance));
    const Float distances = Lanes::select(hits, distance, Lanes::all(shared::NO_DISTANCE));

    // Without branches but for ties, since whether a block is hit cannot be predicted.
    const float least = Lanes::least(distances);
    std::uint32_t lanes = Lanes::bits(Lanes::equal(distances, Lanes::all(least)));
    const std::uint32_t sphere = block.first + static_cast<std::uint32_t>(__builtin_ctz(lanes));
    const bool tie = (least == best.distance || (lanes & (lanes - 1)) != 0) && least < shared::NO_DISTANCE;
    if (__builtin_expect(tie && least <= best.distance, 0)) {
        const shared::SphereTag* tags = scene.scene.sphere_tags.data;
        if (least < best.distance) best = {least, sphere};
        for (; lanes != 0; lanes &= lanes - 1) {
            const std::uint32_t other = block.first + static_cast<std::uint32_t>(__builtin_ctz(lanes));
            if (tags[other].id < tags[best.sphere].id) best.sphere = other;
        }
        return;
    }
    best.sphere = least < best.distance ? sphere : best.sphere;
    best.distance = least < best.distance ? least : best.distance;
}

/// The nearest hit: what shared::closest_hit finds, by another way.
inline __attribute__((always_inline)) shared::Hit wide_closest_hit(const StreamScene<W>& scene,
                                                                   const shared::Ray& ray) {
    using Float = Lanes::Float;
    shared::Hit best{shared::NO_DISTANCE, shared::NO_SPHERE};
    WideRay wide;
    const float origin[3] = {ray.origin.x, ray.origin.y, ray.origin.z};
    const float direction[3] = {ray.direction.x, ray.direction.y, ray.direction.z};
    for (std::uint32_t axis = 0; axis < 3; axis++) {
        const float inverse = shared::safe_inverse(direction[axis]);
        wide.origin[axis] = Lanes::all(origin[axis]);
        wide.direction[axis] = Lanes::all(direction[axis]);
        wide.inverse[axis] = Lanes::all(inverse);
        wide.near_plane[axis] = inverse < 0.0f ? axis + 3 : axis;
        wide.far_plane[axis] = inverse < 0.0f ? axis : axis + 3;
    }
    wide.own_sphere = ray.leaving >> 1;
    if (ray.leaving != shared::LEAVING_NOTHING && wide.own_sphere >= scene.scene.flat_count) {
        best = shared::closer_hit(scene.scene, ray, wide.own_sphere, best);
    }
    for (std::uint32_t i = 0; i < scene.scene.flat_count; i++) best = shared::closer_hit(scene.scene, ray, i, best);
    if (scene.node_count == 0) return best;

    struct Entry {
        float enter;
        std::uint32_t child;
    };
    Entry stack[shared::BVH_MAX_DEPTH * (W - 1) + 1];
    int size = 0;
    std::uint32_t current = 0;
    constexpr float SLACK = 1.00000095f; // as in enter_box
    for (;;) {
        if ((current & WIDE_BLOCK) != 0) {
            test_block(scene, scene.blocks[current & ~WIDE_BLOCK], wide, best);
        } else {
            const WideNode<W>& node = scene.nodes[current];
            Float enter = Lanes::all(0.0f);
            Float leave = Lanes::all(best.distance);
            for (int axis = 0; axis < 3; axis++) {
                const Float near_plane = Lanes::load(node.plane[wide.near_plane[axis]]);
                const Float far_plane = Lanes::load(node.plane[wide.far_plane[axis]]);
                enter = Lanes::max(enter, (near_plane - wide.origin[axis]) * wide.inverse[axis]);
                leave = Lanes::min(leave, (far_plane - wide.origin[axis]) * wide.inverse[axis]);
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
            if (size == 0) return best;
            size--;
        } while (stack[size].enter > best.distance * SLACK);
        current = stack[size].child;
    }
}

} // namespace
} // namespace triptych
