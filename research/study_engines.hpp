// Programs that find nearest hits, for studies to race.
// SPDX-License-Identifier: MIT
#pragma once

#include "path.glsl"
#include "scene/scene.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace triptych {

/// A program that has a tree over a mesh.
struct Engine {
    std::string name;
    double build_seconds = 0.0;
    double megabytes = 0.0; // of the tree and what its leaves hold; 0: not known
    std::function<void(const std::vector<shared::Ray>&, std::vector<shared::Hit>&)> trace = {};
    std::vector<double> seconds = {}; // of each round
};

inline double seconds_of(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Embree 3's single rays, at medium and at high quality of the tree.
std::vector<Engine> embree_3(const MeshData& mesh);

/// The same of Embree 4, from the library that the build was told of; nothing where it was told of none. Throws
/// std::runtime_error where that cannot be loaded.
std::vector<Engine> embree_4(const MeshData& mesh);

/// tinybvh's fastest tree for single rays on processors, where the build was told of it.
std::vector<Engine> tiny_bvh(const MeshData& mesh);

} // namespace triptych
