// Grids of points on tori and spheres.
// SPDX-License-Identifier: MIT
#include "study_meshes.hpp"

#include <cmath>
#include <functional>
#include <random>

namespace triptych {

namespace {

constexpr double TURN = 6.28318530717958648;

/// Appends a surface of rows x columns cells, two triangles each; `point` takes the shares of a cell's corner of the
/// way along rows and columns, from 0 to 1.
void add_grid(std::uint32_t rows, std::uint32_t columns, const std::function<Vec3d(double, double)>& point,
              MeshData& mesh) {
    const auto first = static_cast<std::uint32_t>(mesh.positions.size());
    for (std::uint32_t row = 0; row <= rows; row++) {
        for (std::uint32_t column = 0; column <= columns; column++) {
            mesh.positions.push_back(
                to_float(point(static_cast<double>(row) / rows, static_cast<double>(column) / columns)));
        }
    }
    for (std::uint32_t row = 0; row < rows; row++) {
        for (std::uint32_t column = 0; column < columns; column++) {
            const std::uint32_t corner = first + row * (columns + 1) + column;
            mesh.triangles.push_back({corner, corner + 1, corner + columns + 1});
            mesh.triangles.push_back({corner + 1, corner + columns + 2, corner + columns + 1});
        }
    }
}

} // namespace

MeshData rough_ball(std::uint32_t triangles) {
    MeshData mesh;
    const auto rows = static_cast<std::uint32_t>(std::sqrt(triangles / 4.0));
    add_grid(
        rows, 2 * rows,
        [](double down, double around) {
            const double polar = 0.5 * TURN * down, azimuth = TURN * around;
            const Vec3d d{std::sin(polar) * std::cos(azimuth), std::cos(polar), std::sin(polar) * std::sin(azimuth)};
            double radius = 1.0, height = 0.04, waves = 7.0;
            for (int octave = 0; octave < 4; octave++) {
                radius += height * std::sin(waves * d.x) * std::sin(waves * d.y + 1.0) * std::sin(waves * d.z + 2.0);
                height *= 0.5;
                waves *= 2.3;
            }
            return radius * d;
        },
        mesh);
    return mesh;
}

MeshData tangle(std::uint32_t triangles) {
    constexpr std::uint32_t RINGS = 500;
    MeshData mesh;
    std::mt19937 engine(1);
    const auto random = [&](double low, double high) { return low + (high - low) * 0x1p-32 * engine(); };
    const auto rows = static_cast<std::uint32_t>(std::sqrt(triangles / (2.0 * RINGS * 4.0)));
    for (std::uint32_t ring = 0; ring < RINGS; ring++) {
        const Vec3d center{random(-0.7, 0.7), random(-0.7, 0.7), random(-0.7, 0.7)};
        const double outer = random(0.05, 0.25), inner = outer * random(0.1, 0.3);
        const Vec3d axis = unit({random(-1.0, 1.0), random(-1.0, 1.0), random(-1.0, 1.0) + 1e-3});
        const Vec3d right = unit(cross(axis, {0.3, 0.9, 0.1}));
        const Vec3d up = cross(right, axis);
        add_grid(
            rows, 4 * rows,
            [&](double around_tube, double around_ring) {
                const double tube = TURN * around_tube, turn = TURN * around_ring;
                const Vec3d outwards = std::cos(turn) * right + std::sin(turn) * up;
                return center + (outer + inner * std::cos(tube)) * outwards + inner * std::sin(tube) * axis;
            },
            mesh);
    }
    return mesh;
}

} // namespace triptych
