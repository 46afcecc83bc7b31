// A principled material at a point: its numbers, and what one of its microfacets is like.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_PRINCIPLED_POINT_GLSL
#define TRIPTYCH_PRINCIPLED_POINT_GLSL
#include "ggx.glsl"
#include "thin_film.glsl"

SHARED_BEGIN

/// A principled material at a point, textures read.
struct PrincipledPoint {
    vec3 base_color;
    float metallic;
    vec3 f0; // reflectance of the dielectric at normal incidence, and at grazing angles:
    float f90;
    vec3 sheen_color;
    float sheen_roughness;
    vec3 normal; // unit, of the shading; on the ray's side
    float alpha; // of the microfacets; below MIN_ALPHA 0
    vec3 coat_normal;
    float coat_alpha;
    vec3 horizon; // unit: on the side of it light is reflected, on the other transmitted
    float coat;
    float transmission;
    float eta; // index of refraction on the other side over that on the ray's
    uint flags;
    // With FEATURE_ANISOTROPY: alpha across the tangent (alpha is that along it), a unit vector at right angles to the
    // normal.
    float alpha_across;
    vec3 tangent;
    // With FEATURE_IRIDESCENCE: the share of the surface that a film covers, its index, and its thickness in
    // nanometres.
    float film;
    float film_ior;
    float film_thickness;
    float bent_eta; // with FEATURE_DISPERSION: eta of the wavelength that is refracted
    // With FEATURE_DIFFUSE_TRANSMISSION: the share of diffuse light that goes through, and its colour.
    float diffuse_transmission;
    vec3 diffuse_transmission_color;
};

/// Whether the microfacets' roughness depends on the direction.
FN bool has_stretched_facets(PrincipledPoint point) { return is_stretched(point.alpha, point.alpha_across); }

/// alpha across the tangent; without FEATURE_ANISOTROPY as along it.
FN float across_of(PrincipledPoint point) {
    return (FEATURES & FEATURE_ANISOTROPY) != 0u ? point.alpha_across : point.alpha;
}

FN bool has_film(PrincipledPoint point) { return (FEATURES & FEATURE_IRIDESCENCE) != 0u && point.film > 0.0f; }

/// The quotient of indices by which light is refracted.
FN float refraction_eta(PrincipledPoint point) {
    return (FEATURES & FEATURE_DISPERSION) != 0u ? point.bent_eta : point.eta;
}

/// The share of diffuse light that goes through.
FN float diffuse_through(PrincipledPoint point) {
    return (FEATURES & FEATURE_DIFFUSE_TRANSMISSION) != 0u ? point.diffuse_transmission : 0.0f;
}

/// Whether light goes through the surface.
FN bool lets_light_through(PrincipledPoint point) { return point.transmission > 0.0f || diffuse_through(point) > 0.0f; }

/// A frame about a unit z axis (Duff et al., as in from_axis).
struct ShadingFrame {
    vec3 x;
    vec3 y;
    vec3 z;
};

FN ShadingFrame frame_about(vec3 axis) {
    ShadingFrame frame = {from_axis(axis, vec3(1.0f, 0.0f, 0.0f)), from_axis(axis, vec3(0.0f, 1.0f, 0.0f)), axis};
    return frame;
}

FN vec3 to_frame(ShadingFrame frame, vec3 v) { return vec3(dot3(v, frame.x), dot3(v, frame.y), dot3(v, frame.z)); }

FN vec3 from_frame(ShadingFrame frame, vec3 v) { return v.x * frame.x + v.y * frame.y + v.z * frame.z; }

/// `reflectance`, of which the film takes its share; f0 is the body's own at normal incidence.
FN vec3 under_film(PrincipledPoint point, vec3 f0, vec3 reflectance, float cosine) {
    return (1.0f - point.film) * reflectance +
           point.film * film_reflectance(f0, point.film_ior, point.film_thickness, min(cosine, 1.0f));
}

/// Reflectance of transparent microfacets: by Fresnel's formula, scaled to the ends f0 and f90. At total reflection
/// there is nowhere else for light to go, whatever these are. A film reflects as much from within as it does from
/// without at the angle to which light is refracted.
FN vec3 glass_reflectance(PrincipledPoint point, float cosine) {
    float root = divide(point.eta - 1.0f, point.eta + 1.0f);
    float least = root * root;
    float exact = fresnel_reflectance(min(cosine, 1.0f), point.eta);
    if (exact >= 1.0f) return vec3(1.0f);
    float rise = min(max(divide(exact - least, max(1.0f - least, 1.0e-6f)), 0.0f), 1.0f);
    vec3 reflectance = (1.0f - rise) * point.f0 + vec3(rise * point.f90);
    if (has_film(point)) {
        float sin2 = divide(max(1.0f - cosine * cosine, 0.0f), point.eta * point.eta);
        float outer = point.eta < 1.0f ? square_root(max(1.0f - sin2, 0.0f)) : cosine;
        reflectance = under_film(point, point.f0, reflectance, outer);
    }
    return reflectance;
}

/// Refraction by rough microfacets spreads light over an angle of about alpha |eta - 1|. Where that is narrower than a
/// tenth of the narrowest lobe of reflection, float32 cannot tell its directions apart, and it counts as smooth.
FN bool refracts_smoothly(PrincipledPoint point) {
    return point.alpha * abs(refraction_eta(point) - 1.0f) < 0.1f * MIN_ALPHA && (point.flags & PRINCIPLED_THIN) == 0u;
}

SHARED_END
#endif
