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

/// Structs that are read with 16-byte loads; std430 aligns what holds a vec3 so by itself.
#define ALIGNED_16

/// The device's own square root, which real.glsl mends where it is not correctly rounded.
#define native_sqrt sqrt

/// Declares `Name`, the 64-bit address of a read-only array of `Type` in std430 layout, read as `name.data[i]`.
#define BUFFER(Name, Type)                                                                                             \
    layout(buffer_reference, std430, buffer_reference_align = 16) readonly buffer Name { Type data[]; };

// How the arrays are read on which a render spends its time. GPUs read a struct through its address, 16 bytes at once.
// llvmpipe (Mesa 22.3) reads an address word by word, and each word lane by lane behind a branch; a texel of 16 bytes
// it reads for all lanes without one. So the host compiles render.comp once more with TEXEL_READS for llvmpipe, which
// halves its time (one-weekend, 400x225, 32 samples: 2.1 s of CPU time against 4.4 s; uniform buffers lie in between).
#ifdef TEXEL_READS
/// Declares a read-only array of 16-byte texels.
#define TEXELS(name, number) layout(set = 0, binding = number) uniform usamplerBuffer name;
#define TEXEL_VEC3(name, i) uintBitsToFloat(uvec3(texelFetch(name, int(i))))
#define TEXEL_UINT(name, i) texelFetch(name, int(i)).w
/// Element `i` of a buffer: `from_texels` builds it from texels, where those are read.
#define READ(buffer, i, from_texels) from_texels
/// Whether a store to a local array under a condition costs a branch for each lane, as it does on llvmpipe.
#define STORES_BRANCH true
#else
#define TEXELS(name, number)
#define READ(buffer, i, from_texels) buffer.data[i]
#define STORES_BRANCH false
#endif

/// How this device divides and takes roots (see below), chosen by the start-up self-test.
layout(constant_id = 0) const uint REAL_VARIANT = 0u;

/// The features that the kernel is compiled for: FEATURE_ bits of layout.glsl.
layout(constant_id = 1) const uint FEATURES = 0xffffffffu;

/// Whether a scene uses a feature, FEATURES being its features. No function, so that what it does not use is gone
/// before a driver sees it (backend/vulkan/specialize.cpp).
#define USES(scene, feature) ((FEATURES & (feature)) != 0u)

#endif

SHARED_BEGIN

// Values of REAL_VARIANT.
const uint REAL_NATIVE = 0u; // the device's own division and square root are correctly rounded
const uint REAL_FIXUP = 1u;  // they are within 4 ULP, and integers make them exact

SHARED_END
#endif
