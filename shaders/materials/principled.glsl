// glTF's metallic-roughness model and its extensions (glTF 2.0, appendix B): from the top a clear coat, sheen, and a
// body that is part metal, part dielectric, which in turn is part diffuse and part transparent.
//
// A layer passes on what it does not reflect, all directions together, so that a white body keeps all light. Light that
// rough opaque surfaces lose by scattering only once is given back in the lobe's own shape (Turquin, "Practical
// Multiple Scattering Compensation for Microfacet Models", 2019). Of glass each microfacet sends on all light that it
// meets: nothing shadows it, and what leaves on the wrong side is mirrored to the right one, as by a second microfacet.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_PRINCIPLED_GLSL
#define TRIPTYCH_PRINCIPLED_GLSL
#include "principled_point.glsl"
#include "sheen.glsl"

SHARED_BEGIN

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
    float p_facets; // the body's microfacets, which reflect and transmit
    float p_diffuse;
    uint sides; // 2 where lobes reach beyond the horizon and are mirrored there, else 1
};

/// Whether what single scattering loses is lost.
FN bool scatters_once(PrincipledPoint point) { return (point.flags & PRINCIPLED_SINGLE_SCATTERING) != 0u; }

/// 1 + f0 (1 - E) / E.
FN vec3 scattering_gain(PrincipledPoint point, vec3 f0, float albedo) {
    if (scatters_once(point)) return vec3(1.0f);
    return vec3(1.0f) + divide(1.0f - albedo, albedo) * f0;
}

/// The most of the diffuse colour of light that goes through.
FN float diffuse_tint(PrincipledPoint point) { return max_component(point.diffuse_transmission_color); }

/// The probability that light which is scattered diffusely goes through; 0 where there is none.
FN float passes_diffusely(PrincipledPoint point) {
    float through = diffuse_through(point) * diffuse_tint(point);
    float all = (1.0f - diffuse_through(point)) * max_component(point.base_color) + through;
    return all > 1.0e-6f ? divide(through, all) : 0.0f;
}

/// The directional albedos of smooth or rough microfacets.
FN DirectionalAlbedo microfacet_albedo(float alpha, float mu) {
    DirectionalAlbedo smooth_albedo = {1.0f, schlick_weight(mu), mu};
    if (alpha == 0.0f) return smooth_albedo;
    return ggx_albedo(alpha, mu);
}

/// The lobes for a ray with unit `direction`.
FN PrincipledLobes principled_lobes(PrincipledPoint point, vec3 direction) {
    PrincipledLobes lobes;
    lobes.point = point;
    lobes.frame = frame_about(point.normal);
    lobes.coat_frame = lobes.frame;
    if (has_stretched_facets(point)) {
        ShadingFrame stretched = {point.tangent, cross3(point.normal, point.tangent), point.normal};
        lobes.frame = stretched;
    }
    lobes.w = to_frame(lobes.frame, -direction);
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

    DirectionalAlbedo albedo;
    if (has_stretched_facets(point)) {
        albedo = stretched_albedo(point.alpha, point.alpha_across, lobes.w);
    } else {
        albedo = microfacet_albedo(point.alpha, lobes.w.z);
    }
    vec3 metal = (albedo.full - albedo.schlick) * point.base_color + vec3(albedo.schlick);
    vec3 dielectric = (albedo.full - albedo.schlick) * point.f0 + vec3(albedo.schlick * point.f90);
    vec3 metal_f0 = point.base_color;
    vec3 dielectric_f0 = point.f0;
    if (has_film(point)) {
        metal_f0 = under_film(point, metal_f0, metal_f0, albedo.cosine);
        dielectric_f0 = under_film(point, dielectric_f0, dielectric_f0, albedo.cosine);
        metal = albedo.full * under_film(point, point.base_color, divide(1.0f, albedo.full) * metal, albedo.cosine);
        dielectric = albedo.full * under_film(point, point.f0, divide(1.0f, albedo.full) * dielectric, albedo.cosine);
    }
    lobes.metal_gain = scattering_gain(point, metal_f0, albedo.full);
    lobes.dielectric_gain = scattering_gain(point, dielectric_f0, albedo.full);
    metal = lobes.metal_gain * metal;
    dielectric = lobes.dielectric_gain * dielectric;
    float reflected = min(max_component(dielectric), 1.0f);
    float body = 1.0f - point.metallic;
    lobes.diffuse_factor = body * (1.0f - point.transmission) * (1.0f - reflected);
    float tint = max_component(point.base_color);
    float diffuse = tint;
    if (diffuse_through(point) > 0.0f) diffuse = tint + diffuse_through(point) * (diffuse_tint(point) - tint);
    float opaque = point.metallic * max_component(metal) + body * (1.0f - point.transmission) * reflected;
    float transparent = 0.0f;
    if (point.transmission > 0.0f) {
        float glass = min(max_component(glass_reflectance(point, lobes.w.z)), 1.0f);
        transparent = body * point.transmission * (glass + tint * (1.0f - glass));
    }
    lobes.p_facets = lobes.below * (opaque + transparent);
    lobes.p_diffuse = lobes.below * diffuse * lobes.diffuse_factor;
    float sum = lobes.p_coat + lobes.p_sheen + lobes.p_facets + lobes.p_diffuse;
    float inverse = sum > 1.0e-6f ? divide(1.0f, sum) : 0.0f;
    lobes.p_coat = inverse * lobes.p_coat;
    lobes.p_sheen = inverse * lobes.p_sheen;
    lobes.p_facets = inverse * lobes.p_facets;
    lobes.p_diffuse = inverse * lobes.p_diffuse;
    bool bent = dot3(point.normal, point.horizon) < 0.999999f || dot3(point.coat_normal, point.horizon) < 0.999999f;
    bool rough_glass = point.transmission > 0.0f && point.alpha > 0.0f && !scatters_once(point);
    lobes.sides = bent || rough_glass ? 2u : 1u;
    return lobes;
}

