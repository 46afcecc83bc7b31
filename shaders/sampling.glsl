// Points on disks and spheres from uniform numbers, in closed form: no rejection loops.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_SAMPLING_GLSL
#define TRIPTYCH_SAMPLING_GLSL
#include "real.glsl"

SHARED_BEGIN

/// A uniform direction from u, v in [0, 1); density 1 / (4 pi). Height is uniform (Archimedes), radius sqrt(1 -
/// z^2).
FN vec3 sample_sphere(float u, float v) {
    float z = 1.0f - 2.0f * u;
    float radius = 2.0f * square_root(u * (1.0f - u));
    CosSin turn = cos_sin_turn(v);
    return vec3(radius * turn.cos_angle, radius * turn.sin_angle, z);
}

/// A uniform point (x, y, 0) of the unit disk from u, v in [0, 1); density 1 / pi.
FN vec3 sample_disk(float u, float v) {
    float radius = square_root(u);
    CosSin turn = cos_sin_turn(v);
    return vec3(radius * turn.cos_angle, radius * turn.sin_angle, 0.0f);
}

/// A unit vector at an angle with that cosine to the z axis, turned about it by v in [0, 1).
FN vec3 around_axis(float cos_angle, float v) {
    float sin_angle = square_root(max(1.0f - cos_angle * cos_angle, 0.0f));
    CosSin turn = cos_sin_turn(v);
    return vec3(sin_angle * turn.cos_angle, sin_angle * turn.sin_angle, cos_angle);
}

/// A vector given relative to a unit axis as z (Duff et al., "Building an Orthonormal Basis, Revisited", JCGT 6(1),
/// 2017).
FN vec3 from_axis(vec3 axis, vec3 local) {
    REQUIRES(is_unit(axis))
    float sign_z = axis.z < 0.0f ? -1.0f : 1.0f;
    float a = divide(-1.0f, sign_z + axis.z);
    float b = axis.x * axis.y * a;
    vec3 tangent = vec3(1.0f + sign_z * axis.x * axis.x * a, sign_z * b, -sign_z * axis.x);
    vec3 bitangent = vec3(b, sign_z + axis.y * axis.y * a, -axis.y);
    return local.x * tangent + local.y * bitangent + local.z * axis;
}

SHARED_END
#endif
