// tinybvh as a program that finds nearest hits: eight children a node, for AVX2.
// SPDX-License-Identifier: MIT
#include "study_engines.hpp"

#ifdef TRIPTYCH_STUDY_TINYBVH
#define TINYBVH_IMPLEMENTATION
#include <tiny_bvh.h>

#include <memory>

namespace triptych {

namespace {

struct Tree {
    std::vector<tinybvh::bvhvec4> corners; // three a triangle
    tinybvh::BVH8_CPU bvh;
};

} // namespace

std::vector<Engine> tiny_bvh(const MeshData& mesh) {
    const auto tree = std::make_shared<Tree>();
    Engine engine{"tinybvh, BVH8_CPU"};
    engine.build_seconds = seconds_of([&] {
        tree->corners.reserve(3 * mesh.triangles.size());
        for (const auto& triangle : mesh.triangles) {
            for (const std::uint32_t corner : triangle) {
                const vec3 p = mesh.positions[corner];
                tree->corners.emplace_back(p.x, p.y, p.z, 0.0f);
            }
        }
        tree->bvh.Build(tree->corners.data(), static_cast<std::uint32_t>(mesh.triangles.size()));
    });
    engine.trace = [tree](const std::vector<shared::Ray>& rays, std::vector<shared::Hit>& hits) {
        for (std::size_t i = 0; i < rays.size(); i++) {
            const shared::Ray& ray = rays[i];
            // Its rays have no least distance, so one that leaves a triangle begins a little further on.
            const vec3 origin = ray.origin + 1e-5f * ray.direction;
            tinybvh::Ray query({origin.x, origin.y, origin.z}, {ray.direction.x, ray.direction.y, ray.direction.z});
            tree->bvh.Intersect(query);
            const bool is_hit = query.hit.t < BVH_FAR;
            hits[i] = {is_hit ? query.hit.t : shared::NO_DISTANCE, is_hit ? query.hit.prim : shared::NONE,
                       shared::NONE};
        }
    };
    return {std::move(engine)};
}

} // namespace triptych
#else
namespace triptych {

std::vector<Engine> tiny_bvh(const MeshData&) { return {}; }

} // namespace triptych
#endif
