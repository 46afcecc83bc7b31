// Polygons cut into triangles.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/transform.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace triptych {

/// Cuts one polygon after the other, in memory that it keeps.
class PolygonCutter {
public:
    using Triangle = std::array<std::uint32_t, 3>;

    /// The triangles of the polygon with these corners, as indices into them, valid until the next call. A triangle
    /// stays as it is. A quadrilateral is cut along the shorter of the diagonals within it, a larger polygon, convex or
    /// not, by ear clipping (Meisters, "Polygons have ears", 1975) in the plane of its mean normal (Newell's: Tampieri,
    /// "Newell's method for computing the plane equation of a polygon", Graphics Gems III, 1992). The triangles depend
    /// on the polygon alone, not on the corner that it starts with. Corners may be alike, on a line or off a plane;
    /// where edges cross, the triangles cover about what the polygon does. Coordinates must be finite.
    std::span<const Triangle> cut(std::span<const Vec3d> corners);

private:
    static constexpr std::uint32_t NOWHERE = 0xffffffffu;

    struct Point {
        double x, y;
    };

    void take_corners(std::span<const Vec3d> corners);
    bool project(std::span<const Vec3d> corners);
    void cut_quad(std::span<const Vec3d> corners);
    bool cut_convex();
    void clip_ears();
    double turn_at(std::uint32_t corner) const;
    bool is_ear(std::uint32_t corner);
    void update_reflex(std::uint32_t corner, bool is_reflex);
    /// The first corner from `corner` on that does not turn right; itself where all do.
    std::uint32_t find_blunt(std::uint32_t corner);
    void drop(std::uint32_t corner);
    /// Drops corners where an edge runs back over the last one, among those that have new neighbours. Returns `corner`
    /// or, where that is dropped, one that follows it.
    std::uint32_t drop_spikes(std::uint32_t corner);
    bool may_test();
    void add(std::uint32_t a, std::uint32_t b, std::uint32_t c);

    std::vector<std::uint32_t> m_corners;      // of the polygon without repetitions, from the least one on
    std::vector<Point> m_points;               // of those, in the plane, counter-clockwise
    std::vector<std::uint32_t> m_next, m_last; // of corners that are left; of others m_last is NOWHERE
    std::vector<std::uint32_t> m_changed;      // corners with new neighbours
    std::uint32_t m_left = 0;
    std::vector<std::uint32_t> m_reflex;        // corners that may lie in an ear, in any order
    std::vector<std::uint32_t> m_reflex_places; // of each corner in m_reflex, or NOWHERE
    std::vector<Triangle> m_triangles;
    std::uint64_t m_tests = std::uint64_t{1} << 26u; // of points in ears that all polygons may take beside their own
    std::uint64_t m_own_tests = 0;
};

} // namespace triptych
