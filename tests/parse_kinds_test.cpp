// What is refused in textures, images, lights, shapes, transforms, instances and media, and where the sentence points.
// SPDX-License-Identifier: MIT
#include "scene_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>

namespace triptych {
namespace {

using json = nlohmann::ordered_json;
using Pointer = json::json_pointer;

constexpr ExitCode OK = ExitCode::OK;
constexpr ExitCode INVALID = ExitCode::INVALID_INPUT;
constexpr ExitCode LIMIT = ExitCode::LIMIT;

/// EVERYTHING with one value replaced or added.
std::string changed(const std::string& pointer, const std::string& value) {
    json scene = json::parse(EVERYTHING);
    scene[Pointer(pointer)] = json::parse(value);
    return scene.dump();
}

struct Case {
    std::string pointer;
    std::string value;
    ExitCode code;
    std::vector<std::string> fragments; // of the sentence; the first begins with the place where it must point
};

template <std::size_t N>
void expect_outcomes(const Case (&table)[N]) {
    for (const Case& changes : table) {
        SCOPED_TRACE(changes.pointer + " = " + changes.value);
        std::vector<std::string> fragments = changes.fragments;
        if (changes.code != OK) {
            ASSERT_FALSE(fragments.empty());
            fragments.front() = "scene.json at " + fragments.front();
        }
        expect_error(changed(changes.pointer, changes.value), changes.code, fragments);
    }
}

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
        {"/textures/picture/file", R"("maps")", INVALID, {"/textures/picture/file: maps "}},
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
        {"/background/scale", "200000", INVALID, {"/background/file: ", "lower scale", "1.6e+06"}},
        {"/background/rotate", "90", INVALID, {"/background/rotate: ", "did you mean \"rotate_y\"?"}},
    };
    expect_outcomes(table);
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

TEST(ParseKinds, Transforms) {
    const std::string place = "/shapes/4/transform";
    const Case table[] = {
        {place, "[]", OK, {}},
        {place, R"([{"scale": [-1, 1, 1]}])", OK, {}},
        {place, R"([{"scale": [10000, 1, 1]}])", OK, {}},
        {place, R"([{"scale": [100, 1, 1]}, {"rotate_z": 90}, {"scale": [100, 1, 1]}])", OK, {}},
        {place, R"({"rotate_y": 15})", INVALID, {place + ": ", "in brackets"}},
        {place, "[1]", INVALID, {place + "/0: ", "an object"}},
        {place, "[{}]", INVALID, {place + "/0: ", "one step"}},
        {place, R"([{"rotate_y": 15, "translate": [1, 2, 3]}])", INVALID, {place + "/0: ", "one step"}},
        {place, R"([{"rotate_w": 15}])", INVALID, {place + "/0/rotate_w: ", "did you mean \"rotate_x\"?"}},
        {place, R"([{"rotate": 15}])", INVALID, {place + "/0/rotate: ", "an object"}},
        {place, R"([{"rotate": {"axis": [0, 0, 0], "angle": 1}}])", INVALID, {place + "/0/rotate/axis: ", "long"}},
        {place, R"([{"scale": 0}])", INVALID, {place + "/0/scale: ", "found 0"}},
        {place, R"([{"scale": [1, 0, 1]}])", INVALID, {place + "/0/scale/1: ", "found 0"}},
        {place, R"([{"scale": [1, 2]}])", INVALID, {place + "/0/scale: ", "three"}},
        {place, R"([{"scale": "2"}])", INVALID, {place + "/0/scale: ", "a number"}},
        {place,
         R"([{"matrix": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]}])",
         INVALID,
         {place + "/0/matrix: ", "16 numbers"}},
        {place,
         R"([{"matrix": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 2, 3, 1]}])",
         INVALID,
         {place + "/0/matrix: ", "row by row"}},
        {place,
         R"([{"matrix": [1, 2, 3, 0, 2, 4, 6, 0, 0, 0, 1, 0, 0, 0, 0, 1]}])",
         INVALID,
         {place + ": ", "singular"}},
        {place,
         R"([{"matrix": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]}])",
         INVALID,
         {place + ": ", "singular"}},
        {place, R"([{"scale": [1.01e4, 1, 1]}])", INVALID, {place + ": ", "1.01e+04 times"}},
        {place, R"([{"scale": [1000, 1, 1]}, {"scale": [11, 1, 1]}])", INVALID, {place + ": ", "1.1e+04 times"}},
        {place, R"([{"scale": 1000}, {"scale": 2000}])", INVALID, {place + ": ", "a factor of 2e+06"}},
        {place, R"([{"scale": 0.001}, {"scale": 0.0005}])", INVALID, {place + ": ", "a factor of 5e-07"}},
    };
    expect_outcomes(table);
}

TEST(ParseKinds, ComposedTransforms) {
    // The pair's first ball is scaled by [1, 2, 0.5], four to one.
    const std::string group = R"({"type": "group", "transform": [{"scale": [1, 1000, 1]}], "shapes": [)";
    const Case table[] = {
        {"/shapes/6/transform", R"([{"scale": [1, 2000, 1]}])", OK, {}},
        {"/shapes/6/transform", R"([{"scale": [1, 3000, 1]}])", INVALID, {"/shapes/6: ", "1.2e+04 times"}},
        {"/shapes/6/transform", R"([{"scale": [1, 1, 3000]}])", OK, {}}, // evens it out
        {"/shapes/6/transform", R"([{"scale": 9e5}])", OK, {}},
        {"/objects/ball/transform", R"([{"scale": 2}])", OK, {}},
        {"/shapes/8",
         group + R"({"type": "instance", "object": "pair", "transform": [{"scale": [1, 2, 1]}]}]})",
         OK,
         {}},
        {"/shapes/8",
         group + R"({"type": "instance", "object": "pair", "transform": [{"scale": [1, 4, 1]}]}]})",
         INVALID,
         {"/shapes/8/shapes/0: ", "1.6e+04 times"}},
        {"/shapes/8",
         group + R"({"type": "sphere", "center": [0, 0, 0], "radius": 1, "material": "matte",
                     "transform": [{"scale": [1, 20, 1]}]}]})",
         INVALID,
         {"/shapes/8/shapes/0/transform: ", "2e+04 times"}},
        {"/objects/ball/transform",
         R"([{"scale": [1, 1, 0.0001]}])",
         INVALID,
         {"/objects/pair/shapes/0: ", "times as far"}},
        {"/objects/ball/transform", R"([{"scale": 6e5}])", OK, {}},
        {"/objects/ball/transform", R"([{"scale": 9e5}])", INVALID, {"/shapes/6: ", "a factor of 1.3e+06"}},
        {"/objects/ball/transform",
         R"([{"scale": 9e5}, {"scale": 2}])",
         INVALID,
         {"/objects/ball/transform: ", "1.8e+06"}},
        {"/objects/pair/transform", R"([{"scale": 1e6}])", INVALID, {"/shapes/6: ", "a factor of"}},
    };
    expect_outcomes(table);
}

