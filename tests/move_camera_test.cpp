// A scene whose camera has moved is the scene packed under that camera: its tolerances, its lights and its pictures.
// SPDX-License-Identifier: MIT
#include "builtin/builtin_scenes.hpp"
#include "bvh/boxes.hpp"
#include "bvh/move_camera.hpp"
#include "many_lights.hpp"
#include "rendering.hpp"

#include <gtest/gtest.h>

namespace triptych::test {
namespace {

/// Stretched instances of an object with spheres and flat shapes, a medium, a lamp and a distant light.
Scene rich_scene() {
    Scene scene = scene_under({0.4f, 0.5f, 0.6f}, {0.0f, 2.0f, 9.0f}, {0.0f, 1.0f, 0.0f});
    const std::uint32_t matte = add_material(scene, lambertian({0.7f, 0.6f, 0.5f}));
    const ShapeDescription object =
        group({sphere({0.0f, 0.5f, 0.0f}, 0.5f, matte), box({-1.0f, 0.0f, -1.0f}, {1.0f, 0.2f, 1.0f}, matte),
               triangle({-1.0f, 0.2f, 1.0f}, {1.0f, 0.2f, 1.0f}, {0.0f, 1.5f, 1.0f}, matte)});
    const ShapeDescription instance = instance_of(scene, object);
    for (int i = 0; i < 5; i++) {
        const Steps steps{scale(1.0, 0.5 + 0.3 * i, 1.0), rotate(0.0, 1.0, 0.0, 20.0 * i),
                          translate(2.5 * i - 5.0, 0.0, -i)};
        scene.shapes.push_back(under(steps, instance));
    }
    add_sphere(scene, {3.0f, 3.0f, 1.0f}, 0.4f, light({4.0f, 3.0f, 2.0f}));
    scene.shapes.push_back(medium_in(scene, sphere({-2.0f, 1.0f, 3.0f}, 1.0f, shared::NONE), 0.3f));
    scene.punctual_lights.push_back(make_directional_light({0.0, -1.0, 0.0}, vec3(1.5f)));
    return scene;
}

/// From where tolerances, and with them boxes, become smaller and larger, and the same again.
std::vector<vec3> places(vec3 from) {
    return {from, 0.5f * from, 3.0f * from, 40.0f * from, 41.0f * from, from, 1000.0f * from};
}

std::vector<float> tolerances_of(const PackedScene& packed) {
    std::vector<float> all{packed.tolerance, packed.low.x, packed.high.y, packed.near_low.z, packed.near_high.x};
    for (const shared::Instance& instance : packed.instances) all.push_back(instance.tolerance);
    for (const shared::Medium& medium : packed.media) all.insert(all.end(), {medium.box_min.x, medium.box_max.z});
    return all;
}

std::vector<float> lights_of(const PackedScene& packed) {
    std::vector<float> all{packed.tree_share};
    for (const shared::Light& light : packed.lights) {
        const auto alias = static_cast<float>(light.alias);
        all.insert(all.end(), {light.threshold, light.probability, alias});
    }
    for (const shared::LightNode& node : packed.light_nodes) all.push_back(node.power);
    return all;
}

Film film_of(Backend& backend, const PackedScene& scene) {
    const RenderSettings settings = settings_of(24, 16, 5, 8);
    backend.begin(make_frame(scene.camera, settings));
    backend.render({0, 4}, {});
    Film film(settings);
    backend.read(film);
    return film;
}

bool contains(const Bounds& outer, const Bounds& inner) {
    return outer.low.x <= inner.low.x && outer.low.y <= inner.low.y && outer.low.z <= inner.low.z &&
           outer.high.x >= inner.high.x && outer.high.y >= inner.high.y && outer.high.z >= inner.high.z;
}

/// Leaves' boxes hold those that build_bvh would build them over.
void expect_boxes_are_large_enough(const PackedScene& packed) {
    const TreeBoxes boxes(packed);
    const auto padding_at = [&](std::uint32_t shape) {
        for (std::size_t i = 0; i < packed.objects.size(); i++)
            if (shape - packed.objects[i].first < packed.objects[i].count) return boxes.object_padding(i);
        return padding_of(packed.tolerance);
    };
    int missed = 0;
    const auto expect_leaf = [&](std::uint32_t first, std::uint32_t count, const Bounds& box) {
        for (std::uint32_t i = first; i < first + count; i++)
            missed += contains(box, boxes.box(i, padding_at(i))) ? 0 : 1;
    };
    for (const shared::BvhNode& node : packed.nodes) {
        expect_leaf(node.left, node.left_count, {node.left_min, node.left_max});
        expect_leaf(node.right, node.right_count, {node.right_min, node.right_max});
    }
    EXPECT_EQ(missed, 0);
}

/// Returns how often the tree's boxes grew.
int expect_pictures_of_moved_camera(const Scene& described) {
    int grown = 0;
    Scene scene = described;
    PackedScene moved = packed_with_bvh(scene);
    CameraMover mover(moved);
    const std::unique_ptr<Backend> kept = open_cpu(), fresh = open_cpu();
    kept->load(moved);
    for (const vec3 from : places(described.camera.look_from)) {
        scene.camera.look_from = from;
        const std::optional<SceneChange> change = mover.move(scene.camera);
        const PackedScene packed = packed_with_bvh(scene);
        if (!change) {
            EXPECT_NE(packed.large_count, moved.large_count) << scene.name;
            continue;
        }
        kept->update(moved, *change);
        grown += change->nodes ? 1 : 0;
        EXPECT_EQ(tolerances_of(moved), tolerances_of(packed)) << scene.name;
        EXPECT_EQ(lights_of(moved), lights_of(packed)) << scene.name;
        EXPECT_EQ(moved.hash, packed.hash) << scene.name;
        expect_boxes_are_large_enough(moved);
        fresh->load(packed);
        EXPECT_EQ(film_of(*kept, moved).hash(), film_of(*fresh, packed).hash()) << scene.name << " from " << from.x;
    }
    return grown;
}

TEST(MoveCamera, DrawsWhatAScenePackedAnewDraws) {
    // From 3, 40 and 1000 times as far boxes must grow, but not again from 41 times as far.
    EXPECT_EQ(expect_pictures_of_moved_camera(rich_scene()), 3);
    expect_pictures_of_moved_camera(scene_of_many_lights(60));
}

TEST(MoveCamera, DrawsEveryBuiltinScene) {
    for (const BuiltinScene& builtin : builtin_scenes()) expect_pictures_of_moved_camera(builtin.make());
}

TEST(MoveCamera, RefusesOtherLargeSpheres) {
    Scene scene = white_scene({0.0f, 2.0f, 9.0f}, {0.0f, 1.0f, 0.0f});
    add_sphere(scene, {0.0f, 0.5f, 0.0f}, 0.5f, lambertian(0.5f));
    add_sphere(scene, {0.0f, -1e6f, 0.0f}, 1e6f, lambertian(0.5f));
    PackedScene packed = packed_with_bvh(scene);
    ASSERT_EQ(packed.large_count, 1u);
    const std::string hash = packed.hash;
    CameraMover mover(packed);
    CameraDescription camera = scene.camera;
    camera.look_from = {0.0f, 3.0f, 9.0f};
    EXPECT_TRUE(mover.move(camera));
    camera.look_from = {0.0f, 5e6f, 9.0f}; // from there it is a ball
    const std::string before = packed.hash;
    EXPECT_FALSE(mover.move(camera));
    EXPECT_EQ(packed.hash, before);
    EXPECT_NE(before, hash);
}

} // namespace
} // namespace triptych::test
