// The float contract: arithmetic with the same bits under every compiler and on every device.
//
// Binary32, round to nearest, each operation rounded as written; no fused multiply-add that the text does not ask for,
// no NaN, and no result that depends on a denormal. Addition, subtraction and multiplication are correctly rounded
// everywhere; division and square root are not, and divide.glsl makes them so. Everything else is a polynomial of our
// own: equal bits matter, the last bit of accuracy does not.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_REAL_GLSL
#define TRIPTYCH_REAL_GLSL
#include "divide.glsl"

SHARED_BEGIN

const float PI = 3.14159274f;
const float INVERSE_PI = 0.318309873f;

/// a . b, summed from left to right.
FN float dot3(vec3 a, vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

/// Whether v has unit length, as far as rounding lets it.
FN bool is_unit(vec3 v) { return abs(dot3(v, v) - 1.0f) < 1.0e-4f; }

/// a x b.
FN vec3 cross3(vec3 a, vec3 b) { return vec3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x); }

/// v at unit length; |v| lies between 2^-60 and 2^60.
FN vec3 unit(vec3 v) { return v * divide(1.0f, square_root(dot3(v, v))); }

/// Mirror direction of v at a surface with unit normal n.
FN vec3 reflect3(vec3 v, vec3 n) { return v - (2.0f * dot3(v, n)) * n; }

/// x held within [-2^30, 2^30]; not a number becomes -2^30. By integers, since devices may compare as if all were
/// numbers.
FN float held(float x) {
    uint bits = floatBitsToUint(x);
    if ((bits & 0x7fffffffu) <= 0x4e800000u) return x;
    return bits <= 0x7f800000u ? 1073741824.0f : -1073741824.0f;
}

/// x without its fraction, held. What becomes of larger numbers is up to each device, so all conversions to integers go
/// through this or index_of, or have an argument that is known to be small.
FN int whole(float x) { return int(held(x)); }

/// The place in an array of `count` elements that x >= 0 is in, the first or the last one beyond its ends.
FN uint index_of(float x, uint count) { return min(uint(max(held(x), 0.0f)), count - 1u); }

/// Cosine and sine of an angle.
struct CosSin {
    float cos_angle;
    float sin_angle;
};

/// Cosine and sine of 2 pi u for u in [0, 1), absolute error below 2e-7.
/// The turn is cut exactly into quarters about the axes, so only [-pi/4, pi/4] is left for Taylor's series.
FN CosSin cos_sin_turn(float u) {
    REQUIRES(u >= 0.0f && u < 1.0f)
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

/// The natural logarithm of a normal x > 0, absolute error below 2e-7 times max(1, |log x|).
/// With x = m 2^e and m in [sqrt(1/2), sqrt(2)), log m is twice the series of artanh at (m - 1) / (m + 1).
FN float natural_log(float x) {
    REQUIRES(x > 0.0f)
    uint bits = floatBitsToUint(x) - 0x3f3504f3u; // sqrt(1/2) becomes the end of a binade
    float exponent = float(int(bits) >> 23);
    float m = uintBitsToFloat((bits & 0x7fffffu) + 0x3f3504f3u);
    float s = divide(m - 1.0f, m + 1.0f);
    float s2 = s * s;
    float series =
        2.0f * s * (1.0f + s2 * (0.333333343f + s2 * (0.200000003f + s2 * (0.142857149f + s2 * 0.111111112f))));
    return exponent * 0.693147182f + series;
}

/// exp(-x) for x >= 0, relative error below 1e-6; 0 where it is below 2^-100.
FN float exp_minus(float x) {
    if (!(x <= 69.0f)) return 0.0f;
    float k = floor(x * 1.44269502f + 0.5f);
    float r = (x - k * 0.693359375f) + k * 2.12194442e-4f; // x - k log 2, with log 2 in two parts
    float series =
        1.0f -
        r * (1.0f -
             r * (0.5f - r * (0.166666672f -
                              r * (0.0416666679f - r * (0.00833333377f - r * (0.00138888892f - r * 1.98412701e-4f))))));
    return series * uintBitsToFloat((127u - uint(max(k, 0.0f))) << 23u);
}

/// The angle of (x, y) about the origin in turns, [0, 1), absolute error below 1e-7; 0 at the origin itself.
FN float turn_of(float y, float x) {
    float ax = abs(x);
    float ay = abs(y);
    float larger = max(ax, ay);
    if (larger < 1.0e-30f) return 0.0f;
    float ratio = divide(min(ax, ay), larger);
    // Half the angle lies within [0, pi / 8], where the series of arctan is short.
    float z = divide(ratio, 1.0f + square_root(1.0f + ratio * ratio));
    float z2 = z * z;
    float half_angle =
        z *
        (1.0f + z2 * (-0.333333343f +
                      z2 * (0.200000003f +
                            z2 * (-0.142857149f + z2 * (0.111111112f + z2 * (-0.0909090936f + z2 * 0.0769230798f))))));
    float turn = half_angle * 0.318309873f; // 2 half_angle / (2 pi)
    if (ay > ax) turn = 0.25f - turn;
    if (x < 0.0f) turn = 0.5f - turn;
    if (y < 0.0f) turn = 1.0f - turn;
    return turn < 1.0f ? turn : 0.0f;
}

/// The sine of an angle in radians, which is held; from 2^24 on it says nothing, but it is some sine.
FN float sine(float angle) {
    float turns = held(angle) * 0.159154937f;
    float u = turns - floor(turns);
    return cos_sin_turn(u < 1.0f ? u : 0.0f).sin_angle;
}

/// Luminance of linear Rec. 709.
FN float luminance(vec3 c) { return 0.2126f * c.x + 0.7152f * c.y + 0.0722f * c.z; }

/// The larger of v's components.
FN float max_component(vec3 v) { return max(v.x, max(v.y, v.z)); }

SHARED_END
#endif
