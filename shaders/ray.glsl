// A ray, and the sphere that it leaves.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_RAY_GLSL
#define TRIPTYCH_RAY_GLSL
#include "language.glsl"

SHARED_BEGIN

/// Value of `leaving` for a ray that starts on no surface.
const uint LEAVING_NOTHING = 0xffffffffu;

/// A half-line with unit direction. `leaving` is twice the index of the sphere that it starts on, plus one where it
/// starts into the sphere: with that the self-hit rule is exact and needs no epsilon (see intersect_sphere).
struct Ray {
    vec3 origin;
    uint leaving;
    vec3 direction;
};

SHARED_END
#endif
