// The nearest hit by a plain walk of the two-wide tree: for GPUs, and the CPU's reference mode.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_WALK_GLSL
#define TRIPTYCH_WALK_GLSL
#include "shapes.glsl"

SHARED_BEGIN

const uint NO_SPHERE = 0xffffffffu;

/// The nearest hit so far; sphere NO_SPHERE at NO_DISTANCE is none.
struct Hit {
    float distance;
    uint sphere;
};

/// The better of a hit and sphere `index`: the nearer, at equal distance the one with the lower id, so that no
/// order of tests can change the picture.
FN Hit closer_hit(Scene scene, Ray ray, uint index, Hit best) {
    float distance = intersect_sphere(read_sphere(scene, index), index, ray);
    bool better = distance < best.distance;
    if (distance == best.distance && distance < NO_DISTANCE) {
        better = scene.sphere_tags.data[index].id < scene.sphere_tags.data[best.sphere].id;
    }
    if (better) {
        best.distance = distance;
        best.sphere = index;
    }
    return best;
}

// What a walk may go to, in one word: node `index`, or with a count in the upper bits, spheres [index, index + count).
const uint FIRST_LEAF = 1u << BVH_INDEX_BITS;
const uint WALK_END = 0xffffffffu;

/// The nearest hit of a ray: first the spheres outside the tree, then the tree, near child first. Down to a leaf in one
/// loop, its spheres in another: lanes of a GPU, and of llvmpipe, then test spheres together (Aila and Laine,
/// "Understanding the Efficiency of Ray Traversal on GPUs", 2009).
FN Hit closest_hit(Scene scene, Ray ray) {
    Hit best = {NO_DISTANCE, NO_SPHERE};
    for (uint i = 0u; i < scene.flat_count; i++) best = closer_hit(scene, ray, i, best);
    if (scene.node_count == 0u) return best;

    vec3 inverse = vec3(safe_inverse(ray.direction.x), safe_inverse(ray.direction.y), safe_inverse(ray.direction.z));
    uint stack[BVH_MAX_DEPTH + 1u];
    stack[0] = WALK_END;
    uint stack_size = 1u;
    uint current = 0u;
    while (current != WALK_END) {
        while (current < FIRST_LEAF) {
            BvhNode node = read_node(scene, current);
            float left_distance = enter_box(node.left_min, node.left_max, ray.origin, inverse, best.distance);
            float right_distance = enter_box(node.right_min, node.right_max, ray.origin, inverse, best.distance);
            uint left = node.left + (node.left_count << BVH_INDEX_BITS);
            uint right = node.right + (node.right_count << BVH_INDEX_BITS);
            bool enter_left = left_distance < NO_DISTANCE;
            bool enter_right = right_distance < NO_DISTANCE;
            if (enter_left && enter_right) {
                bool left_first = left_distance <= right_distance;
                stack[stack_size] = left_first ? right : left;
                stack_size = stack_size + 1u;
                current = left_first ? left : right;
            } else if (enter_left) {
                current = left;
            } else if (enter_right) {
                current = right;
            } else {
                stack_size = stack_size - 1u;
                current = stack[stack_size];
            }
        }
        if (current != WALK_END) {
            uint first = current & (FIRST_LEAF - 1u);
            uint end = first + (current >> BVH_INDEX_BITS);
            for (uint i = first; i < end; i++) best = closer_hit(scene, ray, i, best);
            stack_size = stack_size - 1u;
            current = stack[stack_size];
        }
    }
    return best;
}

SHARED_END
#endif