TEST(ParseKinds, Objects) {
    const Case table[] = {
        {"/shapes/7/object",
         R"("clout")",
         INVALID,
         {"/shapes/7/object: ", "no object \"clout\"", "did you mean \"cloud\"?"}},
        {"/shapes/7/object", "3", INVALID, {"/shapes/7/object: ", "a string"}},
        {"/shapes/7/material", R"("matte")", INVALID, {"/shapes/7/material: ", "unknown"}},
        {"/objects/pair/shapes/0/object",
         R"("pair")",
         INVALID,
         {"/objects/pair/shapes/0/object: ", "objects refer to each other in a circle: \"pair\" -> \"pair\""}},
        {"/objects/ball",
         R"({"type": "group", "shapes": [{"type": "instance", "object": "pair"}]})",
         INVALID,
         {"/objects/ball/shapes/0/object: ", "\"pair\" -> \"ball\" -> \"pair\""}},
        {"/objects/hull",
         R"({"type": "instance", "object": "cloud"})",
         INVALID,
         {"/objects/cloud/boundary/object: ", "\"hull\" -> \"cloud\" -> \"hull\""}},
        {"/objects/ball/material", R"("gold")", INVALID, {"/objects/ball/material: ", "no material \"gold\""}},
        {"/objects/unused",
         R"({"type": "instance", "object": "none"})",
         INVALID,
         {"/objects/unused/object: ", "no object"}},
    };
    expect_outcomes(table);
}

