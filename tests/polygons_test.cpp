// Polygons as PolygonCutter cuts them: the area is right, and the corner that they start with does not matter.
// SPDX-License-Identifier: MIT
#include "import/polygons.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

namespace triptych {
namespace {

using Polygon = std::vector<Vec3d>;
using Places = std::vector<std::array<double, 3>>;

double turn(Vec3d a, Vec3d b, Vec3d c) { return (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y); }

/// Twice the area, by the shoelace formula.
double area_of(const Polygon& polygon) {
    double sum = 0.0;
    for (std::size_t i = 0; i < polygon.size(); i++) {
        const Vec3d a = polygon[i], b = polygon[(i + 1) % polygon.size()];
        sum += a.x * b.y - a.y * b.x;
    }
    return sum;
}

/// Twice the sum of the triangles' areas, each of which must wind as the polygon does.
double triangle_area(const Polygon& polygon, double sign) {
    PolygonCutter cutter;
    double sum = 0.0;
    for (const auto& [a, b, c] : cutter.cut(polygon)) {
        const double area = turn(polygon[a], polygon[b], polygon[c]);
        EXPECT_GE(sign * area, 0.0) << a << " " << b << " " << c;
        sum += area;
    }
    return sum;
}

/// Places of the triangles' corners, for each triangle from its own first one on.
std::vector<Places> places_of(const Polygon& polygon) {
    PolygonCutter cutter;
    std::vector<Places> places;
    for (const auto& triangle : cutter.cut(polygon)) {
        Places& corners = places.emplace_back();
        for (const std::uint32_t i : triangle) corners.push_back({polygon[i].x, polygon[i].y, polygon[i].z});
    }
    return places;
}

const Polygon ARROW{{0, 0, 0}, {2, 0, 0}, {1, 0.5, 0}, {1, 2, 0}};
const Polygon COMB{{0, 0, 0}, {7, 0, 0}, {7, 3, 0}, {6, 3, 0}, {6, 1, 0}, {4, 1, 0},
                   {4, 3, 0}, {3, 3, 0}, {3, 1, 0}, {1, 1, 0}, {1, 3, 0}, {0, 3, 0}};
const Polygon WITH_A_LINE{{0, 0, 0}, {1, 0, 0}, {2, 0, 0}, {3, 0, 0}, {3, 3, 0}, {1, 1, 0}, {0, 3, 0}, {0, 1, 0}};
/// A square with a square hole, joined by an edge that is there twice.
const Polygon KEYHOLE{{0, 0, 0}, {4, 0, 0}, {4, 4, 0}, {0, 4, 0}, {0, 0, 0},
                      {1, 1, 0}, {1, 3, 0}, {3, 3, 0}, {3, 1, 0}, {1, 1, 0}};
/// A square with an edge that leads out of it and back.
const Polygon SPIKE{{0, 0, 0}, {2, 0, 0}, {2, 2, 0}, {5, 2, 0}, {2, 2, 0}, {1, 1, 0}, {0, 2, 0}};
/// Two triangles that share a corner.
const Polygon BUTTERFLY{{0, 0, 0}, {2, 1, 0}, {4, 0, 0}, {4, 2, 0}, {2, 1, 0}, {0, 2, 0}};
const Polygon REPEATED{{0, 0, 0}, {0, 0, 0}, {2, 0, 0}, {1, 0.5, 0}, {1, 0.5, 0}, {1, 2, 0}, {0, 0, 0}};

TEST(Polygons, KeepTheirArea) {
    for (const Polygon& polygon : {ARROW, COMB, WITH_A_LINE, KEYHOLE, SPIKE, BUTTERFLY, REPEATED}) {
        EXPECT_NEAR(triangle_area(polygon, 1.0), area_of(polygon), 1e-12);
        const Polygon backwards(polygon.rbegin(), polygon.rend());
        EXPECT_NEAR(triangle_area(backwards, -1.0), area_of(backwards), 1e-12);
    }
}

TEST(Polygons, OfManyRandomCornersKeepTheirArea) {
    std::mt19937 numbers(7);
    std::uniform_real_distribution<double> radius(0.2, 1.0);
    for (int round = 0; round < 200; round++) {
        Polygon star;
        const int corners = 5 + round;
        for (int i = 0; i < corners; i++) {
            const double angle = 6.283185307179586 * i / corners, size = radius(numbers);
            star.push_back({size * std::cos(angle), size * std::sin(angle), 0.0});
        }
        ASSERT_NEAR(triangle_area(star, 1.0), area_of(star), 1e-9) << corners;
    }
}

TEST(Polygons, AreCutAlikeFromEveryCorner) {
    Polygon quad{{0, 0, 0}, {1, 0, 0.25}, {1, 1, 0}, {0, 1, 0.25}}; // off a plane
    Polygon square{{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}};     // of like diagonals
    Polygon bow{{0, 0, 0}, {1, 1, 0}, {1, 0, 0}, {0, 1, 0}};        // whose edges cross
    Polygon star{{0, 3, 0}, {2, -3, 0}, {-3, 1, 0}, {3, 1, 0}, {-2, -3, 0}};
    Polygon bent{{0, 0, 0}, {2, 0, 1}, {4, 0, 0}, {3, 1, 0.5}, {4, 3, 2}, {0, 3, -1}};
    for (Polygon polygon :
         {ARROW, COMB, WITH_A_LINE, KEYHOLE, SPIKE, BUTTERFLY, REPEATED, quad, square, bow, star, bent}) {
        const std::vector<Places> first = places_of(polygon);
        EXPECT_FALSE(first.empty());
        for (std::size_t i = 1; i < polygon.size(); i++) {
            std::rotate(polygon.begin(), polygon.begin() + 1, polygon.end());
            EXPECT_EQ(places_of(polygon), first) << i;
        }
    }
}

TEST(Polygons, StandInAnyPlane) {
    for (const auto& turned : {+[](Vec3d p) {
                                   return Vec3d{p.z, p.x, p.y};
                               },
                               +[](Vec3d p) {
                                   return Vec3d{p.y, p.z, p.x};
                               },
                               +[](Vec3d p) {
                                   return Vec3d{p.x, p.y, p.x + 2.0 * p.y};
                               }}) {
        Polygon polygon;
        for (const Vec3d p : COMB) polygon.push_back(turned(p));
        PolygonCutter cutter;
        Vec3d sum{}, whole{};
        double size = 0.0;
        for (const auto& [a, b, c] : cutter.cut(polygon)) {
            const Vec3d part = cross(polygon[b] - polygon[a], polygon[c] - polygon[a]);
            sum = sum + part;
            size += length(part);
        }
        for (std::size_t i = 0; i < polygon.size(); i++) {
            whole = whole + cross(polygon[i], polygon[(i + 1) % polygon.size()]);
        }
        EXPECT_NEAR(length(sum - whole), 0.0, 1e-12);
        EXPECT_NEAR(size, length(whole), 1e-12); // none winds the other way
    }
}

TEST(Polygons, WithoutAreaGiveTrianglesWithoutAny) {
    PolygonCutter cutter;
    EXPECT_TRUE(cutter.cut(Polygon(5, Vec3d{1, 2, 3})).empty());
    EXPECT_TRUE(cutter.cut(Polygon{{0, 0, 0}, {1, 0, 0}, {0, 0, 0}, {1, 0, 0}}).size() <= 2);
    for (const auto& [a, b, c] : cutter.cut(Polygon{{0, 0, 0}, {1, 1, 1}, {2, 2, 2}, {3, 3, 3}, {4, 4, 4}})) {
        EXPECT_TRUE(a < 5 && b < 5 && c < 5);
    }
}

TEST(Polygons, OfEndlessCrossingsEnd) {
    std::mt19937 numbers(3);
    std::uniform_real_distribution<double> coordinate(0.0, 1.0);
    Polygon tangle(100'000);
    for (Vec3d& corner : tangle) corner = {coordinate(numbers), coordinate(numbers), 0.0};
    PolygonCutter cutter;
    EXPECT_LE(cutter.cut(tangle).size(), tangle.size() - 2);
    for (int i = 0; i < 3; i++) cutter.cut(tangle); // whose own tests alone are left
}

} // namespace
} // namespace triptych
