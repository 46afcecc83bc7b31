// The tree proposes, the shared test disposes: every ray must meet what brute force meets.
// SPDX-License-Identifier: MIT
#include "backend/cpu/tile_kernel.hpp"
#include "base/float_mode.hpp"
#include "bvh/bounds.hpp"
#include "rendering.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace triptych::test {
namespace {

using shared::Hit;
using shared::Ray;

class Random {
public:
    explicit Random(unsigned seed) : m_engine(seed) {}
    float operator()(float low, float high) {
        return low + (high - low) * 0x1p-24f * static_cast<float>(m_engine() >> 8);
    }
    vec3 in_cube(float half) {
        const float x = (*this)(-half, half);
        const float y = (*this)(-half, half);
        const float z = (*this)(-half, half);
        return {x, y, z};
    }
    vec3 direction() {
        const float u = (*this)(0.0f, 1.0f);
        return shared::sample_sphere(u, (*this)(0.0f, 1.0f));
    }

private:
    std::mt19937 m_engine;
};

using Nearest = std::pair<float, std::uint32_t>; // distance and index in the description

/// The hits that a kernel finds, as places in the description.
std::vector<Nearest> nearest_by_kernel(const TileKernel& kernel, const PackedScene& scene,
                                       const std::vector<Ray>& rays) {
    std::vector<Hit> hits(rays.size());
    kernel.trace(rays.data(), hits.data(), static_cast<std::uint32_t>(rays.size()));
    std::vector<Nearest> found;
    for (const Hit& hit : hits) {
        found.emplace_back(hit.distance,
                           hit.sphere == shared::NO_SPHERE ? hit.sphere : scene.sphere_tags[hit.sphere].id);
    }
    return found;
}

/// Every sphere in the order of the description; the first of equals stays.
Nearest nearest_by_brute_force(const Scene& scene, const Ray& ray) {
    Nearest best{shared::NO_DISTANCE, shared::NO_SPHERE};
    for (std::uint32_t i = 0; i < scene.spheres.size(); i++) {
        const float distance = shared::intersect_sphere(scene.spheres[i].sphere, i, ray);
        if (distance < best.first) best = {distance, i};
    }
    return best;
}

/// Makes rays of the kinds that paths have, and those that are hardest for padded boxes.
class RayMaker {
public:
    RayMaker(const Scene& scene, unsigned seed) : m_scene(scene), m_random(seed) {}

    Ray operator()(int i) {
        switch (i % 4) {
        case 0: return {m_scene.camera.look_from, shared::LEAVING_NOTHING, m_random.direction()};
        case 1: return grazing();
        default: return between_spheres(i % 3 == 0 ? 1 : 0);
        }
    }

private:
    std::uint32_t index() {
        return static_cast<std::uint32_t>(m_random(0.0f, static_cast<float>(m_scene.spheres.size()) - 0.5f));
    }
    Ray between_spheres(std::uint32_t inside) {
        const std::uint32_t id = index();
        const shared::Sphere& from = m_scene.spheres[id].sphere;
        const shared::Sphere& to = m_scene.spheres[index()].sphere;
        Ray ray{from.center + from.radius * m_random.direction(), 2 * id + inside, m_random.direction()};
        const vec3 toward = to.center + to.radius * m_random.direction() - ray.origin;
        if (shared::dot3(toward, toward) > 1e-12f) ray.direction = shared::unit(toward);
        return ray;
    }
    /// Along a face of a sphere's unpadded box, where rounding alone decides between hit and miss.
    Ray grazing() {
        const shared::Sphere& sphere = m_scene.spheres[index()].sphere;
        const float x = m_random(-1.0f, 1.0f);
        const vec3 along = shared::unit({x, m_random(-1.0f, 1.0f), 0.0f});
        const vec3 away = m_random(0.0f, 1.0f) * shared::abs(m_scene.camera.look_from.z) * along;
        return {sphere.center + vec3(0.0f, 0.0f, sphere.radius) + away, shared::LEAVING_NOTHING, -along};
    }

