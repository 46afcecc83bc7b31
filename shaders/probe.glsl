// Runs one shared function over a table of inputs, so that a wrong picture can be traced to the guilty function.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_PROBE_GLSL
#define TRIPTYCH_PROBE_GLSL
#include "path.glsl"
#include "probe_layout.glsl"

SHARED_BEGIN

FN ProbeOutput probe_output(float x, float y, float z, float w) {
    ProbeOutput result = {floatBitsToUint(x), floatBitsToUint(y), floatBitsToUint(z), floatBitsToUint(w)};
    return result;
}

FN ProbeOutput probe_output(vec3 v, float w) { return probe_output(v.x, v.y, v.z, w); }

FN ProbeOutput probe_scatter(Scatter scatter) {
    return probe_output(scatter.direction, scatter.weight.x + float(scatter.event) + scatter.density);
}

/// An affine transform, of which the inputs only need to be finite: the inverse's rows need not fit.
FN Instance probe_instance(ProbeInput p, Random4 u) {
    Instance instance = {p.b,
                         u.x,
                         vec3(u.y, p.b.z, u.z),
                         p.b.x,
                         vec3(u.w, u.x, p.s),
                         p.t,
                         p.b,
                         u.y,
                         vec3(p.s, u.y, u.z),
                         u.z,
                         vec3(u.z, p.t, u.x),
                         u.w,
                         0u,
                         0.0f,
                         0u,
                         0u};
    return instance;
}

/// Three spheres' and two flat shapes' worth of crossings about a ray, as a medium sees them.
FN ProbeOutput probe_crossings(ProbeInput p, Random4 u) {
    Crossings crossings = no_crossings();
    crossings = with_crossing(crossings, p.a.x);
    crossings = with_crossing(crossings, p.a.y);
    crossings = with_crossing(crossings, p.a.z);
    crossings = with_crossing(crossings, p.b.x);
    crossings = with_crossing(crossings, p.b.y);
    for (uint i = 0u; i < (p.l & 31u); i++) crossings = with_crossing(crossings, abs(p.b.z) * float((i * p.k) & 63u));
    float end = 4.0f * abs(p.a.x);
    float within = length_within(crossings, end);
    return probe_output(within, distance_of_length(crossings, u.x * end), exp_minus(within), float(crossings.count));
}

/// A principled material of any kind, in a frame that faces the ray.
FN PrincipledPoint probe_principled(ProbeInput p, Random4 u, vec3 normal) {
    PrincipledPoint point = {p.a,
                             (p.i & 1u) != 0u ? u.x : 0.0f,
                             vec3(0.04f + 0.1f * u.y),
                             1.0f,
                             (p.i & 2u) != 0u ? p.a : vec3(0.0f),
                             u.z,
                             normal,
                             (p.i & 4u) != 0u ? max(u.w, MIN_ALPHA) : 0.0f,
                             normal,
                             p.s,
                             normal,
                             (p.i & 8u) != 0u ? u.z : 0.0f,
                             (p.i & 16u) != 0u ? u.y : 0.0f,
                             (p.i & 32u) != 0u ? p.t : divide(1.0f, p.t),
                             (p.i & 64u) != 0u ? PRINCIPLED_THIN : 0u,
                             0.0f,
                             from_axis(normal, vec3(0.6f, 0.8f, 0.0f)),
                             (p.i & 256u) != 0u ? u.w : 0.0f,
                             1.0f + u.x,
                             1000.0f * u.y,
                             0.0f,
                             (p.i & 512u) != 0u ? u.z : 0.0f,
                             vec3(u.y, u.z, u.w)};
    bool is_stretched = (p.i & 128u) != 0u && point.alpha > 0.0f;
    point.alpha_across = is_stretched ? max(u.y * point.alpha, MIN_ALPHA) : point.alpha;
    point.bent_eta = (p.i & 1024u) != 0u ? point.eta * (1.0f + 0.02f * u.x) : point.eta;
    return point;
}

/// A node of the tree over lights as a surface, a medium and a point within see it, and a way's probability there.
FN ProbeOutput probe_light_node(ProbeInput p, Random4 u) {
    CosSin spread = angle_of(2.0f * u.x - 1.0f);
    LightNode node = {p.a,
                      p.s,
                      unit(p.b),
                      p.t,
                      spread.cos_angle,
                      spread.sin_angle,
                      (p.i & 1u) != 0u ? u.y : 0.0f,
                      (p.i & 2u) != 0u ? LIGHT_TWO_SIDED : 0u};
    vec3 position = p.a + (20.0f * u.z * u.z) * sample_sphere(u.w, u.y);
    LightNodeView before = view_light_node(node, position, sample_sphere(u.y, u.z));
    LightNodeView around = view_light_node(node, position, vec3(0.0f));
    LightNodeView within = view_light_node(node, p.a, unit(p.b));
    return probe_output(before.light, around.light, around.distance2, within.light + way_probability(p.t, u.w));
}

