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
    float distance = intersect_sphere(scene.spheres.data[index], index, ray);
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

/// The nearest hit of a ray: first the spheres outside the tree, then the tree, near child first.
FN Hit closest_hit(Scene scene, Ray ray) {
    Hit best = {NO_DISTANCE, NO_SPHERE};
    for (uint i = 0u; i < scene.flat_count; i++) best = closer_hit(scene, ray, i, best);
    if (scene.node_count == 0u) return best;

    vec3 inverse = vec3(safe_inverse(ray.direction.x), safe_inverse(ray.direction.y), safe_inverse(ray.direction.z));
    uint stack[BVH_MAX_DEPTH];
    uint stack_size = 0u;
    uint current = 0u;
    bool walking = true;
    while (walking) {
        BvhNode node = scene.nodes.data[current];
        float left = enter_box(node.left_min, node.left_max, ray.origin, inverse, best.distance);
        float right = enter_box(node.right_min, node.right_max, ray.origin, inverse, best.distance);
        bool enter_left = left < NO_DISTANCE;
        bool enter_right = right < NO_DISTANCE;
        if (enter_left && node.left_count != 0u) {
            for (uint i = 0u; i < node.left_count; i++) best = closer_hit(scene, ray, node.left + i, best);
            enter_left = false;
        }
        if (enter_right && node.right_count != 0u) {
            for (uint i = 0u; i < node.right_count; i++) best = closer_hit(scene, ray, node.right + i, best);
            enter_right = false;
        }
        if (enter_left && enter_right) {
            bool left_first = left <= right;
            stack[stack_size] = left_first ? node.right : node.left;
            stack_size = stack_size + 1u;
            current = left_first ? node.left : node.right;
        } else if (enter_left) {
            current = node.left;
        } else if (enter_right) {
            current = node.right;
        } else if (stack_size > 0u) {
            stack_size = stack_size - 1u;
            current = stack[stack_size];
        } else {
            walking = false;
        }
    }
    return best;
}

SHARED_END
#endif
