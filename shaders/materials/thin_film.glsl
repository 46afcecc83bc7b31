// The reflectance of a thin film over a body (KHR_materials_iridescence): Belcour and Barla, "A Practical Extension to
// Microfacet Theory for the Modeling of Varying Iridescence", SIGGRAPH 2017, with Schlick's formula at both interfaces
// and real indices.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_THIN_FILM_GLSL
#define TRIPTYCH_THIN_FILM_GLSL
#include "fresnel.glsl"

SHARED_BEGIN

/// What a lobe of a sensitivity to wavelengths sees of interference: of light that went the way through the film once,
/// and of light that went it twice.
struct FilmLobe {
    float first;
    float second;
};

/// The lobe's Fourier transform for light that is `path` nanometres behind: `turns` is its place, per nanometre, and
/// `width` its Gaussian's, per square nanometre.
FN FilmLobe film_lobe(float path, float height, float turns, float width) {
    float angle = turns * path;
    float fraction = angle - floor(angle);
    float cosine = cos_sin_turn(fraction < 1.0f ? fraction : 0.0f).cos_angle;
    float fade = exp_minus(width * path * path);
    float fade2 = fade * fade;
    FilmLobe lobe = {height * fade * cosine, height * (fade2 * fade2) * (2.0f * cosine * cosine - 1.0f)};
    return lobe;
}

/// CIE XYZ as linear Rec. 709.
FN vec3 rgb_of_xyz(vec3 c) {
    return vec3(3.2404542f * c.x - 1.5371385f * c.y - 0.4985314f * c.z,
                -0.969266f * c.x + 1.8760108f * c.y + 0.041556f * c.z,
                0.0556434f * c.x - 0.2040259f * c.y + 1.0572252f * c.z);
}

/// Index of refraction of a body in air with reflectance `f0` at normal incidence.
FN float ior_of_reflectance(float f0) {
    float root = square_root(min(max(f0, 0.0f), 0.9999f));
    return divide(1.0f + root, 1.0f - root);
}

/// Schlick's reflectance where light goes from index `a` to index `b`.
FN float schlick_between(float a, float b, float rise) {
    float root = divide(b - a, b + a);
    float f0 = root * root;
    return f0 + (1.0f - f0) * rise;
}

/// Reflectance in air, at a cosine of incidence in [0, 1], of a film of that index (1 or more) and thickness in
/// nanometres over a body with reflectance f0 (in [0, 1]) at normal incidence; between 0 and 1.
FN vec3 film_reflectance(vec3 f0, float ior, float thickness, float cosine) {
    float inverse = divide(1.0f, ior);
    float cosine_within = square_root(max(1.0f - inverse * inverse * max(1.0f - cosine * cosine, 0.0f), 0.0f));
    float outer = schlick_between(1.0f, ior, schlick_weight(cosine));
    vec3 base = vec3(ior_of_reflectance(f0.x), ior_of_reflectance(f0.y), ior_of_reflectance(f0.z));
    float rise = schlick_weight(cosine_within);
    vec3 inner = vec3(schlick_between(ior, base.x, rise), schlick_between(ior, base.y, rise),
                      schlick_between(ior, base.z, rise));
    // Reflection within the film turns the phase by half a turn; so does that at the body where its index is lower.
    vec3 sign = vec3(base.x < ior ? 1.0f : -1.0f, base.y < ior ? 1.0f : -1.0f, base.z < ior ? 1.0f : -1.0f);

    float path = 2.0f * ior * thickness * cosine_within;
    FilmLobe x = film_lobe(path, 0.846590002f, 1.681e-3f, 1.70854696e-7f);
    FilmLobe y = film_lobe(path, 1.00022189f, 1.7953e-3f, 3.67330884e-7f);
    FilmLobe z = film_lobe(path, 1.00112249f, 2.2084e-3f, 2.61035245e-7f);
    FilmLobe x_short = film_lobe(path, 0.153868307f, 2.2399e-3f, 1.78766171e-7f);
    vec3 first = rgb_of_xyz(vec3(sign.x * (x.first + x_short.first), sign.y * y.first, sign.z * z.first));
    vec3 second = rgb_of_xyz(vec3(x.second + x_short.second, y.second, z.second));

    float passed = 1.0f - outer;
    vec3 both = min(max(outer * inner, vec3(1.0e-5f)), vec3(0.9999f));
    vec3 returned =
        vec3(divide(passed * passed * inner.x, 1.0f - both.x), divide(passed * passed * inner.y, 1.0f - both.y),
             divide(passed * passed * inner.z, 1.0f - both.z));
    vec3 root = vec3(square_root(both.x), square_root(both.y), square_root(both.z));
    vec3 once = (returned - vec3(passed)) * root;
    vec3 sum = vec3(outer) + returned + 2.0f * once * first + 2.0f * (once * root) * second;
    return min(max(sum, vec3(0.0f)), vec3(1.0f));
}

SHARED_END
#endif
