// Gradient noise over space (Perlin, "An Image Synthesizer", 1985; "Ray Tracing: The Next Week", chapter 5).
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_NOISE_GLSL
#define TRIPTYCH_NOISE_GLSL
#include "random.glsl"
#include "real.glsl"

SHARED_BEGIN

/// The gradient at a point of the lattice: uniform in [-1, 1]^3, whose mean square is that of unit vectors. A hash
/// in place of the book's tables: nothing to bind, and no period.
FN vec3 lattice_gradient(int x, int y, int z) {
    RandomBits bits = random_bits(uint(x), uint(y), uint(z), 0u);
    return vec3(2.0f * unit_interval(bits.x) - 1.0f, 2.0f * unit_interval(bits.y) - 1.0f,
                2.0f * unit_interval(bits.z) - 1.0f);
}

/// A lattice point's share in the noise at `offset` from cell corner (i, j, k), corner (di, dj, dk) of it.
FN float lattice_share(int i, int j, int k, int di, int dj, int dk, vec3 offset, vec3 smoothed) {
    vec3 gradient = lattice_gradient(i + di, j + dj, k + dk);
    vec3 from_point = offset - vec3(float(di), float(dj), float(dk));
    float weight_x = di == 0 ? 1.0f - smoothed.x : smoothed.x;
    float weight_y = dj == 0 ? 1.0f - smoothed.y : smoothed.y;
    float weight_z = dk == 0 ? 1.0f - smoothed.z : smoothed.z;
    return weight_x * weight_y * weight_z * dot3(gradient, from_point);
}

/// Smooth noise about 0, mostly within [-1, 1]. p is held (real.glsl); from 2^23 on, where floats are whole, it is 0.
FN float noise(vec3 p) {
    p = vec3(held(p.x), held(p.y), held(p.z));
    vec3 corner = vec3(floor(p.x), floor(p.y), floor(p.z));
    vec3 offset = p - corner;
    vec3 smoothed = offset * offset * (vec3(3.0f) - 2.0f * offset);
    int i = int(corner.x);
    int j = int(corner.y);
    int k = int(corner.z);
    return lattice_share(i, j, k, 0, 0, 0, offset, smoothed) + lattice_share(i, j, k, 1, 0, 0, offset, smoothed) +
           lattice_share(i, j, k, 0, 1, 0, offset, smoothed) + lattice_share(i, j, k, 1, 1, 0, offset, smoothed) +
           lattice_share(i, j, k, 0, 0, 1, offset, smoothed) + lattice_share(i, j, k, 1, 0, 1, offset, smoothed) +
           lattice_share(i, j, k, 0, 1, 1, offset, smoothed) + lattice_share(i, j, k, 1, 1, 1, offset, smoothed);
}

const uint TURBULENCE_OCTAVES = 7u;

/// Octaves of noise summed, each half as strong and twice as fine as the one before.
FN float noise_octaves(vec3 p, uint count) {
    float sum = 0.0f;
    float weight = 1.0f;
    for (uint octave = 0u; octave < count; octave++) {
        sum = sum + weight * noise(p);
        weight = 0.5f * weight;
        p = 2.0f * p;
    }
    return sum;
}

/// The size of a few octaves of noise.
FN float turbulence(vec3 p) { return abs(noise_octaves(p, TURBULENCE_OCTAVES)); }

SHARED_END
#endif
