// Tables of inputs for every probe of shaders/probe.glsl: edges first, then random ones, all within the domain that the
// probed function documents. Every backend must give the CPU's bits on them.
// SPDX-License-Identifier: MIT
#pragma once

#include "probe.glsl"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <vector>

namespace triptych {

using shared::vec3;

/// Makes numbers of certain kinds; the same ones on every machine (std's distributions differ between libraries).
class ProbeNumbers {
public:
    shared::uint bits() { return static_cast<shared::uint>(m_engine()); }
    shared::uint below(shared::uint bound) { return bits() % bound; }

    /// A multiple of 2^-24 in [0, 1), as random4 makes them; every eighth is an edge.
    float unit_interval() {
        constexpr std::array EDGES{0.0f, 0x1p-24f, 0.125f, 0.25f, 0.375f, 0.5f, 0.625f, 0.75f, 0.875f, 0x1.fffffep-1f};
        if (below(8) == 0) return EDGES[below(EDGES.size())];
        return shared::unit_interval(bits());
    }

    float between(float low, float high) { return low + (high - low) * shared::unit_interval(bits()); }

    /// Of either sign, with exponent in [-range, range] and any mantissa; every fourth mantissa is an edge.
    float normal(shared::uint range) {
        constexpr std::array<shared::uint, 6> EDGES{0u, 1u, 2u, 0x400000u, 0x7ffffeu, 0x7fffffu};
        const shared::uint mantissa = below(4) == 0 ? EDGES[below(EDGES.size())] : bits() & 0x7fffffu;
        const shared::uint exponent = 127u - range + below(2u * range + 1u);
        return shared::uintBitsToFloat((bits() & 0x80000000u) | (exponent << 23u) | mantissa);
    }

    /// A vector of length about 2^-8..2^8; every eighth lies along an axis.
    vec3 vector() {
        const float size = std::abs(normal(8));
        if (below(8) == 0) {
            const shared::uint axis = below(6);
            const float s = axis < 3 ? size : -size;
            return {axis % 3 == 0 ? s : 0.0f, axis % 3 == 1 ? s : 0.0f, axis % 3 == 2 ? s : 0.0f};
        }
        return size * around(1.0f, 2.0f);
    }

    /// A vector of any direction, its length in [low, high).
    vec3 around(float low, float high) {
        const float length = between(low, high);
        const float u = shared::unit_interval(bits());
        return length * shared::sample_sphere(u, shared::unit_interval(bits()));
    }

    /// Any float: an edge of conversions to integers, or of any exponent; not a number, too.
    float any() {
        constexpr std::array EDGES{0.0f,    0.5f,           0x1.fffffep-1f, 1.0f,           0x1.fffffep22f, 0x1p23f,
                                   0x1p24f, 0x1p30f,        0x1.fffffep29f, 0x1.000002p30f, 0x1.fffffep30f, 0x1p31f,
                                   0x1p32f, 0x1.fffffep31f, 0x1p33f,        3.0e38f};
        if (below(32) == 0) return shared::uintBitsToFloat(below(2) == 0 ? 0x7f800000u : 0x7fc00000u); // infinity, NaN
        const float size = below(4) == 0 ? EDGES[below(EDGES.size())] : normal(below(4) == 0 ? 120 : 34);
        return below(2) == 0 ? size : -size;
    }

