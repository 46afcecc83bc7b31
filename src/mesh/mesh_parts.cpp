// In double precision and without the C library's functions, which differ between machines.
// SPDX-License-Identifier: MIT
#include "mesh/mesh_parts.hpp"

#include "scene/ranges.hpp"

#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

namespace triptych {

namespace {

using Triangle = std::array<std::uint32_t, 3>;

Vec3d position(const MeshData& mesh, std::uint32_t corner) { return to_double(mesh.positions[corner]); }

/// Normal of a triangle, twice its area long.
Vec3d area_normal(const MeshData& mesh, const Triangle& triangle) {
    const Vec3d a = position(mesh, triangle[0]);
    return cross(position(mesh, triangle[1]) - a, position(mesh, triangle[2]) - a);
}

/// `v` at length 1, or 0 where it has none that can be told.
Vec3d unit_or_zero(Vec3d v) {
    const double size = length(v);
    return size > std::numeric_limits<double>::min() && std::isfinite(size) ? (1.0 / size) * v : Vec3d{};
}

bool is_zero(Vec3d v) { return v.x == 0.0 && v.y == 0.0 && v.z == 0.0; }

/// Some unit vector orthogonal to a unit vector.
Vec3d any_orthogonal(Vec3d n) {
    return unit(cross(n, std::abs(n.x) < 0.7 ? Vec3d{1.0, 0.0, 0.0} : Vec3d{0.0, 1.0, 0.0}));
}

/// The part of `v` orthogonal to the unit vector `n`, at length 1; any orthogonal one where there is none.
Vec3d orthogonal(Vec3d v, Vec3d n) {
    const Vec3d unit_v = unit_or_zero(v);
    const Vec3d part = unit_v - dot(unit_v, n) * n;
    return length(part) > 1e-6 ? unit(part) : any_orthogonal(n);
}

/// 1 - cos of the angle at corner `i`: it orders angles as they are, which is all that weights need.
double angle_weight(const MeshData& mesh, const Triangle& triangle, int i) {
    const Vec3d here = position(mesh, triangle[i]);
    const Vec3d to_next = unit_or_zero(position(mesh, triangle[(i + 1) % 3]) - here);
    const Vec3d to_last = unit_or_zero(position(mesh, triangle[(i + 2) % 3]) - here);
    return 1.0 - dot(to_next, to_last);
}

/// Whether a triangle has an area in exact arithmetic, or one so large that single precision could find it.
bool has_area(const MeshData& mesh, const Triangle& triangle) {
    return triangle[0] != triangle[1] && triangle[1] != triangle[2] && triangle[2] != triangle[0] &&
           !is_zero(area_normal(mesh, triangle));
}

constexpr std::size_t GRAIN = 8192; // triangles or corners that a thread takes at once

/// Drops triangles without area.
void drop_thin(MeshData& mesh) {
    std::vector<Triangle>& triangles = mesh.triangles;
    std::vector<std::uint8_t> is_thin(triangles.size());
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, triangles.size(), GRAIN), [&](const auto& range) {
        for (std::size_t i = range.begin(); i < range.end(); i++) is_thin[i] = !has_area(mesh, triangles[i]);
    });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < triangles.size(); i++) {
        if (!is_thin[i]) triangles[kept++] = triangles[i];
    }
    triangles.resize(kept);
}

void mend_normals(MeshData& mesh) {
    std::atomic<bool> is_any_zero{false};
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, mesh.vertices.size(), GRAIN), [&](const auto& range) {
        for (std::size_t i = range.begin(); i < range.end(); i++) {
            shared::Vertex& vertex = mesh.vertices[i];
            vertex.normal = to_float(unit_or_zero(to_double(vertex.normal)));
            if (is_zero(to_double(vertex.normal))) is_any_zero = true;
        }
    });
    if (!is_any_zero) return;
    std::vector<Vec3d> around(mesh.vertices.size());
    for (const Triangle& triangle : mesh.triangles) {
        for (const std::uint32_t corner : triangle) around[corner] = around[corner] + area_normal(mesh, triangle);
    }
    for (std::size_t i = 0; i < mesh.vertices.size(); i++) {
        if (!is_zero(to_double(mesh.vertices[i].normal))) continue;
        const Vec3d normal = unit_or_zero(around[i]);
        mesh.vertices[i].normal = to_float(is_zero(normal) ? Vec3d{0.0, 1.0, 0.0} : normal);
    }
}

/// Every triangle with corners of its own and its own normal at each.
void make_flat(MeshData& mesh) {
    MeshData flat;
    flat.file = mesh.file;
    flat.attributes = mesh.attributes | shared::MESH_NORMALS;
    for (const Triangle& triangle : mesh.triangles) {
        const Vec3d normal = unit_or_zero(area_normal(mesh, triangle));
        const auto first = static_cast<std::uint32_t>(flat.positions.size());
        for (const std::uint32_t corner : triangle) {
            flat.positions.push_back(mesh.positions[corner]);
            flat.vertices.push_back(mesh.vertices.empty() ? plain_vertex() : mesh.vertices[corner]);
            flat.vertices.back().normal = to_float(normal);
        }
        flat.triangles.push_back({first, first + 1, first + 2});
    }
    mesh = std::move(flat);
}

