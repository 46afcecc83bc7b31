// The share of light that a smooth interface reflects.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_FRESNEL_GLSL
#define TRIPTYCH_FRESNEL_GLSL
#include "../real.glsl"

SHARED_BEGIN

/// Schlick's (1 - cosine)^5.
FN float schlick_weight(float cosine) {
    float x = min(max(1.0f - cosine, 0.0f), 1.0f);
    float x2 = x * x;
    return x2 * x2 * x;
}

/// Fresnel's reflectance of unpolarised light at a cosine of incidence in [0, 1]; 1 where nothing is refracted.
FN float fresnel_reflectance(float cos_i, float eta) {
    float sin2_t = divide(1.0f - cos_i * cos_i, eta * eta);
    if (sin2_t >= 1.0f) return 1.0f;
    float cos_t = square_root(1.0f - sin2_t);
    float parallel = divide(eta * cos_i - cos_t, max(eta * cos_i + cos_t, 1.0e-6f));
    float crossed = divide(cos_i - eta * cos_t, max(cos_i + eta * cos_t, 1.0e-6f));
    return 0.5f * (parallel * parallel + crossed * crossed);
}

SHARED_END
#endif
