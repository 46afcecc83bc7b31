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

SHARED_END
#endif
