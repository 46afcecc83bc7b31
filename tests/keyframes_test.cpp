// Values with keyframes: what they are between, at, before and after these, and what is refused.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "format/keyframes.hpp"
#include "format/scene_format.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace triptych::test {
namespace {

/// A scene whose camera's vertical_fov is that JSON.
std::string with_fov(const std::string& value) {
    return fmt::format(R"({{"triptych": 1, "camera": {{"vertical_fov": {}}}}})", value);
}

double fov_at(const std::string& value, double seconds) {
    return parse_scene(with_fov(value), "scene.json", ".", seconds).camera.vertical_fov;
}

TEST(Keyframes, LinearOnesLieOnStraightLines) {
    const std::string value = R"({"keyframes": [[1, 10], [2, 30], [6, 20]]})";
    EXPECT_EQ(fov_at(value, 0.0), 10.0);
    EXPECT_EQ(fov_at(value, 1.0), 10.0);
    EXPECT_EQ(fov_at(value, 1.25), 15.0);
    EXPECT_EQ(fov_at(value, 2.0), 30.0);
    EXPECT_EQ(fov_at(value, 4.0), 25.0);
    EXPECT_EQ(fov_at(value, 6.0), 20.0);
    EXPECT_EQ(fov_at(value, 99.0), 20.0);
    EXPECT_EQ(fov_at(R"({"keyframes": [[5, 42]]})", -1.0), 42.0);
}

TEST(Keyframes, SmoothOnesGoThroughAllValues) {
    const std::string value = R"({"keyframes": [[0, 10], [1, 30], [3, 20], [4, 50]], "interpolation": "catmull-rom"})";
    for (const auto& [seconds, expected] : {std::pair(0.0, 10.0), {1.0, 30.0}, {3.0, 20.0}, {4.0, 50.0}})
        EXPECT_NEAR(fov_at(value, seconds), expected, 1e-12);
    // At a keyframe the slope is that between its neighbours, from both sides: (20 - 10) / 3 and (50 - 30) / 3.
    constexpr double STEP = 1e-5;
    for (const auto& [seconds, slope] : {std::pair(1.0, 10.0 / 3.0), {3.0, 20.0 / 3.0}}) {
        const double at = fov_at(value, seconds);
        EXPECT_NEAR((fov_at(value, seconds + STEP) - at) / STEP, slope, 1e-2);
        EXPECT_NEAR((at - fov_at(value, seconds - STEP)) / STEP, slope, 1e-2);
    }
}

TEST(Keyframes, SmoothOnesKeepALine) {
    const std::string value = R"({"keyframes": [[0, 10], [1, 20], [3, 40], [7, 80]], "interpolation": "catmull-rom"})";
    for (double seconds = 0.0; seconds <= 7.0; seconds += 0.125)
        EXPECT_NEAR(fov_at(value, seconds), 10.0 + 10.0 * seconds, 1e-12);
}

TEST(Keyframes, StandForAnyNumberOrArrayOfNumbers) {
    const Scene scene = parse_scene(R"({"triptych": 1,
        "materials": {"keyframes": {"type": "lambertian", "albedo": {"keyframes": [[0, [0, 0, 0]], [1, [1, 0.5, 0]]]}}},
        "background": {"type": "constant", "radiance": {"keyframes": [[0, [2, 2, 2]], [1, [4, 4, 4]]]}},
        "lights": [{"type": "point", "position": {"keyframes": [[0, [0, 0, 0]], [1, [0, 8, 0]]]}, "intensity": [1, 1, 1]}],
        "shapes": [{"type": "sphere", "center": [0, 0, 0], "radius": {"keyframes": [[0, 1], [1, 2]]}, "material": "keyframes",
                    "transform": [{"translate": {"keyframes": [[0, [0, 0, 0]], [1, [2, 0, 0]]]}},
                                  {"rotate_y": {"keyframes": [[0, 0], [1, 90]]}}]}]})",
                                    "scene.json", ".", 0.5);
    EXPECT_EQ(scene.materials[0].material.color.x, 0.5f);
    EXPECT_EQ(scene.materials[0].material.color.y, 0.25f);
    EXPECT_EQ(scene.background.bottom.z, 3.0f);
    EXPECT_EQ(scene.punctual_lights[0].position.y, 4.0f);
    EXPECT_EQ(std::get<SphereShape>(scene.shapes[0].geometry).radius, 1.5f);
    EXPECT_EQ(scene.shapes[0].transform[0].values[0], 1.0);
    EXPECT_EQ(scene.shapes[0].transform[1].values[0], 45.0);
    EXPECT_TRUE(scene.over_time.content);
    EXPECT_EQ(scene.over_time.camera, "");
}

TEST(Keyframes, OfTheCameraAreKept) {
    const Scene scene =
        parse_scene(R"({"triptych": 1, "camera": {"look_from": {"keyframes": [[0, [0, 0, 1]], [2, [0, 0, 5]]]},
        "vertical_fov": 33}})",
                    "scene.json");
    EXPECT_FALSE(scene.over_time.content);
    const CameraDescription later = parse_camera(scene.over_time.camera, "scene.json", {}, 1.0);
    EXPECT_EQ(later.look_from.z, 3.0f);
    EXPECT_EQ(later.vertical_fov, 33.0);
    EXPECT_EQ(parse_scene(R"({"triptych": 1, "camera": {}})", "scene.json").over_time.camera, "");
}

TEST(Keyframes, WrongOnesAreNamed) {
    const std::string place = "scene.json at /camera/vertical_fov";
    const std::pair<std::string, std::vector<std::string>> cases[] = {
        {R"({"keyframes": []})", {place + "/keyframes", "one keyframe or more"}},
        {R"({"keyframes": [[1, 10], [1, 20]]})", {place + "/keyframes/1/0", "must ascend"}},
        {R"({"keyframes": [[0, 10], [1, [10, 20]]]})", {place + "/keyframes/1/1", "as many numbers"}},
        {R"({"keyframes": [[0, [10]], [1, [10, 20]]]})", {place + "/keyframes/1/1", "as many numbers"}},
        {R"({"keyframes": [[0]]})", {place + "/keyframes/0", "a pair"}},
        {R"({"keyframes": [["now", 10]]})", {place + "/keyframes/0/0", "number"}},
        {R"({"keyframes": [[0, "wide"]]})", {place + "/keyframes/0/1", "number of a keyframe"}},
        {R"({"keyframes": [[0, 10]], "interpolation": "cubic"})", {place + "/interpolation", "catmull-rom"}},
        {R"({"keyframes": [[0, 10]], "speed": 2})", {place + "/speed", "unknown"}},
        {R"({"keyframes": [[0, 10], [1, 500]]})", {place, "179.9", "found 294.2"}},
        {R"({"keyframes": [[0, [1, 2]]]})", {place, "number", "an array of 2 values"}}};
    for (const auto& [value, fragments] : cases) {
        try {
            fov_at(value, 0.58);
            ADD_FAILURE() << value;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::INVALID_INPUT);
            for (const std::string& fragment : fragments)
                EXPECT_NE(std::string(error.what()).find(fragment), std::string::npos) << error.what();
        }
    }
}

} // namespace
} // namespace triptych::test
