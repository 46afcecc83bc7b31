// Every parameter of every material at both ends of its documented range, alone and in pairs, in a white furnace: no
// sample is invalid, none gains light, and what has nothing to lose it to keeps it.
// SPDX-License-Identifier: MIT
#include "format/scene_format.hpp"
#include "kernel.hpp"
#include "rendering.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace triptych::test {
namespace {

/// A key of a material, with its value as JSON; `loses` says that light may be lost.
struct Setting {
    std::string key, value;
    bool loses = false;
};

std::string keys_of(const std::vector<Setting>& settings) {
    std::string keys;
    for (const Setting& setting : settings) keys += fmt::format(R"(, "{}": {})", setting.key, setting.value);
    return keys;
}

/// A ball that fills the picture, of a material with these keys. Each pixel is a sample of its own.
Scene ball(const std::string& keys) {
    return parse_scene(fmt::format(R"({{"triptych": 1,
        "camera": {{"look_from": [0, 0, 3], "look_at": [0, 0, 0], "orthographic_height": 1.39}},
        "background": {{"type": "constant", "radiance": [1, 1, 1]}},
        "materials": {{"m": {{{}}}}},
        "shapes": [{{"type": "sphere", "center": [0, 0, 0], "radius": 1, "material": "m"}}]}})",
                                   keys),
                       "ball.json", ".");
}

struct Light {
    double mean = 0.0;
    double standard_error = 0.0;
    double most = 0.0; // of a sample
    std::uint64_t invalid = 0;
};

/// What the furnace's samples of a scene bring, with light sampling where the furnace is an image.
Light light_of(Scene scene, bool is_image, std::uint32_t side = 32) {
    if (is_image) set_background(scene, 4, 2, [](std::uint32_t, std::uint32_t) { return vec3(1.0f); });
    RenderSettings settings = settings_of(side, side, 3, 1000);
    settings.method.sampler = Sampler::INDEPENDENT;
    const Film film = render_by_kernel(packed_with_bvh(scene), settings, {0, 1});
    const Image image = film.mean();
    Light light;
    light.invalid = film.invalid_samples();
    double squares = 0.0;
    const double count = static_cast<double>(image.rgb.size() / 3);
    for (std::size_t i = 0; i < image.rgb.size(); i += 3) {
        // Of dispersive glass a path follows one channel, which then counts for all.
        const double sample = static_cast<double>(image.rgb[i] + image.rgb[i + 1] + image.rgb[i + 2]) / 3.0;
        light.mean += sample / count;
        squares += sample * sample / count;
        light.most = std::max(light.most, sample);
    }
    light.standard_error = std::sqrt(std::max(squares - light.mean * light.mean, 0.0) / count);
    return light;
}

/// Compensation of opaque lobes is off by the error of its fits, and layers know each other's albedo only on average:
/// at most so much is gained or lost at one scattering, and twice that where light meets the ball from within, too.
constexpr double BOUND = 0.02;

void expect_within_bounds(const std::string& keys, bool loses) {
    for (const bool is_image : {false, true}) {
        const Light light = light_of(ball(keys), is_image);
        const double noise = 5.0 * light.standard_error;
        EXPECT_EQ(light.invalid, 0u) << keys;
        EXPECT_LE(light.mean, 1.0 + BOUND + noise) << keys;
        EXPECT_GE(light.mean, loses ? 0.0 : 1.0 - BOUND - noise) << keys;
    }
}

