// What a material or a medium does with a ray.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_SCATTER_GLSL
#define TRIPTYCH_SCATTER_GLSL
#include "../layout.glsl"
#include "../random.glsl"
#include "../sampling.glsl"

SHARED_BEGIN

const uint SCATTER_ABSORBED = 0u;
const uint SCATTER_REFLECTED = 1u;   // the ray goes on, on the side that it came from
const uint SCATTER_TRANSMITTED = 2u; // the ray goes on, on the other side

/// A sampled direction (unit) and the weight of the path along it: BSDF times cosine over density.
struct Scatter {
    vec3 direction;
    uint event;
    vec3 weight;
    float density; // of the direction, per solid angle; 0 where it is one of finitely many
};

/// How much light goes on in a given direction: BSDF times cosine (or phase function), and the density with which
/// that direction would have been sampled.
struct Evaluation {
    vec3 value;
    float density;
};

SHARED_END
#endif
