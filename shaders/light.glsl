// Next-event estimation: choosing a light and a direction towards it, and the density of that choice ("Ray Tracing: The
// Rest of Your Life", chapters 9 and 10; Veach, "Robust Monte Carlo Methods for Light Transport Simulation", 1997).
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_LIGHT_GLSL
#define TRIPTYCH_LIGHT_GLSL
#include "background.glsl"
#include "light_tree.glsl"
#include "sampling.glsl"

SHARED_BEGIN

/// A direction towards a light; density 0 where there is none.
struct LightSample {
    vec3 direction;
    float density; // per solid angle, the light's choice included; of a light without extent that choice alone
    uint shape;    // Light::shape
};

/// Whether Light::shape means a light without extent.
FN bool is_punctual(uint light_shape) { return light_shape != NONE && light_shape >= LIGHT_PUNCTUAL; }

/// 1 - cosine of the half-angle of the cone in which a sphere is seen, its radius over its centre's distance given.
FN float cone_height(float sin_max) {
    return divide(sin_max * sin_max, 1.0f + square_root(max(1.0f - sin_max * sin_max, 0.0f)));
}

/// Area of a flat shape over |u x v| of its sides.
FN float flat_area_factor(uint kind) {
    if (kind == SHAPE_TRIANGLE) return 0.5f;
    return kind == SHAPE_DISK ? PI : 1.0f;
}

