// The probes' names, and what goes into and comes out of them.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_PROBE_LAYOUT_GLSL
#define TRIPTYCH_PROBE_LAYOUT_GLSL
#include "language.glsl"

SHARED_BEGIN

const uint PROBE_CONTRACT = 0u; // the start-up self-test: see probe_contract
const uint PROBE_DIVIDE_FIXUP = 1u;
const uint PROBE_SQRT_FIXUP = 2u;
const uint PROBE_VECTORS = 3u;
const uint PROBE_COS_SIN = 4u;
const uint PROBE_RANDOM = 5u;
const uint PROBE_SAMPLE_SPHERE = 6u;
const uint PROBE_SAMPLE_DISK = 7u;
const uint PROBE_CAMERA = 8u;
const uint PROBE_SPHERE = 9u;
const uint PROBE_SURFACE = 10u;
const uint PROBE_LAMBERTIAN = 11u;
const uint PROBE_METAL = 12u;
const uint PROBE_DIELECTRIC = 13u;
const uint PROBE_BACKGROUND = 14u;
const uint PROBE_FILM = 15u;
const uint PROBE_FUNCTIONS = 16u; // logarithm, exponential, angle, sine
const uint PROBE_SOBOL = 17u;
const uint PROBE_AXIS = 18u;
const uint PROBE_FLAT = 19u;
const uint PROBE_CHORD = 20u;
const uint PROBE_SPHERE_UV = 21u;
const uint PROBE_INSTANCE = 22u;
const uint PROBE_NOISE = 23u;
const uint PROBE_PHASE = 24u;
const uint PROBE_EVALUATE_METAL = 25u;
const uint PROBE_TOWARDS_FLAT = 26u;
const uint PROBE_TOWARDS_SPHERE = 27u;
const uint PROBE_CROSSINGS = 28u;
const uint PROBE_GGX = 40u; // visible normals, their albedos
const uint PROBE_SHEEN = 41u;
const uint PROBE_PRINCIPLED = 42u;
const uint PROBE_EVALUATE_PRINCIPLED = 43u;
const uint PROBE_TAPS = 44u;        // texels between which a coordinate lies
const uint PROBE_LIGHT_NODE = 45u;  // a node of the tree over lights, seen from points
const uint PROBE_CONVERSIONS = 46u; // floats to integers and bytes to floats
const uint PROBE_COUNT = 47u;

/// Meaning by probe; see run_probe.
struct ProbeInput {
    vec3 a;
    float s;
    vec3 b;
    float t;
    uint i;
    uint j;
    uint k;
    uint l;
};

/// Results as bits, so that no copy can change them.
struct ProbeOutput {
    uint x;
    uint y;
    uint z;
    uint w;
};

SHARED_END
#endif
