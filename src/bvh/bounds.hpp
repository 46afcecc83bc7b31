// Axis-aligned boxes for the builder, and how far they must be padded.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/pack.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace triptych {

/// An axis-aligned box; empty until something is added.
struct Bounds {
    vec3 low{std::numeric_limits<float>::max()};
    vec3 high{std::numeric_limits<float>::lowest()};

    void add(vec3 point) {
        low = shared::min(low, point);
        high = shared::max(high, point);
    }
    void add(const Bounds& other) {
        low = shared::min(low, other.low);
        high = shared::max(high, other.high);
    }
    bool empty() const { return high.x < low.x; }
    vec3 size() const { return high - low; }
    /// Half the surface area; 0 where empty.
    float half_area() const {
        if (empty()) return 0.0f;
        const vec3 s = size();
        return s.x * s.y + s.y * s.z + s.z * s.x;
    }
    float diagonal() const {
        const vec3 s = size();
        return std::sqrt(s.x * s.x + s.y * s.y + s.z * s.z);
    }
};

inline Bounds sphere_bounds(const shared::Sphere& sphere, float padding) {
    const float reach = sphere.radius + padding;
    return {sphere.center - vec3(reach), sphere.center + vec3(reach)};
}

/// How far boxes must reach beyond their spheres so that no box test misses what a sphere's own test hits.
///
/// With u = 2^-24 and d the largest distance from a ray's origin to a centre, intersect_sphere's distance of the ray
/// from the centre is off by less than 10 u d (three roundings in `along`, one in each product and difference after),
/// and the point it reports by as much along the ray. Every origin lies on a sphere or on the lens, so d is at most
/// the diagonal of the box around both; 16 u d leaves room for the rounding of box corners themselves.
inline float box_padding(const PackedScene& scene) {
    Bounds everything;
    for (const shared::Sphere& sphere : scene.spheres) everything.add(sphere_bounds(sphere, 0.0f));
    const CameraDescription& camera = scene.camera;
    const double lens = camera.focus_distance * std::tan(camera.defocus_angle * 0.00872664626) * 1.001;
    everything.add(sphere_bounds({camera.look_from, static_cast<float>(lens)}, 0.0f));
    return everything.diagonal() * 0x1p-20f;
}

} // namespace triptych