/// A scene of `count` objects, each a group of `fan` instances of the next; the last is a sphere.
std::string chain_of_objects(int count, int fan, const std::string& transform) {
    std::string objects, instances;
    for (int i = 0; i + 1 < count; i++) {
        instances.clear();
        for (int k = 0; k < fan; k++) {
            instances += fmt::format(R"({}{{"type": "instance", "object": "o{}", "transform": [{}]}})",
                                     k > 0 ? "," : "", i + 1, transform);
        }
        objects += fmt::format(R"("o{}": {{"type": "group", "shapes": [{}]}},)", i, instances);
    }
    return fmt::format(R"({{"triptych": 1, "materials": {{"m": {{"type": "dielectric", "ior": 2}}}},
        "objects": {{{} "o{}": {{"type": "sphere", "center": [0, 0, 0], "radius": 1, "material": "m"}}}},
        "shapes": [{{"type": "instance", "object": "o0"}}]}})",
                       objects, count - 1);
}

TEST(ParseKinds, ObjectsNestUpToALimit) {
    expect_error(chain_of_objects(32, 1, ""), OK, {});
    expect_error(chain_of_objects(33, 1, ""), LIMIT, {"/objects/", "more than 32 deep"});
    expect_error(chain_of_objects(32, 2, R"({"rotate_y": 10})"), OK, {}); // 2^31 spheres, none looked at twice
    expect_error(chain_of_objects(32, 2, R"({"scale": [1, 2, 1]}, {"scale": [1, 0.5, 1]})"), OK, {});
    expect_error(chain_of_objects(32, 2, R"({"scale": [1, 2, 1]}, {"rotate_z": 90})"), LIMIT,
                 {"/objects/", "too many"});

    std::string textures = R"("t32": {"type": "noise", "scale": 1})";
    for (int i = 32; i > 0; i--) {
        textures +=
            fmt::format(R"(, "t{}": {{"type": "checker", "scale": 1, "even": "t{}", "odd": [0, 0, 0]}})", i - 1, i);
    }
    expect_error(R"({"triptych": 1, "textures": {)" + textures + "}}", LIMIT,
                 {"at /textures/t0/even: ", "more than 32 deep"});
}

