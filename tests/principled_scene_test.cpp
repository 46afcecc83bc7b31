// Principled materials in scene files: what is read, written, packed and refused.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "format/scene_format.hpp"
#include "pack/material_traits.hpp"
#include "pack/pack.hpp"
#include "scene/material_kinds.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

namespace triptych {
namespace {

/// A ball of the material that `keys` describe.
std::string ball(const std::string& keys) {
    return fmt::format(R"({{"triptych": 1,
        "textures": {{"half": {{"type": "checker", "scale": 1, "even": [0.5, 0.5, 0.5], "odd": [0.25, 0.5, 1]}},
                      "glow": {{"type": "checker", "scale": 1, "even": [2, 2, 2], "odd": [0, 0, 0]}}}},
        "materials": {{"m": {{"type": "principled"{}}}}},
        "shapes": [{{"type": "sphere", "center": [0, 0, 0], "radius": 1, "material": "m"}}]}})",
                       keys);
}

Scene parsed(const std::string& keys) { return parse_scene(ball(keys), "ball.json", "."); }

bool same_bytes(const shared::Principled& a, const shared::Principled& b) { return std::memcmp(&a, &b, sizeof a) == 0; }

const std::string EVERYTHING = R"(, "base_color": [0.1, 0.2, 0.3], "base_color_texture": "half", "alpha": 0.5,
    "alpha_mode": "mask", "alpha_cutoff": 0.25, "metallic": 0.75, "roughness": 0.125,
    "metallic_roughness_texture": "half", "normal_texture": "half", "normal_scale": -2, "ior": 1.25, "specular": 0.5,
    "specular_texture": "half", "specular_color": [2, 1, 0.5], "specular_color_texture": "half",
    "transmission": 0.25, "transmission_texture": "half", "thin_walled": true,
    "attenuation_color": [0.5, 0.25, 1], "attenuation_distance": 2, "clearcoat": 0.5, "clearcoat_texture": "half",
    "clearcoat_roughness": 0.375, "clearcoat_roughness_texture": "half", "clearcoat_normal_texture": "half",
    "clearcoat_normal_scale": 3, "sheen_color": [0.5, 1, 0.25], "sheen_color_texture": "half",
    "sheen_roughness": 0.625, "sheen_roughness_texture": "half", "anisotropy": 0.75, "anisotropy_rotation": -90,
    "anisotropy_texture": "half", "iridescence": 0.5, "iridescence_texture": "half", "iridescence_ior": 1.5,
    "iridescence_thickness_minimum": 200, "iridescence_thickness_maximum": 150,
    "iridescence_thickness_texture": "half", "dispersion": 0.25, "diffuse_transmission": 0.625,
    "diffuse_transmission_texture": "half", "diffuse_transmission_color": [0.25, 0.5, 0.75],
    "diffuse_transmission_color_texture": "half",
    "double_sided": true, "unlit": true,
    "multiple_scattering": false, "emission": [4, 5, 6], "emission_texture": "glow")";

TEST(PrincipledScene, DefaultsAreGltfs) {
    const Scene scene = parsed("");
    ASSERT_EQ(scene.principleds.size(), 1u);
    EXPECT_TRUE(same_bytes(scene.principleds[0], default_principled()));
    const shared::Principled& principled = scene.principleds[0];
    EXPECT_EQ(principled.metallic, 1.0f);
    EXPECT_EQ(principled.roughness, 1.0f);
    EXPECT_EQ(principled.ior, 1.5f);
    EXPECT_EQ(principled.alpha_cutoff, 0.5f);
    EXPECT_EQ(principled.flags, 0u);
    EXPECT_FALSE(emits(scene.materials[0].material));
}

TEST(PrincipledScene, EveryKeyIsReadAndWrittenAgain) {
    const Scene scene = parsed(EVERYTHING);
    const shared::Principled& principled = scene.principleds.at(0);
    const shared::Principled defaults = default_principled();
    // No member keeps its default, except what is reserved.
    const auto* words = reinterpret_cast<const std::uint32_t*>(&principled);
    const auto* default_words = reinterpret_cast<const std::uint32_t*>(&defaults);
    for (std::size_t i = 0; i + 2 < sizeof principled / 4; i++) {
        const bool is_one_of_a_color = i == 5 || i == 9 || i == 14; // a 1 among the other two
        EXPECT_TRUE(words[i] != default_words[i] || is_one_of_a_color) << "word " << i;
    }
    EXPECT_EQ(principled.flags, shared::PRINCIPLED_DOUBLE_SIDED | shared::PRINCIPLED_UNLIT | shared::PRINCIPLED_THIN |
                                    shared::PRINCIPLED_SINGLE_SCATTERING);
    EXPECT_EQ(scene.materials[0].material.color.y, 5.0f);
    EXPECT_TRUE(emits(scene.materials[0].material));
    const Scene again = parse_scene(format_scene(scene), "again.json", ".");
    EXPECT_TRUE(same_bytes(again.principleds.at(0), principled));
    EXPECT_EQ(again.materials[0].material.color.y, 5.0f);
    EXPECT_EQ(again.materials[0].material.color_texture, scene.materials[0].material.color_texture);
}

