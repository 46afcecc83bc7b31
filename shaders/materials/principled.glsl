// glTF's metallic-roughness model and its extensions (glTF 2.0, appendix B): from the top a clear coat, sheen, and a
// body that is part metal, part dielectric, which in turn is part diffuse and part transparent.
//
// A layer passes on what it does not reflect, all directions together, so that a white body keeps all light. What
// microfacets lose by scattering only once is given back in the lobe's own shape (Turquin, "Practical Multiple
// Scattering Compensation for Microfacet Models", 2019), but for transmission.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_PRINCIPLED_GLSL
#define TRIPTYCH_PRINCIPLED_GLSL
#include "ggx.glsl"
#include "sheen.glsl"

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
    vec3 true_normal; // unit, on the ray's side
    float coat;
    float transmission;
    float eta; // index of refraction on the other side over that on the ray's
    uint flags;
};

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

/// Reflectance of the dielectric's microfacets, from f0 to f90: by Schlick as glTF has it; the more of the body is
/// transparent, the more by Fresnel's formula, which knows total reflection, scaled to the same ends.
FN vec3 dielectric_reflectance(PrincipledPoint point, float cosine) {
    float rise = schlick_weight(cosine);
    if (point.transmission > 0.0f) {
        float root = divide(point.eta - 1.0f, point.eta + 1.0f);
        float least = root * root;
        float exact = fresnel_reflectance(min(cosine, 1.0f), point.eta);
        float exact_rise = min(max(divide(exact - least, max(1.0f - least, 1.0e-6f)), 0.0f), 1.0f);
        rise = rise + point.transmission * (exact_rise - rise);
    }
    return (1.0f - rise) * point.f0 + vec3(rise * point.f90);
}

/// What one direction of sight makes of a point's lobes: frames, factors, and the probability of sampling each.
struct PrincipledLobes {
    PrincipledPoint point;
    ShadingFrame frame;
    ShadingFrame coat_frame;
    vec3 w; // towards where light goes, in `frame`
    float coat_factor;
    vec3 coat_w; // the same in coat_frame
    float sheen_factor;
    vec3 metal_gain; // compensation for what single scattering loses
    float below;     // share of light that reaches the body
    vec3 dielectric_gain;
    float diffuse_factor;
    float p_coat;
    float p_sheen;
    float p_specular;
    float p_diffuse;
    float p_transmission;
};

/// 1 + f0 (1 - E) / E.
FN vec3 scattering_gain(PrincipledPoint point, vec3 f0, float albedo) {
    if ((point.flags & PRINCIPLED_SINGLE_SCATTERING) != 0u) return vec3(1.0f);
    return vec3(1.0f) + divide(1.0f - albedo, albedo) * f0;
}

/// The directional albedos of smooth or rough microfacets.
FN DirectionalAlbedo microfacet_albedo(float alpha, float mu) {
    DirectionalAlbedo smooth_albedo = {1.0f, schlick_weight(mu)};
    if (alpha == 0.0f) return smooth_albedo;
    return ggx_albedo(alpha, mu);
}

