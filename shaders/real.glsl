// The float contract: arithmetic with the same bits under every compiler and on every device.
//
// Binary32, round to nearest, each operation rounded as written; no fused multiply-add, no NaN, and no result that
// hangs on a denormal. Addition, subtraction and multiplication are correctly rounded everywhere; division and square
// root are not (Vulkan allows 2.5 ULP and more), so devices that fail the start-up self-test mend the native result
// with integers. Everything else is a polynomial of our own: equal bits matter, the last bit of accuracy does not.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_REAL_GLSL
#define TRIPTYCH_REAL_GLSL
#include "language.glsl"

SHARED_BEGIN

const uint REAL_NATIVE = 0u; // the device's own division and square root are correctly rounded
const uint REAL_FIXUP = 1u;  // they are within 4 ULP, and integers make them exact

const float PI = 3.14159274f;

/// The mantissa of a normal float as a 24-bit integer, leading one included.
FN uint mantissa_of(float x) { return (floatBitsToUint(x) & 0x7fffffu) | 0x800000u; }

/// The biased exponent of a float, 1..254 for normal ones.
FN uint exponent_of(float x) { return (floatBitsToUint(x) >> 23u) & 0xffu; }

/// x / y correctly rounded, from an approximation within 4 ULP. x, y and the quotient are normal or x is zero.
/// With mantissas X, Y, Q the remainder (X << s) - Q * Y fits 32 bits modulo 2^32 and tells how far Q is off.
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
    for (uint step = 0u; step < 8u; step++) {
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

/// The square root of a normal x, correctly rounded, from an approximation within 4 ULP; zero stays zero.
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
    for (uint step = 0u; step < 8u; step++) {
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

/// x / y, correctly rounded. y is normal; x is normal or zero; so is the quotient.
FN float divide(float x, float y) {
    float quotient = x / y;
    if (REAL_VARIANT == REAL_FIXUP) return divide_fixup(x, y, quotient);
    return quotient;
}

/// The square root of x >= 0, correctly rounded.
FN float square_root(float x) {
    float root = native_sqrt(x);
    if (REAL_VARIANT == REAL_FIXUP) return sqrt_fixup(x, root);
    return root;
}

/// a . b, summed from left to right.
FN float dot3(vec3 a, vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

/// a x b.
FN vec3 cross3(vec3 a, vec3 b) { return vec3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x); }

/// v at unit length; |v| lies between 2^-60 and 2^60.
FN vec3 unit(vec3 v) { return v * divide(1.0f, square_root(dot3(v, v))); }

/// Mirror direction of v at a surface with unit normal n.
FN vec3 reflect3(vec3 v, vec3 n) { return v - (2.0f * dot3(v, n)) * n; }

/// Cosine and sine of an angle.
struct CosSin {
    float cos_angle;
    float sin_angle;
};

/// Cosine and sine of 2 pi u for u in [0, 1), absolute error below 2e-7.
/// The turn is cut exactly into quarters about the axes, so only [-pi/4, pi/4] is left for Taylor's series.
FN CosSin cos_sin_turn(float u) {
    uint quarter = uint(u * 4.0f + 0.5f);
    float x = (u - float(quarter) * 0.25f) * 6.28318548f;
    float x2 = x * x;
    float s = x * (1.0f + x2 * (-0.166666672f + x2 * (0.00833333377f + x2 * (-0.000198412701f + x2 * 2.75573188e-6f))));
    float c = 1.0f + x2 * (-0.5f +
                           x2 * (0.0416666679f + x2 * (-0.00138888892f + x2 * (2.48015876e-5f - x2 * 2.75573188e-7f))));
    bool swap = (quarter & 1u) == 1u;
    float cos_angle = swap ? s : c;
    float sin_angle = swap ? c : s;
    if (((quarter + 1u) & 2u) == 2u) cos_angle = -cos_angle;
    if ((quarter & 2u) == 2u) sin_angle = -sin_angle;
    CosSin result = {cos_angle, sin_angle};
    return result;
}

/// The larger of v's components.
FN float max_component(vec3 v) { return max(v.x, max(v.y, v.z)); }

SHARED_END
#endif