TEST(PrincipledScene, PackingFindsFeaturesAndAbsorption) {
    const PackedScene plain = pack_scene(parsed(""));
    EXPECT_EQ(plain.features, shared::FEATURE_PRINCIPLED | shared::FEATURE_EMISSION);
    const PackedScene packed = pack_scene(parsed(EVERYTHING));
    EXPECT_EQ(packed.features, shared::FEATURE_PRINCIPLED | shared::FEATURE_EMISSION | shared::FEATURE_ALPHA |
                                   shared::FEATURE_TEXTURES | shared::FEATURE_LIGHTS);
    const shared::Principled& principled = packed.principleds.at(0);
    EXPECT_NEAR(std::exp(-2.0f * principled.attenuation.x), 0.5f, 1e-6f);
    EXPECT_NEAR(std::exp(-2.0f * principled.attenuation.y), 0.25f, 1e-6f);
    EXPECT_EQ(principled.attenuation.z, 0.0f);
    EXPECT_EQ(principled.anisotropy_rotation, 0.75f); // turns
}

/// Kernels for scenes without an extension have no code of it.
TEST(PrincipledScene, ExtensionsAreFeaturesWhereTheyShow) {
    const auto features_beyond_plain = [](const std::string& keys) {
        return pack_scene(parsed(keys)).features & ~(shared::FEATURE_PRINCIPLED | shared::FEATURE_EMISSION);
    };
    EXPECT_EQ(features_beyond_plain(R"(, "anisotropy": 0.5)"), shared::FEATURE_ANISOTROPY);
    EXPECT_EQ(features_beyond_plain(R"(, "anisotropy_rotation": 90)"), 0u);
    EXPECT_EQ(features_beyond_plain(R"(, "iridescence": 0.5)"), shared::FEATURE_IRIDESCENCE);
    EXPECT_EQ(features_beyond_plain(R"(, "iridescence_ior": 2)"), 0u);
    EXPECT_EQ(features_beyond_plain(R"(, "dispersion": 0.5, "transmission": 1)"), shared::FEATURE_DISPERSION);
    EXPECT_EQ(features_beyond_plain(R"(, "dispersion": 0.5)"), 0u);
    EXPECT_EQ(features_beyond_plain(R"(, "dispersion": 0.5, "transmission": 1, "thin_walled": true)"), 0u);
    EXPECT_EQ(features_beyond_plain(R"(, "diffuse_transmission": 0.5)"), shared::FEATURE_DIFFUSE_TRANSMISSION);
    EXPECT_EQ(features_beyond_plain(R"(, "diffuse_transmission_color": [0.5, 0.5, 0.5])"), 0u);
}

void expect_refused(const std::string& keys, const std::vector<std::string>& words) {
    try {
        parsed(keys);
        FAIL() << keys << " was accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::INVALID_INPUT);
        for (const std::string& word : words) {
            EXPECT_NE(std::string(error.what()).find(word), std::string::npos) << error.what();
        }
    }
}

TEST(PrincipledScene, RefusesWhatIsWrong) {
    expect_refused(R"(, "rougness": 0.5)", {"ball.json at /materials/m/rougness", "did you mean \"roughness\"?"});
    expect_refused(R"(, "roughness": 1.5)", {"/materials/m/roughness", "1.5"});
    expect_refused(R"(, "ior": 0.5)", {"/materials/m/ior"});
    expect_refused(R"(, "base_color": [0.5, 2, 0])", {"/materials/m/base_color/1"});
    expect_refused(R"(, "base_color": "half")", {"/materials/m/base_color"});
    expect_refused(R"(, "base_color_texture": "hal")", {"/materials/m/base_color_texture", "did you mean \"half\"?"});
    expect_refused(R"(, "base_color_texture": "glow")", {"/materials/m/base_color_texture", "reaches 2"});
    expect_refused(R"(, "alpha_mode": "glass")", {"/materials/m/alpha_mode", "\"mask\""});
    expect_refused(R"(, "unlit": 1)", {"/materials/m/unlit", "true or false"});
    expect_refused(R"(, "attenuation_distance": 0)", {"/materials/m/attenuation_distance"});
    expect_refused(R"(, "emission": [200000, 0, 0], "emission_texture": "glow")", {"/materials/m/emission_texture"});
}

} // namespace
} // namespace triptych
