// Into and out of the space of an instance's object.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_INSTANCE_GLSL
#define TRIPTYCH_INSTANCE_GLSL
#include "ray.glsl"
#include "real.glsl"

SHARED_BEGIN

/// A ray in an object's space, its direction of unit length there: distances are `scale` times those in the world.
struct ObjectRay {
    Ray ray;
    float scale;
};

/// `ray` in the space of instance `index`; it leaves a shape there only where it leaves one of that very instance.
FN ObjectRay object_ray(Instance instance, uint index, Ray ray) {
    vec3 origin = vec3(dot3(instance.object_from_world_x, ray.origin) + instance.object_from_world_tx,
                       dot3(instance.object_from_world_y, ray.origin) + instance.object_from_world_ty,
                       dot3(instance.object_from_world_z, ray.origin) + instance.object_from_world_tz);
    vec3 direction =
        vec3(dot3(instance.object_from_world_x, ray.direction), dot3(instance.object_from_world_y, ray.direction),
             dot3(instance.object_from_world_z, ray.direction));
    float scale = square_root(dot3(direction, direction));
    uint origin_shape = ray.origin_instance == index ? ray.origin_shape : ORIGIN_NOWHERE;
    ObjectRay result = {{origin, origin_shape, direction * divide(1.0f, scale), NONE, ray.time}, scale};
    return result;
}

/// A point of the object in the world.
FN vec3 world_point(Instance instance, vec3 p) {
    return vec3(dot3(instance.world_from_object_x, p) + instance.world_from_object_tx,
                dot3(instance.world_from_object_y, p) + instance.world_from_object_ty,
                dot3(instance.world_from_object_z, p) + instance.world_from_object_tz);
}

/// A difference of two points of the object in the world.
FN vec3 world_vector(Instance instance, vec3 d) {
    return vec3(dot3(instance.world_from_object_x, d), dot3(instance.world_from_object_y, d),
                dot3(instance.world_from_object_z, d));
}

/// The unit normal in the world of a surface with that normal in the object: the inverse transposed keeps it upright.
FN vec3 world_normal(Instance instance, vec3 n) {
    return unit(n.x * instance.object_from_world_x + n.y * instance.object_from_world_y +
                n.z * instance.object_from_world_z);
}

SHARED_END
#endif