/// What one of the body's microfacets makes of light.
struct Facet {
    vec3 shadowed; // reflected, of which others shadow a part
    vec3 free;     // reflected; of glass
    vec3 transmitted;
    float reflects; // the probability of sampling reflection
};

/// The microfacet that light meets at a cosine.
FN Facet facet_at(PrincipledLobes lobes, float cosine) {
    PrincipledPoint point = lobes.point;
    float rise = schlick_weight(cosine);
    float body = lobes.below * (1.0f - point.metallic);
    vec3 metal = (1.0f - rise) * point.base_color + vec3(rise);
    vec3 opaque = (1.0f - rise) * point.f0 + vec3(rise * point.f90);
    if (has_film(point)) {
        metal = under_film(point, point.base_color, metal, cosine);
        opaque = under_film(point, point.f0, opaque, cosine);
    }
    Facet facet;
    facet.shadowed = (lobes.below * point.metallic) * (lobes.metal_gain * metal) +
                     (body * (1.0f - point.transmission)) * (lobes.dielectric_gain * opaque);
    facet.free = vec3(0.0f);
    facet.transmitted = vec3(0.0f);
    facet.reflects = 1.0f;
    if (point.transmission > 0.0f) {
        vec3 glass = glass_reflectance(point, cosine);
        float passed = max(1.0f - max_component(glass), 0.0f);
        facet.free = (body * point.transmission) * glass;
        facet.transmitted = (body * point.transmission * passed) * point.base_color;
        float through = max_component(facet.transmitted);
        float all = max_component(facet.shadowed + facet.free) + through;
        if (all > 1.0e-6f) facet.reflects = 1.0f - divide(through, all);
    }
    return facet;
}

/// Evaluates the lobes in a direction above or below the horizon, before mirroring.
FN Evaluation evaluate_lobes(PrincipledLobes lobes, vec3 direction, bool above) {
    PrincipledPoint point = lobes.point;
    Evaluation result = {vec3(0.0f), 0.0f};
    vec3 o = to_frame(lobes.frame, direction);
    if (above && o.z > 0.0f) {
        float cosine = INVERSE_PI * o.z;
        float passed = diffuse_through(point);
        result.value = (lobes.below * lobes.diffuse_factor * cosine) * point.base_color;
        result.density = lobes.p_diffuse * cosine;
        if (passed > 0.0f) {
            result.value = (1.0f - passed) * result.value;
            result.density = (1.0f - passes_diffusely(point)) * result.density;
        }
        if (lobes.p_sheen > 0.0f) {
            float density = sheen_density(point.sheen_roughness, lobes.w, o);
            result.value = result.value + (lobes.sheen_factor * density) * point.sheen_color;
            result.density = result.density + lobes.p_sheen * density;
        }
    }
    if (diffuse_through(point) > 0.0f && !above && o.z < 0.0f) {
        float cosine = INVERSE_PI * -o.z;
        result.value =
            (lobes.below * lobes.diffuse_factor * diffuse_through(point) * cosine) * point.diffuse_transmission_color;
        result.density = passes_diffusely(point) * lobes.p_diffuse * cosine;
    }
    bool transmits = point.transmission > 0.0f && !refracts_smoothly(point);
    if (point.alpha > 0.0f && (above || transmits)) {
        bool thin = (point.flags & PRINCIPLED_THIN) != 0u;
        Bounce bounce = ggx_bounce(point.alpha, across_of(point), lobes.w, !above && thin ? vec3(o.x, o.y, -o.z) : o,
                                   above || thin ? 0.0f : refraction_eta(point));
        Facet facet = facet_at(lobes, bounce.cosine);
        float free = scatters_once(point) ? bounce.unshadowed : 1.0f;
        vec3 value = above ? bounce.unshadowed * facet.shadowed + free * facet.free : free * facet.transmitted;
        result.value = result.value + bounce.density * value;
        float probability = above ? facet.reflects : 1.0f - facet.reflects;
        result.density = result.density + (lobes.p_facets * probability) * bounce.density;
    }
    if (above && lobes.p_coat > 0.0f && point.coat_alpha > 0.0f) {
        vec3 coat_o = to_frame(lobes.coat_frame, direction);
        Bounce bounce = ggx_bounce(point.coat_alpha, point.coat_alpha, lobes.coat_w, coat_o, 0.0f);
        float fresnel = 0.04f + 0.96f * schlick_weight(bounce.cosine);
        result.value = result.value + vec3(lobes.coat_factor * fresnel * bounce.unshadowed * bounce.density);
        result.density = result.density + lobes.p_coat * bounce.density;
    }
    return result;
}