const std::vector<Setting> PRINCIPLED_ENDS = {
    {"base_color", "[0, 0, 0]", true},
    {"base_color", "[1, 1, 1]"},
    {"metallic", "0"},
    {"metallic", "1"},
    {"roughness", "0"},
    {"roughness", "0.031", false}, // the last that is smooth, and the first that is not
    {"roughness", "0.032", false},
    {"roughness", "1"},
    {"ior", "1"},
    {"ior", "1.0001"},
    {"ior", "10000"},
    {"specular", "0"},
    {"specular_color", "[0, 0, 0]"},
    {"specular_color", "[10000, 10000, 10000]"},
    {"transmission", "0"},
    {"transmission", "1"},
    {"thin_walled", "true"},
    {"attenuation_color", "[0, 0, 0]"},
    {"attenuation_distance", "0.000001"},
    {"attenuation_distance", "1000000000"},
    {"clearcoat", "1"},
    {"clearcoat_roughness", "1"},
    {"sheen_color", "[1, 1, 1]"},
    {"sheen_roughness", "1"},
    {"anisotropy", "1"},
    {"iridescence", "1", true}, // keeps from the body what it reflects of its brightest colour
    {"iridescence_thickness_maximum", "1000000"},
    {"dispersion", "100"},
    {"diffuse_transmission", "1"},
    {"diffuse_transmission_color", "[0, 0, 0]", true},
    {"alpha_mode", R"("blend")"},
    {"alpha", "0"},
    {"alpha_cutoff", "1000000"},
    {"multiple_scattering", "false", true},
};

bool has(const std::vector<Setting>& settings, const std::string& key, const std::string& value) {
    return std::any_of(settings.begin(), settings.end(),
                       [&](const Setting& setting) { return setting.key == key && setting.value == value; });
}

/// A kind of principled body from which the ends of ranges are tried.
struct Body {
    const char* name;
    std::vector<Setting> settings;
};
std::ostream& operator<<(std::ostream& stream, const Body& body) { return stream << body.name; }

const Body BODIES[] = {
    {"Plastic", {{"metallic", "0"}, {"roughness", "0.5"}}},
    {"Metal", {{"roughness", "0.5"}}},
    {"Glass", {{"metallic", "0"}, {"transmission", "1"}, {"roughness", "0.5"}}},
    {"Mixture",
     {{"metallic", "0.3"},
      {"transmission", "0.5"},
      {"roughness", "0.7"},
      {"clearcoat", "0.5"},
      {"sheen_color", "[0.5, 0.5, 0.5]"}}},
};

class PrincipledRange : public testing::TestWithParam<Body> {
protected:
    /// The body with other settings in place of its own.
    static void expect_of(std::vector<Setting> settings, const std::vector<Setting>& ends) {
        for (const Setting& end : ends) {
            std::erase_if(settings, [&](const Setting& own) { return own.key == end.key; });
            settings.push_back(end);
        }
        bool loses = has(settings, "attenuation_color", "[0, 0, 0]"); // black over any distance
        // All light enters such a body, and total reflection keeps it there for more than max_depth scatterings.
        const bool enters = has(settings, "specular", "0") || has(settings, "specular_color", "[0, 0, 0]");
        loses = loses || (enters && has(settings, "ior", "10000"));
        for (const Setting& setting : settings) loses = loses || setting.loses;
        expect_within_bounds(R"("type": "principled")" + keys_of(settings), loses);
    }
};

TEST_P(PrincipledRange, EndsKeepLight) {
    for (const Setting& end : PRINCIPLED_ENDS) expect_of(GetParam().settings, {end});
}

