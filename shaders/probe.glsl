// Runs one shared function over a table of inputs, so that a wrong picture can be traced to the guilty function.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_PROBE_GLSL
#define TRIPTYCH_PROBE_GLSL
#include "path.glsl"

SHARED_BEGIN

const uint PROBE_CONTRACT = 0u; // division, square root, a * b + c, (x + y) - x: the start-up self-test
const uint PROBE_DIVIDE_FIXUP = 1u;
const uint PROBE_SQRT_FIXUP = 2u;
const uint PROBE_VECTORS = 3u;
const uint PROBE_COS_SIN = 4u;
const uint PROBE_RANDOM = 5u;
const uint PROBE_SAMPLE_SPHERE = 6u;
const uint PROBE_SAMPLE_DISK = 7u;
const uint PROBE_CAMERA = 8u;
const uint PROBE_SPHERE = 9u;
const uint PROBE_SURFACE = 10u;
const uint PROBE_LAMBERTIAN = 11u;
const uint PROBE_METAL = 12u;
const uint PROBE_DIELECTRIC = 13u;
const uint PROBE_BACKGROUND = 14u;
const uint PROBE_FILM = 15u;
const uint PROBE_COUNT = 16u;

/// Meaning by probe; see run_probe.
struct ProbeInput {
    vec3 a;
    float s;
    vec3 b;
    float t;
    uint i;
    uint j;
    uint k;
    uint l;
};

/// Results as bits, so that no copy can change them.
struct ProbeOutput {
    uint x;
    uint y;
    uint z;
    uint w;
};

FN ProbeOutput probe_output(float x, float y, float z, float w) {
    ProbeOutput result = {floatBitsToUint(x), floatBitsToUint(y), floatBitsToUint(z), floatBitsToUint(w)};
    return result;
}

FN ProbeOutput probe_output(vec3 v, float w) { return probe_output(v.x, v.y, v.z, w); }

FN ProbeOutput probe_scatter(Scatter scatter) {
    return probe_output(scatter.direction, scatter.weight.x + float(scatter.event));
}

/// The shared function `which` at one input.
FN ProbeOutput run_probe(uint which, ProbeInput p) {
    Random4 u = {p.a.x, p.a.y, p.a.z, p.s};
    Material material = {p.a, MATERIAL_LAMBERTIAN, p.s, p.t, 0u, 0u};
    Random4 random = random4(p.i, p.j, p.k, p.l);
    switch (which) {
    case PROBE_CONTRACT:
        return probe_output(divide(p.a.x, p.a.y), square_root(p.a.z), p.b.x * p.b.y + p.b.z, (p.b.x + p.s) - p.b.x);
    case PROBE_DIVIDE_FIXUP: {
        uint rough = floatBitsToUint(divide(p.a.x, p.a.y)) + p.i - 4u; // i in 0..8 sets the seed off by up to 4 ULP
        return probe_output(divide_fixup(p.a.x, p.a.y, uintBitsToFloat(rough)), 0.0f, 0.0f, 0.0f);
    }
    case PROBE_SQRT_FIXUP: {
        uint rough = floatBitsToUint(square_root(p.a.z)) + p.i - 4u;
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
                         0.0f,
                         vec3(p.t, 0.0f, 0.0f),
                         0.0f,
                         vec3(0.0f, p.t, 0.0f),
                         0.0f};
        Ray ray = camera_ray(camera, p.i, p.j, u);
        return probe_output(ray.direction, ray.origin.x + ray.origin.y);
    }
    case PROBE_SPHERE: {
        Sphere sphere = {p.a, p.s};
        Ray ray = {p.b, p.i, sample_sphere(random.x, random.y)};
        return probe_output(intersect_sphere(sphere, p.j, ray), 0.0f, 0.0f, 0.0f);
    }
    case PROBE_SURFACE: {
        Sphere sphere = {p.a, p.s};
        Ray ray = {p.b, LEAVING_NOTHING, sample_sphere(random.x, random.y)};
        Surface surface = sphere_surface(sphere, 0u, ray, p.t);
        return probe_output(surface.position + surface.normal, float(surface.inside));
    }
    case PROBE_LAMBERTIAN: return probe_scatter(scatter_lambertian(material, unit(p.b), random));
    case PROBE_METAL: return probe_scatter(scatter_metal(material, unit(p.a), unit(p.b), random));
    case PROBE_DIELECTRIC: return probe_scatter(scatter_dielectric(material, unit(p.a), unit(p.b), p.l & 1u, random));
    case PROBE_BACKGROUND: {
        Background background = {p.a, BACKGROUND_GRADIENT, vec3(p.s, p.t, p.s), 0.0f};
        return probe_output(background_radiance(background, unit(p.b)), 0.0f);
    }
    case PROBE_FILM: {
        FilmPixel pixel = {{p.i, p.j}, {p.k, p.l}, {0u, 0u}, 1u, 0u};
        pixel = add_sample(pixel, vec3(p.s, p.t, p.a.x));
        ProbeOutput result = {pixel.red.low + pixel.green.low, pixel.red.high + pixel.green.high, pixel.blue.low,
                              pixel.blue.high + (pixel.invalid << 16u)};
        return result;
    }
    default: return probe_output(0.0f, 0.0f, 0.0f, 0.0f);
    }
}

SHARED_END
#endif