/// Density per solid angle of towards_flat: distance^2 / (cosine * area), where the cosine's |u x v| cancels.
FN float flat_density(Shape shape, vec3 direction, float distance) {
    Sides sides = sides_of(shape);
    float area_cosine = flat_area_factor(shape.kind) * abs(dot3(cross3(sides.u, sides.v), direction));
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
    Sides sides = sides_of(shape);
    return (shape.origin - origin) + a * sides.u + b * sides.v;
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

/// As towards_sphere and sphere_density, of a large sphere.
FN vec3 towards_large_sphere(LargeSphere sphere, vec3 origin, float u, float v) {
    float height = height_above(sphere, origin);
    vec3 upwards = height_gradient(sphere, origin);
    if (height <= 0.0f) return sphere.radius * (sample_sphere(u, v) - upwards);
    float depth = u * large_cone_height(sphere, height);
    float ring = square_root(max(depth * (2.0f - depth), 0.0f));
    CosSin turn = cos_sin_turn(v);
    return from_axis(unit(-upwards), vec3(ring * turn.cos_angle, ring * turn.sin_angle, 1.0f - depth));
}

FN float large_sphere_density(LargeSphere sphere, vec3 origin, vec3 direction, float distance) {
    float height = height_above(sphere, origin);
    if (height > 0.0f) return divide(0.159154937f, max(large_cone_height(sphere, height), 1.0e-12f));
    float cosine = abs(dot3(height_gradient(sphere, origin + distance * direction), direction));
    float part = max(distance * sphere.curvature, 1.0e-15f);
    return min(divide(part * part, max(12.5663706f * cosine, 1.0e-30f)), 1.0e30f);
}

/// Density per solid angle with which a direction towards a shape is chosen that meets it at `distance`.
FN float shape_density(Shape shape, float time, vec3 origin, vec3 direction, float distance) {
    if (is_large_sphere(shape)) {
        return large_sphere_density(large_sphere_at(shape, time), origin, direction, distance);
    }
    if (shape.kind == SHAPE_SPHERE) return sphere_density(sphere_at(shape, time), origin, direction, distance);
    return flat_density(shape, direction, distance);
}

/// A vector from `origin` towards a shape that emits light.
FN vec3 towards_shape(Shape shape, float time, vec3 origin, float u, float v) {
    if (is_large_sphere(shape)) return towards_large_sphere(large_sphere_at(shape, time), origin, u, v);
    if (shape.kind == SHAPE_SPHERE) return towards_sphere(sphere_at(shape, time), origin, u, v);
    return towards_flat(shape, origin, u, v);
}

/// The probability with which a light that has a place is chosen from a point (see choose_light_from).
FN float light_probability(Scene scene, uint index, vec3 position, vec3 normal) {
    if (USES(scene, FEATURE_LIGHT_TREE)) {
        return scene.tree_share * tree_probability(scene, index, position, normal);
    }
    return read_light(scene, index).probability;
}

/// The light's density of a direction that meets its shape at `distance`; 0 for what is no light. `normal` as in
/// sample_light.
FN float light_density(Scene scene, uint shape_index, Ray ray, float distance, vec3 normal) {
    uint index = read_tag(scene, shape_index).light;
    if (index == NONE) return 0.0f;
    Shape shape = read_shape(scene, shape_index);
    float density = shape_density(shape, ray.time, ray.origin, ray.direction, distance);
    return light_probability(scene, index, ray.origin, normal) * density;
}

/// The same where the ray leaves the scene.
FN float background_light_density(Scene scene, vec3 direction) {
    if (scene.background_light == NONE) return 0.0f;
    return read_light(scene, scene.background_light).probability * background_density(scene, direction);
}

/// Which of the first `count` lights two numbers in [0, 1) choose by the alias table: one a slot, the other between the
/// two lights of it.
FN uint choose_light(Scene scene, uint count, float u, float v) {
    uint slot = index_of(u * float(count), count);
    Light light = read_light(scene, slot);
    return v < light.threshold ? slot : light.alias;
}

/// The light that two numbers in [0, 1) choose from a point of a surface: by the alias table, or where there is a tree
/// by the tree, the table being left with what has no place.
FN LightChoice choose_light_from(Scene scene, vec3 position, vec3 normal, float u, float v) {
    LightChoice choice = {0u, 0.0f};
    if (USES(scene, FEATURE_LIGHT_TREE)) {
        if (u < scene.tree_share) {
            choice = choose_in_tree(scene, position, normal, divide(u, scene.tree_share), v);
            choice.probability = scene.tree_share * choice.probability;
            return choice;
        }
        float rest = divide(u - scene.tree_share, 1.0f - scene.tree_share);
        choice.light = choose_light(scene, scene.infinite_count, rest, v);
    } else {
        choice.light = choose_light(scene, scene.light_count, u, v);
    }
    choice.probability = read_light(scene, choice.light).probability;
    return choice;
}

/// Intensity of a light without extent towards unit `direction`, away from it.
FN vec3 punctual_intensity(PunctualLight light, vec3 direction) {
    if (punctual_kind(light) != PUNCTUAL_SPOT) return light.intensity;
    float fade = dot3(light.direction, direction) * light.spot_scale + light.spot_offset;
    fade = min(max(fade, 0.0f), 1.0f);
    return (fade * fade) * light.intensity;
}

/// A light without extent seen from a point: the direction to it, how far it is (NO_DISTANCE: beyond everything), and
/// the irradiance of a surface that faces it.
struct PunctualSample {
    vec3 direction;
    float distance;
    vec3 irradiance;
};

FN PunctualSample towards_punctual(PunctualLight light, vec3 position) {
    PunctualSample result = {-light.direction, NO_DISTANCE, light.intensity};
    if (punctual_kind(light) == PUNCTUAL_DIRECTIONAL) return result;
    vec3 toward = light.position - position;
    float distance2 = max(dot3(toward, toward), 1.0e-18f);
    result.distance = square_root(distance2);
    result.direction = toward * divide(1.0f, result.distance);
    result.irradiance = divide(1.0f, distance2) * punctual_intensity(light, -result.direction);
    return result;
}

/// A direction from a point towards shape `index`, chosen with that probability: u and v choose a point of it.
FN LightSample sample_shape(Shape shape, uint index, float probability, float time, vec3 position, float u, float v) {
    LightSample result = {vec3(0.0f, 1.0f, 0.0f), 0.0f, index};
    vec3 toward = towards_shape(shape, time, position, u, v);
    float distance2 = dot3(toward, toward);
    if (distance2 < 1.0e-18f) return result;
    float distance = square_root(distance2);
    result.direction = toward * divide(1.0f, distance);
    result.density = probability * shape_density(shape, time, position, result.direction, distance);
    return result;
}

/// A direction from a point towards some light: u.z and u.w choose it, u.x and u.y a point of it. `normal` is that of
/// the surface at the point, unit; 0 in a medium, and where light goes through the surface.
FN LightSample sample_light(Scene scene, vec3 position, vec3 normal, float time, Random4 u) {
    LightChoice choice = choose_light_from(scene, position, normal, u.z, u.w);
    Light light = read_light(scene, choice.light);
    LightSample result = {vec3(0.0f, 1.0f, 0.0f), 0.0f, light.shape};
    if (USES(scene, FEATURE_PUNCTUAL_LIGHTS) && is_punctual(light.shape)) {
        uint index = light.shape - LIGHT_PUNCTUAL;
        result.direction = towards_punctual(read_punctual_light(scene, index), position).direction;
        result.density = choice.probability;
        return result;
    }
    if (light.shape == NONE) {
        if (USES(scene, FEATURE_IMAGE_BACKGROUND)) {
            result.direction = sample_background(scene, u.x, u.y);
            result.density = choice.probability * background_density(scene, result.direction);
        }
        return result;
    }
    return sample_shape(read_shape(scene, light.shape), light.shape, choice.probability, time, position, u.x, u.y);
}

/// Weight of a sample with density `own` where another technique has `other`: the power heuristic with exponent 2.
FN float mis_weight(float own, float other) {
    REQUIRES(own >= 0.0f && other >= 0.0f)
    float ratio = min(divide(other, own), 1.0e9f);
    return divide(1.0f, 1.0f + ratio * ratio);
}

SHARED_END
#endif