/// A triangle's tangent of any length and the sign of the area that it takes in the picture.
struct FaceTangent {
    Vec3d tangent;
    double sign;
};

FaceTangent face_tangent(const MeshData& mesh, const Triangle& triangle, std::uint32_t uv_set) {
    const auto u = [&](int i) {
        const shared::Vertex& vertex = mesh.vertices[triangle[i]];
        return static_cast<double>(uv_set == 0 ? vertex.u_0 : vertex.u_1);
    };
    const auto v = [&](int i) {
        const shared::Vertex& vertex = mesh.vertices[triangle[i]];
        return static_cast<double>(uv_set == 0 ? vertex.v_0 : vertex.v_1);
    };
    const Vec3d a = position(mesh, triangle[0]);
    const Vec3d side_1 = position(mesh, triangle[1]) - a, side_2 = position(mesh, triangle[2]) - a;
    const double sign = (u(1) - u(0)) * (v(2) - v(0)) - (u(2) - u(0)) * (v(1) - v(0)) < 0.0 ? -1.0 : 1.0;
    return {unit_or_zero(sign * ((v(2) - v(0)) * side_1 - (v(1) - v(0)) * side_2)), sign};
}

} // namespace

float without_denormals(float value) { return std::abs(value) < std::numeric_limits<float>::min() ? 0.0f : value; }

bool is_position(vec3 position) {
    const auto is_usable = [](float x) { return std::abs(static_cast<double>(x)) <= COORDINATE.max; }; // NaN is not
    return is_usable(position.x) && is_usable(position.y) && is_usable(position.z);
}

std::string why_no_position(vec3 position, const std::string& what) {
    for (const float coordinate : {position.x, position.y, position.z}) {
        if (!std::isfinite(coordinate)) return fmt::format("{} has a position that is not finite", what);
        if (std::abs(static_cast<double>(coordinate)) > COORDINATE.max) {
            return fmt::format("{} has the coordinate {:g}; they must lie within {:g} of 0", what, coordinate,
                               COORDINATE.max);
        }
    }
    return "";
}

void finish_mesh(MeshData& mesh) {
    drop_thin(mesh);
    if ((mesh.attributes & shared::MESH_NORMALS) == 0) {
        mesh.attributes &= ~shared::MESH_TANGENTS; // they mean nothing without normals to stand on
    } else {
        mend_normals(mesh);
    }
    if ((mesh.attributes & shared::MESH_TANGENTS) == 0) return;
    for (shared::Vertex& vertex : mesh.vertices) {
        vertex.tangent = to_float(orthogonal(to_double(vertex.tangent), to_double(vertex.normal)));
        vertex.handedness = vertex.handedness < 0.0f ? -1.0f : 1.0f;
    }
}

void make_tangents(MeshData& mesh, std::uint32_t uv_set) {
    if ((mesh.attributes & shared::MESH_NORMALS) == 0) make_flat(mesh);
    struct Sums {
        Vec3d tangent{};
        double sign = 0.0;                     // 0: no triangle came by yet
        std::uint32_t mirrored = shared::NONE; // the corner that took the triangles of the other sign
    };
    std::vector<Sums> sums(mesh.positions.size());
    for (Triangle& triangle : mesh.triangles) {
        const FaceTangent face = face_tangent(mesh, triangle, uv_set);
        const Triangle corners = triangle;
        for (int i = 0; i < 3; i++) {
            std::uint32_t corner = corners[i];
            if (sums[corner].sign == -face.sign) {
                if (sums[corner].mirrored == shared::NONE) {
                    const auto copy = static_cast<std::uint32_t>(mesh.positions.size());
                    sums[corner].mirrored = copy;
                    mesh.positions.push_back(vec3(mesh.positions[corner]));
                    mesh.vertices.push_back(shared::Vertex(mesh.vertices[corner]));
                    sums.push_back({});
                }
                corner = sums[corner].mirrored;
                triangle[i] = corner;
            }
            const Vec3d normal = to_double(mesh.vertices[corner].normal);
            const Vec3d part = unit_or_zero(face.tangent - dot(face.tangent, normal) * normal);
            sums[corner].tangent = sums[corner].tangent + angle_weight(mesh, triangle, i) * part;
            sums[corner].sign = face.sign;
        }
    }
    for (std::size_t i = 0; i < mesh.vertices.size(); i++) {
        shared::Vertex& vertex = mesh.vertices[i];
        vertex.tangent = to_float(orthogonal(sums[i].tangent, to_double(vertex.normal)));
        vertex.handedness = sums[i].sign < 0.0 ? -1.0f : 1.0f;
    }
    mesh.attributes |= shared::MESH_TANGENTS;
}

} // namespace triptych