TEST_P(PrincipledRange, PairsOfEndsKeepLight) {
    for (std::size_t i = 0; i < PRINCIPLED_ENDS.size(); i++) {
        for (std::size_t j = i + 1; j < PRINCIPLED_ENDS.size(); j++) {
            if (PRINCIPLED_ENDS[i].key == PRINCIPLED_ENDS[j].key) continue;
            expect_of(GetParam().settings, {PRINCIPLED_ENDS[i], PRINCIPLED_ENDS[j]});
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Bodies, PrincipledRange, testing::ValuesIn(BODIES), testing::PrintToStringParamName());

TEST(RoughGlass, SendsOnAllLightInEverySample) {
    for (const char* roughness : {"0", "0.05", "0.2", "0.5", "1"}) {
        for (const char* ior : {"1", "1.00001", "1.001", "1.05", "1.5", "2.5", "4"}) {
            for (const char* thin : {"false", "true"}) {
                const std::string keys =
                    fmt::format(R"("type": "principled", "metallic": 0, "transmission": 1, "roughness": {}, "ior": {},
                                "thin_walled": {})",
                                roughness, ior, thin);
                const Light light = light_of(ball(keys), false);
                EXPECT_LE(light.most, 1.001) << keys;
                EXPECT_GE(light.mean, 0.999) << keys;
            }
        }
    }
}

TEST(SimpleMaterials, KeepLightAtTheEndsOfTheirRanges) {
    for (const char* ior : {"0.01", "0.5", "0.9999", "1", "1.0001", "2", "100"}) {
        expect_within_bounds(fmt::format(R"("type": "dielectric", "ior": {})", ior), false);
    }
    expect_within_bounds(R"("type": "lambertian", "albedo": [1, 1, 1])", false);
    expect_within_bounds(R"("type": "lambertian", "albedo": [0, 0, 0])", true);
    for (const char* fuzz : {"0", "1e-30", "0.0199", "0.02"}) {
        expect_within_bounds(fmt::format(R"("type": "metal", "albedo": [1, 1, 1], "fuzz": {})", fuzz), false);
    }
    expect_within_bounds(R"("type": "metal", "albedo": [1, 1, 1], "fuzz": 1)", true); // what ends below is absorbed
}

TEST(SimpleMaterials, MediaKeepLightAtTheEndsOfTheirRanges) {
    for (const char* density : {"1e-9", "0.5", "20"}) {
        for (const char* anisotropy : {"-0.99", "0", "0.001", "0.99"}) {
            Scene scene = parse_scene(fmt::format(R"({{"triptych": 1,
                    "camera": {{"look_from": [0, 0, 3], "look_at": [0, 0, 0], "orthographic_height": 1.39}},
                    "background": {{"type": "constant", "radiance": [1, 1, 1]}},
                    "shapes": [{{"type": "constant_medium", "density": {}, "anisotropy": {}, "albedo": [1, 1, 1],
                                 "boundary": {{"type": "sphere", "center": [0, 0, 0], "radius": 1}}}}]}})",
                                                  density, anisotropy),
                                      "medium.json", ".");
            for (const bool is_image : {false, true}) {
                const Light light = light_of(scene, is_image, 16);
                EXPECT_EQ(light.invalid, 0u) << density << " " << anisotropy;
                EXPECT_NEAR(light.mean, 1.0, 1e-3 + 5.0 * light.standard_error) << density << " " << anisotropy;
            }
        }
    }
}

TEST(Camera, SeesTheFurnaceAtTheEndsOfItsRanges) {
    for (const char* view : {R"("vertical_fov": 1e-6)", R"("vertical_fov": 179.9)", R"("orthographic_height": 1e-6)",
                             R"("orthographic_height": 1e9)"}) {
        for (const char* lens : {R"("defocus_angle": 0)", R"("defocus_angle": 1e-6)", R"("defocus_angle": 179.9)"}) {
            for (const char* focus : {"1e-6", "3", "1e9"}) {
                const Scene scene = parse_scene(fmt::format(R"({{"triptych": 1,
                        "camera": {{"look_from": [0, 0, 3], "look_at": [0, 0, 0], {}, {}, "focus_distance": {}}},
                        "background": {{"type": "constant", "radiance": [1, 1, 1]}},
                        "materials": {{"m": {{"type": "lambertian", "albedo": [1, 1, 1]}}}},
                        "shapes": [{{"type": "sphere", "center": [0, 0, 0], "radius": 1, "material": "m"}}]}})",
                                                            view, lens, focus),
                                                "camera.json", ".");
                const Light light = light_of(scene, false, 16);
                EXPECT_EQ(light.invalid, 0u) << view << lens << focus;
                EXPECT_EQ(light.mean, 1.0) << view << lens << focus;
            }
        }
    }
}

} // namespace
} // namespace triptych::test
