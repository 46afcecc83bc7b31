// Where a light is and where it shines to, for the tree over lights.
// SPDX-License-Identifier: MIT
#include "pack/light_tree.hpp"

#include "pack/bounds.hpp"
#include "pack/pack_images.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace triptych {

namespace {

/// Around its box, which is known exactly enough: boxes are rounded outwards.
PlacedLight within_box(const Bounds& box, std::uint32_t light) {
    PlacedLight result{};
    result.low = to_double(box.low);
    result.high = to_double(box.high);
    result.center = 0.5 * (result.low + result.high);
    result.radius = 0.5 * length(result.high - result.low);
    result.light = light;
    return result;
}

} // namespace

PlacedLight placed_light(const shared::Shape& shape, double luminance, bool two_sided, std::uint32_t light) {
    PlacedLight result = within_box(shape_bounds(shape, 0.0f), light);
    const Vec3d origin = to_double(shape.origin), u = to_double(shape.u), v = to_double(shape.v);
    if (shape.kind == shared::SHAPE_SPHERE) {
        const auto radius = static_cast<double>(shape.radius);
        result.center = origin + 0.5 * u;
        result.radius = radius + 0.5 * length(u);
        result.power = luminance * std::numbers::pi * radius * radius;
        return result;
    }
    const bool is_triangle = shape.kind == shared::SHAPE_TRIANGLE;
    const bool is_disk = shape.kind == shared::SHAPE_DISK;
    const Vec3d corner = is_triangle ? origin : Vec3d{};
    const Vec3d normal = cross(u - corner, v - corner);
    const double parallelogram = length(normal);
    result.power = luminance * parallelogram * (is_triangle ? 0.5 : is_disk ? std::numbers::pi : 1.0);
    if (parallelogram > 1e-60) result.axis = (1.0 / parallelogram) * normal;
    result.is_two_sided = two_sided;
    double radius = 0.0;
    if (is_disk) {
        radius = std::sqrt(dot(u, u) + dot(v, v));
    } else {
        const Vec3d far_corner = is_triangle ? origin : origin + u + v;
        for (const Vec3d point : {origin, is_triangle ? u : origin + u, is_triangle ? v : origin + v, far_corner}) {
            radius = std::max(radius, length(point - result.center));
        }
    }
    result.radius = std::min(result.radius, radius);
    return result;
}

PlacedLight placed_light(const shared::PunctualLight& punctual, std::uint32_t light) {
    Bounds box;
    box.add(punctual.position);
    PlacedLight result = within_box(box, light);
    result.power = luminance(to_double(punctual.intensity));
    // The cosine at which a spot's fade ends: cos * scale + offset = 0. Beyond a right angle it counts as a point.
    const auto scale = static_cast<double>(punctual.spot_scale);
    const double edge = scale > 0.0 ? -static_cast<double>(punctual.spot_offset) / scale : -1.0;
    if (punctual_kind(punctual) == shared::PUNCTUAL_SPOT && edge > 0.0) {
        result.axis = unit(to_double(punctual.direction));
        result.cos_reach = std::min(edge, 1.0);
    }
    return result;
}

} // namespace triptych
