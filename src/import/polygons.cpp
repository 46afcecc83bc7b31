// In double precision, in which differences of single-precision coordinates of like size are exact.
// SPDX-License-Identifier: MIT
#include "import/polygons.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace triptych {

namespace {

/// Tests that a polygon may take for each of its corners before it takes from what all share.
constexpr std::uint64_t OWN_TESTS = 64;

bool is_less(Vec3d a, Vec3d b) { return std::tie(a.x, a.y, a.z) < std::tie(b.x, b.y, b.z); }
bool is_same(Vec3d a, Vec3d b) { return a.x == b.x && a.y == b.y && a.z == b.z; }

/// Twice the area of a triangle, positive where it turns left.
double turn(auto a, auto b, auto c) { return (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y); }

/// Where the least rotation of a ring begins: i and j are the best two so far, alike for `same` corners.
std::size_t least_rotation(std::span<const Vec3d> corners, const std::vector<std::uint32_t>& ring) {
    std::size_t i = 0, j = 1, same = 0;
    const std::size_t count = ring.size();
    while (i < count && j < count && same < count) {
        const Vec3d a = corners[ring[(i + same) % count]], b = corners[ring[(j + same) % count]];
        if (is_same(a, b)) {
            same++;
            continue;
        }
        (is_less(b, a) ? i : j) += same + 1;
        if (i == j) j++;
        same = 0;
    }
    return std::min(i, j);
}

} // namespace

std::span<const PolygonCutter::Triangle> PolygonCutter::cut(std::span<const Vec3d> corners) {
    m_triangles.clear();
    if (corners.size() == 3) {
        m_triangles.push_back({0, 1, 2});
        return m_triangles;
    }
    take_corners(corners);
    if (m_corners.size() < 3) return m_triangles;
    if (!project(corners)) {
        // Without a mean normal there is no plane to look for ears in.
        for (std::uint32_t i = 1; i + 1 < m_corners.size(); i++) add(0, i, i + 1);
    } else if (m_corners.size() == 4) {
        cut_quad(corners);
    } else if (!cut_convex()) {
        clip_ears();
    }
    return m_triangles;
}

void PolygonCutter::add(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    m_triangles.push_back({m_corners[a], m_corners[b], m_corners[c]});
}

void PolygonCutter::take_corners(std::span<const Vec3d> corners) {
    m_corners.clear();
    for (std::uint32_t i = 0; i < corners.size(); i++) {
        if (m_corners.empty() || !is_same(corners[i], corners[m_corners.back()])) m_corners.push_back(i);
    }
    while (m_corners.size() > 1 && is_same(corners[m_corners.front()], corners[m_corners.back()])) m_corners.pop_back();
    const std::size_t first = least_rotation(corners, m_corners);
    std::rotate(m_corners.begin(), m_corners.begin() + static_cast<std::ptrdiff_t>(first), m_corners.end());
}

bool PolygonCutter::project(std::span<const Vec3d> corners) {
    // About the first corner, so that distance from the origin takes no bits.
    const Vec3d origin = corners[m_corners[0]];
    Vec3d normal{};
    for (std::size_t i = 1; i + 1 < m_corners.size(); i++) {
        normal = normal + cross(corners[m_corners[i]] - origin, corners[m_corners[i + 1]] - origin);
    }
    const double x = std::abs(normal.x), y = std::abs(normal.y), z = std::abs(normal.z);
    m_points.clear();
    for (const std::uint32_t corner : m_corners) {
        const Vec3d p = corners[corner] - origin;
        if (z >= x && z >= y) {
            m_points.push_back(normal.z > 0.0 ? Point{p.x, p.y} : Point{p.y, p.x});
        } else if (y >= x) {
            m_points.push_back(normal.y > 0.0 ? Point{p.z, p.x} : Point{p.x, p.z});
        } else {
            m_points.push_back(normal.x > 0.0 ? Point{p.y, p.z} : Point{p.z, p.y});
        }
    }
    return std::max({x, y, z}) > 0.0;
}

void PolygonCutter::cut_quad(std::span<const Vec3d> corners) {
    const std::vector<Point>& p = m_points;
    const bool even = turn(p[0], p[1], p[2]) > 0.0 && turn(p[0], p[2], p[3]) > 0.0;
    const bool odd = turn(p[0], p[1], p[3]) > 0.0 && turn(p[1], p[2], p[3]) > 0.0;
    const auto size = [&](int a, int b) {
        const Vec3d side = corners[m_corners[b]] - corners[m_corners[a]];
        return dot(side, side);
    };
    if (odd && (!even || size(1, 3) < size(0, 2))) {
        add(0, 1, 3);
        add(1, 2, 3);
    } else {
        add(0, 1, 2);
        add(0, 2, 3);
    }
}

