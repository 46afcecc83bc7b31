// The only shared file that asks which compiler reads it: GLSL here, C++ and CUDA through language.hpp.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_LANGUAGE_GLSL
#define TRIPTYCH_LANGUAGE_GLSL

#ifdef __cplusplus
#include "language.hpp"
#else

#extension GL_EXT_buffer_reference : require
#extension GL_EXT_scalar_block_layout : enable

/// Qualifier of every shared function, and the namespace that C++ puts around them.
#define FN
#define SHARED_BEGIN
#define SHARED_END

/// Says what a function requires of its arguments; only a test's kernel checks it (see language.hpp).
#define REQUIRES(condition)

/// The type of a random number, and four of them as they are drawn (see language.hpp).
#define DRAWN float
#define DRAWN_FROM(numbers, pixel, sample_index, group) numbers

/// Structs that are read with 16-byte loads; std430 aligns what holds a vec3 so by itself.
#define ALIGNED_16

// The device's own functions, whose rounding is free: divide.glsl alone calls them.
#define native_sqrt sqrt
#define native_inverse_sqrt inversesqrt
#define native_fma fma

/// Declares `Name`, the 64-bit address of a read-only array of `Type` in std430 layout, read as `name.data[i]`.
#define BUFFER(Name, Type)                                                                                             \
    layout(buffer_reference, std430, buffer_reference_align = 16) readonly buffer Name { Type data[]; };

// How a scene's arrays are read. GPUs read a struct through its address, 16 bytes at once. llvmpipe (Mesa 22.3) reads
// an address word by word, and each word lane by lane behind a branch; a texel of 16 bytes it reads for all lanes
// without one. So render_pooled.comp, which is for llvmpipe, defines TEXEL_READS.
#ifdef TEXEL_READS
#extension GL_KHR_shader_subgroup_ballot : require
#extension GL_KHR_shader_subgroup_vote : require
/// Begins the declaration of a struct that kernels only read: by value, since addresses are slow to read (see above).
#define IN_BUFFER(Name) struct Name
/// Declares a read-only array of 16-byte texels.
#define TEXELS(name, number) layout(set = 0, binding = number) uniform usamplerBuffer name;
#define TEXEL(name, i) texelFetch(name, int(i))
// The members of a struct that a texel holds, as arguments of its constructor.
#define TEXEL_VEC3_FLOAT(name, i) uintBitsToFloat(uvec3(TEXEL(name, i))), TEXEL_FLOAT(name, i, w)
#define TEXEL_VEC3_UINT(name, i) uintBitsToFloat(uvec3(TEXEL(name, i))), TEXEL(name, i).w
#define TEXEL_FLOAT(name, i, component) uintBitsToFloat(TEXEL(name, i).component)
#define TEXEL_FLOATS(name, i)                                                                                          \
    TEXEL_FLOAT(name, i, x), TEXEL_FLOAT(name, i, y), TEXEL_FLOAT(name, i, z), TEXEL_FLOAT(name, i, w)
#define TEXEL_UINTS(name, i) TEXEL(name, i).x, TEXEL(name, i).y, TEXEL(name, i).z, TEXEL(name, i).w
/// Element `i` of a buffer: `from_texels` builds it from texels, where those are read.
#define READ(buffer, i, from_texels) from_texels
// llvmpipe steps a subgroup's lanes together through every branch and loop, with masks. A store to a local array costs
// a branch for each lane, mispredicted where only some take part. So hot loops go on there until no lane needs them,
// and lanes that are done with one change nothing in it.
/// Whether a store to a local array under a condition costs a branch for each lane.
#define STORES_BRANCH true
/// Whether a condition holds for any of the lanes that step together.
#define ANY_LANE(condition) subgroupAny(condition)
#else
/// By its address: SwiftShader cannot load a struct of addresses, and GPUs would keep all of it in scalar registers.
#define IN_BUFFER(Name) layout(buffer_reference, std430, buffer_reference_align = 16) readonly buffer Name
#define TEXELS(name, number)
#define READ(buffer, i, from_texels) buffer.data[i]
#define STORES_BRANCH false
#define ANY_LANE(condition) (condition)
#endif

/// How this device divides and takes roots (see below), chosen by the start-up self-test.
layout(constant_id = 0) const uint REAL_VARIANT = 0u;

#include "features.glsl"

/// The features that the kernel is compiled for: FEATURE_ bits of features.glsl.
layout(constant_id = 1) const uint FEATURES = 0xffffffffu;

/// Whether a scene uses a feature, FEATURES being its features. No function, so that what it does not use is gone
/// before a driver sees it (backend/vulkan/specialize.cpp).
#define USES(scene, feature) ((FEATURES & (feature)) != 0u)

#endif

SHARED_BEGIN

// Values of REAL_VARIANT.
const uint REAL_NATIVE = 0u; // the device's own division and square root are correctly rounded
const uint REAL_FIXUP = 1u;  // integers round them correctly
const uint REAL_FUSED = 2u;  // fused multiply-adds do, which the device has

SHARED_END
#endif
