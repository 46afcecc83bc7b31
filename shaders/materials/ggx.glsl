// Microfacets of the GGX distribution with Smith's height-correlated masking: Walter et al., "Microfacet Models for
// Refraction through Rough Surfaces", EGSR 2007; Heitz, "Understanding the Masking-Shadowing Function in
// Microfacet-Based BRDFs", JCGT 3(2), 2014. Unit vectors in a frame whose z axis is the surface's normal; `w` points to
// where light goes, with w.z > 0. Each function takes alpha along the x and along the y axis.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_GGX_GLSL
#define TRIPTYCH_GGX_GLSL
#include "fresnel.glsl"
#include "scatter.glsl"

SHARED_BEGIN

/// Surfaces with a smaller alpha (the square of the roughness) count as perfectly smooth. Their lobe is about as wide
/// as alpha, 0.06 degrees, which hardly a picture resolves; a narrower one would leave float32 too few bits to tell
/// directions within it apart.
const float MIN_ALPHA = 1.0e-3f;

/// Whether the roughness depends on the direction.
FN bool is_stretched(float alpha_x, float alpha_y) {
    return (FEATURES & FEATURE_ANISOTROPY) != 0u && alpha_x != alpha_y;
}

/// Smith's Lambda: 1 / (1 + Lambda) of the microfacets that face w are seen from it.
FN float ggx_lambda(float alpha_x, float alpha_y, vec3 w) {
    float sin2 = w.x * w.x + w.y * w.y;
    float cos2 = max(w.z * w.z, 1.0e-12f);
    float stretched = alpha_x * alpha_x * sin2;
    if (is_stretched(alpha_x, alpha_y)) {
        float x = alpha_x * w.x;
        float y = alpha_y * w.y;
        stretched = x * x + y * y;
    }
    return 0.5f * (square_root(1.0f + divide(stretched, cos2)) - 1.0f);
}

/// Density of microfacet normals h per solid angle and projected area. Free of cancellation about the pole.
FN float ggx_distribution(float alpha_x, float alpha_y, vec3 h) {
    if (is_stretched(alpha_x, alpha_y)) {
        float x = divide(h.x, alpha_x);
        float y = divide(h.y, alpha_y);
        float sum = x * x + y * y + h.z * h.z;
        return divide(INVERSE_PI, alpha_x * alpha_y * sum * sum);
    }
    float stretched = divide(h.x * h.x + h.y * h.y, alpha_x * alpha_x) + h.z * h.z;
    return divide(INVERSE_PI, alpha_x * alpha_x * stretched * stretched);
}

/// A normal among those that w sees (Dupuy and Benyoub, "Sampling Visible GGX Normals with Spherical Caps", HPG 2023).
FN vec3 sample_visible_normal(float alpha_x, float alpha_y, vec3 w, float u, float v) {
    vec3 stretched = unit(vec3(alpha_x * w.x, alpha_y * w.y, w.z));
    float z = (1.0f - v) * (1.0f + stretched.z) - stretched.z;
    float ring = square_root(max(1.0f - z * z, 0.0f));
    CosSin turn = cos_sin_turn(u);
    vec3 h = vec3(ring * turn.cos_angle, ring * turn.sin_angle, z) + stretched;
    return unit(vec3(alpha_x * h.x, alpha_y * h.y, max(h.z, 1.0e-6f)));
}

/// Light from w that a microfacet sends to o: the cosine of incidence on it; the density with which
/// sample_visible_normal brings o about, per solid angle; and the share of the microfacet's light that no other one
/// stands in the way of. Density 0: no microfacet does.
struct Bounce {
    float cosine;
    float density;
    float unshadowed;
};

/// Reflection to o, or with eta > 0 refraction into a body of that relative index. Sampled microfacets may send light
/// to the wrong side of the surface, of reflection below it; there it is shadowed.
FN Bounce ggx_bounce(float alpha_x, float alpha_y, vec3 w, vec3 o, float eta) {
    Bounce none = {1.0f, 0.0f, 0.0f};
    bool refracts = eta > 0.0f;
    vec3 sum = refracts ? w + eta * o : w + o;
    float length2 = dot3(sum, sum);
    if (length2 < 1.0e-10f) return none;
    vec3 h = sum * divide(sum.z < 0.0f && refracts ? -1.0f : 1.0f, square_root(length2));
    float cos_w = dot3(w, h);
    float cos_o = dot3(o, h);
    if (h.z <= 0.0f || cos_w <= 0.0f || (refracts && cos_o >= 0.0f)) return none;
    float lambda_w = ggx_lambda(alpha_x, alpha_y, w);
    float lambda_o = ggx_lambda(alpha_x, alpha_y, o);
    // The cosine times |dh / do|, which is eta^2 |o.h| / |w + eta o|^2 or 1 / (4 w.h) (Walter et al., equations 17,
    // 14).
    float spread = refracts ? divide(eta * eta * -cos_o * cos_w, length2) : 0.25f;
    // Masking and shadowing are correlated by height on one side of the surface, and independent on both.
    float shadowed = 1.0f + lambda_w + lambda_o + (refracts ? lambda_w * lambda_o : 0.0f);
    Bounce bounce = {cos_w,
                     divide(ggx_distribution(alpha_x, alpha_y, h) * spread, (1.0f + lambda_w) * max(w.z, 1.0e-6f)),
                     refracts == (o.z < 0.0f) ? divide(1.0f + lambda_w, shadowed) : 0.0f};
    return bounce;
}

