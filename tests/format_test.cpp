// That a scene, written as a scene file and read again, is the same, bit for bit.
// SPDX-License-Identifier: MIT
#include "builtin/builtin_scenes.hpp"
#include "descriptions.hpp"
#include "image/image_formats.hpp"
#include "load/load.hpp"
#include "same_scene.hpp"
#include "scene/background.hpp"
#include "scene/image_data.hpp"
#include "scene/material_kinds.hpp"
#include "scene_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

namespace triptych {
namespace {

Scene parse(const std::string& text) { return parse_scene(text, "scene.json", picture_folder()); }

void expect_round_trip(const Scene& scene, const std::filesystem::path& folder = picture_folder()) {
    const std::string text = format_scene(scene);
    const Scene again = parse_scene(text, "again.json", folder);
    expect_same(scene, again);
    EXPECT_EQ(format_scene(again), text);
}

TEST(Format, RoundTripsBuiltinScenes) {
    for (const BuiltinScene& builtin : builtin_scenes()) {
        SCOPED_TRACE(builtin.name);
        if (builtin.name == "hall-of-spheres") continue; // nothing but spheres, and a million of them
        const Scene scene = builtin.make();
        const TemporaryFolder folder;
        for (const auto& image : scene.images) {
            put_file(folder / image->file, encode_png(byte_image(*image), {}));
        }
        expect_round_trip(scene, folder.path());
    }
    expect_round_trip(Scene());
    expect_round_trip(parse(VALID));
    expect_round_trip(parse(EVERYTHING));
}

TEST(Format, RoundTripsSceneFiles) {
    int files = 0;
    for (const char* name : {"/scenes", "/tests/references"}) {
        for (const auto& entry : std::filesystem::directory_iterator(std::string(TRIPTYCH_SOURCE_DIR) + name)) {
            if (entry.path().extension() != ".json") continue;
            SCOPED_TRACE(entry.path());
            const Scene scene = load_scene(entry.path().string());
            EXPECT_EQ(scene.name, entry.path().string());
            expect_round_trip(scene, entry.path().parent_path());
            files++;
        }
    }
    EXPECT_GE(files, 4);
}

/// A random float32 of any size up to `max`, zero or normal.
float random_float(std::mt19937& random, float max) {
    for (;;) {
        const float x = shared::uintBitsToFloat(static_cast<std::uint32_t>(random()));
        if (std::abs(x) <= max && (x == 0.0f || std::isnormal(x))) return x;
    }
}

TEST(Format, RoundTripsEveryKindOfNumberAndName) {
    Scene scene;
    const char* names[] = {"", "\"quotes\" \\ / \t\n", "\u00e9\u4e16", "a/b~c"};
    for (const char* name : names) {
        scene.materials.push_back({name, make_metal(vec3(0.1f), 0.3f)});
        scene.objects.push_back({name, make_sphere(vec3(0.0f), 1.0f, 2)});
        scene.shapes.push_back({InstanceShape{static_cast<std::uint32_t>(scene.objects.size() - 1)}});
    }
    // The shortest decimals of 7.038531e-26f lie so near the middle of two floats that rounding to double first errs.
    for (const float x : {0.0f, -0.0f, 0.1f, 7.038531e-26f, 1.17549435e-38f, 16777216.0f, 1e9f, -1e9f, 1.0f / 3.0f}) {
        scene.shapes.push_back(make_sphere(vec3(x), 1e-6f, 1));
    }
    std::mt19937 random(1);
    const auto coordinate = [&] { return random_float(random, 1e9f); };
    while (scene.shapes.size() < 30000) {
        scene.shapes.push_back(make_sphere({coordinate(), coordinate(), coordinate()}, 1e9f, 3));
    }
    const auto real = [&] { return static_cast<double>(coordinate()) / 3.0; };
    for (int i = 0; i < 1000; i++) {
        scene.shapes.push_back(
            test::under({test::translate(real(), real(), real()), test::rotate(1.0, real(), 2.0, real())},
                        make_sphere(vec3(0.0f), 1.0f, 0)));
    }
    scene.camera.vertical_fov = 0.1 + 0.2;
    expect_round_trip(scene);
    scene.camera.vertical_fov = CameraDescription{}.vertical_fov;
    scene.camera.orthographic_height = 0.1 + 0.2;
    expect_round_trip(scene);
}

TEST(Format, RoundTripsEveryMotionThatIsRead) {
    std::mt19937 random(3);
    const auto coordinate = [&] { return static_cast<double>(random_float(random, 1e9f)); };
    std::string shapes;
    for (int i = 0; i < 20000; i++) {
        std::array<double, 3> center{}, end{};
        for (int axis = 0; axis < 3; axis++) {
            center[axis] = coordinate();
            const double nearby = std::clamp(center[axis] * (1.0 + std::ldexp(coordinate(), -60)), -1e9, 1e9);
            end[axis] = i % 2 == 0 ? coordinate() + coordinate() * 0x1p-30 : nearby;
            end[axis] = std::clamp(end[axis], -1e9, 1e9);
        }
        shapes += fmt::format(R"({}{{"type": "sphere", "center": [{}], "center_end": [{}], "radius": 1,
                                    "material": "m"}})",
                              i > 0 ? "," : "", fmt::join(center, ","), fmt::join(end, ","));
    }
    expect_round_trip(
        parse(R"({"triptych": 1, "materials": {"m": {"type": "dielectric", "ior": 2}}, "shapes": [)" + shapes + "]}"));
}

TEST(Format, RefusesAMotionThatNoEndCanTell) {
    Scene scene;
    scene.materials.push_back({"m", make_dielectric(2.0f)});
    scene.shapes.push_back(make_sphere(vec3(1e9f), 1.0f, 0, vec3(1e-9f)));
    EXPECT_THROW(format_scene(scene), Error);
}

TEST(Format, RoundTripsEveryTurnOfTheBackground) {
    Scene scene = parse(EVERYTHING);
    std::mt19937 random(4);
    for (int i = 0; i < 2000; i++) {
        const float turns = std::abs(random_float(random, 0x1.fffffep-1f));
        scene.background = make_panorama(scene.background.image, scene.background.bottom, turns);
        const Scene again = parse(format_scene(scene));
        EXPECT_TRUE(same_bytes(again.background, scene.background)) << turns;
    }
}

} // namespace
} // namespace triptych
