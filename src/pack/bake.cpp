// Baking: positions in double precision, rounded once.
// SPDX-License-Identifier: MIT
#include "pack/bake.hpp"

#include "base/huge_pages.hpp"
#include "base/overloaded.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace triptych {

namespace {

constexpr double LEAST_FLAT_AREA = 1e-18; // |u x v|

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

shared::Shape bake_triangle(Vec3d a, Vec3d b, Vec3d c, const Affine& affine) {
    if (affine.determinant() < 0.0) std::swap(b, c);
    return {to_float(affine.point(a)), shared::SHAPE_TRIANGLE,
            to_float(affine.point(b)), 0.0f,
            to_float(affine.point(c)), shared::NONE};
}

Flat flat_disk(const DiskShape& disk) {
    const Vec3d normal = unit(to_double(disk.normal));
    const Vec3d level = cross({0.0, 1.0, 0.0}, normal);
    const Vec3d right = length(level) > 1e-9 ? unit(level) : Vec3d{1.0, 0.0, 0.0};
    const auto radius = static_cast<double>(disk.radius);
    return {shared::SHAPE_DISK, to_double(disk.center), radius * right, radius * cross(normal, right)};
}

std::array<Flat, 6> faces(Vec3d least, Vec3d most) {
    const Vec3d x{most.x - least.x, 0.0, 0.0};
    const Vec3d y{0.0, most.y - least.y, 0.0};
    const Vec3d z{0.0, 0.0, most.z - least.z};
    constexpr std::uint32_t QUAD = shared::SHAPE_QUAD;
    return {Flat{QUAD, least + z, x, y}, Flat{QUAD, least + x + z, -z, y}, Flat{QUAD, least + x, -x, y},
            Flat{QUAD, least, z, y},     Flat{QUAD, least + y + z, x, -z}, Flat{QUAD, least, x, z}};
}

shared::Shape bake_sphere(const SphereShape& sphere, const Affine& affine) {
    const auto radius = static_cast<float>(similarity_scale(affine) * static_cast<double>(sphere.radius));
    return {to_float(affine.point(to_double(sphere.center))),
            shared::SHAPE_SPHERE,
            to_float(affine.direction(to_double(sphere.motion))),
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

/// The direction of a normal where `inverse` is that of the transform.
Vec3d transposed_direction(const Affine& inverse, Vec3d n) {
    const auto& m = inverse.rows;
    return {m[0][0] * n.x + m[1][0] * n.y + m[2][0] * n.z, m[0][1] * n.x + m[1][1] * n.y + m[2][1] * n.z,
            m[0][2] * n.x + m[1][2] * n.y + m[2][2] * n.z};
}

vec3 unit_or_zero(Vec3d v) { return length(v) > 0.0 ? to_float(unit(v)) : vec3(0.0f); }

double parallelogram_area(const shared::Shape& shape) {
    const Vec3d corner = shape.kind == shared::SHAPE_TRIANGLE ? to_double(shape.origin) : Vec3d{};
    return length(cross(to_double(shape.u) - corner, to_double(shape.v) - corner));
}

/// Whether a triangle is so thin that nobody can see it, as many files have some.
bool is_degenerate(const shared::Shape& triangle) { return parallelogram_area(triangle) < LEAST_FLAT_AREA; }

constexpr std::size_t BLOCK = 8192; // corners or triangles that a thread takes at once

/// Calls work(first, end) for each block of `count` things, in parallel.
template <typename Work>
void for_each_block(std::size_t count, Work work) {
    tbb::parallel_for(std::size_t{0}, (count + BLOCK - 1) / BLOCK,
                      [&](std::size_t block) { work(block * BLOCK, std::min((block + 1) * BLOCK, count)); });
}

} // namespace

bool can_bake(ShapeKind kind, const Affine& affine, bool reads_uv) {
    if (kind == ShapeKind::MESH) return true;
    if (kind != ShapeKind::SPHERE) return !reads_uv || affine.determinant() > 0.0;
    return similarity_scale(affine) > 0.0 && (!reads_uv || keeps_directions(affine));
}

void bake(const ShapeGeometry& geometry, const Affine& affine, std::vector<shared::Shape>& out) {
    std::visit(
        Overloaded{[&](const SphereShape& sphere) { out.push_back(bake_sphere(sphere, affine)); },
                   [&](const QuadShape& quad) {
                       out.push_back(bake_flat(
                           {shared::SHAPE_QUAD, to_double(quad.corner), to_double(quad.u), to_double(quad.v)}, affine));
                   },
                   [&](const TriangleShape& triangle) {
                       out.push_back(
                           bake_triangle(to_double(triangle.a), to_double(triangle.b), to_double(triangle.c), affine));
                   },
                   [&](const DiskShape& disk) { out.push_back(bake_flat(flat_disk(disk), affine)); },
                   [&](const BoxShape& box) {
                       for (const Flat& face : faces(to_double(box.min), to_double(box.max)))
                           out.push_back(bake_flat(face, affine));
                   },
                   // flatten.cpp places what these hold
                   [](const GroupShape&) {}, [](const InstanceShape&) {}, [](const MediumShape&) {},
                   [](const MeshShape&) {}},
        geometry);
}

void bake_mesh(const MeshData& mesh, const Affine& affine, BakedMesh& out) {
    const bool is_mirrored = affine.determinant() < 0.0;
    const auto first_vertex = static_cast<std::uint32_t>(out.vertices.size());
    // Without attributes there may still be texture coordinates.
    const bool has_vertices = !mesh.vertices.empty();
    out.vertices.resize(first_vertex + mesh.vertices.size());
    const Affine inverse = invert(affine);
    for_each_block(mesh.vertices.size(), [&](std::size_t first, std::size_t end) {
        for (std::size_t i = first; i < end; i++) {
            shared::Vertex vertex = mesh.vertices[i];
            if ((mesh.attributes & shared::MESH_NORMALS) != 0) {
                vertex.normal = unit_or_zero(transposed_direction(inverse, to_double(vertex.normal)));
            }
            if ((mesh.attributes & shared::MESH_TANGENTS) != 0) {
                vertex.tangent = unit_or_zero(affine.direction(to_double(vertex.tangent)));
                if (is_mirrored) vertex.handedness = -vertex.handedness;
            }
            out.vertices[first_vertex + i] = vertex;
        }
    });
    std::vector<vec3> positions(mesh.positions.size());
    for_each_block(positions.size(), [&](std::size_t first, std::size_t end) {
        for (std::size_t i = first; i < end; i++) positions[i] = to_float(affine.point(to_double(mesh.positions[i])));
    });

    const std::size_t count = mesh.triangles.size();
    const std::size_t first_shape = out.shapes.size(), first_triangle = out.triangles.size();
    const auto shape_of = [&](std::size_t i) -> shared::Shape {
        auto [a, b, c] = mesh.triangles[i];
        if (is_mirrored) std::swap(b, c);
        return {positions[a], shared::SHAPE_TRIANGLE, positions[b], 0.0f, positions[c], shared::NONE};
    };
    // How many a block keeps says where the next one begins.
    std::vector<std::size_t> places((count + BLOCK - 1) / BLOCK + 1);
    for_each_block(count, [&](std::size_t first, std::size_t end) {
        for (std::size_t i = first; i < end; i++) places[first / BLOCK + 1] += is_degenerate(shape_of(i)) ? 0 : 1;
    });
    for (std::size_t block = 1; block < places.size(); block++) places[block] += places[block - 1];
    if (out.shapes.empty()) reserve_large(out.shapes, places.back()); // else it grows as it must
    out.shapes.resize(first_shape + places.back());
    if (has_vertices) out.triangles.resize(first_triangle + places.back());
    for_each_block(count, [&](std::size_t first, std::size_t end) {
        std::size_t place = places[first / BLOCK];
        for (std::size_t i = first; i < end; i++) {
            shared::Shape shape = shape_of(i);
            if (is_degenerate(shape)) continue;
            if (has_vertices) {
                auto [a, b, c] = mesh.triangles[i];
                if (is_mirrored) std::swap(b, c);
                shape.instance = static_cast<std::uint32_t>(first_triangle + place);
                out.triangles[first_triangle + place] = {first_vertex + a, first_vertex + b, first_vertex + c,
                                                         mesh.attributes};
            }
            out.shapes[first_shape + place++] = shape;
        }
    });
}

std::uint32_t baked_count(ShapeKind kind) {
    switch (kind) {
    case ShapeKind::BOX: return 6;
    case ShapeKind::SPHERE:
    case ShapeKind::QUAD:
    case ShapeKind::TRIANGLE:
    case ShapeKind::DISK: return 1;
    case ShapeKind::GROUP:
    case ShapeKind::INSTANCE:
    case ShapeKind::CONSTANT_MEDIUM:
    case ShapeKind::MESH: break;
    }
    return 0;
}

bool is_tractable(const shared::Shape& shape) {
    for (const vec3& v : {shape.origin, shape.u, shape.v}) {
        for (const float x : {v.x, v.y, v.z})
            if (!(std::abs(x) <= 1e10f)) return false;
    }
    if (shape.kind == shared::SHAPE_SPHERE) return shape.radius >= 1e-10f && shape.radius <= 1e10f;
    const double size = parallelogram_area(shape);
    return size >= LEAST_FLAT_AREA && size <= 1e19;
}

} // namespace triptych
