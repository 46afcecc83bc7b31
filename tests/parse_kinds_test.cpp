// What is refused in settings, textures, images, lights and shapes, and where the sentence points.
// SPDX-License-Identifier: MIT
#include "changed_scene.hpp"

#include "scene/image_data.hpp"

#include <algorithm>

namespace triptych {
namespace {

TEST(ParseKinds, Settings) {
    const Case table[] = {
        {"/integrator/type", R"("path-mis")", OK, {}},
        {"/integrator/type", R"("pathmis")", INVALID, {"/integrator/type: ", "did you mean \"path-mis\"?"}},
        {"/integrator/sampler", R"("halton")", INVALID, {"/integrator/sampler: ", "\"independent\", \"sobol\""}},
        {"/integrator/roulette", "1", INVALID, {"/integrator/roulette: ", "true or false, found 1"}},
        {"/camera/shutter", "[0.5, 0.5]", OK, {}},
        {"/camera/shutter", "[0.75, 0.25]", INVALID, {"/camera/shutter: ", "close before it opens"}},
        {"/camera/shutter", "[0, 0.5, 1]", INVALID, {"/camera/shutter: ", "two times", "3 values"}},
        {"/$schema", "1", INVALID, {"/$schema: ", "a string, found 1"}},
    };
    expect_outcomes(table);
}

TEST(ParseKinds, Textures) {
    const Case table[] = {
        {"/textures/checks/type", R"("chequer")", INVALID, {"/textures/checks/type: ", "did you mean \"checker\"?"}},
        {"/textures/checks/scale", "0", INVALID, {"/textures/checks/scale: ", "found 0"}},
        {"/textures/checks/size", "1", INVALID, {"/textures/checks/size: ", "unknown"}},
        {"/textures/checks/even", R"("pictur")", INVALID, {"/textures/checks/even: ", "did you mean \"picture\"?"}},
        {"/textures/checks/even", "1", INVALID, {"/textures/checks/even: ", "the name of a texture, found 1"}},
        {"/textures/picture/color", R"("marble")", INVALID, {"/textures/picture/color: ", "three numbers"}},
        {"/textures/marble/style", R"("rough")", INVALID, {"/textures/marble/style: ", "\"smooth\""}},
        {"/textures/inner checks/odd",
         R"("checks")",
         INVALID,
         {"/textures/inner checks/odd: ", "in a circle: \"checks\" -> \"inner checks\" -> \"checks\""}},
        {"/textures/checks/even",
         R"("checks")",
         INVALID,
         {"/textures/checks/even: ", "in a circle: \"checks\" -> \"checks\""}},
        {"/textures/checks/odd", "[0.5, 0.5, 1]", OK, {}},
        {"/textures/checks/odd",
         "[0.5, 0.5, 1.5]",
         INVALID,
         {"/materials/checkered/albedo: ", "\"checks\" reaches 1.5", "ends at 1"}},
        {"/textures/inner checks/even", "[2, 0, 0]", INVALID, {"/materials/checkered/albedo: ", "reaches 2"}},
        {"/textures/picture/color", "[3, 1, 1]", INVALID, {"/materials/checkered/albedo: ", "reaches 3"}},
        {"/textures/veins/color", "[1.25, 1, 1]", INVALID, {"/materials/brushed/fuzz: ", "reaches 1.25"}},
        {"/textures/marble/color", "[300, 1, 1]", OK, {}}, // since it is an emission
        {"/textures/picture",
         R"({"type": "image", "file": "maps/sky.pfm"})",
         INVALID,
         {"/materials/checkered/albedo: ", "reaches 8"}},
        {"/textures/picture", R"({"type": "image", "file": "maps/sky.pfm", "color": [0.125, 0.125, 0.125]})", OK, {}},
    };
    expect_outcomes(table);
}

TEST(ParseKinds, Images) {
    const Case table[] = {
        {"/textures/picture/file", R"("five.png")", INVALID, {"/textures/picture/file: five.png "}},
        {"/textures/picture/file", R"("maps")", INVALID, {"/textures/picture/file: maps"}},
        {"/textures/picture/file", R"("torn.png")", INVALID, {"/textures/picture/file: torn.png"}},
        {"/textures/picture/file", R"("")", INVALID, {"/textures/picture/file: ", "the name of an image file"}},
        {"/textures/picture/file", R"("../four.png")", INVALID, {"/textures/picture/file: ", "\"..\""}},
        {"/textures/picture/file", R"("maps/../four.png")", INVALID, {"/textures/picture/file: ", "\"..\""}},
        {"/textures/picture/file", R"("/etc/hostname")", INVALID, {"/textures/picture/file: ", "absolute"}},
        {"/textures/picture/file", R"("maps\\sky.pfm")", INVALID, {"/textures/picture/file: ", "backslash"}},
        {"/textures/picture/file", R"("four.png\u0000.txt")", INVALID, {"/textures/picture/file: ", "control"}},
        {"/textures/picture/file", "1", INVALID, {"/textures/picture/file: ", "a string, found 1"}},
        {"/background/file", R"("ski.pfm")", INVALID, {"/background/file: ski.pfm "}},
        {"/background/scale", "2", OK, {}},
        {"/background/scale", R"("2")", INVALID, {"/background/scale: ", "a number or a colour"}},
        {"/background/scale", "200000", OK, {}},
        {"/background/rotate", "90", INVALID, {"/background/rotate: ", "did you mean \"rotate_y\"?"}},
    };
    expect_outcomes(table);
}

/// A background that a film cannot hold is held, but not the texture that reads the same file.
TEST(ParseKinds, BrightBackgroundsAreHeldApartFromTextures) {
    json text = json::parse(changed("/background/scale", "200000"));
    text["textures"]["picture"] = json::parse(R"({"type": "image", "file": "maps/sky.pfm"})");
    text["materials"]["checkered"] = json::parse(R"({"type": "diffuse_light", "emission": "picture"})");
    text["textures"]["checks"]["even"] = text["textures"]["inner checks"]["odd"] = {1, 1, 1};
    text["objects"]["cloud"]["albedo"] = {1, 1, 1};
    const Scene scene = parse_scene(text.dump(), "scene.json", picture_folder());
    const ImageData& held = *scene.images.at(scene.background.image);
    const auto texture = std::find_if(scene.textures.begin(), scene.textures.end(),
                                      [](const TextureDescription& found) { return found.name == "picture"; });
    EXPECT_EQ(held.file, "maps/sky.pfm");
    EXPECT_LT(200000.0f * largest_color(held).x, 262144.0f);
    EXPECT_GT(200000.0f * largest_color(held).x, 262142.0f);
    EXPECT_EQ(largest_color(*scene.images.at(texture->texture.image)).z, 8.0f);
}

TEST(ParseKinds, Lights) {
    const Case table[] = {
        {"/materials/lamp/emission", "[1, 1, 1e6]", INVALID, {"/materials/lamp/emission/2: ", "[0, 262144)"}},
        {"/materials/lamp/emission", "[1, 1, 1e300]", INVALID, {"/materials/lamp/emission/2: ", "[0, 262144)"}},
        {"/materials/lamp/emission", "[-1, 1, 1]", INVALID, {"/materials/lamp/emission/0: ", "found -1"}},
        {"/materials/lamp/emission", "15", INVALID, {"/materials/lamp/emission: ", "the name of a texture, found 15"}},
        {"/materials/lamp/emission",
         R"("marbel")",
         INVALID,
         {"/materials/lamp/emission: ", "did you mean \"marble\"?"}},
        {"/materials/lamp/two_sided", R"("no")", INVALID, {"/materials/lamp/two_sided: ", "true or false"}},
        {"/materials/lamp/radiance", "1", INVALID, {"/materials/lamp/radiance: ", "unknown"}},
        {"/materials/glow/emission", R"("bright")", INVALID, {"/materials/glow/emission: ", "no texture \"bright\""}},
    };
    expect_outcomes(table);
    json bright = json::parse(EVERYTHING);
    bright["textures"]["picture"] = json::parse(R"({"type": "image", "file": "maps/sky.pfm", "color": [1, 1, 40000]})");
    bright["textures"]["checks"]["even"] = {1, 1, 1};
    bright["textures"]["inner checks"]["odd"] = {1, 1, 1};
    bright["materials"]["checkered"] = json::parse(R"({"type": "diffuse_light", "emission": "picture"})");
    bright["objects"]["cloud"]["albedo"] = {1, 1, 1};
    expect_error(bright.dump(), INVALID, {"at /materials/checkered/emission: ", "reaches 320000", "below 262144"});
}

TEST(ParseKinds, Shapes) {
    const Case table[] = {
        {"/shapes/0/center_end", "[4, 1]", INVALID, {"/shapes/0/center_end: ", "2 values"}},
        {"/shapes/0/radius_end", "1", INVALID, {"/shapes/0/radius_end: ", "unknown"}},
        {"/shapes/0/material", R"("chekered")", INVALID, {"/shapes/0/material: ", "did you mean \"checkered\"?"}},
        {"/shapes/1/u", "[0, 0, 0]", INVALID, {"/shapes/1: ", "at least 1e-06 long"}},
        {"/shapes/1/v", "[-260, 0, 0]", INVALID, {"/shapes/1: ", "parallel"}},
        {"/shapes/1/v", "[-260, 0, 1e-5]", INVALID, {"/shapes/1: ", "parallel"}},
        {"/shapes/2/vertices", "[[0, 0, 0], [1, 0, 0]]", INVALID, {"/shapes/2/vertices: ", "three points"}},
        {"/shapes/2/vertices/2", "[2, 0, 0]", INVALID, {"/shapes/2/vertices: ", "parallel"}},
        {"/shapes/2/vertices/1", "[0, 0, 0]", INVALID, {"/shapes/2/vertices: ", "long"}},
        {"/shapes/3/normal", "[0, 0, 0]", INVALID, {"/shapes/3/normal: ", "at least 1e-06 long"}},
        {"/shapes/3/radius", "0", INVALID, {"/shapes/3/radius: ", "found 0"}},
        {"/shapes/4/max", "[165, 0, 165]", INVALID, {"/shapes/4: ", "above"}},
        {"/shapes/4/max", "[165, 330, -1]", INVALID, {"/shapes/4: ", "above"}},
        {"/shapes/8/shapes", "{}", INVALID, {"/shapes/8/shapes: ", "an array"}},
        {"/shapes/8/shapes",
         R"([{"type": "spere"}])",
         INVALID,
         {"/shapes/8/shapes/0/type: ", "did you mean \"sphere\"?"}},
        {"/shapes/8/material", R"("matte")", INVALID, {"/shapes/8/material: ", "unknown"}},
    };
    expect_outcomes(table);
}

} // namespace
} // namespace triptych
