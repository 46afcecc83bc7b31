// What is refused in transforms, instances and media, and where the sentence points.
// SPDX-License-Identifier: MIT
#include "changed_scene.hpp"

#include <fmt/format.h>

#include <array>

namespace triptych {
namespace {

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

TEST(ParsePlacing, Transforms) {
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

TEST(ParsePlacing, MatricesAreAffine) {
    for (int i = 12; i < 16; i++) {
        const std::string place = fmt::format("/shapes/6/transform/0/matrix/{}", i);
        expect_error(changed(place, "2"), INVALID, {"scene.json at /shapes/6/transform/0/matrix: ", "row by row"});
    }
}

TEST(ParsePlacing, ComposedTransforms) {
    expect_error(chain_of_objects(4, 1, R"({"scale": [1, 12, 1]})"), OK, {});
    expect_error(chain_of_objects(5, 1, R"({"scale": [1, 12, 1]})"), INVALID, {"at /objects/o0/", "2.07e+04 times"});
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

TEST(ParsePlacing, Objects) {
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

TEST(ParsePlacing, ObjectsNestUpToALimit) {
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

TEST(ParsePlacing, Media) {
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
        {"/shapes/5/transform", R"([{"scale": [1, 2, 1]}])", INVALID, {place + ": " + needs, "ellipsoid"}},
        {"/shapes/5/transform", R"([{"scale": 2}, {"rotate_x": 30}])", OK, {}},
        {"/shapes/8/shapes",
         R"([{"type": "constant_medium", "density": 1, "albedo": [1, 1, 1], "transform": [{"scale": [1, 500, 1]}],
              "boundary": {"type": "box", "min": [0, 0, 0], "max": [1, 1, 1], "transform": [{"scale": [1, 25, 1]}]}}])",
         INVALID,
         {"/shapes/8/shapes/0/boundary/transform: ", "1.25e+04 times"}},
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

TEST(ParsePlacing, ALargeMeshBoundsAMedium) {
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
