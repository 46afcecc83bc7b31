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

/// How this device divides and takes roots: REAL_NATIVE or REAL_FIXUP of real.glsl, chosen by the start-up
/// self-test.
layout(constant_id = 0) const uint REAL_VARIANT = 0u;

#endif
#endif
