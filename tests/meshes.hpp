// Meshes made by formulas, for tests.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>

namespace triptych::test {

/// A closed surface: an octahedron whose faces are halved `levels` times along each edge, its corners pushed out to a
/// sphere and a little further or less by turns, by up to twice the share `bump`. Normals are those of the sphere,
/// texture coordinates x and y of the direction.
inline MeshData bumpy_ball(int levels, vec3 center, float radius, std::uint32_t attributes = 0, float bump = 0.02f) {
    std::vector<std::array<double, 3>> points{{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}};
    MeshData mesh;
    mesh.triangles = {{0, 2, 4}, {2, 1, 4}, {1, 3, 4}, {3, 0, 4}, {2, 0, 5}, {1, 2, 5}, {3, 1, 5}, {0, 3, 5}};
    for (int level = 0; level < levels; level++) {
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> middles;
        const auto middle = [&](std::uint32_t a, std::uint32_t b) {
            const auto next = static_cast<std::uint32_t>(points.size());
            const auto [found, is_new] = middles.emplace(std::minmax(a, b), next);
            if (is_new) {
                std::array<double, 3> sum;
                for (std::size_t i = 0; i < 3; i++) sum[i] = points[a][i] + points[b][i];
                const double size = std::hypot(sum[0], sum[1], sum[2]);
                for (double& x : sum) x /= size;
                points.push_back(sum);
            }
            return found->second;
        };
        std::vector<std::array<std::uint32_t, 3>> finer;
        for (const auto& [a, b, c] : mesh.triangles) {
            const std::uint32_t ab = middle(a, b), bc = middle(b, c), ca = middle(c, a);
            finer.insert(finer.end(), {{a, ab, ca}, {ab, b, bc}, {ca, bc, c}, {ab, bc, ca}});
        }
        mesh.triangles = std::move(finer);
    }
    for (std::size_t i = 0; i < points.size(); i++) {
        const vec3 direction(static_cast<float>(points[i][0]), static_cast<float>(points[i][1]),
                             static_cast<float>(points[i][2]));
        const float reach = 1.0f + bump * static_cast<float>(static_cast<int>(i % 5) - 2);
        mesh.positions.push_back(center + radius * reach * direction);
        mesh.vertices.push_back(
            {direction, direction.x, vec3(0.0f), direction.y, vec3(1.0f), 1.0f, 0.0f, 0.0f, 1.0f, 0});
    }
    mesh.attributes = attributes;
    if (attributes == 0) mesh.vertices.clear();
    return mesh;
}

/// A shape that shows that mesh, which the scene takes over.
inline ShapeDescription mesh_of(Scene& scene, MeshData mesh, std::uint32_t material) {
    scene.meshes.push_back(std::make_shared<const MeshData>(std::move(mesh)));
    return {MeshShape{static_cast<std::uint32_t>(scene.meshes.size() - 1)}, material};
}

} // namespace triptych::test
