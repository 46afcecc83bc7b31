// Trees are the same for any number of threads, byte by byte, and as good as they were when their costs were noted.
// SPDX-License-Identifier: MIT
#include "../research/study_meshes.hpp"
#include "brute_force.hpp"
#include "bvh/refit.hpp"
#include "bvh/wide.hpp"
#include "descriptions.hpp"
#include "meshes.hpp"

#include <gtest/gtest.h>
#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <cstring>

namespace triptych::test {
namespace {

/// More than one thread splits at once (32,768 in sah.cpp), with room for more splits of the kind below.
constexpr std::uint32_t TRIANGLES = 150'000;

Scene scene_with(MeshData mesh) {
    Scene scene = white_scene({0.0f, 0.8f, 3.2f}, vec3(0.0f));
    scene.shapes.push_back(mesh_of(scene, std::move(mesh), add_material(scene, lambertian(0.5f))));
    return scene;
}

/// Spheres, boxes and lamps, some of them far away, and instances of a mesh and of a group.
Scene mixed_scene() {
    Scene scene = scene_with(tangle(20'000));
    Random random(3);
    const std::uint32_t matte = add_material(scene, lambertian(0.5f));
    const std::uint32_t lamp = add_material(scene, light(vec3(2.0f)));
    const auto some = [&](int i) {
        const vec3 corner = random.in_cube(20.0f);
        if (i % 3 == 0) return box(corner, corner + vec3(0.3f), i % 2 == 0 ? matte : lamp);
        return i % 3 == 1 ? sphere(corner, random(0.01f, 0.3f), matte)
                          : sphere(corner, random(0.01f, 0.3f), matte, random.in_cube(0.2f));
    };
    for (int i = 0; i < 40'000; i++) scene.shapes.push_back(some(i));
    scene.shapes.push_back(sphere({0.0f, -1000.0f, 0.0f}, 1000.0f, matte));
    std::vector<ShapeDescription> group_of;
    for (int i = 0; i < 500; i++) group_of.push_back(sphere(random.in_cube(2.0f), 0.1f, matte));
    const ShapeDescription placed[] = {instance_of(scene, group(group_of)),
                                       instance_of(scene, mesh_of(scene, rough_ball(20'000), matte))};
    for (int i = 0; i < 200; i++)
        scene.shapes.push_back(under({rotate(1, 2, 3, 7.0 * i), translate(i % 20, 0.3 * i, -i)}, placed[i % 2]));
    return scene;
}

struct Trees {
    PackedScene packed;
    WideTree<4> narrow;
    WideTree<16> wide;
};

Trees trees_with(std::size_t threads, const PackedScene& without_tree) {
    const tbb::global_control most(tbb::global_control::max_allowed_parallelism, threads);
    tbb::task_arena arena(static_cast<int>(threads));
    Trees trees{without_tree, {}, {}};
    arena.execute([&] {
        build_bvh(trees.packed);
        trees.narrow = build_wide_tree<4>(trees.packed);
        trees.wide = build_wide_tree<16>(trees.packed);
    });
    return trees;
}

template <typename Array>
void expect_same_bytes(const Array& a, const Array& b, const char* what) {
    ASSERT_EQ(a.size(), b.size()) << what;
    if (a.empty()) return;
    EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size() * sizeof(a[0])), 0) << what;
}

template <int W>
void expect_same(const WideTree<W>& a, const WideTree<W>& b) {
    expect_same_bytes(a.nodes, b.nodes, "wide nodes");
    expect_same_bytes(a.spheres, b.spheres, "spheres");
    expect_same_bytes(a.moving_spheres, b.moving_spheres, "moving spheres");
    expect_same_bytes(a.flats, b.flats, "flats");
    expect_same_bytes(a.triangles, b.triangles, "triangles");
    expect_same_bytes(a.outside, b.outside, "outside");
    expect_same_bytes(a.instance_roots, b.instance_roots, "roots of instances");
    EXPECT_EQ(a.root, b.root);
}

void expect_same_for_any_threads(const Scene& scene) {
    const PackedScene packed = pack_scene(scene);
    const Trees one = trees_with(1, packed);
    for (const std::size_t threads : {std::size_t{2}, std::size_t{7}}) {
        SCOPED_TRACE(threads);
        const Trees more = trees_with(threads, packed);
        expect_same_bytes(one.packed.nodes, more.packed.nodes, "nodes");
        expect_same_bytes(one.packed.spheres, more.packed.spheres, "packed spheres");
        expect_same_bytes(one.packed.shapes, more.packed.shapes, "shapes");
        expect_same_bytes(one.packed.tags, more.packed.tags, "tags");
        expect_same_bytes(one.packed.lights, more.packed.lights, "lights");
        expect_same_bytes(one.packed.instances, more.packed.instances, "instances");
        EXPECT_EQ(one.packed.flat_count, more.packed.flat_count);
        EXPECT_EQ(one.packed.hash, more.packed.hash);
        expect_same(one.narrow, more.narrow);
        expect_same(one.wide, more.wide);
    }
}

TEST(TreeBuild, IsTheSameForAnyNumberOfThreads) {
    expect_same_for_any_threads(scene_with(rough_ball(TRIANGLES)));
    expect_same_for_any_threads(scene_with(tangle(TRIANGLES)));
    expect_same_for_any_threads(mixed_scene());
}

/// What tree_cost() said on 30 November 2026, when nodes were split by one thread each, and ray_study measured the
/// traversal of such trees.
TEST(TreeBuild, CostsNoMoreThanNoted) {
    struct Noted {
        Scene scene;
        double cost;
    };
    const Noted all[] = {{scene_with(rough_ball(TRIANGLES)), 47.286},
                         {scene_with(tangle(TRIANGLES)), 253.962},
                         {mixed_scene(), 88.8057}};
    for (const Noted& noted : all) {
        PackedScene packed = pack_scene(noted.scene);
        build_bvh(packed);
        const double cost = tree_cost(packed);
        EXPECT_LE(cost, 1.01 * noted.cost);
        EXPECT_GE(cost, 0.5 * noted.cost); // or the measure has changed
    }
}

} // namespace
} // namespace triptych::test