/// How much of the light along the lobes' direction goes on in unit `direction`, and the density with which
/// scatter_principled would choose it; smooth reflection and transmission are left out. What lobes send beyond the
/// horizon comes back mirrored at it: a bent normal, or a microfacet, knows nothing of the surface that it stands on.
FN Evaluation evaluate_principled(PrincipledLobes lobes, vec3 direction) {
    Evaluation result = {vec3(0.0f), 0.0f};
    bool above = dot3(direction, lobes.point.horizon) > 0.0f;
    uint side = 0u;
    do {
        if (side < lobes.sides) {
            Evaluation part = evaluate_lobes(lobes, direction, above);
            result.value = result.value + part.value;
            result.density = result.density + part.density;
            direction = reflect3(direction, lobes.point.horizon);
        }
        side = side + 1u;
    } while (ANY_LANE(side < lobes.sides));
    return result;
}

/// The mirror image of w about h.
FN vec3 mirrored_about(vec3 w, vec3 h) { return unit((2.0f * dot3(w, h)) * h - w); }

/// w refracted at h; at total reflection, which only a tiny error brings about, along h's plane.
FN vec3 refracted_at(PrincipledPoint point, vec3 w, vec3 h) {
    float cos_w = dot3(w, h);
    if ((point.flags & PRINCIPLED_THIN) != 0u) {
        vec3 mirrored = mirrored_about(w, h);
        return vec3(mirrored.x, mirrored.y, -mirrored.z);
    }
    float ratio = divide(1.0f, refraction_eta(point));
    float sin2_t = ratio * ratio * max(1.0f - cos_w * cos_w, 0.0f);
    return unit((ratio * cos_w - square_root(max(1.0f - sin2_t, 0.0f))) * h - ratio * w);
}

/// Samples how a ray goes on: u.z chooses a lobe, u.x and u.y a direction or microfacet from it, and u.w whether that
/// reflects.
FN Scatter scatter_principled(PrincipledLobes lobes, Random4 u) {
    PrincipledPoint point = lobes.point;
    Scatter scatter = {point.horizon, SCATTER_ABSORBED, vec3(0.0f), 0.0f};
    bool coat = u.z < lobes.p_coat;
    bool sheen = !coat && u.z < lobes.p_coat + lobes.p_sheen;
    bool diffuse = !coat && !sheen && u.z < lobes.p_coat + lobes.p_sheen + lobes.p_diffuse;
    float alpha = coat ? point.coat_alpha : point.alpha;
    vec3 w = coat ? lobes.coat_w : lobes.w;
    bool through = false;
    bool is_smooth = false;
    vec3 o;
    if (sheen) {
        o = sample_sheen(point.sheen_roughness, w, u.x, u.y);
    } else if (diffuse) {
        vec3 disk = sample_disk(u.x, u.y);
        o = unit(vec3(disk.x, disk.y, square_root(max(1.0f - disk.x * disk.x - disk.y * disk.y, 1.0e-8f))));
        through = diffuse_through(point) > 0.0f && u.w < passes_diffusely(point);
        if (through) o.z = -o.z;
    } else {
        vec3 h = vec3(0.0f, 0.0f, 1.0f);
        if (alpha > 0.0f) h = sample_visible_normal(alpha, coat ? alpha : across_of(point), w, u.x, u.y);
        is_smooth = alpha == 0.0f;
        float probability = lobes.p_coat;
        vec3 value = vec3(lobes.coat_factor * (0.04f + 0.96f * schlick_weight(w.z)));
        if (!coat) {
            Facet facet = facet_at(lobes, dot3(w, h));
            through = u.w >= facet.reflects;
            probability = lobes.p_facets * (through ? 1.0f - facet.reflects : facet.reflects);
            value = through ? facet.transmitted : facet.shadowed + facet.free;
            if (through && refracts_smoothly(point)) {
                is_smooth = true;
                h = vec3(0.0f, 0.0f, 1.0f);
                if (alpha > 0.0f && scatters_once(point)) {
                    value = divide(1.0f, 1.0f + ggx_lambda(alpha, across_of(point), w)) * value;
                }
            }
        }
        if (is_smooth) {
            if (probability <= 1.0e-20f) return scatter;
            scatter.weight = divide(1.0f, probability) * value;
        }
        o = through ? refracted_at(point, w, h) : mirrored_about(w, h);
        if (!is_smooth && lobes.sides == 1u && through == (o.z > 0.0f)) return scatter; // lost by single scattering
    }
    vec3 direction = unit(coat ? from_frame(lobes.coat_frame, o) : from_frame(lobes.frame, o));
    if (through == (dot3(direction, point.horizon) > 0.0f)) direction = unit(reflect3(direction, point.horizon));
    if (!is_smooth) {
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
