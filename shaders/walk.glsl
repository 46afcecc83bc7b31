// The nearest hit by a plain walk of the two-wide trees: for GPUs, and the CPU's reference mode.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_WALK_GLSL
#define TRIPTYCH_WALK_GLSL
#include "instance.glsl"
#include "read.glsl"
#include "shapes.glsl"

SHARED_BEGIN

/// The nearest hit so far; shape NONE at NO_DISTANCE stands for no hit. The distance is along the ray in the world,
/// also where the shape belongs to an instance.
struct Hit {
    float distance;
    uint shape;
    uint instance;
};

/// Whether shape `index` comes before the best at the same distance: instances in their order behind what belongs to
/// none, then shapes in the order of their ids, so that no order of tests can change the picture.
FN bool wins_tie(Scene scene, uint index, uint instance, Hit best) {
    if (best.shape == NONE) return true;
    if (instance != best.instance) return instance + 1u < best.instance + 1u; // NONE + 1 is 0
    return read_tag(scene, index).id < read_tag(scene, best.shape).id;
}

/// The better of a hit and shape `index`.
FN Hit closer_hit(Scene scene, Space space, uint index, Hit best) {
    float distance;
    if (USES(scene, FEATURE_SHAPES)) {
        distance = intersect_shape(read_shape(scene, index), index, space);
        if (USES(scene, FEATURE_INSTANCES) && space.instance != NONE && distance < NO_DISTANCE) {
            distance = divide(distance, space.scale);
        }
    } else {
        distance = intersect_sphere(read_sphere(scene, index), index, space.ray);
    }
    bool better = distance < best.distance;
    if (distance == best.distance && distance < NO_DISTANCE) better = wins_tie(scene, index, space.instance, best);
    if (better) {
        best.distance = distance;
        best.shape = index;
        best.instance = space.instance;
    }
    return best;
}

// What a walk may go to, in one word: node `index`; with a count in the upper bits, shapes [index, index + count); with
// all of these bits set, instance `index`, the way back out of one, or the end.
const uint FIRST_LEAF = 1u << BVH_INDEX_BITS;
const uint FIRST_INSTANCE = 7u << BVH_INDEX_BITS;
const uint WALK_LEAVE_INSTANCE = 0xfffffffeu;
const uint WALK_END = 0xffffffffu;

const uint WALK_STACK = 2u * BVH_MAX_DEPTH + 8u; // a leaf's instances wait there, too

/// A ray in the space of what belongs to an instance, or to none. In an instance, `origin_shape` means a shape of it;
/// in the world, one of the world.
FN Space space_within(Scene scene, Ray ray, uint index) {
    if (USES(scene, FEATURE_INSTANCES) && index != NONE) {
        Instance instance = read_instance(scene, index);
        ObjectRay object = object_ray(instance, index, ray);
        return space_of(object.ray, object.scale, instance.tolerance, index);
    }
    if (USES(scene, FEATURE_INSTANCES) && ray.origin_instance != NONE) ray.origin_shape = ORIGIN_NOWHERE;
    return space_of(ray, 1.0f, scene.tolerance, NONE);
}

/// A ray for all that is no large sphere, and how far along the ray itself it starts.
struct NearRay {
    Ray ray;
    float offset; // NO_DISTANCE: it meets nothing
};

/// The ray from where it enters the box around all that is no large sphere. From the far side of a planet the tests of
/// small shapes would round by more than the trees' boxes allow for; from there they do not. Where the box lies is
/// uncertain by then, but as uncertain for every kernel.
FN NearRay near_ray(Scene scene, Ray ray) {
    NearRay result = {ray, 0.0f};
    vec3 low = scene.near_low;
    vec3 high = scene.near_high;
    vec3 o = ray.origin;
    if (o.x >= low.x && o.y >= low.y && o.z >= low.z && o.x <= high.x && o.y <= high.y && o.z <= high.z) return result;
    vec3 d = ray.direction;
    vec3 inverse = vec3(safe_inverse(d.x), safe_inverse(d.y), safe_inverse(d.z));
    result.offset = enter_box(low, high, o, inverse, NO_DISTANCE);
    if (result.offset < NO_DISTANCE) result.ray.origin = min(max(o + result.offset * d, low), high);
    return result;
}