/// The lobes for a ray with unit `direction`.
FN PrincipledLobes principled_lobes(PrincipledPoint point, vec3 direction) {
    PrincipledLobes lobes;
    lobes.point = point;
    lobes.frame = frame_about(point.normal);
    lobes.w = to_frame(lobes.frame, -direction);
    lobes.coat_frame = lobes.frame;
    lobes.coat_w = lobes.w;
    lobes.coat_factor = 0.0f;
    lobes.p_coat = 0.0f;
    if (point.coat > 0.0f) {
        lobes.coat_frame = frame_about(point.coat_normal);
        lobes.coat_w = to_frame(lobes.coat_frame, -direction);
        DirectionalAlbedo albedo = microfacet_albedo(point.coat_alpha, lobes.coat_w.z);
        lobes.coat_factor = point.coat * scattering_gain(point, vec3(0.04f), albedo.full).x;
        lobes.p_coat = min(lobes.coat_factor * (0.04f * albedo.full + 0.96f * albedo.schlick), 1.0f);
    }
    lobes.below = 1.0f - lobes.p_coat;
    float sheen = max_component(point.sheen_color);
    lobes.sheen_factor = 0.0f;
    lobes.p_sheen = 0.0f;
    if (sheen > 0.0f) {
        lobes.sheen_factor = lobes.below * sheen_albedo(lobes.w.z, point.sheen_roughness);
        lobes.p_sheen = sheen * lobes.sheen_factor;
        lobes.below = lobes.below - lobes.p_sheen;
    }

    DirectionalAlbedo albedo = microfacet_albedo(point.alpha, lobes.w.z);
    lobes.metal_gain = scattering_gain(point, point.base_color, albedo.full);
    lobes.dielectric_gain = scattering_gain(point, point.f0, albedo.full);
    vec3 metal = lobes.metal_gain * ((albedo.full - albedo.schlick) * point.base_color + vec3(albedo.schlick));
    vec3 dielectric =
        lobes.dielectric_gain * ((albedo.full - albedo.schlick) * point.f0 + vec3(albedo.schlick * point.f90));
    float reflected = min(max_component(dielectric), 1.0f);
    float body = 1.0f - point.metallic;
    lobes.diffuse_factor = body * (1.0f - point.transmission) * (1.0f - reflected);
    float tint = max_component(point.base_color);
    // Total reflection is none of the fits' business; at its angle the choice of lobe is.
    if (point.transmission > 0.0f) {
        reflected = min(max_component(dielectric_reflectance(point, lobes.w.z)), 1.0f);
    }
    lobes.p_specular = lobes.below * (point.metallic * max_component(metal) + body * reflected);
    lobes.p_diffuse = lobes.below * tint * lobes.diffuse_factor;
    lobes.p_transmission = lobes.below * tint * body * point.transmission * (1.0f - reflected);
    // Rough glass transmits at angles at which a smooth one would not, and reflects where that hardly does.
    if (point.transmission > 0.0f && point.alpha > 0.0f) {
        lobes.p_transmission = max(lobes.p_transmission, 0.1f * lobes.below * tint * body * point.transmission);
        lobes.p_specular = max(lobes.p_specular, 0.05f * lobes.below);
    }
    float sum = lobes.p_coat + lobes.p_sheen + lobes.p_specular + lobes.p_diffuse + lobes.p_transmission;
    float inverse = sum > 1.0e-6f ? divide(1.0f, sum) : 0.0f;
    lobes.p_coat = inverse * lobes.p_coat;
    lobes.p_sheen = inverse * lobes.p_sheen;
    lobes.p_specular = inverse * lobes.p_specular;
    lobes.p_diffuse = inverse * lobes.p_diffuse;
    lobes.p_transmission = inverse * lobes.p_transmission;
    return lobes;
}

/// Reflectance of the body's microfacets, metal and dielectric, at a cosine to their normal.
FN vec3 specular_reflectance(PrincipledLobes lobes, float cosine) {
    PrincipledPoint point = lobes.point;
    float rise = schlick_weight(cosine);
    vec3 metal = (1.0f - rise) * point.base_color + vec3(rise);
    return (lobes.below * point.metallic) * (lobes.metal_gain * metal) +
           (lobes.below * (1.0f - point.metallic)) * (lobes.dielectric_gain * dielectric_reflectance(point, cosine));
}

/// What the body's microfacets transmit at a cosine to their normal.
FN vec3 specular_transmittance(PrincipledLobes lobes, float cosine) {
    PrincipledPoint point = lobes.point;
    float passed = max(1.0f - max_component(dielectric_reflectance(point, cosine)), 0.0f);
    return (lobes.below * (1.0f - point.metallic) * point.transmission * passed) * point.base_color;
}

/// Whether `direction` leaves on one side of both the true surface and the shading's. Light that goes to one side of
/// the one and the other side of the other is absorbed: it would shine through opaque bodies.
FN bool leaves_above(PrincipledLobes lobes, vec3 direction) {
    return dot3(direction, lobes.point.true_normal) > 0.0f && dot3(direction, lobes.point.normal) > 0.0f;
}

