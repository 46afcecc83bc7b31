// Random numbers as a pure function of (seed, pixel, sample, dimension): nothing is carried from one to the next.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_RANDOM_GLSL
#define TRIPTYCH_RANDOM_GLSL
#include "language.glsl"

SHARED_BEGIN

/// Four numbers in [0, 1), multiples of 2^-24.
struct Random4 {
    DRAWN x;
    DRAWN y;
    DRAWN z;
    DRAWN w;
};

/// A float in [0, 1) from the top 24 bits.
FN float unit_interval(uint bits) { return float(bits >> 8u) * 5.9604644775390625e-8f; }

/// Four words of random bits.
struct RandomBits {
    uint x;
    uint y;
    uint z;
    uint w;
};

/// The pcg4d hash of Jarzynski and Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020.
FN RandomBits random_bits(uint seed, uint pixel, uint sample_index, uint dimension) {
    uint x = pixel * 1664525u + 1013904223u;
    uint y = sample_index * 1664525u + 1013904223u;
    uint z = dimension * 1664525u + 1013904223u;
    uint w = seed * 1664525u + 1013904223u;
    x += y * w;
    y += z * x;
    z += x * y;
    w += y * z;
    x ^= x >> 16u;
    y ^= y >> 16u;
    z ^= z >> 16u;
    w ^= w >> 16u;
    x += y * w;
    y += z * x;
    z += x * y;
    w += y * z;
    RandomBits bits = {x, y, z, w};
    return bits;
}

/// Four independent numbers.
FN Random4 random4(uint seed, uint pixel, uint sample_index, uint dimension) {
    RandomBits bits = random_bits(seed, pixel, sample_index, dimension);
    Random4 result = {unit_interval(bits.x), unit_interval(bits.y), unit_interval(bits.z), unit_interval(bits.w)};
    return DRAWN_FROM(result, pixel, sample_index, dimension);
}

SHARED_END
#endif
