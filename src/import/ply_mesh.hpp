// Meshes from the vertices and faces of a PLY file.
// SPDX-License-Identifier: MIT
#pragma once

#include "import/polygons.hpp"
#include "mesh/budget.hpp"
#include "mesh/left_out.hpp"
#include "scene/scene.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace triptych {

/// What a face says beside the vertices that it names. Empty or less: nothing.
struct PlyFace {
    std::span<const double> indices;
    std::span<const double> texcoords; // two for each corner
    const vec3* color = nullptr;
    std::uint32_t texture = 0; // of the file's textures
};

/// Corners of faces are the file's vertices, or, where faces have texture coordinates or colours of their own, as many
/// as differ.
class PlyMeshBuilder {
public:
    /// `vertices` has the file's positions and attributes but no triangles; x is NaN where a position cannot be used.
    /// `has_own` tells whether faces may have texture coordinates or colours. Both must outlive this.
    PlyMeshBuilder(MeshData& vertices, bool has_own, Budget& budget)
        : m_vertices(vertices), m_has_own(has_own), m_budget(budget) {}

    /// A polygon; `number` tells it in warnings.
    void add_polygon(const PlyFace& face, std::uint64_t number);

    /// Room for triangles of the first texture, to be called before memory for them is taken.
    void expect_triangles(std::uint64_t count);

    /// Triangles of the first texture, where faces have nothing of their own.
    void add_triangles(std::vector<std::array<std::uint32_t, 3>> triangles);

    bool has_own() const { return m_has_own; }

    /// Strips of triangles, one behind the other with -1 between them.
    void add_strips(std::span<const double> indices, std::uint64_t number);

    /// The meshes, by the texture that they show.
    std::map<std::uint32_t, MeshData> finish();

    const LeftOutFaces& left_out() const { return m_left_out; }
    bool has_own_texcoords() const { return m_has_own_texcoords; }
    bool has_own_colors() const { return m_has_own_colors; }

private:
    using Triangle = std::array<std::uint32_t, 3>;
    /// A vertex, its texture coordinates and its colour, as bits.
    using Corner = std::array<std::uint32_t, 6>;
    struct CornerHash {
        std::size_t operator()(const Corner& corner) const {
            std::uint64_t hash = 0;
            for (const std::uint32_t part : corner) hash = (hash ^ part) * 0x9e3779b97f4a7c15u;
            return hash ^ (hash >> 32u);
        }
    };

    bool check_index(double index, std::uint64_t number);
    std::uint32_t corner_of(const PlyFace& face, std::size_t i, bool has_texcoords);
    void check_count(std::uint64_t triangles) const;
    void add_triangle(std::uint32_t texture, const Triangle& triangle);

    MeshData& m_vertices;
    bool m_has_own;
    Budget& m_budget;
    PolygonCutter m_cutter;
    std::vector<Vec3d> m_places;
    std::unordered_map<Corner, std::uint32_t, CornerHash> m_numbers;
    std::vector<Corner> m_corners; // where m_has_own
    std::map<std::uint32_t, std::vector<Triangle>> m_triangles;
    LeftOutFaces m_left_out;
    bool m_has_own_texcoords = false, m_has_own_colors = false;
};

} // namespace triptych