FN bool leaves_below(PrincipledLobes lobes, vec3 direction) {
    return dot3(direction, lobes.point.true_normal) < 0.0f && dot3(direction, lobes.point.normal) < 0.0f;
}

/// Light through rough microfacets to o below the surface. Radiance is not scaled by the squared ratio of the indices:
/// what enters a body leaves it again.
FN Evaluation evaluate_transmission(PrincipledLobes lobes, vec3 o) {
    Evaluation none = {vec3(0.0f), 0.0f};
    PrincipledPoint point = lobes.point;
    vec3 w = lobes.w;
    if ((point.flags & PRINCIPLED_THIN) != 0u) {
        vec3 mirrored = vec3(o.x, o.y, -o.z);
        vec3 h = unit(w + mirrored);
        Reflection reflection = ggx_reflection(point.alpha, w, h, mirrored);
        // Its lobe is reflection's own, and so is what single scattering loses.
        float gain = scattering_gain(point, vec3(1.0f), ggx_albedo(point.alpha, w.z).full).x;
        vec3 value = (gain * reflection.value) * specular_transmittance(lobes, dot3(w, h));
        Evaluation thin = {value, reflection.density};
        return thin;
    }
    vec3 sum = w + point.eta * o;
    float length2 = dot3(sum, sum);
    if (length2 < 1.0e-10f) return none;
    vec3 h = sum * divide(1.0f, square_root(length2));
    if (h.z < 0.0f) h = -h;
    float cos_w = dot3(w, h);
    float cos_o = dot3(o, h);
    if (cos_w <= 0.0f || cos_o >= 0.0f) return none;
    // |dh / do| = eta^2 |o.h| / |w + eta o|^2 (Walter et al., equation 17).
    float density = visible_normal_density(point.alpha, w, h) * divide(point.eta * point.eta * -cos_o, length2);
    float shadowing = divide(1.0f, 1.0f + ggx_lambda(point.alpha, o));
    Evaluation evaluation = {(shadowing * density) * specular_transmittance(lobes, cos_w), density};
    return evaluation;
}

/// How much of the light along the lobes' direction goes on in unit `direction`, and the density with which
/// scatter_principled would choose it; smooth reflection and transmission are left out.
FN Evaluation evaluate_principled(PrincipledLobes lobes, vec3 direction) {
    PrincipledPoint point = lobes.point;
    Evaluation result = {vec3(0.0f), 0.0f};
    vec3 o = to_frame(lobes.frame, direction);
    if (leaves_below(lobes, direction)) {
        if (point.transmission > 0.0f && point.alpha > 0.0f && lobes.p_transmission > 0.0f) {
            Evaluation through = evaluate_transmission(lobes, o);
            result.value = through.value;
            result.density = lobes.p_transmission * through.density;
        }
        return result;
    }
    if (!leaves_above(lobes, direction)) return result;
    float cosine = INVERSE_PI * o.z;
    result.value = (lobes.below * lobes.diffuse_factor * cosine) * point.base_color;
    result.density = lobes.p_diffuse * cosine;
    if (point.alpha > 0.0f) {
        vec3 h = unit(lobes.w + o);
        Reflection reflection = ggx_reflection(point.alpha, lobes.w, h, o);
        result.value = result.value + reflection.value * specular_reflectance(lobes, dot3(lobes.w, h));
        result.density = result.density + lobes.p_specular * reflection.density;
    }
    if (lobes.p_sheen > 0.0f) {
        float density = sheen_density(point.sheen_roughness, lobes.w, o);
        result.value = result.value + (lobes.sheen_factor * density) * point.sheen_color;
        result.density = result.density + lobes.p_sheen * density;
    }
    if (lobes.p_coat > 0.0f && point.coat_alpha > 0.0f) {
        vec3 coat_o = to_frame(lobes.coat_frame, direction);
        if (coat_o.z > 0.0f) {
            vec3 h = unit(lobes.coat_w + coat_o);
            Reflection reflection = ggx_reflection(point.coat_alpha, lobes.coat_w, h, coat_o);
            float fresnel = 0.04f + 0.96f * schlick_weight(dot3(lobes.coat_w, h));
            result.value = result.value + vec3(lobes.coat_factor * fresnel * reflection.value);
            result.density = result.density + lobes.p_coat * reflection.density;
        }
    }
    return result;
}

