// A ray, and the surface that it leaves.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_RAY_GLSL
#define TRIPTYCH_RAY_GLSL
#include "layout.glsl"

SHARED_BEGIN

/// Value of `origin_shape` for a ray that starts on no surface.
const uint ORIGIN_NOWHERE = 0xffffffffu;

/// Distance of a miss: beyond every hit.
const float NO_DISTANCE = 3.0e38f;

/// A half-line with unit direction. `origin_shape` is twice the index of the shape that it starts on, plus one where it
/// starts into a sphere: with that the self-hit rule is exact and needs no epsilon (see shapes.glsl).
struct Ray {
    vec3 origin;
    uint origin_shape;
    vec3 direction;
    uint origin_instance; // that `origin_shape` is in, or NONE
    float time;           // in [0, 1]
};

SHARED_END
#endif
