// Scene files that use every key, and what the tests of scenes ask of texts and scenes.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.hpp"
#include "format/scene_format.hpp"
#include "image/image_file.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace triptych {

/// Spheres and every key of the plain materials, none at its default.
inline const std::string VALID = R"({
  "triptych": 1,
  "image": {"width": 120, "height": 80},
  "integrator": {"spp": 7, "max_depth": 9},
  "camera": {"look_from": [13, 2, 3], "look_at": [0, 0.5, 0], "up": [0, 1, 0.25], "vertical_fov": 21.5,
             "defocus_angle": 0.7, "focus_distance": 11},
  "background": {"type": "constant", "radiance": [0.25, 0.5, 4]},
  "textures": {},
  "materials": {"ground": {"type": "lambertian", "albedo": [0.5, 0.25, 1]},
                "steel": {"type": "metal", "albedo": [0.75, 0.5, 0.125], "fuzz": 0.0625},
                "glass": {"type": "dielectric", "ior": 1.5}},
  "shapes": [{"type": "sphere", "center": [0, -1000, 0], "radius": 1000, "material": "ground"},
             {"type": "sphere", "center": [1, 2, -3], "radius": 0.5, "material": "steel"},
             {"type": "sphere", "center": [4, 5, 6], "radius": 2, "material": "glass"}]
})";

/// Every other key. Textures and objects refer to later ones as well as to earlier ones.
inline const std::string EVERYTHING = R"({
  "$schema": "../docs/scene.schema.json",
  "triptych": 1,
  "image": {"width": 64, "height": 48},
  "integrator": {"spp": 3, "max_depth": 5, "type": "path", "sampler": "independent", "roulette": true},
  "camera": {"orthographic_height": 2.5, "shutter": [0.25, 0.75]},
  "background": {"type": "image", "file": "maps/sky.pfm", "scale": [0.5, 1, 2], "rotate_y": -90},
  "textures": {
    "checks": {"type": "checker", "scale": 0.5, "even": "inner checks", "odd": [0.125, 0.25, 0.5]},
    "inner checks": {"type": "checker", "scale": 0.25, "even": [1, 0, 0.5], "odd": "picture"},
    "picture": {"type": "image", "file": "four.png", "color": [0.5, 0.75, 1]},
    "veins": {"type": "noise", "scale": 4, "style": "turbulence", "color": [0.25, 0.5, 0.75]},
    "marble": {"type": "noise", "scale": 2},
    "again": {"type": "image", "file": "./four.png"}},
  "materials": {
    "matte": {"type": "lambertian", "albedo": [0.5, 0.25, 1]},
    "checkered": {"type": "lambertian", "albedo": "checks"},
    "brushed": {"type": "metal", "albedo": "again", "fuzz": "veins"},
    "lamp": {"type": "diffuse_light", "emission": [15, 7.5, 4], "two_sided": false},
    "glow": {"type": "diffuse_light", "emission": "marble"}},
  "objects": {
    "pair": {"type": "group", "shapes": [
      {"type": "instance", "object": "ball", "transform": [{"translate": [1, 2, 3]}, {"scale": [1, 2, 0.5]}]},
      {"type": "instance", "object": "ball", "transform": [{"rotate_x": 30}, {"rotate_z": -45.5}]}]},
    "ball": {"type": "sphere", "center": [1, 2, -3], "radius": 0.5, "material": "brushed"},
    "hull": {"type": "group", "shapes": [
      {"type": "quad", "corner": [0, 0, 0], "u": [1, 0, 0], "v": [0, 1, 0], "material": "matte"},
      {"type": "triangle", "vertices": [[0, 0, 0], [1, 0, 0], [0.5, 0.5, 1]], "material": "matte"},
      {"type": "triangle", "vertices": [[1, 0, 0], [1, 1, 0], [0.5, 0.5, 1]], "material": "matte"},
      {"type": "triangle", "vertices": [[1, 1, 0], [0, 1, 0], [0.5, 0.5, 1]], "material": "matte"},
      {"type": "triangle", "vertices": [[0, 1, 0], [0, 0, 0], [0.5, 0.5, 1]], "material": "matte"}]},
    "cloud": {"type": "constant_medium", "density": 0.5, "albedo": "checks", "anisotropy": -0.25,
              "boundary": {"type": "instance", "object": "hull", "transform": [{"translate": [5, 0, 0]}]}}},
  "shapes": [
    {"type": "sphere", "center": [4, 1, 0], "center_end": [4, 1.5, 0.125], "radius": 1, "material": "checkered"},
    {"type": "quad", "corner": [213, 554, 227], "u": [130, 0, 0], "v": [0, 0, 105], "material": "lamp"},
    {"type": "triangle", "vertices": [[0, 0, 0], [1, 0, 0], [0, 1, 0]], "material": "glow"},
    {"type": "disk", "center": [1, 2, 3], "normal": [0, -2, 1], "radius": 4, "material": "matte",
     "transform": [{"rotate": {"axis": [1, 1, 0], "angle": 12.5}}]},
    {"type": "box", "min": [0, 0, 0], "max": [165, 330, 165], "material": "matte",
     "transform": [{"rotate_y": 15}, {"translate": [265, 0, 295]}]},
    {"type": "constant_medium", "density": 0.01, "albedo": [1, 0.5, 0.25],
     "boundary": {"type": "group", "transform": [{"scale": 2}], "shapes": [
       {"type": "sphere", "center": [9, 0, 0], "radius": 5}, {"type": "box", "min": [1, 1, 1], "max": [2, 2, 2]}]}},
    {"type": "instance", "object": "pair",
     "transform": [{"matrix": [1, 0.5, 0, 4, 0, 2, 0, 5, 0, 0, 1.5, 6, 0, 0, 0, 1]}]},
    {"type": "instance", "object": "cloud"},
    {"type": "group", "shapes": []},
    {"type": "mesh", "file": "maps/corner.ply", "material": "matte", "animation_time": 0.5},
    {"type": "mesh", "file": "./maps/corner.ply", "transform": [{"translate": [0, 0, 9]}]}],
  "lights": [
    {"type": "point", "position": [1, 2, 3], "intensity": [4, 5, 6]},
    {"type": "spot", "position": [3, 2, 1], "direction": [0, 0, -2], "inner_angle": 10.5, "outer_angle": 30,
     "intensity": [0.5, 0.25, 0.125]},
    {"type": "directional", "direction": [0, -3, 0], "irradiance": [0.5, 1, 2]}]
})";

