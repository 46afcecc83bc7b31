// GLSL's scalar and vector types and the few built-in functions that the shared files use, for C++ and CUDA.
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

// Internal linkage: the CPU backend compiles the same functions for several instruction sets, and the linker must never
// put one in the place of another.
#ifdef __CUDACC__
#define FN static __host__ __device__ inline
#define FN_MEMBER __host__ __device__
#else
// The plain kernel's loops become vector code only where all of it is inlined; kernels with more features are too large
// for that.
#ifdef TRIPTYCH_INLINE_ALL
#define FN [[maybe_unused]] static inline __attribute__((always_inline))
#else
#define FN [[maybe_unused]] static inline
#endif
#define FN_MEMBER __attribute__((always_inline))
#endif

#define SHARED_BEGIN namespace triptych::shared {
#define SHARED_END }

/// Says what a function requires of its arguments. The tests' kernel checks it (tests/kernel.cpp); others pay nothing.
#ifndef REQUIRES
#define REQUIRES(condition)
#endif

/// The type of a random number, and four of them as they are drawn. A test puts in its own type, which notes who reads
/// which number (tests/recorded_draws.hpp).
#ifndef DRAWN
#define DRAWN float
#define DRAWN_FROM(numbers, pixel, sample_index, group) numbers
#endif

/// Structs that are read with 16-byte loads, aligned as std430 aligns them.
#define ALIGNED_16 alignas(16)

/// Declares `Name`, the address of a read-only array of `Type`, read as `name.data[i]`.
#define BUFFER(Name, Type)                                                                                             \
    struct Name {                                                                                                      \
        const Type* data;                                                                                              \
    };

/// Begins the declaration of `Name`, a struct that kernels read and, in GLSL, know by its address.
#define IN_BUFFER(Name) struct Name

// C++ and CUDA have no texels to read (see language.glsl).
#define TEXELS(name, number)
#define READ(buffer, i, from_texels) buffer.data[i]
#define STORES_BRANCH false
#define ANY_LANE(condition) (condition)

namespace triptych::shared {

using uint = std::uint32_t;

/// C++ and CUDA divide and take roots correctly rounded, so nothing mends them (see divide.glsl).
constexpr uint REAL_VARIANT = 0u;

} // namespace triptych::shared

#include "features.glsl"

namespace triptych::shared {

/// The features that the kernels of a translation unit are compiled for: a set of features.glsl by its name.
#ifndef TRIPTYCH_FEATURES
#define TRIPTYCH_FEATURES FEATURES_COMPOSITE
#endif
constexpr uint FEATURES = TRIPTYCH_FEATURES;

/// Whether a scene uses a feature: false at compile time in kernels that are compiled without it.
#define USES(scene, feature) ((FEATURES & (feature)) != 0u && ((scene).features & (feature)) != 0u)

/// Three floats; in a struct that lies in a buffer always followed by a scalar, so that std430 equals C++.
struct vec3 {
    float x, y, z;
    vec3() = default;
    FN_MEMBER constexpr vec3(float all) : x(all), y(all), z(all) {}
    FN_MEMBER constexpr vec3(float x_, float y_, float z_) : x(x_), y(y_), z(z_) {}
};

FN vec3 operator+(vec3 a, vec3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
FN vec3 operator-(vec3 a, vec3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
FN vec3 operator*(vec3 a, vec3 b) { return {a.x * b.x, a.y * b.y, a.z * b.z}; }
FN vec3 operator*(float s, vec3 v) { return {s * v.x, s * v.y, s * v.z}; }
FN vec3 operator*(vec3 v, float s) { return {v.x * s, v.y * s, v.z * s}; }
FN vec3 operator-(vec3 v) { return {-v.x, -v.y, -v.z}; }

FN uint floatBitsToUint(float x) {
    uint bits;
    std::memcpy(&bits, &x, sizeof bits);
    return bits;
}

FN float uintBitsToFloat(uint bits) {
    float x;
    std::memcpy(&x, &bits, sizeof x);
    return x;
}

// GLSL's own order of operands: min(x, y) is y where y < x, so that both languages agree on the sign of zero.
FN float min(float x, float y) { return y < x ? y : x; }
FN float max(float x, float y) { return x < y ? y : x; }
FN uint min(uint x, uint y) { return y < x ? y : x; }
FN uint max(uint x, uint y) { return x < y ? y : x; }
FN vec3 min(vec3 a, vec3 b) { return {min(a.x, b.x), min(a.y, b.y), min(a.z, b.z)}; }
FN vec3 max(vec3 a, vec3 b) { return {max(a.x, b.x), max(a.y, b.y), max(a.z, b.z)}; }
FN float abs(float x) { return uintBitsToFloat(floatBitsToUint(x) & 0x7fffffffu); }
FN vec3 abs(vec3 v) { return vec3(abs(v.x), abs(v.y), abs(v.z)); }

FN float floor(float x) { return floorf(x); }

/// The bits of a word in reverse.
FN uint bitfieldReverse(uint x) {
#ifdef __CUDA_ARCH__
    return __brev(x);
#else
    x = ((x >> 1u) & 0x55555555u) | ((x & 0x55555555u) << 1u);
    x = ((x >> 2u) & 0x33333333u) | ((x & 0x33333333u) << 2u);
    x = ((x >> 4u) & 0x0f0f0f0fu) | ((x & 0x0f0f0f0fu) << 4u);
    x = ((x >> 8u) & 0x00ff00ffu) | ((x & 0x00ff00ffu) << 8u);
    return (x >> 16u) | (x << 16u);
#endif
}

/// Correctly rounded: IEEE 754 asks it of C++, -prec-sqrt=true of CUDA.
FN float native_sqrt(float x) { return sqrtf(x); }

FN float native_inverse_sqrt(float x) { return 1.0f / sqrtf(x); }

/// x y + z, rounded once.
FN float native_fma(float x, float y, float z) { return fmaf(x, y, z); }

} // namespace triptych::shared
