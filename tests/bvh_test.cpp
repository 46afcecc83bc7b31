// The tree proposes, the shared test disposes: every ray must meet what brute force meets.
// SPDX-License-Identifier: MIT
#include "brute_force.hpp"
#include "descriptions.hpp"
#include "pack/bounds.hpp"

#include <functional>
#include <limits>
#include <set>

namespace triptych::test {
namespace {

Scene random_spheres(unsigned seed, int count, float spread, float smallest, float largest) {
    Random random(seed);
    Scene scene = white_scene({0.0f, 0.0f, 3.0f * spread}, {0.0f, 0.0f, 0.0f});
    const std::uint32_t matte = add_material(scene, lambertian(0.5f));
    for (int i = 0; i < count; i++) {
        const vec3 center = random.in_cube(spread);
        scene.shapes.push_back(sphere(center, random(smallest, largest), matte));
    }
    return scene;
}

TEST(Bvh, MeetsWhatBruteForceMeetsInRandomScenes) {
    EXPECT_GT(expect_same_hits(random_spheres(1, 2, 1.0f, 0.1f, 0.5f), 1, 20000), 0.1);
    EXPECT_GT(expect_same_hits(random_spheres(2, 300, 10.0f, 0.05f, 1.0f), 2, 40000), 0.1);
    EXPECT_GT(expect_same_hits(random_spheres(3, 1000, 1000.0f, 0.01f, 30.0f), 3, 20000), 0.1);
    EXPECT_GT(expect_same_hits(random_spheres(4, 300, 1e-3f, 1e-5f, 1e-4f), 4, 20000), 0.1);
}

TEST(Bvh, MeetsWhatBruteForceMeetsFarFromTheOrigin) {
    Scene scene = random_spheres(15, 300, 10.0f, 0.05f, 1.0f);
    const vec3 far{1e6f, -2e6f, 3e6f}; // where floats are a quarter apart
    scene.camera.look_from = scene.camera.look_from + far;
    for (ShapeDescription& shape : scene.shapes) as_sphere(shape).center = as_sphere(shape).center + far;
    EXPECT_GT(expect_same_hits(scene, 15, 20000), 0.1);
}

TEST(Bvh, MeetsWhatBruteForceMeetsFromAfar) {
    Scene scene = random_spheres(16, 300, 0.2f, 0.001f, 0.01f);
    scene.camera.look_from = {3e4f, 2e4f, -1e4f};
    EXPECT_GT(expect_same_hits(scene, 16, 40000), 0.1);
}

TEST(Bvh, MeetsWhatBruteForceMeetsBesideAHugeSphere) {
    Scene scene = random_spheres(5, 400, 10.0f, 0.1f, 0.3f);
    for (ShapeDescription& shape : scene.shapes) as_sphere(shape).center.y = as_sphere(shape).radius;
    scene.shapes.push_back(sphere({0.0f, -1000.0f, 0.0f}, 1000.0f, 0));
    EXPECT_GT(expect_same_hits(scene, 5, 40000), 0.1);
    EXPECT_EQ(packed_with_bvh(scene).flat_count, 1u);
}

TEST(Bvh, TiesGoToTheLowerIndexWhateverTheTree) {
    Scene scene = random_spheres(6, 60, 3.0f, 0.2f, 0.6f);
    for (int i = 0; i < 60; i++) scene.shapes.push_back(scene.shapes[static_cast<std::size_t>(59 - i)]);
    EXPECT_GT(expect_same_hits(scene, 6, 40000), 0.1);
}

bool contains(const Bounds& outer, const Bounds& inner) {
    return outer.low.x <= inner.low.x && outer.low.y <= inner.low.y && outer.low.z <= inner.low.z &&
           outer.high.x >= inner.high.x && outer.high.y >= inner.high.y && outer.high.z >= inner.high.z;
}

/// Walks the tree below `root`, expects each box to contain what lies below, and counts how often each shape is met.
void expect_tree(const PackedScene& packed, std::uint32_t root, const std::function<Bounds(std::uint32_t)>& bounds_of,
                 std::vector<int>& reached) {
    const auto visit = [&](const auto& self, std::uint32_t child, std::uint32_t count, const Bounds& box,
                           std::uint32_t depth) -> void {
        ASSERT_LT(depth, shared::BVH_MAX_DEPTH);
        if (box.low.x == std::numeric_limits<float>::max()) return; // none
        if (count == 0) {
            const shared::BvhNode& node = packed.nodes[child];
            const Bounds left{node.left_min, node.left_max};
            const Bounds right{node.right_min, node.right_max};
            ASSERT_TRUE(contains(box, left));
            self(self, node.left, node.left_count, left, depth + 1);
            self(self, node.right, node.right_count, right, depth + 1);
            return;
        }
        for (std::uint32_t i = child; i < child + count; i++) {
            reached[i]++;
            ASSERT_TRUE(contains(box, bounds_of(i)));
        }
    };
    const float everywhere = 1e30f;
    visit(visit, root, 0, {vec3(-everywhere), vec3(everywhere)}, 0);
}

TEST(Bvh, HoldsEverySphereOnceInBoxesThatContainIt) {
    const PackedScene packed = packed_with_bvh(random_spheres(7, 5000, 10.0f, 0.01f, 0.2f));
    std::multiset<std::uint32_t> ids;
    for (const shared::ShapeTag& tag : packed.tags) ids.insert(tag.id);
    for (std::uint32_t i = 0; i < 5000; i++) ASSERT_EQ(ids.count(i), 1u);
    std::vector<int> reached(packed.spheres.size());
    expect_tree(
        packed, 0, [&](std::uint32_t i) { return shape_bounds(packed.spheres[i], 0.0f); }, reached);
    for (std::size_t i = packed.flat_count; i < reached.size(); i++) ASSERT_EQ(reached[i], 1);
}

TEST(Bvh, EachObjectHasATreeOfItsOwn) {
    Scene scene = random_spheres(8, 20, 10.0f, 0.1f, 1.0f);
    Random random(8);
    for (int object = 0; object < 6; object++) {
        std::vector<ShapeDescription> boxes;
        for (int i = 0; i <= object * object * object; i++) {
            const vec3 corner = random.in_cube(3.0f);
            boxes.push_back(box(corner, corner + vec3(0.5f), 0));
        }
        const ShapeDescription placed = instance_of(scene, group(boxes));
        for (int i = 0; i < 3; i++) scene.shapes.push_back(under({translate(i, 2 * object, 0)}, placed));
    }
    scene.shapes.push_back(under({scale(1, 2, 3)}, sphere(vec3(0.0f), 1.0f, 0)));
    scene.shapes.push_back(medium_in(scene, box(vec3(-1.0f), vec3(1.0f), shared::NONE), 1.0f));
    const PackedScene packed = packed_with_bvh(scene);
    ASSERT_EQ(packed.objects.size(), 7u);
    std::vector<int> reached(packed.shapes.size());
    const auto bounds_of = [&](std::uint32_t i) {
        const shared::Shape& shape = packed.shapes[i];
        if (shape.kind != shared::SHAPE_INSTANCE) return shape_bounds(shape, 0.0f);
        const ShapeRange range = packed.objects[packed.object_of[shape.instance]];
        return instance_bounds(Extent{}, packed.instances[shape.instance], range_bounds(packed, range, 0.0f), 0.0f);
    };
    expect_tree(packed, 0, bounds_of, reached);
    for (std::uint32_t object = 0; object < packed.objects.size(); object++) {
        for (std::size_t i = 0; i < packed.instances.size(); i++) {
            if (packed.object_of[i] != object) continue;
            expect_tree(packed, packed.instances[i].root, bounds_of, reached);
            break;
        }
    }
    for (std::uint32_t i = 0; i < reached.size(); i++) {
        const bool in_no_tree = i < packed.flat_count || i >= packed.media[0].first;
        EXPECT_EQ(reached[i], in_no_tree ? 0 : 1) << i;
    }
}

TEST(Bvh, SurvivesCoincidentCentresAndGeometricSeries) {
    Scene same = random_spheres(8, 0, 1.0f, 1.0f, 1.0f);
    same.shapes.assign(1000, sphere({1.0f, 2.0f, 3.0f}, 0.5f, 0));
    EXPECT_GT(expect_same_hits(same, 8, 500), 0.1);

    // Each sphere half as far as the one before: a sweep would peel them off one by one.
    Scene series = random_spheres(9, 0, 5.0f, 1.0f, 1.0f);
    for (int i = 0; i < 120; i++) {
        const float x = std::ldexp(1000.0f, -i / 3);
        series.shapes.push_back(sphere({x, 0.0f, 0.0f}, std::max(0.2f * x, 1e-5f), 0));
    }
    EXPECT_GT(expect_same_hits(series, 9, 20000), 0.1);
}

TEST(Bvh, EmptyAndSingleShapeScenes) {
    const FlushDenormals flush;
    const Scene empty = random_spheres(10, 0, 5.0f, 1.0f, 1.0f);
    Scene single = empty;
    single.shapes = {sphere(vec3(0.0f), 1.0f, 0)};
    Scene egg = empty;
    egg.shapes = {under({scale(1, 1, 2)}, sphere(vec3(0.0f), 1.0f, 0))};
    EXPECT_EQ(packed_with_bvh(egg).flat_count, 0u);
    EXPECT_EQ(packed_with_bvh(egg).nodes.size(), 2u);
    const Ray ray{{0.0f, 0.0f, 5.0f}, shared::ORIGIN_NOWHERE, {0.0f, 0.0f, -1.0f}, shared::NONE, 0.5f};
    for (const TileKernelKind& kind : tile_kernels()) {
        const auto trace = [&](const Scene& scene) {
            const auto kernel = kind.make();
            const PackedScene packed = packed_with_bvh(scene);
            kernel->load(packed);
            Hit hit;
            kernel->trace(&ray, &hit, 1);
            return hit;
        };
        EXPECT_EQ(trace(empty).shape, shared::NONE) << kind.name;
        EXPECT_TRUE(trace(single) == (Hit{4.0f, 0, shared::NONE})) << kind.name;
        EXPECT_TRUE(trace(egg) == (Hit{3.0f, 1, 0})) << kind.name;
    }
}

TEST(Bvh, NothingEntersTheMissingChild) {
    const float far = std::numeric_limits<float>::max();
    Random random(11);
    const float coordinates[] = {0.0f, -0.0f, 1.0f, -1e9f, 1e10f, 1e-30f};
    for (int i = 0; i < 100000; i++) {
        vec3 direction = random.direction();
        if (i % 7 == 0) direction = {0.0f, i % 2 == 0 ? 1.0f : -1.0f, -0.0f};
        if (i % 7 == 1) direction = shared::unit({1e-20f, 1.0f, 1e-10f});
        if (i % 7 == 2) direction = shared::unit(vec3(1.0f));
        const vec3 origin{coordinates[random.below(6)], coordinates[random.below(6)], coordinates[random.below(6)]};
        const vec3 inverse{shared::safe_inverse(direction.x), shared::safe_inverse(direction.y),
                           shared::safe_inverse(direction.z)};
        for (const float farthest : {shared::NO_DISTANCE, 1.0f, 1e30f}) {
            ASSERT_EQ(shared::enter_box(vec3(far), vec3(far), origin, inverse, farthest), shared::NO_DISTANCE);
        }
    }
}

TEST(Bvh, LightsFollowTheirShapes) {
    Scene scene = random_spheres(12, 200, 10.0f, 0.1f, 1.0f);
    const std::uint32_t lamp = add_material(scene, light(vec3(2.0f)));
    for (std::size_t i = 0; i < scene.shapes.size(); i += 3) scene.shapes[i].material = lamp;
    const PackedScene packed = packed_with_bvh(scene);
    ASSERT_EQ(packed.lights.size(), 67u);
    for (std::uint32_t i = 0; i < packed.lights.size(); i++) {
        const shared::ShapeTag& tag = packed.tags[packed.lights[i].shape];
        EXPECT_EQ(tag.light, i);
        EXPECT_EQ(tag.id, 3 * i);
    }
}

} // namespace
} // namespace triptych::test