/// The share of light from w that microfacets without absorption reflect at their first bounce, all directions
/// together, and the same with each microfacet weighted by Schlick's (1 - cosine)^5. Rational and polynomial fits to
/// integrals over the distribution of visible normals, for alpha from 0.0025 to 1; off by at most 0.004 and 0.003.
struct DirectionalAlbedo {
    float full;
    float schlick;
    float cosine; // at which Schlick's weight is the quotient of both, or near it
};

FN DirectionalAlbedo ggx_albedo(float alpha, float mu) {
    float a = alpha;
    float t = divide(mu, mu + a);
    float lost =
        (-0.0119998166f + a * (0.0669861957f + a * (-0.0918369442f + a * 0.045302961f))) +
        t * ((0.326864362f + a * (-0.034228757f + a * (1.67513514f + a * 0.3371526f))) +
             t * ((-0.567156434f + a * (-0.0076626041f - a * 1.51949298f)) + t * (0.250764549f - a * 0.0380050577f)));
    float scale = (1.0f + a * (-0.5161224f + a * (-0.25161004f + a * 0.420166463f))) +
                  t * ((-1.08040011f + a * (3.754986763f - a * 0.22748132f)) +
                       t * ((-1.67183197f - a * 3.34334183f) + t * 2.65728879f));
    float full = 1.0f - min(max(divide(lost, max(scale, 0.1f)), 0.0f), 0.8f);

    float r = square_root(a);
    float m = mu;
    float constant = 1.05647075f + t * (-0.193166584f + t * (0.231661454f - t * 0.0987302735f)) +
                     r * ((-0.767964423f + t * (1.51632404f - t * 0.656840742f)) +
                          r * ((0.144281134f - t * 3.68291116f) + r * 0.114049621f));
    float linear =
        -0.4226785f + t * (1.09232545f - t * 1.67012882f) + r * ((3.26978374f - t * 2.82572818f) - r * 0.975995302f);
    float square = 0.88377285f - t * 0.9903813f - r * 0.116836622f;
    float k = min(max(constant + m * (linear + m * (square + m * 0.1270978f)), 0.0f), 1.0f);
    float k2 = k * k;
    DirectionalAlbedo albedo = {full, full * k2 * k2 * k, 1.0f - k};
    return albedo;
}

/// Of how many microfacets stretched_albedo takes the mean: one of Fibonacci's numbers.
const uint STRETCHED_ALBEDO_POINTS = 55u;

/// The same where the roughness depends on the direction: by quadrature over visible normals, at points of a Fibonacci
/// lattice. Off by at most 0.025 and 0.011, mostly by less than 0.005.
FN DirectionalAlbedo stretched_albedo(float alpha_x, float alpha_y, vec3 w) {
    DirectionalAlbedo albedo = {0.0f, 0.0f, 0.0f};
    float lambda_w = ggx_lambda(alpha_x, alpha_y, w);
    float u = 0.25f;
    for (uint i = 0u; i < STRETCHED_ALBEDO_POINTS; i++) {
        vec3 h = sample_visible_normal(alpha_x, alpha_y, w, u, (float(i) + 0.5f) * 0.0181818191f);
        float cosine = min(dot3(w, h), 1.0f);
        vec3 o = (2.0f * cosine) * h - w;
        if (o.z > 0.0f) {
            float seen = divide(1.0f + lambda_w, 1.0f + lambda_w + ggx_lambda(alpha_x, alpha_y, o));
            albedo.full = albedo.full + seen;
            albedo.schlick = albedo.schlick + seen * schlick_weight(cosine);
            albedo.cosine = albedo.cosine + seen * cosine;
        }
        u = u + 0.381818175f; // 21 / 55
        if (u >= 1.0f) u = u - 1.0f;
    }
    albedo.cosine = divide(albedo.cosine, max(albedo.full, 1.0e-6f));
    albedo.full = max(albedo.full * 0.0181818191f, 0.2f);
    albedo.schlick = albedo.schlick * 0.0181818191f;
    return albedo;
}

SHARED_END
#endif
