// A layer of fibres: Zeltner, Burley and Chiang, "Practical Multiple-Scattering Sheen Using Linearly Transformed
// Cosines", SIGGRAPH 2022 Talks.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_SHEEN_GLSL
#define TRIPTYCH_SHEEN_GLSL
#include "scatter.glsl"

SHARED_BEGIN

// Coefficients are those of the fits to the authors' tables that MaterialX 1.39 publishes. The lobe's share of light is
// known, so what lies below can get the rest; the Charlie distribution reflects up to three times the light at grazing
// angles. Unit vectors lie in a frame whose z axis is the surface's normal.

/// The share of light from an angle with cosine `mu` that white fibres reflect; roughness from 0 to 1.
FN float sheen_albedo(float mu, float roughness) {
    float y = max(roughness, 0.01f);
    float width = divide(y * (0.0206607f + 1.58491f * y), 0.0379424f + y * (1.32227f + y));
    float middle = divide(y * (-0.193854f + y * (-1.14885f + y * (1.7932f - 0.95943f * y * y))), 0.046391f + y);
    float offset = divide(y * (0.000654023f + (-0.0207818f + 0.119681f * y) * y), 1.26264f + y * (-1.92021f + y));
    float x = divide(mu - middle, width);
    return min(max(divide(exp_minus(0.5f * x * x), width * 2.50662827f) + offset, 0.0f), 1.0f);
}

/// The linear transform that brings the lobe back to a cosine: (a x + b z, a y, z) in the frame where w lies over the x
/// axis.
struct SheenLobe {
    float a;
    float b;
};

FN SheenLobe sheen_lobe(float mu, float roughness) {
    float x = mu;
    float y = max(roughness, 0.01f);
    float a = divide((2.58126f * x + 0.813703f * y) * y, 1.0f + 0.310327f * x * x + 2.60994f * x * y);
    float b = divide(square_root(max(1.0f - x, 0.0f)) * (y - 1.0f) * y * y * y,
                     0.0000254053f + 1.71228f * x - 1.71506f * x * y + 1.34174f * y * y);
    SheenLobe lobe = {max(a, 1.0e-3f), b};
    return lobe;
}

/// The unit projection of w onto the surface.
FN vec3 projected(vec3 w) {
    float length2 = w.x * w.x + w.y * w.y;
    if (length2 < 1.0e-12f) return vec3(1.0f, 0.0f, 0.0f);
    float inverse = divide(1.0f, square_root(length2));
    return vec3(inverse * w.x, inverse * w.y, 0.0f);
}

/// Density per solid angle of sample_sheen, which is what the lobe is: o gets that share of sheen_albedo.
FN float sheen_density(float roughness, vec3 w, vec3 o) {
    if (o.z <= 0.0f) return 0.0f;
    SheenLobe lobe = sheen_lobe(min(w.z, 1.0f), roughness);
    vec3 axis = projected(w);
    float along = axis.x * o.x + axis.y * o.y;
    float across = axis.x * o.y - axis.y * o.x;
    vec3 v = vec3(lobe.a * along + lobe.b * o.z, lobe.a * across, o.z);
    float length2 = max(dot3(v, v), 1.0e-12f);
    // The cosine's density at unit(v), times the Jacobian: the transform's determinant over |v|^3.
    return divide(INVERSE_PI * o.z * lobe.a * lobe.a, length2 * length2);
}

/// A direction by the lobe, from u and v in [0, 1): a cosine-distributed one, transformed.
FN vec3 sample_sheen(float roughness, vec3 w, float u, float v) {
    SheenLobe lobe = sheen_lobe(min(w.z, 1.0f), roughness);
    vec3 axis = projected(w);
    vec3 disk = sample_disk(u, v);
    float z = square_root(max(1.0f - disk.x * disk.x - disk.y * disk.y, 1.0e-8f));
    float inverse = divide(1.0f, lobe.a);
    float along = (disk.x - lobe.b * z) * inverse;
    float across = disk.y * inverse;
    return unit(vec3(axis.x * along - axis.y * across, axis.y * along + axis.x * across, z));
}

SHARED_END
#endif
