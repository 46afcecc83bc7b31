// Shapes of every kind, moving spheres and instances: what walks of the trees meet is what brute force meets, and what
// stands in an instance looks as it does when it stands in the scene.
// SPDX-License-Identifier: MIT
#include "brute_force.hpp"
#include "descriptions.hpp"
#include "surface.glsl"

namespace triptych::test {
namespace {

Scene empty_scene(float distance) {
    Scene scene = white_scene({0.0f, 0.0f, distance}, {0.0f, 0.0f, 0.0f});
    add_material(scene, lambertian(0.5f));
    return scene;
}

/// Any kind of shape, some of them flat against an axis.
ShapeDescription random_shape(Random& random, float spread, float size) {
    const auto kind = static_cast<ShapeKind>(random.below(5));
    vec3 a = random.in_cube(spread);
    vec3 b = random.in_cube(size);
    vec3 c = random.in_cube(size);
    const bool is_aligned = random.below(2) == 0;
    if (is_aligned) b.y = c.y = 0.0f;
    switch (kind) {
    case ShapeKind::QUAD: return quad(a, b, c, 0);
    case ShapeKind::TRIANGLE: return triangle(a, a + b, a + c, 0);
    case ShapeKind::DISK: return disk(a, is_aligned ? vec3(0.0f, 1.0f, 0.0f) : b, size, 0);
    case ShapeKind::BOX: return box(a, a + shared::abs(size) * vec3(1.0f, 0.5f, 0.25f), 0);
    default: return sphere(a, 0.5f * size, 0, is_aligned ? vec3(0.0f) : b);
    }
}

Steps random_steps(Random& random, float spread) {
    const vec3 axis = random.direction();
    const vec3 place = random.in_cube(spread);
    const auto factor = [&] { return static_cast<double>(random(0.4f, 2.0f)) * (random.below(3) == 0 ? -1.0 : 1.0); };
    const TransformStep turn = rotate(static_cast<double>(axis.x), static_cast<double>(axis.y),
                                      static_cast<double>(axis.z), static_cast<double>(random(-180.0f, 180.0f)));
    const TransformStep move =
        translate(static_cast<double>(place.x), static_cast<double>(place.y), static_cast<double>(place.z));
    const double x = factor();
    const double y = factor();
    switch (random.below(3)) {
    case 0: return {move};
    case 1: return {scale(x, x, x), turn, move};
    default: return {scale(x, y, factor()), turn, scale(1.0, y, 1.0), move};
    }
}

Scene random_shapes(unsigned seed, int count, float spread, float size) {
    Random random(seed);
    Scene scene = empty_scene(3.0f * spread);
    for (int i = 0; i < count; i++) scene.shapes.push_back(random_shape(random, spread, size));
    return scene;
}

Scene random_instances(unsigned seed, int objects, int instances, float spread) {
    Random random(seed);
    Scene scene = random_shapes(seed, 20, spread, 1.0f);
    std::vector<ShapeDescription> placed;
    for (int i = 0; i < objects; i++) {
        std::vector<ShapeDescription> shapes;
        for (int j = 0; j < 4 + 30 * i; j++) shapes.push_back(random_shape(random, 2.0f, 1.0f));
        placed.push_back(instance_of(scene, group(shapes)));
    }
    for (int i = 0; i < instances; i++) {
        scene.shapes.push_back(under(random_steps(random, spread), placed[random.below(placed.size())]));
    }
    return scene;
}

TEST(Walk, MeetsWhatBruteForceMeetsAmongShapesOfAllKinds) {
    EXPECT_GT(expect_same_hits(random_shapes(1, 3, 1.0f, 0.7f), 1, 20000), 0.1);
    EXPECT_GT(expect_same_hits(random_shapes(2, 300, 10.0f, 2.0f), 2, 20000), 0.1);
    EXPECT_GT(expect_same_hits(random_shapes(3, 300, 1000.0f, 60.0f), 3, 8000), 0.1);
    EXPECT_GT(expect_same_hits(random_shapes(4, 300, 1e-3f, 1e-4f), 4, 10000), 0.1);
}

/// The scene where floats are a quarter apart.
Scene moved_far(Scene scene) {
    scene.camera.look_from = scene.camera.look_from + vec3(1e6f, -2e6f, 3e6f);
    for (ShapeDescription& shape : scene.shapes) shape.transform.push_back(translate(1e6, -2e6, 3e6));
    return scene;
}

TEST(Walk, MeetsWhatBruteForceMeetsFarFromTheOrigin) {
    EXPECT_GT(expect_same_hits(moved_far(random_shapes(15, 200, 100.0f, 20.0f)), 15, 10000), 0.1);
    EXPECT_GT(expect_same_hits(moved_far(random_instances(18, 3, 20, 20.0f)), 18, 10000), 0.1);
}

TEST(Walk, MeetsWhatBruteForceMeetsBesideAHugeFloor) {
    Scene scene = random_shapes(5, 300, 10.0f, 1.0f);
    scene.shapes.push_back(quad({-1000.0f, -1.0f, -1000.0f}, {0.0f, 0.0f, 2000.0f}, {2000.0f, 0.0f, 0.0f}, 0));
    scene.shapes.push_back(sphere({0.0f, -2000.0f, 0.0f}, 2000.0f, 0, {0.0f, 1.0f, 0.0f}));
    EXPECT_GT(expect_same_hits(scene, 5, 20000), 0.1);
    EXPECT_EQ(packed_with_bvh(scene).flat_count, 2u);
}

TEST(Walk, TiesGoToTheLowerIndexWhateverTheTree) {
    Scene scene = random_shapes(6, 60, 3.0f, 1.0f);
    for (int i = 0; i < 60; i++) scene.shapes.push_back(scene.shapes[static_cast<std::size_t>(59 - i)]);
    EXPECT_GT(expect_same_hits(scene, 6, 20000), 0.1);
    // Tiles of a floor and boxes on it share edges and planes.
    Scene tiles = empty_scene(20.0f);
    for (int i = 0; i < 100; i++) {
        const vec3 corner{static_cast<float>(i % 10) - 5.0f, 0.0f, static_cast<float>(i / 10) - 5.0f};
        tiles.shapes.push_back(quad(corner, {0.0f, 0.0f, 1.0f}, {1.0f, 0.0f, 0.0f}, 0));
        if (i % 3 == 0) tiles.shapes.push_back(box(corner, corner + vec3(1.0f), 0));
    }
    EXPECT_GT(expect_same_hits(tiles, 7, 20000), 0.1);
}

TEST(Walk, MeetsWhatBruteForceMeetsAmongInstances) {
    EXPECT_GT(expect_same_hits(random_instances(8, 1, 1, 1.0f), 8, 20000), 0.1);
    EXPECT_GT(expect_same_hits(random_instances(9, 4, 30, 10.0f), 9, 10000), 0.1);
    EXPECT_GT(expect_same_hits(random_instances(10, 2, 100, 2.0f), 10, 4000), 0.1); // in each other
}

TEST(Walk, MeetsWhatBruteForceMeetsInInstancesFarAwayAndStretched) {
    Scene scene = random_instances(11, 3, 40, 20.0f);
    Random random(11);
    for (std::size_t i = 20; i < scene.shapes.size(); i++) {
        Steps& steps = scene.shapes[i].transform;
        if (i % 4 == 0) steps.insert(steps.begin(), scale(1.0, 0.003, 1.0)); // flattened
        if (i % 4 == 1) steps.push_back(scale(20.0, 20.0, 20.0));
    }
    EXPECT_GT(expect_same_hits(scene, 11, 4000), 0.1);
    // An object that was modelled far from its origin.
    Scene moved = scene;
    for (ObjectDescription& object : moved.objects) object.shape.transform = {translate(1e4, -2e4, 0.0)};
    for (std::size_t i = 20; i < moved.shapes.size(); i++) {
        Steps& steps = moved.shapes[i].transform;
        steps.insert(steps.begin(), translate(-1e4, 2e4, 0.0));
    }
    EXPECT_GT(expect_same_hits(moved, 12, 4000), 0.1);
}

TEST(Walk, MeetsWhatBruteForceMeetsFromAfar) {
    Scene scene = random_instances(17, 2, 10, 0.3f);
    for (ObjectDescription& object : scene.objects) object.shape.transform = {scale(0.01, 0.01, 0.01)};
    for (std::size_t i = 0; i < 20; i++) scene.shapes[i].transform = {scale(0.01, 0.01, 0.01)};
    scene.camera.look_from = {3e4f, 2e4f, -1e4f};
    EXPECT_GT(expect_same_hits(scene, 17, 10000), 0.1);
}

TEST(Walk, TiesBetweenInstancesGoToTheFirst) {
    Scene scene = random_instances(13, 2, 30, 10.0f);
    for (int i = 49; i >= 20; i--) scene.shapes.push_back(scene.shapes[static_cast<std::size_t>(i)]);
    EXPECT_GT(expect_same_hits(scene, 13, 10000), 0.1);
}

/// Where a ray meets a scene, or nothing.
struct Seen {
    float distance;
    shared::Surface surface;
};

Seen look(const PackedScene& scene, const Ray& ray) {
    const Hit hit = shared::closest_hit(scene.view(), ray);
    if (hit.shape == shared::NONE) return {shared::NO_DISTANCE, {}};
    return {hit.distance, shared::surface_at(scene.view(), ray, hit)};
}

bool near(float a, float b, float error) { return std::abs(a - b) <= error; }
bool near(vec3 a, vec3 b, float error) {
    return near(a.x, b.x, error) && near(a.y, b.y, error) && near(a.z, b.z, error);
}

/// How many of `count` random rays see different things in both scenes. Where a ray only just meets an edge, rounding
/// decides, and so a few may.
int count_differences(const Scene& a, const Scene& b, int count) {
    const FlushDenormals flush;
    const PackedScene packed_a = packed_with_bvh(a);
    const PackedScene packed_b = packed_with_bvh(b);
    EXPECT_NE(packed_a.instances.empty(), packed_b.instances.empty());
    Random random(1);
    int differences = 0;
    int hits = 0;
    for (int i = 0; i < count; i++) {
        const vec3 origin = 8.0f * random.direction();
        const vec3 direction = shared::unit(random.in_cube(3.0f) - origin);
        const Ray ray{origin, shared::ORIGIN_NOWHERE, direction, shared::NONE, random(0.0f, 1.0f)};
        const Seen in_a = look(packed_a, ray);
        const Seen in_b = look(packed_b, ray);
        const bool missed_a = in_a.distance == shared::NO_DISTANCE;
        const bool missed_b = in_b.distance == shared::NO_DISTANCE;
        hits += !missed_a;
        if (missed_a && missed_b) continue;
        const bool same =
            near(in_a.distance, in_b.distance, 2e-4f) && near(in_a.surface.position, in_b.surface.position, 2e-5f) &&
            near(in_a.surface.normal, in_b.surface.normal, 2e-4f) && near(in_a.surface.u, in_b.surface.u, 2e-4f) &&
            near(in_a.surface.v, in_b.surface.v, 2e-4f) && in_a.surface.inside == in_b.surface.inside;
        differences += !same;
    }
    EXPECT_GT(hits, count / 3);
    return differences;
}

TEST(Walk, AnInstanceLooksLikeACopy) {
    Random random(14);
    std::vector<ShapeDescription> flat;
    std::vector<ShapeDescription> any;
    for (int i = 0; i < 30; i++) {
        const ShapeDescription shape = random_shape(random, 2.0f, 1.0f);
        any.push_back(shape);
        if (shape.kind() != ShapeKind::SPHERE) flat.push_back(shape);
    }
    const auto differences = [&](const std::vector<ShapeDescription>& shapes, const Steps& steps) {
        Scene copied = empty_scene(10.0f);
        copied.shapes = {under(steps, group(shapes))};
        Scene shared_object = empty_scene(10.0f);
        shared_object.shapes = {under(steps, instance_of(shared_object, group(shapes)))};
        return count_differences(copied, shared_object, 20000);
    };
    // Spheres in the world hold no texture coordinates under rotations, so these are for translations only.
    EXPECT_LT(differences(any, {scale(1.5, 1.5, 1.5), translate(0.1, 0.2, 0.3)}), 20);
    EXPECT_LT(differences(flat, {scale(1.5, 0.5, 2.0), rotate(1, 2, 3, 50), translate(0.1, 0.2, 0.3)}), 20);
    EXPECT_LT(differences(flat, {rotate(1, 2, 3, 50), scale(1.5, 0.5, 2.0), rotate(3, 2, 1, 70)}), 20);
}

TEST(Walk, AMirroredInstanceTurnsNoNormal) {
    const FlushDenormals flush;
    Scene scene = empty_scene(10.0f);
    const ShapeDescription boxes =
        group({box({0.5f, -0.5f, -0.5f}, {1.5f, 0.5f, 0.5f}, 0), box({-1.5f, -0.5f, -0.5f}, {-0.5f, 0.5f, 0.5f}, 0)});
    scene.shapes = {under({scale(1, -1, 1)}, instance_of(scene, boxes)), under({scale(-1, 1, 1)}, boxes)};
    scene.shapes[1].transform.push_back(translate(0, 3, 0));
    const PackedScene packed = packed_with_bvh(scene);
    for (const float height : {0.0f, 3.0f}) {
        for (const float side : {-1.0f, 1.0f}) {
            const Ray ray{{side, height, 5.0f}, shared::ORIGIN_NOWHERE, {0.0f, 0.0f, -1.0f}, shared::NONE, 0.0f};
            const Seen seen = look(packed, ray);
            EXPECT_EQ(seen.distance, 4.5f);
            EXPECT_EQ(seen.surface.inside, 0u);
            EXPECT_EQ(seen.surface.normal.z, 1.0f);
        }
    }
}

TEST(Walk, RaysLeaveTheInstanceTheyStartOn) {
    const FlushDenormals flush;
    Scene scene = random_instances(16, 3, 60, 10.0f);
    const PackedScene packed = packed_with_bvh(scene);
    const shared::Scene view = packed.view();
    Random random(16);
    int bounces = 0;
    for (int i = 0; i < 20000; i++) {
        Ray ray{scene.camera.look_from, shared::ORIGIN_NOWHERE, random.direction(), shared::NONE, 0.5f};
        for (int bounce = 0; bounce < 5; bounce++) {
            const Hit hit = shared::closest_hit(view, ray);
            if (hit.shape == shared::NONE) break;
            const shared::Surface surface = shared::surface_at(view, ray, hit);
            vec3 direction = random.direction();
            if (shared::dot3(direction, surface.normal) < 0.0f) direction = -direction;
            ray = {surface.position, 2 * hit.shape + surface.inside, direction, hit.instance, 0.5f};
            const Hit next = shared::closest_hit(view, ray);
            const bool is_same = next.shape == hit.shape && next.instance == hit.instance;
            ASSERT_FALSE(is_same && surface.inside == 0) << "ray " << i;
            bounces++;
        }
    }
    EXPECT_GT(bounces, 1000);
}

} // namespace
} // namespace triptych::test
