// Sampled directions against their stated density: chi-squared over cells in which the density is integrated.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/transform.hpp"
#include "statistics.hpp"

#include <array>
#include <cmath>
#include <functional>
#include <optional>

namespace triptych::test {

/// A direction, and the solid angle around it that a unit of the chart's area covers.
struct ChartPoint {
    Vec3d direction;
    double jacobian;
};

/// A map of directions onto the unit square, smooth where the density is not: it may hold only a part of all
/// directions.
struct Chart {
    std::function<ChartPoint(double, double)> at;
    std::function<std::optional<std::array<double, 2>>(Vec3d)> find;
};

/// Any two axes that make a right-handed frame with a unit vector.
struct Axes {
    Vec3d x, y, z;
    explicit Axes(Vec3d axis) : z(unit(axis)) {
        x = unit(cross(std::abs(z.x) < 0.5 ? Vec3d{1.0, 0.0, 0.0} : Vec3d{0.0, 1.0, 0.0}, z));
        y = cross(z, x);
    }
    Vec3d direction(double cosine, double turn) const {
        const double sine = std::sqrt(std::max(1.0 - cosine * cosine, 0.0));
        return sine * std::cos(2.0 * M_PI * turn) * x + sine * std::sin(2.0 * M_PI * turn) * y + cosine * z;
    }
    double turn_of(Vec3d direction) const {
        const double turn = std::atan2(dot(direction, y), dot(direction, x)) / (2.0 * M_PI);
        return turn < 0.0 ? turn + 1.0 : turn;
    }
};

/// 1 - cosine of the angle between unit vectors, without cancellation.
inline double height_of_cap(Vec3d a, Vec3d b) { return 0.5 * dot(a - b, a - b); }

/// Directions within the cone about `axis` whose 1 - cosine is `height`; 2 is the whole sphere. Equal areas all over.
inline Chart cap_chart(Vec3d axis, double height = 2.0) {
    const Axes axes(axis);
    return {[=](double a, double b) {
                return ChartPoint{axes.direction(1.0 - a * height, b), 2.0 * M_PI * height};
            },
            [=](Vec3d direction) -> std::optional<std::array<double, 2>> {
                const double a = height_of_cap(direction, axes.z) / height;
                if (a > 1.0) return std::nullopt;
                return std::array{a, axes.turn_of(direction)};
            }};
}

struct DensityCheck {
    double p;        // of the counts
    double integral; // of the density over the chart
};

/// Draws `draws` directions, of which some may be nothing, and holds them against `density` per solid angle. The cells
/// are squares of the chart; all that lies outside or is nothing makes one more.
/// Where the density leaves less than `least_lost` over, that is the quadrature's own error.
template <typename Draw, typename Density>
DensityCheck check_density(const Chart& chart, Draw draw, Density density, std::uint32_t draws = 400000,
                           std::size_t columns = 24, std::size_t rows = 24, std::size_t fineness = 24,
                           double least_lost = 2e-3) {
    std::vector<double> counts(columns * rows + 1, 0.0);
    std::vector<double> expected(columns * rows + 1, 0.0);
    for (std::uint32_t i = 0; i < draws; i++) {
        const std::optional<vec3> direction = draw(i);
        const auto place = direction ? chart.find(unit(to_double(*direction))) : std::nullopt;
        const auto index = [](double a, std::size_t count) {
            return std::min(static_cast<std::size_t>(a * static_cast<double>(count)), count - 1);
        };
        counts[place ? index((*place)[0], columns) * rows + index((*place)[1], rows) : columns * rows] += 1.0;
    }
    double integral = 0.0;
    const double cell = 1.0 / static_cast<double>(columns * rows * fineness * fineness);
    for (std::size_t i = 0; i < columns * fineness; i++) {
        for (std::size_t j = 0; j < rows * fineness; j++) {
            const ChartPoint point = chart.at((static_cast<double>(i) + 0.5) / static_cast<double>(columns * fineness),
                                              (static_cast<double>(j) + 0.5) / static_cast<double>(rows * fineness));
            const double share = static_cast<double>(density(to_float(point.direction))) * point.jacobian * cell;
            expected[(i / fineness) * rows + j / fineness] += share * draws;
            integral += share;
        }
    }
    expected.back() = 1.0 - integral > least_lost ? (1.0 - integral) * draws : 0.0;
    return {chi_squared_p_value(counts, expected), integral};
}

} // namespace triptych::test
