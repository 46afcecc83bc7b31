// Triangles name vertices, or corners from a table of those that differ.
// SPDX-License-Identifier: MIT
#include "import/ply_mesh.hpp"

#include "base/error.hpp"
#include "mesh/mesh_parts.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace triptych {

bool PlyMeshBuilder::check_index(double index, std::uint64_t number) {
    if (!(index >= 0.0 && index < static_cast<double>(m_vertices.positions.size()) && index == std::floor(index))) {
        m_left_out.add("names a vertex that is not there", number);
        return false;
    }
    if (!std::isnan(m_vertices.positions[static_cast<std::size_t>(index)].x)) return true;
    m_left_out.add("names a vertex whose position is not finite", number);
    return false;
}

void PlyMeshBuilder::add_polygon(const PlyFace& face, std::uint64_t number) {
    if (face.indices.size() < 3) return m_left_out.add("has fewer than three corners", number);
    m_places.clear();
    for (const double index : face.indices) {
        if (!check_index(index, number)) return;
        m_places.push_back(to_double(m_vertices.positions[static_cast<std::size_t>(index)]));
    }
    const bool has_texcoords = face.texcoords.size() == 2 * face.indices.size();
    for (const Triangle& cut : m_cutter.cut(m_places)) {
        Triangle triangle{};
        for (int i = 0; i < 3; i++) triangle[i] = corner_of(face, cut[i], has_texcoords);
        add_triangle(face.texture, triangle);
    }
}

void PlyMeshBuilder::add_strips(std::span<const double> indices, std::uint64_t number) {
    std::size_t in_strip = 0;
    Triangle last{};
    for (const double index : indices) {
        if (index < 0.0) {
            in_strip = 0;
            continue;
        }
        if (!check_index(index, number)) return;
        const PlyFace one{{&index, 1}, {}, nullptr, 0};
        last = {last[1], last[2], corner_of(one, 0, false)};
        // Every other triangle is turned round, so that all face the same side.
        if (++in_strip >= 3) add_triangle(0, in_strip % 2 == 1 ? last : Triangle{last[1], last[0], last[2]});
    }
}

std::uint32_t PlyMeshBuilder::corner_of(const PlyFace& face, std::size_t i, bool has_texcoords) {
    const auto vertex = static_cast<std::uint32_t>(face.indices[i]);
    if (!m_has_own) return vertex;
    Corner corner{vertex, shared::NONE, 0, shared::NONE, 0, 0};
    const auto bits = [](double value) {
        const bool is_usable = std::abs(value) < 1e9; // NaN is not
        return std::bit_cast<std::uint32_t>(without_denormals(static_cast<float>(is_usable ? value : 0.0)));
    };
    if (has_texcoords) {
        corner[1] = bits(face.texcoords[2 * i]);
        corner[2] = bits(face.texcoords[2 * i + 1]);
        m_has_own_texcoords = true;
    }
    if (face.color != nullptr) {
        corner[3] = std::bit_cast<std::uint32_t>(face.color->x);
        corner[4] = std::bit_cast<std::uint32_t>(face.color->y);
        corner[5] = std::bit_cast<std::uint32_t>(face.color->z);
        m_has_own_colors = true;
    }
    const auto [found, is_new] = m_numbers.emplace(corner, static_cast<std::uint32_t>(m_corners.size()));
    if (is_new) {
        // In the table, in the list and in the mesh.
        m_budget.spend(1, 3 * sizeof(Corner) + sizeof(vec3) + sizeof(shared::Vertex));
        m_corners.push_back(corner);
    }
    return found->second;
}

void PlyMeshBuilder::check_count(std::uint64_t triangles) const {
    if (triangles <= MAX_MESH_ELEMENTS) return;
    throw Error(ExitCode::LIMIT,
                fmt::format("{}: a mesh may have {} triangles at most.", m_budget.origin(), MAX_MESH_ELEMENTS));
}

void PlyMeshBuilder::expect_triangles(std::uint64_t count) {
    check_count(m_triangles[0].size() + count);
    m_budget.spend(count, sizeof(Triangle));
}

void PlyMeshBuilder::add_triangles(std::vector<Triangle> triangles) {
    std::vector<Triangle>& all = m_triangles[0];
    if (all.empty()) {
        all = std::move(triangles);
    } else {
        all.insert(all.end(), triangles.begin(), triangles.end());
    }
}

void PlyMeshBuilder::add_triangle(std::uint32_t texture, const Triangle& triangle) {
    std::vector<Triangle>& triangles = m_triangles[texture];
    if (triangles.size() == triangles.capacity()) {
        const std::size_t more = std::max<std::size_t>(triangles.size() / 2, 1024);
        check_count(triangles.size() + more);
        m_budget.spend(more, sizeof(Triangle));
        triangles.reserve(triangles.size() + more);
    }
    triangles.push_back(triangle);
}

std::map<std::uint32_t, MeshData> PlyMeshBuilder::finish() {
    // A position that cannot be used is named by no triangle, but every number of a mesh is finite.
    for (vec3& position : m_vertices.positions) {
        if (std::isnan(position.x)) position = vec3(0.0f);
    }
    std::map<std::uint32_t, MeshData> meshes;
    if (!m_has_own && m_triangles.size() == 1) {
        MeshData& mesh = meshes[m_triangles.begin()->first];
        mesh = std::move(m_vertices);
        mesh.triangles = std::move(m_triangles.begin()->second);
        return meshes;
    }
    m_numbers.clear();
    for (auto& [texture, triangles] : m_triangles) {
        MeshData& mesh = meshes[texture];
        mesh.attributes = m_vertices.attributes | (m_has_own_colors ? shared::MESH_COLORS : 0u);
        std::unordered_map<std::uint32_t, std::uint32_t> numbers; // in this mesh
        for (Triangle& triangle : triangles) {
            for (std::uint32_t& number : triangle) {
                const auto [found, is_new] = numbers.emplace(number, static_cast<std::uint32_t>(mesh.positions.size()));
                if (is_new) {
                    const Corner plain{number, shared::NONE, 0, shared::NONE, 0, 0};
                    const Corner& corner = m_has_own ? m_corners[number] : plain;
                    mesh.positions.push_back(m_vertices.positions[corner[0]]);
                    shared::Vertex vertex =
                        m_vertices.vertices.empty() ? plain_vertex() : m_vertices.vertices[corner[0]];
                    if (corner[1] != shared::NONE) {
                        vertex.u_0 = std::bit_cast<float>(corner[1]);
                        vertex.v_0 = std::bit_cast<float>(corner[2]);
                    }
                    if (corner[3] != shared::NONE) {
                        vertex.color = vec3(std::bit_cast<float>(corner[3]), std::bit_cast<float>(corner[4]),
                                            std::bit_cast<float>(corner[5]));
                    }
                    mesh.vertices.push_back(vertex);
                }
                number = found->second;
            }
        }
        mesh.triangles = std::move(triangles);
    }
    return meshes;
}

} // namespace triptych