/// The operations of the float contract, as each device does them. Where i is even: division, square root, a * b + c,
/// (x + y) - x; else three products, the floor, and conversions from and to integers.
FN ProbeOutput probe_contract(ProbeInput p) {
    if ((p.i & 1u) != 0u) {
        ProbeOutput result = {floatBitsToUint(dot3(p.a, p.b)), floatBitsToUint(floor(p.t)), uint(whole(p.t)),
                              floatBitsToUint(float(p.j >> 8u) + float(int(p.k) >> 8u))};
        return result;
    }
    return probe_output(divide(p.a.x, p.a.y), square_root(p.a.z), p.b.x * p.b.y + p.b.z, (p.b.x + p.s) - p.b.x);
}

/// The shared function `which` at one input.
FN ProbeOutput run_probe(uint which, ProbeInput p) {
    Random4 u = {p.a.x, p.a.y, p.a.z, p.s};
    Material material = {p.a, MATERIAL_LAMBERTIAN, p.s, p.t, NONE, NONE};
    Random4 random = random4(p.i, p.j, p.k, p.l);
    Sphere sphere = {p.a, p.s};
    Shape shape = {p.a, SHAPE_QUAD + p.k % 3u, p.b, 0.0f, vec3(p.t, p.s, p.b.x), NONE};
    Ray ray = {p.b, ORIGIN_NOWHERE, sample_sphere(random.x, random.y), NONE, 0.0f};
    switch (which) {
    case PROBE_CONTRACT: return probe_contract(p);
    case PROBE_DIVIDE_FIXUP: {
        uint rough = floatBitsToUint(divide(p.a.x, p.a.y)) + p.i % (2u * DIVIDE_STEPS + 1u) - DIVIDE_STEPS;
        return probe_output(divide_fixup(p.a.x, p.a.y, uintBitsToFloat(rough)), 0.0f, 0.0f, 0.0f);
    }
    case PROBE_SQRT_FIXUP: {
        uint rough = floatBitsToUint(square_root(p.a.z)) + p.i % (2u * SQRT_STEPS + 1u) - SQRT_STEPS;
        return probe_output(sqrt_fixup(p.a.z, uintBitsToFloat(rough)), 0.0f, 0.0f, 0.0f);
    }
    case PROBE_VECTORS: return probe_output(unit(cross3(p.a, p.b)), dot3(p.a, p.b) + reflect3(p.a, unit(p.b)).x);
    case PROBE_COS_SIN: {
        CosSin turn = cos_sin_turn(p.s);
        return probe_output(turn.cos_angle, turn.sin_angle, 0.0f, 0.0f);
    }
    case PROBE_RANDOM: return probe_output(random.x, random.y, random.z, random.w);
    case PROBE_SAMPLE_SPHERE: return probe_output(sample_sphere(u.x, u.y), 0.0f);
    case PROBE_SAMPLE_DISK: return probe_output(sample_disk(u.x, u.y), 0.0f);
    case PROBE_CAMERA: {
        Camera camera = {p.b,
                         640u,
                         vec3(-4.0f, 2.0f, -10.0f),
                         320u,
                         vec3(0.0125f, 0.0f, 0.001f),
                         p.k,
                         vec3(0.0f, -0.0125f, 0.0f),
                         0.25f,
                         vec3(p.t, 0.0f, 0.0f),
                         0.5f,
                         vec3(0.0f, p.t, 0.0f),
                         0.0f};
        Ray through = camera_ray(camera, p.i, p.j, u, random.x);
        return probe_output(through.direction, through.origin.x + through.origin.y + through.time);
    }
    case PROBE_SPHERE: {
        ray.origin_shape = p.i;
        return probe_output(intersect_sphere(sphere, p.j, ray), 0.0f, 0.0f, 0.0f);
    }
    case PROBE_SURFACE: {
        Surface surface = sphere_surface(sphere, 0u, ray, p.t);
        return probe_output(surface.position + surface.normal, float(surface.inside));
    }
    case PROBE_LAMBERTIAN: return probe_scatter(scatter_lambertian(material, unit(p.b), random));
    case PROBE_METAL: return probe_scatter(scatter_metal(material, unit(p.a), unit(p.b), random));
    case PROBE_DIELECTRIC: return probe_scatter(scatter_dielectric(material, unit(p.a), unit(p.b), p.l & 1u, random));
    case PROBE_BACKGROUND: {
        Background background = {p.a, BACKGROUND_GRADIENT, vec3(p.s, p.t, p.s), NONE};
        return probe_output(plain_radiance(background, unit(p.b)), 0.0f);
    }
    case PROBE_FILM: {
        FilmPixel pixel = {{p.i, p.j}, {p.k, p.l}, {0u, 0u}, 1u, 0u};
        pixel = add_sample(pixel, vec3(p.s, p.t, p.a.x));
        ProbeOutput result = {pixel.red.low + pixel.green.low, pixel.red.high + pixel.green.high, pixel.blue.low,
                              pixel.blue.high + (pixel.invalid << 16u)};
        return result;
    }
    case PROBE_FUNCTIONS:
        return probe_output(natural_log(abs(p.a.x)), exp_minus(abs(p.a.y)), turn_of(p.a.z, p.b.x), sine(p.b.y));
    case PROBE_SOBOL: {
        RandomBits seeds = random_bits(p.i, p.j, p.k, p.l);
        Random2 pair = sobol_pair(p.l & 0xfffffu, seeds);
        return probe_output(pair.x, pair.y, uintBitsToFloat((seeds.x >> 9u) | 0x3f800000u), 0.0f);
    }
    case PROBE_AXIS: return probe_output(from_axis(unit(p.b), around_axis(2.0f * u.x - 1.0f, u.y)), luminance(p.a));
    case PROBE_FLAT: {
        FlatHit hit = intersect_flat(shape, space_of(ray, 1.0f, 1.0e-3f, NONE));
        bool is_hit = hit.distance < NO_DISTANCE;
        return probe_output(hit.distance, hit.a, hit.b,
                            is_hit ? flat_density(shape, ray.direction, hit.distance) : 0.0f);
    }
    case PROBE_CHORD: {
        Chord chord = sphere_chord(sphere, ray.origin, ray.direction);
        return probe_output(chord.enter, chord.leave, 0.0f, 0.0f);
    }
    case PROBE_SPHERE_UV: {
        Uv uv = sphere_uv(unit(p.b));
        return probe_output(uv.u, uv.v, 0.0f, 0.0f);
    }
    case PROBE_INSTANCE: {
        Instance instance = probe_instance(p, random);
        ObjectRay object = object_ray(instance, 7u, ray);
        return probe_output(object.ray.direction + object.ray.origin + world_point(instance, p.a),
                            object.scale + world_normal(instance, unit(p.b)).x);
    }
    case PROBE_NOISE: return probe_output(noise(p.a), turbulence(p.b), 0.0f, 0.0f);
    case PROBE_PHASE: return probe_scatter(scatter_phase(p.a, 0.9f * (2.0f * p.s - 1.0f), unit(p.b), random));
    case PROBE_EVALUATE_METAL: {
        Evaluation evaluation = evaluate_metal(material, unit(p.a), unit(p.b), sample_sphere(random.x, random.y));
        return probe_output(evaluation.value, evaluation.density);
    }
    case PROBE_TOWARDS_FLAT: return probe_output(towards_flat(shape, ray.direction, random.z, random.w), 0.0f);
    case PROBE_TOWARDS_SPHERE: {
        vec3 toward = unit(towards_sphere(sphere, ray.origin, random.z, random.w));
        return probe_output(toward, sphere_density(sphere, ray.origin, toward, 1.0f));
    }
    case PROBE_CROSSINGS: return probe_crossings(p, random);
    case PROBE_GGX: {
        float alpha = max(p.s, MIN_ALPHA);
        vec3 w = around_axis(max(p.a.x, 0.01f), p.a.y);
        float across = (p.i & 2u) != 0u ? max(p.a.z * alpha, MIN_ALPHA) : alpha;
        vec3 h = sample_visible_normal(alpha, across, w, random.x, random.y);
        DirectionalAlbedo albedo = ggx_albedo(alpha, w.z);
        if (is_stretched(alpha, across)) albedo = stretched_albedo(alpha, across, w);
        Bounce bounce =
            ggx_bounce(alpha, across, w, sample_sphere(random.z, random.w), (p.i & 1u) != 0u ? 0.5f + p.s : 0.0f);
        return probe_output(h, bounce.density + bounce.unshadowed + albedo.full + albedo.schlick + albedo.cosine);
    }
    case PROBE_SHEEN: {
        vec3 w = around_axis(max(p.a.x, 0.01f), p.a.y);
        vec3 o = sample_sheen(p.s, w, random.x, random.y);
        return probe_output(o, sheen_density(p.s, w, o) + sheen_albedo(w.z, p.s));
    }
    case PROBE_PRINCIPLED:
    case PROBE_EVALUATE_PRINCIPLED: {
        vec3 normal = unit(p.b);
        vec3 direction = -from_axis(normal, around_axis(max(random.z, 0.01f), random.w));
        PrincipledLobes lobes = principled_lobes(probe_principled(p, random4(p.l, p.k, p.j, p.i), normal), direction);
        if (which == PROBE_PRINCIPLED) return probe_scatter(scatter_principled(lobes, random));
        Evaluation evaluation = evaluate_principled(lobes, sample_sphere(random.x, random.y));
        return probe_output(evaluation.value, evaluation.density);
    }
    case PROBE_TAPS: {
        Taps taps = taps_at(p.s, 1u + p.i % 1000u, p.j & (SAMPLING_CLAMP_U | SAMPLING_MIRROR_U));
        return probe_output(float(taps.first), float(taps.second), taps.share, 0.0f);
    }
    case PROBE_LIGHT_NODE: return probe_light_node(p, random);
    case PROBE_CONVERSIONS: {
        ProbeOutput result = {uint(whole(p.s)), index_of(p.t, 1u + p.i % 5000u), is_even_cube(p.a) ? 1u : 0u,
                              floatBitsToUint(byte_fraction(p.j, 8u * (p.k & 3u)))};
        return result;
    }
    default: return probe_output(0.0f, 0.0f, 0.0f, 0.0f);
    }
}

SHARED_END
#endif
