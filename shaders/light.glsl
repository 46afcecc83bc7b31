// Next-event estimation: choosing a light and a direction towards it, and the density of that choice ("Ray Tracing: The
// Rest of Your Life", chapters 9 and 10; Veach, "Robust Monte Carlo Methods for Light Transport Simulation", 1997).
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_LIGHT_GLSL
#define TRIPTYCH_LIGHT_GLSL
#include "background.glsl"
#include "sampling.glsl"

SHARED_BEGIN

/// A direction towards a light; density 0 where there is none.
struct LightSample {
    vec3 direction;
    float density; // per solid angle, the light's choice included
    uint shape;    // that the ray must meet; NONE: it must leave the scene
};

/// 1 - cosine of the half-angle of the cone in which a sphere is seen, its radius over its centre's distance given.
FN float cone_height(float sin_max) {
    return divide(sin_max * sin_max, 1.0f + square_root(max(1.0f - sin_max * sin_max, 0.0f)));
}

/// Area of a flat shape over |u x v|.
FN float flat_area_factor(uint kind) {
    if (kind == SHAPE_TRIANGLE) return 0.5f;
    return kind == SHAPE_DISK ? PI : 1.0f;
}

/// Density per solid angle of towards_flat: distance^2 / (cosine * area), where the cosine's |u x v| cancels.
FN float flat_density(Shape shape, vec3 direction, float distance) {
    float area_cosine = flat_area_factor(shape.kind) * abs(dot3(cross3(shape.u, shape.v), direction));
    return area_cosine < 1.0e-30f ? 0.0f : min(divide(distance * distance, area_cosine), 1.0e30f);
}

/// Density per solid angle of towards_sphere.
FN float sphere_density(Sphere sphere, vec3 origin, vec3 direction, float distance) {
    vec3 to_center = sphere.center - origin;
    float distance2 = dot3(to_center, to_center);
    float radius2 = sphere.radius * sphere.radius;
    if (distance2 > radius2) {
        return divide(0.159154937f, cone_height(divide(sphere.radius, square_root(distance2))));
    }
    vec3 point = distance * direction - to_center;
    float cosine = divide(abs(dot3(point, direction)), sphere.radius);
    return min(divide(distance * distance, max(12.5663706f * radius2 * cosine, 1.0e-30f)), 1.0e30f);
}

/// A vector from `origin` to a uniform point of a flat shape.
FN vec3 towards_flat(Shape shape, vec3 origin, float u, float v) {
    float a = u;
    float b = v;
    if (shape.kind == SHAPE_TRIANGLE) {
        float root = square_root(u);
        a = 1.0f - root;
        b = v * root;
    } else if (shape.kind == SHAPE_DISK) {
        vec3 disk = sample_disk(u, v);
        a = disk.x;
        b = disk.y;
    }
    return (shape.origin - origin) + a * shape.u + b * shape.v;
}

/// A vector from `origin` towards a sphere: from outside uniform over the cone in which it is seen, from within to a
/// uniform point of it.
FN vec3 towards_sphere(Sphere sphere, vec3 origin, float u, float v) {
    vec3 to_center = sphere.center - origin;
    float distance2 = dot3(to_center, to_center);
    if (distance2 > sphere.radius * sphere.radius) {
        float height = u * cone_height(divide(sphere.radius, square_root(distance2)));
        float ring = square_root(max(height * (2.0f - height), 0.0f));
        CosSin turn = cos_sin_turn(v);
        return from_axis(unit(to_center), vec3(ring * turn.cos_angle, ring * turn.sin_angle, 1.0f - height));
    }
    return to_center + sphere.radius * sample_sphere(u, v);
}

/// The light's density of a direction that meets its shape at `distance`; 0 for what is no light.
FN float light_density(Scene scene, uint shape_index, Ray ray, float distance) {
    uint index = scene.tags.data[shape_index].light;
    if (index == NONE) return 0.0f;
    Shape shape = read_shape(scene, shape_index);
    float density = shape.kind == SHAPE_SPHERE
                        ? sphere_density(sphere_at(shape, ray.time), ray.origin, ray.direction, distance)
                        : flat_density(shape, ray.direction, distance);
    return scene.lights.data[index].probability * density;
}

/// The same where the ray leaves the scene.
FN float background_light_density(Scene scene, vec3 direction) {
    if (scene.background_light == NONE) return 0.0f;
    return scene.lights.data[scene.background_light].probability * background_density(scene, direction);
}

/// The light that u in [0, 1) chooses, by the alias table.
FN uint choose_light(Scene scene, float u) {
    float scaled = u * float(scene.light_count);
    uint slot = min(uint(scaled), scene.light_count - 1u);
    Light light = scene.lights.data[slot];
    return scaled - float(slot) < light.threshold ? slot : light.alias;
}

/// A direction from a point towards some light: u.z chooses it, u.x and u.y a point of it.
FN LightSample sample_light(Scene scene, vec3 position, float time, Random4 u) {
    Light light = scene.lights.data[choose_light(scene, u.z)];
    LightSample result = {vec3(0.0f, 1.0f, 0.0f), 0.0f, light.shape};
    if (light.shape == NONE) {
        if (USES(scene, FEATURE_IMAGE_BACKGROUND)) {
            result.direction = sample_background(scene, u.x, u.y);
            result.density = light.probability * background_density(scene, result.direction);
        }
        return result;
    }
    Shape shape = read_shape(scene, light.shape);
    Sphere sphere = sphere_at(shape, time);
    bool is_sphere = shape.kind == SHAPE_SPHERE;
    vec3 toward = is_sphere ? towards_sphere(sphere, position, u.x, u.y) : towards_flat(shape, position, u.x, u.y);
    float distance2 = dot3(toward, toward);
    if (distance2 < 1.0e-18f) return result;
    float distance = square_root(distance2);
    result.direction = toward * divide(1.0f, distance);
    result.density = light.probability * (is_sphere ? sphere_density(sphere, position, result.direction, distance)
                                                    : flat_density(shape, result.direction, distance));
    return result;
}

/// Weight of a sample with density `own` where another technique has `other`: the power heuristic with exponent 2.
FN float mis_weight(float own, float other) {
    float ratio = min(divide(other, own), 1.0e9f);
    return divide(1.0f, 1.0f + ratio * ratio);
}

SHARED_END
#endif
