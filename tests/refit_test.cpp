// A scene with the fitted tree of another one draws what it draws with a tree of its own.
// SPDX-License-Identifier: MIT
#include "builtin/builtin_scenes.hpp"
#include "bvh/boxes.hpp"
#include "bvh/refit.hpp"
#include "many_lights.hpp"
#include "rendering.hpp"

#include <gtest/gtest.h>

namespace triptych::test {
namespace {

std::string film_hash(const PackedScene& scene) {
    const std::unique_ptr<Backend> backend = open_cpu();
    return render(*backend, scene, settings_of(24, 16, 5, 8), {{0, 4}}).hash();
}

/// Every shape is moved along x by an amount of its own, and what emits is dimmed.
Scene changed(Scene scene, double by) {
    int i = 0;
    for (ShapeDescription& shape : scene.shapes) shape.transform.push_back(translate(by * ((i++ * 7) % 5), 0.0, 0.0));
    for (MaterialDescription& description : scene.materials)
        description.material.color = 0.5f * description.material.color;
    return scene;
}

void expect_refitted(const Scene& from, const Scene& to) {
    PackedScene fitted = pack_scene(to);
    ASSERT_TRUE(refit_bvh(fitted, packed_with_bvh(from))) << to.name;
    EXPECT_EQ(film_hash(fitted), film_hash(packed_with_bvh(to))) << to.name;
    const TreeBoxes boxes(fitted);
    for (const shared::BvhNode& node : fitted.nodes) {
        for (std::uint32_t i = node.left; i < node.left + node.left_count; i++) {
            if (i >= fitted.top_count) continue;
            const Bounds box = boxes.box(i, padding_of(fitted.tolerance));
            EXPECT_LE(node.left_min.x, box.low.x);
            EXPECT_GE(node.left_max.z, box.high.z);
        }
    }
}

TEST(Refit, DrawsEveryBuiltinSceneMoved) {
    for (const BuiltinScene& builtin : builtin_scenes()) {
        const Scene scene = builtin.make();
        // A large sphere may be one no more, and a shape of an object or a medium moves with these.
        if (pack_scene(scene).large_count == 0 && scene.objects.empty() && scene.media.empty())
            expect_refitted(scene, changed(scene, 1e-3));
    }
}

TEST(Refit, DrawsInstancesAndLightsMoved) {
    Scene scene = scene_of_many_lights(60);
    const std::uint32_t matte = add_material(scene, lambertian({0.7f, 0.6f, 0.5f}));
    const ShapeDescription object =
        group({sphere({0.0f, 0.5f, 0.0f}, 0.5f, matte), box({-1.0f, 0.0f, -1.0f}, {1.0f, 0.2f, 1.0f}, matte)});
    const ShapeDescription instance = instance_of(scene, object);
    for (int i = 0; i < 9; i++) scene.shapes.push_back(under({translate(i - 4.0, -1.0, -3.0)}, instance));
    for (const double by : {1e-6, 0.1, 3.0}) expect_refitted(scene, changed(scene, by));
    Scene other_object = scene;
    as_sphere(other_object.objects[0].shape.children[0]).radius = 0.8f;
    expect_refitted(scene, other_object);
    Scene far = scene;
    far.camera.look_from = {0.0f, 0.0f, 500.0f};
    expect_refitted(scene, far);
}

TEST(Refit, RefusesOtherShapes) {
    Scene scene = white_scene({0.0f, 0.0f, 5.0f}, {0.0f, 0.0f, 0.0f});
    const std::uint32_t matte = add_material(scene, lambertian(0.5f));
    for (int i = 0; i < 20; i++)
        scene.shapes.push_back(sphere({0.2f * static_cast<float>(i), 0.0f, 0.0f}, 0.3f, matte));
    const PackedScene kept = packed_with_bvh(scene);
    Scene more = scene;
    more.shapes.push_back(sphere({0.0f, 1.0f, 0.0f}, 0.3f, matte));
    PackedScene packed = pack_scene(more);
    EXPECT_FALSE(refit_bvh(packed, kept));
    EXPECT_TRUE(packed.nodes.empty());
    Scene quads = scene;
    quads.shapes[3] = quad({0.0f, 0.0f, 0.0f}, {1.0f, 0.0f, 0.0f}, {0.0f, 1.0f, 0.0f}, matte);
    packed = pack_scene(quads);
    EXPECT_FALSE(refit_bvh(packed, kept));
}

TEST(Refit, CostGrowsWithDisorder) {
    Scene scene = white_scene({0.0f, 0.0f, 5.0f}, {0.0f, 0.0f, 0.0f});
    const std::uint32_t matte = add_material(scene, lambertian(0.5f));
    for (int i = 0; i < 200; i++)
        scene.shapes.push_back(sphere({0.2f * static_cast<float>(i), 0.0f, 0.0f}, 0.1f, matte));
    const PackedScene kept = packed_with_bvh(scene);
    Scene shuffled = scene;
    for (int i = 0; i < 200; i++)
        as_sphere(shuffled.shapes[static_cast<std::size_t>(i)]).center.x = 0.2f * static_cast<float>(i * 77 % 200);
    PackedScene packed = pack_scene(shuffled);
    ASSERT_TRUE(refit_bvh(packed, kept));
    EXPECT_GT(tree_cost(packed), 3.0 * tree_cost(kept));
    EXPECT_EQ(film_hash(packed), film_hash(packed_with_bvh(shuffled)));
}

} // namespace
} // namespace triptych::test
