// Baking: positions in double precision, rounded once.
// SPDX-License-Identifier: MIT
#include "scene/bake.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace triptych {

namespace {

/// A flat shape before it is rounded.
struct Flat {
    std::uint32_t kind;
    Vec3d origin, u, v;
};

shared::Shape bake_flat(const Flat& flat, const Affine& affine) {
    Vec3d u = affine.direction(flat.u);
    Vec3d v = affine.direction(flat.v);
    if (affine.determinant() < 0.0) std::swap(u, v);
    return {to_float(affine.point(flat.origin)), flat.kind, to_float(u), 0.0f, to_float(v), shared::NONE};
}

Flat disk(const ShapeDescription& shape) {
    const Vec3d normal = unit(to_double(shape.b));
    const Vec3d level = cross({0.0, 1.0, 0.0}, normal);
    const Vec3d right = length(level) > 1e-9 ? unit(level) : Vec3d{1.0, 0.0, 0.0};
    const auto radius = static_cast<double>(shape.radius);
    return {shared::SHAPE_DISK, to_double(shape.a), radius * right, radius * cross(normal, right)};
}

std::array<Flat, 6> faces(Vec3d least, Vec3d most) {
    const Vec3d x{most.x - least.x, 0.0, 0.0};
    const Vec3d y{0.0, most.y - least.y, 0.0};
    const Vec3d z{0.0, 0.0, most.z - least.z};
    constexpr std::uint32_t QUAD = shared::SHAPE_QUAD;
    return {Flat{QUAD, least + z, x, y}, Flat{QUAD, least + x + z, -z, y}, Flat{QUAD, least + x, -x, y},
            Flat{QUAD, least, z, y},     Flat{QUAD, least + y + z, x, -z}, Flat{QUAD, least, x, z}};
}

shared::Shape bake_sphere(const ShapeDescription& shape, const Affine& affine) {
    const auto radius = static_cast<float>(similarity_scale(affine) * static_cast<double>(shape.radius));
    return {to_float(affine.point(to_double(shape.a))),
            shared::SHAPE_SPHERE,
            to_float(affine.direction(to_double(shape.b))),
            radius,
            vec3(0.0f),
            shared::NONE};
}

/// Whether the transform only moves and uniformly scales.
bool keeps_directions(const Affine& affine) {
    const double scale = affine.rows[0][0];
    if (!(scale > 0.0)) return false;
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            if (!(std::abs(affine.rows[i][j] - (i == j ? scale : 0.0)) <= 1e-6 * scale)) return false;
        }
    }
    return true;
}

} // namespace

bool can_bake(const ShapeDescription& shape, const Affine& affine, bool reads_uv) {
    if (shape.kind != ShapeKind::SPHERE) return !reads_uv || affine.determinant() > 0.0;
    return similarity_scale(affine) > 0.0 && (!reads_uv || keeps_directions(affine));
}

void bake(const ShapeDescription& shape, const Affine& affine, std::vector<shared::Shape>& out) {
    const Vec3d a = to_double(shape.a);
    const Vec3d b = to_double(shape.b);
    const Vec3d c = to_double(shape.c);
    switch (shape.kind) {
    case ShapeKind::SPHERE: out.push_back(bake_sphere(shape, affine)); break;
    case ShapeKind::QUAD: out.push_back(bake_flat({shared::SHAPE_QUAD, a, b, c}, affine)); break;
    case ShapeKind::TRIANGLE: out.push_back(bake_flat({shared::SHAPE_TRIANGLE, a, b - a, c - a}, affine)); break;
    case ShapeKind::DISK: out.push_back(bake_flat(disk(shape), affine)); break;
    case ShapeKind::BOX:
        for (const Flat& face : faces(a, b)) out.push_back(bake_flat(face, affine));
        break;
    default: break;
    }
}

std::uint32_t baked_count(ShapeKind kind) {
    switch (kind) {
    case ShapeKind::BOX: return 6;
    case ShapeKind::SPHERE:
    case ShapeKind::QUAD:
    case ShapeKind::TRIANGLE:
    case ShapeKind::DISK: return 1;
    default: return 0;
    }
}

bool is_tractable(const shared::Shape& shape) {
    for (const vec3& v : {shape.origin, shape.u, shape.v}) {
        for (const float x : {v.x, v.y, v.z})
            if (!(std::abs(x) <= 1e10f)) return false;
    }
    if (shape.kind == shared::SHAPE_SPHERE) return shape.radius >= 1e-10f && shape.radius <= 1e10f;
    const double size = length(cross(to_double(shape.u), to_double(shape.v)));
    return size >= 1e-18 && size <= 1e19;
}

} // namespace triptych