/// The mirror image of w about h.
FN vec3 mirrored_about(vec3 w, vec3 h) { return unit((2.0f * dot3(w, h)) * h - w); }

/// w refracted at h, or at total reflection a direction above the surface, which counts as absorbed.
FN vec3 refracted_at(PrincipledPoint point, vec3 w, vec3 h) {
    float cos_w = dot3(w, h);
    if ((point.flags & PRINCIPLED_THIN) != 0u) {
        vec3 mirrored = mirrored_about(w, h);
        return vec3(mirrored.x, mirrored.y, -mirrored.z);
    }
    float ratio = divide(1.0f, point.eta);
    float sin2_t = ratio * ratio * max(1.0f - cos_w * cos_w, 0.0f);
    if (sin2_t >= 1.0f) return vec3(0.0f, 0.0f, 1.0f);
    return unit((ratio * cos_w - square_root(1.0f - sin2_t)) * h - ratio * w);
}

/// Samples how a ray goes on: u.z chooses a lobe, u.x and u.y a direction from it.
FN Scatter scatter_principled(PrincipledLobes lobes, Random4 u) {
    PrincipledPoint point = lobes.point;
    Scatter scatter = {point.true_normal, SCATTER_ABSORBED, vec3(0.0f), 0.0f};
    bool coat = u.z < lobes.p_coat;
    bool sheen = !coat && u.z < lobes.p_coat + lobes.p_sheen;
    bool diffuse = !coat && !sheen && u.z < lobes.p_coat + lobes.p_sheen + lobes.p_diffuse;
    bool specular =
        !coat && !sheen && !diffuse && u.z < lobes.p_coat + lobes.p_sheen + lobes.p_diffuse + lobes.p_specular;
    float alpha = coat ? point.coat_alpha : point.alpha;
    bool microfacets = !sheen && !diffuse;
    vec3 w = coat ? lobes.coat_w : lobes.w;
    vec3 o;
    if (sheen) {
        o = sample_sheen(point.sheen_roughness, w, u.x, u.y);
    } else if (diffuse) {
        vec3 disk = sample_disk(u.x, u.y);
        o = unit(vec3(disk.x, disk.y, square_root(max(1.0f - disk.x * disk.x - disk.y * disk.y, 1.0e-8f))));
    } else {
        vec3 h = vec3(0.0f, 0.0f, 1.0f);
        if (alpha > 0.0f) h = sample_visible_normal(alpha, w, u.x, u.y);
        o = coat || specular ? mirrored_about(w, h) : refracted_at(point, w, h);
    }
    vec3 direction = coat ? from_frame(lobes.coat_frame, o) : from_frame(lobes.frame, o);
    direction = unit(direction);
    bool through = microfacets && !coat && !specular;
    if (through ? !leaves_below(lobes, direction) : !leaves_above(lobes, direction)) return scatter;
    if (microfacets && alpha == 0.0f) {
        float probability = through ? lobes.p_transmission : specular ? lobes.p_specular : lobes.p_coat;
        if (probability <= 0.0f) return scatter;
        vec3 value = vec3(lobes.coat_factor * (0.04f + 0.96f * schlick_weight(w.z)));
        if (specular) value = specular_reflectance(lobes, w.z);
        if (through) value = specular_transmittance(lobes, w.z);
        scatter.weight = divide(1.0f, probability) * value;
    } else {
        Evaluation evaluation = evaluate_principled(lobes, direction);
        if (evaluation.density <= 1.0e-20f) return scatter;
        scatter.weight = divide(1.0f, evaluation.density) * evaluation.value;
        scatter.density = evaluation.density;
    }
    scatter.direction = direction;
    scatter.event = through ? SCATTER_TRANSMITTED : SCATTER_REFLECTED;
    return scatter;
}

SHARED_END
#endif
