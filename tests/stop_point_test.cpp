// Long work ends where its caller wants it to, and does so often enough.
// SPDX-License-Identifier: MIT
#include "base/stop_point.hpp"

#include "bvh/build.hpp"
#include "pack/pack.hpp"
#include "scene/material_kinds.hpp"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <chrono>
#include <cstddef>
#include <random>

namespace triptych {
namespace {

struct Stop {};

constexpr std::chrono::seconds AT_EVERY_POINT{0};

Scene cloud(std::uint32_t count) {
    std::mt19937 random(3);
    const auto coordinate = [&] { return float(random() >> 8u) * 0x1p-20f; };
    Scene scene;
    scene.materials.push_back({"gray", make_lambertian(vec3(0.5f))});
    for (std::uint32_t i = 0; i < count; ++i) {
        const float x = coordinate(), y = coordinate(), z = coordinate();
        scene.shapes.push_back(make_sphere(vec3(x, y, z), 0.01f, 0));
    }
    return scene;
}

/// The calls of the hook until `work` ended; it throws at call number `last`.
template <typename Work>
std::size_t calls_of(std::size_t last, Work work) {
    std::size_t calls = 0;
    const StopHook hook(
        [&] {
            if (++calls == last) throw Stop();
        },
        AT_EVERY_POINT);
    work();
    return calls;
}

TEST(StopPoint, WithoutAHookNothingHappens) { EXPECT_NO_THROW(stop_point()); }

TEST(StopPoint, TheInnermostHookOfThisThreadCounts) {
    EXPECT_EQ(calls_of(0,
                       [] {
                           EXPECT_EQ(calls_of(0, [] { stop_point(); }), 1u);
                           stop_point();
                           stop_point();
                       }),
              2u);
    EXPECT_NO_THROW(stop_point());
    std::size_t calls = 0;
    const StopHook seldom([&] { ++calls; }, std::chrono::hours(1));
    for (int i = 0; i < 1000; ++i) stop_point();
    EXPECT_EQ(calls, 0u);
}

TEST(StopPoint, PackingAndTreeBuildingEndThere) {
    constexpr std::uint32_t COUNT = 60'000;
    const Scene scene = cloud(COUNT);
    PackedScene packed;
    const std::size_t packing = calls_of(0, [&] { packed = pack_scene(scene); });
    EXPECT_GE(packing, COUNT);
    // What other threads build of the tree has none on this one, so here are no others. At every node with 256 shapes
    // or more there is one.
    const tbb::global_control alone(tbb::global_control::max_allowed_parallelism, 1);
    PackedScene whole = packed;
    const std::size_t building = calls_of(0, [&] { build_bvh(whole); });
    EXPECT_GE(building, COUNT / 256);
    EXPECT_THROW(calls_of(packing / 2, [&] { pack_scene(scene); }), Stop);
    for (const std::size_t last : {std::size_t(1), std::size_t(2), building / 2}) {
        PackedScene part = packed;
        EXPECT_THROW(calls_of(last, [&] { build_bvh(part); }), Stop) << last;
    }
}

} // namespace
} // namespace triptych
