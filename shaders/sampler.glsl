// The numbers that a path is made of: independent ones, or Sobol's sequence, scrambled and shuffled by hashing (Burley,
// "Practical Hash-based Owen Scrambling", JCGT 9(4), 2020).
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_SAMPLER_GLSL
#define TRIPTYCH_SAMPLER_GLSL
#include "layout.glsl"
#include "random.glsl"

SHARED_BEGIN

// What a path's numbers are for: groups of four, two pairs each. No number decides two events; docs/float-contract.md
// has the table, and draws_test sees that it holds. Ray n of a path, counted from 0 without shadow rays, draws from
// groups GROUPS_PER_RAY * n on.
const uint GROUP_SCATTER = 0u; // of ray 0: pixel and lens; else the scattering at the start of ray n
const uint GROUP_LIGHT = 1u;   // of ray 0, z: the time; else x, y: a point on a light; z, w: which light
const uint GROUPS_PER_RAY = 2u;
const uint GROUP_ALPHA = 0x20000000u; // x: whether a path goes straight through a surface; one group a leg
const uint GROUP_MEDIA = 0x40000000u; // x: free flight; one group a medium and leg
const uint GROUPS_PER_MEDIUM = 1u << 17u;
const uint GROUP_ROULETTE = 0x60000000u;   // x: Russian roulette; one group a ray
const uint GROUP_WAVELENGTH = 0x70000000u; // x: which wavelength dispersive glass bends; one group a ray

/// Permutes the words so that each bit is flipped by a hash of the bits below it alone: Owen's scrambling of a word in
/// reverse (Laine and Karras, "Stratified Sampling for Stochastic Transparency", 2011; constants: Vegdahl, "Building a
/// Better LK Hash", 2021).
FN uint scramble_reversed(uint x, uint seed) {
    x ^= x * 0x3d20adeau;
    x += seed;
    x *= (seed >> 16u) | 1u;
    x ^= x * 0x05526c56u;
    x ^= x * 0x53a22864u;
    return x;
}

/// The second dimension of Sobol's sequence in reverse: Pascal's triangle modulo 2 times the index's bits, by sums over
/// supersets of the bits' numbers (Ahmed, "An Implementation Algorithm of 2D Sobol Sequence Fast, Elegant, and
/// Compact", EGSR 2024).
FN uint sobol_second_reversed(uint index) {
    index ^= (index >> 1u) & 0x55555555u;
    index ^= (index >> 2u) & 0x33333333u;
    index ^= (index >> 4u) & 0x0f0f0f0fu;
    index ^= (index >> 8u) & 0x00ff00ffu;
    index ^= (index >> 16u) & 0x0000ffffu;
    return index;
}

/// A pair of numbers in [0, 1).
struct Random2 {
    float x;
    float y;
};

/// Point `sample_index` of a (0, 2)-sequence of its own: shuffled by seeds.x, scrambled by seeds.y and seeds.z.
FN Random2 sobol_pair(uint sample_index, RandomBits seeds) {
    uint shuffled = bitfieldReverse(scramble_reversed(bitfieldReverse(sample_index), seeds.x));
    uint first = bitfieldReverse(scramble_reversed(shuffled, seeds.y));
    uint second = bitfieldReverse(scramble_reversed(sobol_second_reversed(shuffled), seeds.z));
    Random2 pair = {unit_interval(first), unit_interval(second)};
    return pair;
}

/// The four numbers of `group` for one sample of a pixel; x, y and z, w are well spread in pairs over the samples.
FN Random4 sample_group(Frame frame, uint pixel, uint sample_index, uint group) {
    if ((frame.flags & FRAME_SOBOL) == 0u) return random4(frame.seed, pixel, sample_index, group);
    Random2 first = sobol_pair(sample_index, random_bits(frame.seed, pixel, 0u, group));
    Random2 second = sobol_pair(sample_index, random_bits(frame.seed, pixel, 1u, group));
    Random4 result = {first.x, first.y, second.x, second.y};
    return DRAWN_FROM(result, pixel, sample_index, group);
}

SHARED_END
#endif