TEST(ParseKinds, Media) {
    const std::string place = "/shapes/5/boundary";
    const std::string needs = "a medium needs a closed boundary: ";
    const std::string quad = R"({"type": "quad", "corner": [0, 0, 0], "u": [1, 0, 0], "v": [0, 1, 0]})";
    const std::string sphere = R"({"type": "sphere", "center": [0, 0, 0], "radius": 1)";
    const std::string group = R"({"type": "group", "shapes": [)";
    const Case table[] = {
        {"/shapes/5/density", "0", INVALID, {"/shapes/5/density: ", "found 0"}},
        {"/shapes/5/anisotropy", "1", INVALID, {"/shapes/5/anisotropy: ", "[-0.99, 0.99]"}},
        {"/shapes/5/albedo", R"("smoke")", INVALID, {"/shapes/5/albedo: ", "no texture"}},
        {"/shapes/5/material", R"("matte")", INVALID, {"/shapes/5/material: ", "unknown"}},
        {place, quad, INVALID, {place + ": " + needs, "[0, 0, 0] to [1, 0, 0] belongs to 1 of"}},
        {place,
         R"({"type": "triangle", "vertices": [[0, 0, 0], [1, 0, 0], [0, 1, 0]]})",
         INVALID,
         {place + ": " + needs}},
        {place,
         R"({"type": "disk", "center": [0, 0, 0], "normal": [0, 1, 0], "radius": 1})",
         INVALID,
         {place + ": " + needs, "disk"}},
        {place, sphere + R"(, "center_end": [0, 1, 0]})", INVALID, {place + ": " + needs, "moves"}},
        {place, sphere + R"(, "center_end": [0, 0, 0]})", OK, {}},
        {place, sphere + R"(, "transform": [{"scale": [1, 2, 1]}]})", INVALID, {place + ": " + needs, "ellipsoid"}},
        {place, sphere + R"(, "transform": [{"scale": -3}, {"rotate_x": 7}]})", OK, {}},
        {place, sphere + R"(, "material": "matte"})", INVALID, {place + "/material: ", "no material of its own"}},
        {place, group + "]}", INVALID, {place + ": " + needs, "no shapes"}},
        {place, group + group + "]}]}", INVALID, {place + ": " + needs, "no shapes"}},
        {place, group + sphere + "}, " + quad + "]}", INVALID, {place + ": " + needs, "edge"}},
        {place, R"({"type": "instance", "object": "pair"})", INVALID, {place + ": " + needs, "ellipsoid"}},
        {place, R"({"type": "instance", "object": "ball"})", OK, {}},
        {place, R"({"type": "instance", "object": "cloud"})", INVALID, {place + ": " + needs, "medium"}},
        {place,
         R"({"type": "constant_medium", "density": 1, "albedo": [1, 1, 1], "boundary": )" + sphere + "}}",
         INVALID,
         {place + ": " + needs, "medium"}},
        {"/objects/hull/shapes/0/u",
         "[1, 0, 0.001]",
         INVALID,
         {"/objects/cloud/boundary: " + needs, "belongs to 1 of"}},
        {"/objects/hull/shapes/0/u", "[1.0000001, 0, 0]", OK, {}},
        {"/objects/hull/shapes/0/corner", "[0, 0, -0.00001]", INVALID, {"/objects/cloud/boundary: " + needs}},
        {"/objects/hull/shapes/5",
         R"({"type": "quad", "corner": [0, 0, 0], "u": [1, 0, 0], "v": [0, 1, 0], "material": "matte"})",
         INVALID,
         {"/objects/cloud/boundary: " + needs, "belongs to 3 of"}},
    };
    expect_outcomes(table);
}

TEST(ParseKinds, ALargeMeshBoundsAMedium) {
    // A box of 2 x 40 x 40 quads in all, far from the origin, its sides subdivided.
    constexpr int N = 40;
    std::string quads;
    const auto add = [&](int axis, int level, int i, int j) {
        std::array<double, 3> corner{}, u{}, v{};
        corner[axis] = 1e6 + 64.0 * level;
        corner[(axis + 1) % 3] = 1e6 + 64.0 * i;
        corner[(axis + 2) % 3] = 1e6 + 64.0 * j;
        u[(axis + 1) % 3] = 64.0;
        v[(axis + 2) % 3] = 64.0;
        quads += json{{"type", "quad"}, {"corner", corner}, {"u", u}, {"v", v}}.dump() + ",";
    };
    for (int axis = 0; axis < 3; axis++) {
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                add(axis, 0, i, j);
                add(axis, N, i, j);
            }
        }
    }
    const auto medium = [&](const std::string& shapes) {
        return R"({"triptych": 1, "shapes": [{"type": "constant_medium", "density": 1, "albedo": [1, 1, 1],
            "boundary": {"type": "group", "shapes": [)" +
               shapes + "]}}]}";
    };
    quads.pop_back();
    expect_error(medium(quads), OK, {});
    expect_error(medium(quads.substr(0, quads.rfind(",{"))), INVALID, {"belongs to 1 of"});
}

} // namespace
} // namespace triptych
