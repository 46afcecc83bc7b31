// A scene text that uses every key, and what the tests of scenes ask of texts and scenes.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.hpp"
#include "scene/load.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace triptych {

/// Every key of the format, none at its default.
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

inline const std::string GRADIENT = R"({"type": "gradient", "bottom": [0.5, 0.25, 0.125], "top": [1, 2, 3]})";

struct Outcome {
    ExitCode code = ExitCode::OK;
    std::string sentence;
};

/// What parsing ends with. Whatever the input, an error is one line that ends as a sentence does.
inline Outcome outcome_of(const std::string& text) {
    try {
        parse_scene(text, "scene.json");
        return {};
    } catch (const Error& error) {
        const std::string sentence = error.what();
        EXPECT_TRUE(sentence.ends_with('.') || sentence.ends_with('?')) << sentence;
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

template <typename T>
bool same_bytes(const T& a, const T& b) {
    return std::memcmp(&a, &b, sizeof(T)) == 0;
}

inline void expect_same(const Scene& a, const Scene& b) {
    EXPECT_EQ(a.width, b.width);
    EXPECT_EQ(a.height, b.height);
    EXPECT_EQ(a.spp, b.spp);
    EXPECT_EQ(a.max_depth, b.max_depth);
    EXPECT_TRUE(same_bytes(a.camera.look_from, b.camera.look_from));
    EXPECT_TRUE(same_bytes(a.camera.look_at, b.camera.look_at));
    EXPECT_TRUE(same_bytes(a.camera.up, b.camera.up));
    EXPECT_EQ(a.camera.vertical_fov, b.camera.vertical_fov);
    EXPECT_EQ(a.camera.defocus_angle, b.camera.defocus_angle);
    EXPECT_EQ(a.camera.focus_distance, b.camera.focus_distance);
    EXPECT_TRUE(same_bytes(a.background, b.background));
    ASSERT_EQ(a.materials.size(), b.materials.size());
    for (std::size_t i = 0; i < a.materials.size(); i++) {
        EXPECT_EQ(a.materials[i].name, b.materials[i].name);
        EXPECT_TRUE(same_bytes(a.materials[i].material, b.materials[i].material)) << a.materials[i].name;
    }
    ASSERT_EQ(a.spheres.size(), b.spheres.size());
    for (std::size_t i = 0; i < a.spheres.size(); i++) {
        EXPECT_TRUE(same_bytes(a.spheres[i].sphere, b.spheres[i].sphere)) << i;
        EXPECT_EQ(a.spheres[i].material, b.spheres[i].material) << i;
    }
}

} // namespace triptych