    const Scene& m_scene;
    Random m_random;
};

/// Every kernel of this processor, the plain walk among them, must find what brute force finds.
void expect_same_hits(const Scene& scene, unsigned seed, int count) {
    const FlushDenormals flush;
    const PackedScene tree = packed_with_bvh(scene);
    std::vector<std::uint32_t> packed_index(scene.spheres.size());
    for (std::uint32_t i = 0; i < tree.sphere_tags.size(); i++) packed_index[tree.sphere_tags[i].id] = i;
    RayMaker make_ray(scene, seed);
    std::vector<Ray> rays;
    std::vector<Nearest> expected;
    int hits = 0;
    for (int i = 0; i < count; i++) {
        Ray ray = make_ray(i);
        expected.push_back(nearest_by_brute_force(scene, ray));
        hits += expected.back().second != shared::NO_SPHERE;
        if (ray.leaving != shared::LEAVING_NOTHING)
            ray.leaving = 2 * packed_index[ray.leaving >> 1] + (ray.leaving & 1);
        rays.push_back(ray);
    }
    EXPECT_GT(hits, count / 10); // the rays really test something
    for (const TileKernelKind& kind : tile_kernels()) {
        const auto kernel = kind.make();
        kernel->load(tree);
        const std::vector<Nearest> found = nearest_by_kernel(*kernel, tree, rays);
        for (int i = 0; i < count; i++) {
            ASSERT_EQ(expected[static_cast<std::size_t>(i)], found[static_cast<std::size_t>(i)])
                << kind.name << ", ray " << i;
        }
    }
}

Scene random_scene(unsigned seed, int count, float spread, float smallest, float largest) {
    Random random(seed);
    Scene scene = white_scene({0.0f, 0.0f, 3.0f * spread}, {0.0f, 0.0f, 0.0f});
    for (int i = 0; i < count; i++)
        add_sphere(scene, random.in_cube(spread), random(smallest, largest), lambertian(0.5f));
    return scene;
}

TEST(Bvh, MeetsWhatBruteForceMeetsInRandomScenes) {
    expect_same_hits(random_scene(1, 2, 1.0f, 0.1f, 0.5f), 1, 20000);
    expect_same_hits(random_scene(2, 300, 10.0f, 0.05f, 1.0f), 2, 40000);
    expect_same_hits(random_scene(3, 1000, 1000.0f, 0.01f, 30.0f), 3, 20000);
    expect_same_hits(random_scene(4, 300, 1e-3f, 1e-5f, 1e-4f), 4, 20000);
}

TEST(Bvh, MeetsWhatBruteForceMeetsBesideAHugeSphere) {
    Scene scene = random_scene(5, 400, 10.0f, 0.1f, 0.3f);
    for (SphereDescription& sphere : scene.spheres) sphere.sphere.center.y = sphere.sphere.radius;
    add_sphere(scene, {0.0f, -1000.0f, 0.0f}, 1000.0f, lambertian(0.5f));
    expect_same_hits(scene, 5, 40000);
    EXPECT_EQ(packed_with_bvh(scene).flat_count, 1u);
}

TEST(Bvh, TiesGoToTheLowerIndexWhateverTheTree) {
    Scene scene = random_scene(6, 60, 3.0f, 0.2f, 0.6f);
    for (int i = 0; i < 60; i++) {
        const shared::Sphere copy = scene.spheres[static_cast<std::size_t>(59 - i)].sphere;
        add_sphere(scene, copy.center, copy.radius, lambertian(0.5f));
    }
    expect_same_hits(scene, 6, 40000);
}

TEST(Bvh, HoldsEverySphereOnceInBoxesThatContainIt) {
    const Scene scene = random_scene(7, 5000, 10.0f, 0.01f, 0.2f);
    const PackedScene packed = packed_with_bvh(scene);
    std::multiset<std::uint32_t> ids;
    for (const shared::SphereTag& tag : packed.sphere_tags) ids.insert(tag.id);
    for (std::uint32_t i = 0; i < 5000; i++) ASSERT_EQ(ids.count(i), 1u);

    std::vector<int> reached(packed.spheres.size());
    const auto visit = [&](const auto& self, std::uint32_t child, std::uint32_t count, Bounds box,
                           std::uint32_t depth) -> void {
        ASSERT_LT(depth, shared::BVH_MAX_DEPTH);
        if (count == 0) {
            const shared::BvhNode& node = packed.nodes[child];
            for (const Bounds& inner : {Bounds{node.left_min, node.left_max}, Bounds{node.right_min, node.right_max}}) {
                Bounds both = box;
                both.add(inner);
                ASSERT_EQ(both.half_area(), box.half_area());
            }
            self(self, node.left, node.left_count, {node.left_min, node.left_max}, depth + 1);
            self(self, node.right, node.right_count, {node.right_min, node.right_max}, depth + 1);
            return;
        }
        for (std::uint32_t i = child; i < child + count; i++) {
            reached[i]++;
            Bounds both = box;
            both.add(sphere_bounds(packed.spheres[i], 0.0f));
            ASSERT_EQ(both.half_area(), box.half_area());
        }
    };
    const float everywhere = 1e30f;
    visit(visit, 0, 0, {vec3(-everywhere), vec3(everywhere)}, 0);
    for (std::size_t i = packed.flat_count; i < reached.size(); i++) ASSERT_EQ(reached[i], 1);
}

TEST(Bvh, SurvivesCoincidentCentresAndGeometricSeries) {
    Scene same = white_scene({0.0f, 0.0f, 5.0f}, {0.0f, 0.0f, 0.0f});
    for (int i = 0; i < 1000; i++) add_sphere(same, {1.0f, 2.0f, 3.0f}, 0.5f, lambertian(0.5f));
    expect_same_hits(same, 8, 500);

    // Each sphere half as far as the one before: a sweep would peel them off one by one.
    Scene series = white_scene({0.0f, 0.0f, 5.0f}, {0.0f, 0.0f, 0.0f});
    for (int i = 0; i < 120; i++) {
        const float x = std::ldexp(1000.0f, -i / 3);
        add_sphere(series, {x, 0.0f, 0.0f}, std::max(0.2f * x, 1e-5f), lambertian(0.5f));
    }
    expect_same_hits(series, 9, 20000);
}

TEST(Bvh, EmptyAndSingleSphereScenes) {
    Scene empty = white_scene({0.0f, 0.0f, 5.0f}, {0.0f, 0.0f, 0.0f});
    Scene single = empty;
    add_sphere(single, vec3(0.0f), 1.0f, lambertian(0.5f));
    const std::vector<Ray> ray{{{0.0f, 0.0f, 5.0f}, shared::LEAVING_NOTHING, {0.0f, 0.0f, -1.0f}}};
    for (const TileKernelKind& kind : tile_kernels()) {
        const auto kernel = kind.make();
        kernel->load(packed_with_bvh(empty));
        EXPECT_EQ(nearest_by_kernel(*kernel, packed_with_bvh(empty), ray)[0].second, shared::NO_SPHERE) << kind.name;
        kernel->load(packed_with_bvh(single));
        EXPECT_EQ(nearest_by_kernel(*kernel, packed_with_bvh(single), ray)[0], Nearest(4.0f, 0u)) << kind.name;
    }
}

TEST(Bvh, TheSceneHashDoesNotDependOnTheTree) {
    const Scene scene = random_scene(10, 100, 10.0f, 0.1f, 0.5f);
    EXPECT_EQ(pack_scene(scene).hash, packed_with_bvh(scene).hash);
    Scene other = scene;
    other.spheres[50].sphere.radius *= 1.0001f;
    EXPECT_NE(pack_scene(scene).hash, pack_scene(other).hash);
}

} // namespace
} // namespace triptych::test