/// A mesh file of one triangle.
inline const std::string CORNER_PLY = "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\n"
                                      "property float z\nelement face 1\nproperty list uchar int vertex_indices\n"
                                      "end_header\n1 0 0\n0 1 0\n0 0 1\n3 0 1 2\n";

inline const std::string GRADIENT = R"({"type": "gradient", "bottom": [0.5, 0.25, 0.125], "top": [1, 2, 3]})";

/// The folder with the files of EVERYTHING: four.png (2 x 2, 8 bits), maps/sky.pfm (4 x 2, up to 8) and
/// maps/corner.ply, and with a broken image, torn.png.
inline const std::filesystem::path& picture_folder() {
    static const TemporaryFolder folder;
    static const bool is_filled = [] {
        Image four{2, 2, {}}, sky{4, 2, {}};
        for (int i = 0; i < 12; i++) four.rgb.push_back(static_cast<float>(i) / 16.0f);
        for (int i = 0; i < 24; i++) sky.rgb.push_back(static_cast<float>(i + 1) / 3.0f);
        write_image(folder / "four.png", four, {});
        std::filesystem::create_directory(folder / "maps");
        write_image(folder / "maps/sky.pfm", sky, {});
        put_file(folder / "maps/corner.ply", std::as_bytes(std::span(CORNER_PLY)));
        put_file(folder / "torn.png", std::as_bytes(std::span("\x89PNG\r\n\x1a\n")));
        return true;
    }();
    static_cast<void>(is_filled);
    return folder.path();
}

struct Outcome {
    ExitCode code = ExitCode::OK;
    std::string sentence;
};

/// What parsing ends with. Whatever the input, an error is one line that ends as a sentence does.
inline Outcome outcome_of(const std::string& text) {
    try {
        parse_scene(text, "scene.json", picture_folder());
        return {};
    } catch (const Error& error) {
        const std::string sentence = error.what();
        EXPECT_TRUE(sentence.ends_with('.') || sentence.ends_with('?')) << sentence;
        EXPECT_FALSE(sentence.ends_with("..")) << sentence;
        EXPECT_TRUE(std::none_of(sentence.begin(), sentence.end(), [](char c) { return c >= 0 && c < ' '; }));
        EXPECT_EQ(sentence.rfind("scene.json", 0), 0u) << sentence;
        EXPECT_LT(sentence.size(), 1500u);
        return {error.code(), sentence};
    }
}

inline void expect_error(const std::string& text, ExitCode code, const std::vector<std::string>& fragments) {
    const Outcome outcome = outcome_of(text);
    EXPECT_EQ(outcome.code, code) << text.substr(0, 1000) << "\n" << outcome.sentence;
    for (const std::string& fragment : fragments) {
        EXPECT_NE(outcome.sentence.find(fragment), std::string::npos) << fragment << "\nis not in\n"
                                                                      << outcome.sentence;
    }
}

/// `text` with its only `old_part` replaced.
inline std::string replaced(std::string text, const std::string& old_part, const std::string& new_part) {
    const std::size_t place = text.find(old_part);
    EXPECT_NE(place, std::string::npos) << old_part;
    EXPECT_EQ(text.find(old_part, place + 1), std::string::npos) << old_part;
    return text.replace(place, old_part.size(), new_part);
}

} // namespace triptych
