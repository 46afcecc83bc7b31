// Division and square root, correctly rounded on every device.
//
// Vulkan lets a division be off by 2.5 ULP and a root by more, and GPUs make use of that. Two ways to round correctly
// start from what the device gives: fused multiply-adds, where the device has them, and 32-bit integers elsewhere.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_DIVIDE_GLSL
#define TRIPTYCH_DIVIDE_GLSL
#include "language.glsl"

SHARED_BEGIN

/// The mantissa of a normal float as a 24-bit integer, leading one included.
FN uint mantissa_of(float x) { return (floatBitsToUint(x) & 0x7fffffu) | 0x800000u; }

/// The biased exponent of a float, 1..254 for normal ones.
FN uint exponent_of(float x) { return (floatBitsToUint(x) >> 23u) & 0xffu; }

/// Steps of one ULP by which the fix-ups move a result: what Vulkan allows divisions (2.5 ULP) and roots to be off.
const uint DIVIDE_STEPS = 3u;
const uint SQRT_STEPS = 5u;

/// x / y correctly rounded, from an approximation within DIVIDE_STEPS ULP. x, y and the quotient are normal or x is
/// zero. With mantissas X, Y, Q the remainder (X << s) - Q * Y fits 32 bits modulo 2^32 and tells how far Q is off.
FN float divide_fixup(float x, float y, float approximate) {
    uint bits = floatBitsToUint(approximate);
    if ((floatBitsToUint(x) & 0x7fffffffu) == 0u) return approximate;
    uint mantissa_x = mantissa_of(x);
    uint mantissa_y = mantissa_of(y);
    // Bring Q to the binade of the true quotient: [2^23, 2^24) with s = 23 where X >= Y, else 24.
    uint shift = mantissa_x >= mantissa_y ? 23u : 24u;
    uint exponent = exponent_of(x) - exponent_of(y) + 127u + 23u - shift;
    uint sign = (floatBitsToUint(x) ^ floatBitsToUint(y)) & 0x80000000u;
    // Q counts ULPs from the start of the binade; an approximation in the neighbouring binade wraps consistently.
    uint quotient = (bits & 0x7fffffffu) - (exponent << 23u) + 0x800000u;
    if (quotient < 0x800000u) quotient = 0x800000u;
    if (quotient > 0xffffffu) quotient = 0xffffffu;
    int remainder = int((mantissa_x << shift) - quotient * mantissa_y);
    // Round to nearest: the exact quotient has no ties, since Q + 1/2 would need 25 significant bits times Y's.
    for (uint step = 0u; step < DIVIDE_STEPS; step++) {
        int twice = remainder + remainder;
        if (twice > int(mantissa_y)) {
            quotient = quotient + 1u;
            remainder = remainder - int(mantissa_y);
        } else if (twice < -int(mantissa_y)) {
            quotient = quotient - 1u;
            remainder = remainder + int(mantissa_y);
        }
    }
    return uintBitsToFloat(sign | ((exponent << 23u) + (quotient - 0x800000u)));
}

/// The square root of a normal x, correctly rounded, from an approximation within SQRT_STEPS ULP; zero stays zero.
/// With X scaled to 48 bits and S the root's mantissa, S is right where -S < X - S * S <= S.
FN float sqrt_fixup(float x, float approximate) {
    if ((floatBitsToUint(x) & 0x7fffffffu) == 0u) return 0.0f;
    uint exponent_x = exponent_of(x);
    // x = X * 2^(e - 150) with e made odd or even so that the root's exponent is whole.
    uint odd = exponent_x & 1u;
    uint shift = odd == 1u ? 23u : 24u;
    uint exponent = (exponent_x + 127u - (1u - odd)) >> 1u;
    uint root = floatBitsToUint(approximate) - (exponent << 23u) + 0x800000u;
    if (root < 0x800000u) root = 0x800000u;
    if (root > 0xffffffu) root = 0xffffffu;
    int remainder = int((mantissa_of(x) << shift) - root * root);
    for (uint step = 0u; step < SQRT_STEPS; step++) {
        if (remainder > int(root)) {
            remainder = remainder - int(root + root + 1u);
            root = root + 1u;
        } else if (remainder <= -int(root)) {
            remainder = remainder + int(root + root - 1u);
            root = root - 1u;
        }
    }
    return uintBitsToFloat((exponent << 23u) + (root - 0x800000u));
}

