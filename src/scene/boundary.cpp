// Pairs the edges of a boundary's flat shapes.
// SPDX-License-Identifier: MIT
#include "scene/boundary.hpp"

#include "base/overloaded.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <unordered_map>
#include <utility>
#include <vector>

namespace triptych {

namespace {

/// Corners nearer to each other than this share of the extent, along each axis, are one.
constexpr double TOLERANCE = 1e-6;

/// Gives equal numbers to corners that are one.
class Corners {
public:
    /// `least` lies below all corners, but not many extents, so that cells can be numbered from there.
    Corners(Vec3d least, double tolerance) : m_least(least), m_tolerance(tolerance) {}

    std::uint32_t number(Vec3d p) {
        const Vec3d offset = p - m_least;
        const Cell cell{index(offset.x), index(offset.y), index(offset.z)};
        for (int i = 0; i < 27; i++) {
            const auto found = m_cells.find({cell[0] + i % 3 - 1, cell[1] + i / 3 % 3 - 1, cell[2] + i / 9 - 1});
            if (found == m_cells.end()) continue;
            for (const std::uint32_t corner : found->second) {
                if (is_near(m_points[corner], p)) return corner;
            }
        }
        const auto corner = static_cast<std::uint32_t>(m_points.size());
        m_points.push_back(p);
        m_cells[cell].push_back(corner);
        return corner;
    }

    Vec3d point(std::uint32_t corner) const { return m_points[corner]; }

private:
    using Cell = std::array<std::int64_t, 3>; // of a grid as wide as the tolerance
    struct Hash {
        std::size_t operator()(const Cell& cell) const {
            std::uint64_t hash = 0;
            for (const std::int64_t i : cell) {
                hash = (hash ^ static_cast<std::uint64_t>(i)) * 0x9e3779b97f4a7c15u;
                hash ^= hash >> 32u;
            }
            return hash;
        }
    };

    std::int64_t index(double x) const { return static_cast<std::int64_t>(std::floor(x / m_tolerance)); }

    bool is_near(Vec3d a, Vec3d b) const {
        return std::max({std::abs(a.x - b.x), std::abs(a.y - b.y), std::abs(a.z - b.z)}) <= m_tolerance;
    }

    Vec3d m_least;
    double m_tolerance;
    std::vector<Vec3d> m_points;
    std::unordered_map<Cell, std::vector<std::uint32_t>, Hash> m_cells;
};

/// A boundary with its instances and transforms carried out.
class Boundary {
public:
    Boundary(const Scene& scene, const Affine& outermost) : m_scene(scene), m_outermost(outermost) {}

    /// Takes in a shape under `around`; returns why no boundary can contain it, or nothing.
    std::string add(const ShapeDescription& shape, Affine around) {
        if (!shape.transform.empty()) around = compose(around, transform_of(shape.transform));
        return std::visit(
            Overloaded{
                [&](const SphereShape& sphere) -> std::string {
                    if (length(to_double(sphere.motion)) > 0.0) return "a sphere in it moves";
                    if (similarity_scale(compose(m_outermost, around)) == 0.0)
                        return "a sphere in it becomes an ellipsoid, which none can have";
                    m_closed++;
                    return "";
                },
                [&](const BoxShape&) -> std::string {
                    m_closed++;
                    return "";
                },
                [&](const QuadShape& quad) {
                    const auto& [corner, u, v] = quad;
                    return add_polygon({place(around, corner), place(around, corner, u), place(around, corner, u, v),
                                        place(around, corner, v)});
                },
                [&](const TriangleShape& triangle) {
                    return add_polygon(
                        {place(around, triangle.a), place(around, triangle.b), place(around, triangle.c)});
                },
                [](const DiskShape&) -> std::string {
                    return "a disk encloses nothing, since no other shape can share its rim";
                },
                [](const MeshShape&) -> std::string {
                    return "it holds a mesh, and a ray would have to look at every one of its triangles";
                },
                [&](const InstanceShape& instance) { return add(m_scene.objects[instance.object].shape, around); },
                [](const MediumShape&) -> std::string { return "another medium is no surface"; },
                [&](const GroupShape&) { return add_all(shape.children, around); },
            },
            shape.geometry);
    }

    /// Why all that was taken in is not closed, or nothing.
    std::string why_open() const {
        if (m_closed == 0 && m_corners.empty()) return "this one has no shapes";
        if (m_corners.empty()) return "";
        Corners corners = empty_corners();
        std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
        std::size_t first = 0;
        for (const std::size_t end : m_ends) {
            for (std::size_t i = first; i < end; i++) {
                const std::uint32_t a = corners.number(m_corners[i]);
                const std::uint32_t b = corners.number(m_corners[i + 1 < end ? i + 1 : first]);
                if (a != b) edges.push_back(std::minmax(a, b));
            }
            first = end;
        }
        std::sort(edges.begin(), edges.end());
        for (auto edge = edges.begin(); edge != edges.end();) {
            const auto next = std::upper_bound(edge, edges.end(), *edge);
            if (next - edge != 2) {
                const Vec3d a = corners.point(edge->first), b = corners.point(edge->second);
                return fmt::format("the edge from [{:g}, {:g}, {:g}] to [{:g}, {:g}, {:g}] belongs to {} of its flat "
                                   "shapes instead of 2",
                                   a.x, a.y, a.z, b.x, b.y, b.z, next - edge);
            }
            edge = next;
        }
        return "";
    }

private:
    std::string add_all(const std::vector<ShapeDescription>& shapes, const Affine& around) {
        for (const ShapeDescription& shape : shapes) {
            if (std::string reason = add(shape, around); !reason.empty()) return reason;
        }
        return "";
    }

    static Vec3d place(const Affine& around, vec3 corner, vec3 u = vec3(0.0f), vec3 v = vec3(0.0f)) {
        return around.point(to_double(corner) + to_double(u) + to_double(v));
    }

    std::string add_polygon(std::initializer_list<Vec3d> corners) {
        m_corners.insert(m_corners.end(), corners);
        m_ends.push_back(m_corners.size());
        return "";
    }

    /// None yet, but with the tolerance that goes with the box around all that were taken in.
    Corners empty_corners() const {
        Vec3d least = m_corners.front(), greatest = least;
        for (const Vec3d p : m_corners) {
            least = {std::min(least.x, p.x), std::min(least.y, p.y), std::min(least.z, p.z)};
            greatest = {std::max(greatest.x, p.x), std::max(greatest.y, p.y), std::max(greatest.z, p.z)};
        }
        const Vec3d extent = greatest - least;
        return {least, TOLERANCE * std::max({extent.x, extent.y, extent.z})};
    }

    const Scene& m_scene;
    Affine m_outermost; // left out of the corners, so that sentences give them as the boundary's author knows them
    std::size_t m_closed = 0; // shapes that are closed by themselves
    std::vector<Vec3d> m_corners;
    std::vector<std::size_t> m_ends; // of each flat shape's corners
};

} // namespace

std::string why_not_closed(const Scene& scene, const ShapeDescription& boundary, const Affine& around) {
    Boundary shapes(scene, around);
    const std::string reason = shapes.add(boundary, Affine{});
    return reason.empty() ? shapes.why_open() : reason;
}

} // namespace triptych