    vec3 colour() { return {unit_interval(), unit_interval(), unit_interval()}; }

private:
    std::mt19937 m_engine{20240229u};
};

/// Length of a x b over those of a and b: the sine of their angle.
inline double sine_between(vec3 a, vec3 b) {
    const auto dot = [](vec3 v, vec3 w) {
        return double(v.x) * double(w.x) + double(v.y) * double(w.y) + double(v.z) * double(w.z);
    };
    const double cosine2 = dot(a, b) * dot(a, b) / (dot(a, a) * dot(b, b));
    return std::sqrt(std::max(0.0, 1.0 - cosine2));
}

/// x / y and the root of z.
inline void fill_division(shared::ProbeInput& p, ProbeNumbers& make) {
    p.a = {make.normal(60), make.normal(60), std::abs(make.normal(120))};
    p.i = make.below(9);
    // Near ties: a quotient of neighbouring mantissas, a root of a square and its neighbours.
    if (make.below(4) == 0) p.a.x = shared::uintBitsToFloat(shared::floatBitsToUint(p.a.y) + make.below(5) - 2u);
    if (make.below(4) == 0) {
        const float root = std::abs(make.normal(30));
        p.a.z = shared::uintBitsToFloat(shared::floatBitsToUint(root * root) + make.below(5) - 2u);
    }
    // Zero has no seed that could be off.
    if (make.below(64) == 0) {
        p.a = {0.0f, std::abs(p.a.y), 0.0f};
        p.i = 4u;
    }
}

/// A ray that mostly meets the sphere, from outside, inside or its surface.
inline void fill_sphere(shared::ProbeInput& p, ProbeNumbers& make) {
    p.j = make.below(1000);
    const std::array<shared::uint, 4> origin_shape{shared::ORIGIN_NOWHERE, 2u * p.j, 2u * p.j + 1u, 2u * p.j + 2u};
    p.i = origin_shape[make.below(4)];
    const shared::Random4 u = shared::random4(p.i, p.j, p.k, p.l);
    const vec3 direction = shared::sample_sphere(u.x, u.y);
    constexpr std::array RADII{0.05f, 0.2f, 1.0f, 1000.0f};
    p.s = make.below(2) == 0 ? RADII[make.below(RADII.size())] : make.between(0.01f, 20.0f);
    p.b = make.around(0.0f, 30.0f);
    // Up to 1.2 radii beside the ray or around its origin: hits, grazes and misses.
    const float away = make.below(4) == 0 ? 0.0f : make.between(-2.0f, 40.0f);
    p.a = p.b + away * direction + p.s * make.around(0.0f, 1.2f);
    if (make.below(8) == 0) p.a = p.b + p.s * make.around(1.0f, 1.0f);
}

/// A real hit: the distance is the sphere test's own.
inline void fill_surface(shared::ProbeInput& p, ProbeNumbers& make) {
    do {
        p.k = make.bits();
        fill_sphere(p, make);
        const shared::Random4 u = shared::random4(p.i, p.j, p.k, p.l);
        const shared::Ray ray = {p.b, shared::ORIGIN_NOWHERE, shared::sample_sphere(u.x, u.y), shared::NONE, 0.0f};
        p.t = shared::intersect_sphere({p.a, p.s}, 0u, ray);
    } while (p.t >= shared::NO_DISTANCE);
}

/// A ray about a flat shape of the probe's making: u is b, v is (t, s, b.x).
inline void fill_flat(shared::ProbeInput& p, ProbeNumbers& make) {
    p.a = make.around(0.0f, 3.0f);
    p.b = make.around(0.5f, 4.0f);
    p.s = make.between(-3.0f, 3.0f);
    p.t = make.between(-3.0f, 3.0f);
}

/// Sums about to carry, and radiances of every kind: in range, at its ends, and those that must be refused.
inline void fill_film(shared::ProbeInput& p, ProbeNumbers& make) {
    constexpr std::array<shared::uint, 16> EDGES{
        0x00000000u, 0x80000000u, 0x00000001u, 0x00800000u, // 0, -0, smallest denormal and normal
        0x32000000u, 0x31ffffffu, 0x32800000u, 0x33000000u, // about half a unit and a unit
        0x3f800000u, 0x487fffffu, 0x48800000u, 0x48800001u, // 1, the largest value, the first refused, its neighbour
        0xbf800000u, 0x7f800000u, 0xff800000u, 0x7fc00000u, // -1, infinities, not a number
    };
    const auto radiance = [&] {
        if (make.below(4) == 0) return shared::uintBitsToFloat(EDGES[make.below(EDGES.size())]);
        const float value = std::abs(make.normal(30));
        return make.below(8) == 0 ? -value : value;
    };
    p.s = radiance();
    p.t = radiance();
    p.a.x = radiance();
    if (make.below(2) == 0) p.i = 0xffffffffu - make.below(4);
    if (make.below(2) == 0) p.k = 0xffffffffu - make.below(4);
}

/// One input of probe `which`; i, j, k and l are random already.
inline void fill_probe_input(shared::uint which, shared::ProbeInput& p, ProbeNumbers& make) {
    switch (which) {
    case shared::PROBE_CONTRACT:
        fill_division(p, make);
        p.b = {make.normal(20), make.normal(20), make.normal(20)};
        p.s = make.normal(20);
        p.t = make.any();
        if ((p.i & 1u) != 0u) p.a = {make.normal(20), make.normal(20), make.normal(20)};
        // What a fused multiply-add would round otherwise: the product's tail alone is left.
        if (make.below(4) == 0) p.b.z = -(p.b.x * p.b.y);
        break;
    case shared::PROBE_DIVIDE_FIXUP:
    case shared::PROBE_SQRT_FIXUP: fill_division(p, make); break;
    case shared::PROBE_VECTORS:
        do {
            p.a = make.vector();
            p.b = make.vector();
        } while (sine_between(p.a, p.b) < 1e-3);
        break;
    case shared::PROBE_COS_SIN: p.s = make.unit_interval(); break;
    case shared::PROBE_RANDOM: {
        constexpr std::array<shared::uint, 4> EDGES{0u, 1u, 0x7fffffffu, 0xffffffffu};
        for (shared::uint* word : {&p.i, &p.j, &p.k, &p.l}) {
            if (make.below(8) == 0) *word = EDGES[make.below(EDGES.size())];
        }
        break;
    }
    case shared::PROBE_SAMPLE_SPHERE:
    case shared::PROBE_SAMPLE_DISK: p.a = make.colour(); break;
    case shared::PROBE_CAMERA:
        p.a = make.colour();
        p.s = make.unit_interval();
        p.b = make.around(0.0f, 100.0f);
        p.t = make.between(0.001f, 0.5f);
        p.i = make.below(640);
        p.j = make.below(320);
        p.k = make.below(2);
        break;
    case shared::PROBE_SPHERE: fill_sphere(p, make); break;
    case shared::PROBE_SURFACE: fill_surface(p, make); break;
    case shared::PROBE_LAMBERTIAN:
        p.a = make.colour();
        p.b = make.vector();
        break;
    case shared::PROBE_METAL:
    case shared::PROBE_DIELECTRIC:
        p.a = make.vector();
        p.b = make.vector();
        if (shared::dot3(p.a, p.b) > 0.0f) p.b = -p.b; // the normal faces the ray
        p.s = make.unit_interval();
        p.t = make.below(4) == 0 ? 1.5f : make.between(0.5f, 2.5f);
        break;
    case shared::PROBE_BACKGROUND:
        p.a = make.colour();
        p.b = make.vector();
        p.s = make.unit_interval();
        p.t = 10.0f * make.unit_interval();
        break;
    case shared::PROBE_FILM: fill_film(p, make); break;
    case shared::PROBE_FUNCTIONS:
        p.a = {make.normal(100), make.normal(6), make.below(4) == 0 ? 0.0f : make.normal(10)};
        p.b = {make.below(4) == 0 ? p.a.z : make.normal(10), make.below(4) == 0 ? make.any() : make.normal(12), 0.0f};
        break;
    case shared::PROBE_AXIS:
        p.a = make.colour();
        p.b = make.vector();
        p.s = make.unit_interval();
        break;
    case shared::PROBE_FLAT:
    case shared::PROBE_TOWARDS_FLAT: fill_flat(p, make); break;
    case shared::PROBE_CHORD:
    case shared::PROBE_TOWARDS_SPHERE: fill_sphere(p, make); break;
    case shared::PROBE_SPHERE_UV: p.b = make.vector(); break;
    case shared::PROBE_INSTANCE:
        p.a = make.around(0.0f, 10.0f);
        p.b = make.around(0.1f, 10.0f);
        p.s = make.between(0.1f, 2.0f);
        p.t = make.between(0.1f, 2.0f);
        break;
    case shared::PROBE_NOISE:
        p.a = make.around(0.0f, 100.0f);
        p.b = make.around(0.0f, 10.0f);
        if (make.below(4) == 0) p.a = {make.any(), make.any(), make.any()};
        if (make.below(4) == 0) p.b = {make.any(), make.any(), make.any()};
        break;
    case shared::PROBE_PHASE:
        p.a = make.colour();
        p.b = make.vector();
        p.s = make.unit_interval();
        break;
    case shared::PROBE_EVALUATE_METAL:
        p.a = make.vector();
        p.b = make.vector();
        p.s = make.between(0.02f, 1.0f);
        break;
    case shared::PROBE_CROSSINGS:
        p.a = make.around(0.1f, 10.0f);
        p.b = make.around(0.1f, 10.0f);
        break;
    case shared::PROBE_GGX:
    case shared::PROBE_SHEEN:
        p.a = make.colour();
        p.s = make.unit_interval();
        break;
    case shared::PROBE_TAPS: p.s = make.below(4) == 0 ? make.any() : make.between(-2.0f, 2.0f); break;
    case shared::PROBE_CONVERSIONS:
        p.a = make.below(2) == 0 ? vec3(make.any(), make.any(), make.any()) : 10.0f * make.vector();
        p.s = make.any();
        p.t = make.any();
        break;
    case shared::PROBE_LIGHT_NODE:
        p.a = make.around(0.0f, 10.0f);
        p.b = make.vector();
        p.s = make.below(4) == 0 ? 0.0f : make.between(0.001f, 8.0f);
        p.t = make.between(1e-6f, 1.0f);
        break;
    case shared::PROBE_PRINCIPLED:
    case shared::PROBE_EVALUATE_PRINCIPLED:
        p.a = make.colour();
        p.b = make.vector();
        p.s = make.below(2) == 0 ? 0.0f : make.between(0.001f, 1.0f);
        p.t = make.between(1.05f, 2.5f);
        break;
    default: break;
    }
}

/// Some thousand inputs of probe `which` (PROBE_...), the same on every machine.
inline std::vector<shared::ProbeInput> probe_inputs(shared::uint which) {
    ProbeNumbers make;
    std::vector<shared::ProbeInput> inputs(8192);
    for (shared::ProbeInput& p : inputs) {
        p = {{0.0f, 0.0f, 0.0f}, 0.0f, {0.0f, 0.0f, 0.0f}, 0.0f, make.bits(), make.bits(), make.bits(), make.bits()};
        fill_probe_input(which, p, make);
    }
    return inputs;
}

} // namespace triptych