/// x / y correctly rounded by fused multiply-adds, from an estimate of 1 / y within 4 ULP. |y| is at most 2^126; y and
/// the quotient are normal; x is normal or zero.
///
/// Two Newton steps round the reciprocal correctly, except where all bits of y's mantissa are set: there the result can
/// be one ULP low, with an even last bit. From a correct reciprocal, one exact remainder rounds the quotient correctly
/// (Markstein, "Computation of Elementary Functions on the IBM RISC System/6000 Processor", 1990). The remainder is
/// taken of x's mantissa, since that of a small x could be denormal.
FN float divide_fused(float x, float y, float estimate) {
    float reciprocal = native_fma(estimate, native_fma(-y, estimate, 1.0f), estimate);
    reciprocal = native_fma(reciprocal, native_fma(-y, reciprocal, 1.0f), reciprocal);
    uint last_bit = ((floatBitsToUint(y) + 1u) & 0x7fffffu) == 0u ? 1u : 0u;
    reciprocal = uintBitsToFloat(floatBitsToUint(reciprocal) | last_bit);
    uint bits = floatBitsToUint(x);
    float mantissa = uintBitsToFloat((bits & 0x807fffffu) | 0x3f800000u);
    float power_of_two = uintBitsToFloat(bits & 0x7f800000u); // 0 where x is
    float quotient = mantissa * reciprocal;
    quotient = native_fma(native_fma(-y, quotient, mantissa), reciprocal, quotient);
    return quotient * power_of_two;
}

/// A normal x times the power of four that brings it into [0.5, 2).
FN float root_operand(float x) {
    uint bits = floatBitsToUint(x);
    return uintBitsToFloat(bits - (bits & 0x7f000000u) + 0x3f000000u);
}

/// The square root of a normal x, correctly rounded by fused multiply-adds, from an estimate of
/// 1 / sqrt(root_operand(x)) within 4 ULP; zero stays zero. One step for the root and half its reciprocal together, and
/// one exact remainder (Markstein, as above).
FN float sqrt_fused(float x, float estimate) {
    float operand = root_operand(x);
    float root = operand * estimate;
    float half_reciprocal = 0.5f * estimate;
    float error = native_fma(-half_reciprocal, root, 0.5f);
    root = native_fma(root, error, root);
    half_reciprocal = native_fma(half_reciprocal, error, half_reciprocal);
    root = native_fma(native_fma(-root, root, operand), half_reciprocal, root);
    uint bits = floatBitsToUint(x);
    if ((bits & 0x7fffffffu) == 0u) return 0.0f;
    return uintBitsToFloat(floatBitsToUint(root) + ((bits & 0x7f000000u) >> 1u) - 0x1f800000u);
}

/// x / y, correctly rounded. |y| lies between 2^-126 and 2^126 and is no constant, since a driver may take a division
/// by one for a product with its reciprocal; x and the quotient are normal or zero.
FN float divide(float x, float y) {
    if (REAL_VARIANT == REAL_FUSED) return divide_fused(x, y, 1.0f / y);
    if (REAL_VARIANT == REAL_FIXUP) return divide_fixup(x, y, x / y);
    return x / y;
}

/// The square root of x >= 0, correctly rounded.
FN float square_root(float x) {
    if (REAL_VARIANT == REAL_FUSED) return sqrt_fused(x, native_inverse_sqrt(root_operand(x)));
    if (REAL_VARIANT == REAL_FIXUP) return sqrt_fixup(x, native_sqrt(x));
    return native_sqrt(x);
}

SHARED_END
#endif