bool PolygonCutter::cut_convex() {
    const std::vector<Point>& p = m_points;
    const auto count = static_cast<std::uint32_t>(p.size());
    for (std::uint32_t i = 0; i < count; i++) {
        // Turns to the right, and triangles of a fan that would lie over others.
        if (turn(p[i], p[(i + 1) % count], p[(i + 2) % count]) < 0.0) return false;
        if (i > 0 && i + 1 < count && turn(p[0], p[i], p[i + 1]) < 0.0) return false;
    }
    for (std::uint32_t i = 1; i + 1 < count; i++) add(0, i, i + 1);
    return true;
}

bool PolygonCutter::may_test() {
    if (m_own_tests > 0) {
        m_own_tests--;
        return true;
    }
    if (m_tests == 0) return false;
    m_tests--;
    return true;
}

double PolygonCutter::turn_at(std::uint32_t corner) const {
    return turn(m_points[m_last[corner]], m_points[corner], m_points[m_next[corner]]);
}

bool PolygonCutter::is_ear(std::uint32_t corner) {
    if (!(turn_at(corner) > 0.0)) return false;
    const Point a = m_points[m_last[corner]], b = m_points[corner], c = m_points[m_next[corner]];
    const auto is_at = [](Point p, Point q) { return p.x == q.x && p.y == q.y; };
    return std::none_of(m_reflex.begin(), m_reflex.end(), [&](std::uint32_t other) {
        const Point p = m_points[other];
        return may_test() && turn(a, b, p) >= 0.0 && turn(b, c, p) >= 0.0 && turn(c, a, p) >= 0.0 && !is_at(p, a) &&
               !is_at(p, b) && !is_at(p, c);
    });
}

void PolygonCutter::update_reflex(std::uint32_t corner, bool is_reflex) {
    std::uint32_t& place = m_reflex_places[corner];
    if (is_reflex == (place != NOWHERE)) return;
    if (is_reflex) {
        place = static_cast<std::uint32_t>(m_reflex.size());
        m_reflex.push_back(corner);
        return;
    }
    m_reflex_places[m_reflex.back()] = place;
    m_reflex[place] = m_reflex.back();
    m_reflex.pop_back();
    place = NOWHERE;
}

void PolygonCutter::drop(std::uint32_t corner) {
    const std::uint32_t before = m_last[corner], after = m_next[corner];
    update_reflex(corner, false);
    m_next[before] = after;
    m_last[after] = before;
    m_last[corner] = NOWHERE;
    m_left--;
    for (const std::uint32_t neighbour : {before, after}) {
        update_reflex(neighbour, !(turn_at(neighbour) > 0.0));
        m_changed.push_back(neighbour);
    }
}

std::uint32_t PolygonCutter::drop_spikes(std::uint32_t corner) {
    while (!m_changed.empty() && m_left > 2) {
        const std::uint32_t i = m_changed.back();
        m_changed.pop_back();
        if (m_last[i] == NOWHERE || turn_at(i) != 0.0) continue;
        const Point a = m_points[m_last[i]], b = m_points[i], c = m_points[m_next[i]];
        if ((a.x - b.x) * (c.x - b.x) + (a.y - b.y) * (c.y - b.y) < 0.0) continue;
        if (corner == i) corner = m_next[i];
        drop(i);
    }
    m_changed.clear();
    return corner;
}

std::uint32_t PolygonCutter::find_blunt(std::uint32_t corner) {
    const std::uint32_t first = corner;
    do {
        if (turn_at(corner) >= 0.0) return corner;
        corner = m_next[corner];
    } while (corner != first && may_test());
    return first;
}

void PolygonCutter::clip_ears() {
    auto left = static_cast<std::uint32_t>(m_points.size());
    m_own_tests = OWN_TESTS * left;
    m_next.resize(left);
    m_last.resize(left);
    for (std::uint32_t i = 0; i < left; i++) {
        m_next[i] = (i + 1) % left;
        m_last[i] = (i + left - 1) % left;
    }
    m_reflex.clear();
    m_reflex_places.assign(left, NOWHERE);
    for (std::uint32_t i = 0; i < left; i++) update_reflex(i, !(turn_at(i) > 0.0));
    m_left = left;
    m_changed.clear();
    for (std::uint32_t i = 0; i < left; i++) m_changed.push_back(i);
    std::uint32_t corner = drop_spikes(0);
    for (std::uint32_t passed = 0; m_left > 2;) {
        const bool may_look = may_test();
        if (may_look && passed < m_left && !is_ear(corner)) {
            corner = m_next[corner];
            passed++;
            continue;
        }
        // Edges cross, or nothing but a line is left.
        if (may_look && passed >= m_left) corner = find_blunt(corner);
        if (turn_at(corner) != 0.0) add(m_last[corner], corner, m_next[corner]);
        const std::uint32_t after = m_next[corner];
        drop(corner);
        corner = m_next[drop_spikes(after)]; // every other corner, for wider triangles
        passed = 0;
    }
}

} // namespace triptych