/// The better of `best` and the nearest hit among all but large spheres: first the shapes outside the tree, then the
/// tree, near child first. Down to a leaf in one
/// loop, its shapes in another: lanes of a GPU, and of llvmpipe, then test shapes together (Aila and Laine,
/// "Understanding the Efficiency of Ray Traversal on GPUs", 2009). Loops end where their bodies do: llvmpipe goes
/// through a whole body once more with no lane at all to leave it from its top.
FN Hit nearest_hit(Scene scene, Ray ray, Hit best) {
    Space space = space_of(ray, 1.0f, scene.tolerance, NONE);
    // In an instance, `origin_shape` means a shape of it; in the world, one of the world.
    if (USES(scene, FEATURE_INSTANCES) && ray.origin_instance != NONE) space.ray.origin_shape = ORIGIN_NOWHERE;
    uint first = (FEATURES & FEATURE_LARGE_SPHERES) != 0u ? scene.large_count : 0u;
    for (uint i = first; i < scene.flat_count; i++) best = closer_hit(scene, space, i, best);
    if (scene.node_count == 0u) return best;

    Space world = space;
    uint stack[WALK_STACK];
    stack[0] = WALK_END;
    uint stack_size = 1u;
    uint current = 0u;
    do {
        if (ANY_LANE(current < FIRST_LEAF)) {
            do {
                bool descends = current < FIRST_LEAF;
                BvhNode node = read_node(scene, descends ? current : 0u);
                float farthest = best.distance;
                if (USES(scene, FEATURE_INSTANCES) && space.instance != NONE)
                    farthest = min(farthest * space.scale, NO_DISTANCE);
                float left_distance =
                    enter_box(node.left_min, node.left_max, space.ray.origin, space.inverse_direction, farthest);
                float right_distance =
                    enter_box(node.right_min, node.right_max, space.ray.origin, space.inverse_direction, farthest);
                uint left = node.left + (node.left_count << BVH_INDEX_BITS);
                uint right = node.right + (node.right_count << BVH_INDEX_BITS);
                bool enter_left = left_distance < NO_DISTANCE;
                bool enter_right = right_distance < NO_DISTANCE;
                bool left_first = left_distance <= right_distance;
                bool enter_both = descends && enter_left && enter_right;
                bool enter_none = descends && !enter_left && !enter_right;
                // Above the stack's top there is nothing to lose.
                if (STORES_BRANCH || enter_both) stack[stack_size] = left_first ? right : left;
                if (descends) current = left_first ? left : right;
                stack_size = enter_both ? stack_size + 1u : stack_size;
                if (enter_none) {
                    stack_size = stack_size - 1u;
                    current = stack[stack_size];
                }
            } while (ANY_LANE(current < FIRST_LEAF));
        }
        if (current < FIRST_INSTANCE) {
            uint i = current & (FIRST_LEAF - 1u);
            uint end = i + (current >> BVH_INDEX_BITS);
            // On llvmpipe a lane that has left a loop which others go on with gets what they compute there, unless it
            // is assigned under a condition, as all of `best` is.
            do {
                bool is_instance = false;
                if (USES(scene, FEATURE_INSTANCES) && space.instance == NONE) {
                    Shape shape = read_shape(scene, i);
                    is_instance = shape.kind == SHAPE_INSTANCE;
                    if (is_instance) {
                        stack[stack_size] = FIRST_INSTANCE + shape.instance;
                        stack_size = stack_size + 1u;
                    }
                }
                if (!is_instance) best = closer_hit(scene, space, i, best);
                i++;
            } while (i < end);
            stack_size = stack_size - 1u;
            current = stack[stack_size];
        }
        if (USES(scene, FEATURE_INSTANCES)) {
            if (current == WALK_LEAVE_INSTANCE) {
                space = world;
                stack_size = stack_size - 1u;
                current = stack[stack_size];
            } else if (current >= FIRST_INSTANCE && current != WALK_END) {
                uint index = current - FIRST_INSTANCE;
                Instance instance = read_instance(scene, index);
                ObjectRay object = object_ray(instance, index, ray);
                space = space_of(object.ray, object.scale, instance.tolerance, index);
                stack[stack_size] = WALK_LEAVE_INSTANCE;
                stack_size = stack_size + 1u;
                current = instance.root;
            }
        }
    } while (ANY_LANE(current != WALK_END));
    return best;
}

/// The better of `best` and the nearest hit among large spheres.
FN Hit large_sphere_hit(Scene scene, Ray ray, Hit best) {
    Space space = space_within(scene, ray, NONE);
    for (uint i = 0u; i < scene.large_count; i++) best = closer_hit(scene, space, i, best);
    return best;
}

/// The nearest hit of a ray.
FN Hit closest_hit(Scene scene, Ray ray) {
    Hit best = {NO_DISTANCE, NONE, NONE};
    if (!USES(scene, FEATURE_LARGE_SPHERES)) return nearest_hit(scene, ray, best);
    best = large_sphere_hit(scene, ray, best);
    NearRay near = near_ray(scene, ray);
    if (near.offset < best.distance) {
        // Distances among what is near count from the ray's new start, so that none of them is rounded.
        Hit found = best;
        found.distance = best.distance - near.offset;
        found = nearest_hit(scene, near.ray, found);
        if (found.shape != best.shape) {
            best = found;
            best.distance = found.distance + near.offset;
        }
    }
    return best;
}

SHARED_END
#endif
