// Smooth normals and normal maps: no light is lost where they and the true surface disagree, triangles do not show at
// the shadow's edge, none of it lets light through, and both integrators agree on it.
// SPDX-License-Identifier: MIT
#include "format/scene_format.hpp"
#include "kernel.hpp"
#include "meshes.hpp"
#include "rendering.hpp"
#include "scene/punctual_lights.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace triptych::test {
namespace {

/// A white scene with materials by their keys, the first of them 0.
Scene scene_of(const std::vector<std::string>& materials, double height = 2.2) {
    std::string text;
    for (std::size_t i = 0; i < materials.size(); i++) {
        text += fmt::format(R"({}"m{}": {{{}}})", i == 0 ? "" : ", ", i, materials[i]);
    }
    return parse_scene(fmt::format(R"({{"triptych": 1, "camera": {{"look_from": [0, 0, 9], "look_at": [0, 0, 0],
        "orthographic_height": {}}}, "background": {{"type": "constant", "radiance": [1, 1, 1]}},
        "materials": {{{}}}}})",
                                   height, text),
                       "scene.json", ".");
}

/// The mean of a number of samples per pixel, of one channel.
struct Picture {
    std::vector<double> values;
    double mean = 0.0;
    double standard_error = 0.0;
    double least = 1e9;
    std::uint64_t invalid = 0;
};

Picture picture_of(const Scene& scene, std::uint32_t side, std::uint32_t spp, std::uint32_t max_depth = 200,
                   Integrator integrator = Integrator::PATH_MIS) {
    RenderSettings settings = settings_of(side, side, 5, max_depth);
    settings.method.integrator = integrator;
    settings.method.sampler = Sampler::INDEPENDENT;
    const Film film = render_by_kernel(packed_with_bvh(scene), settings, {0, spp});
    const Image image = film.mean();
    Picture picture;
    picture.invalid = film.invalid_samples();
    double squares = 0.0;
    for (std::size_t i = 0; i < image.rgb.size(); i += 3) {
        const double value = static_cast<double>(image.rgb[i]);
        picture.values.push_back(value);
        picture.mean += value;
        squares += value * value;
        picture.least = std::min(picture.least, value);
    }
    const double count = static_cast<double>(picture.values.size());
    picture.mean /= count;
    picture.standard_error = std::sqrt(std::max(squares / count - picture.mean * picture.mean, 0.0) / count);
    return picture;
}

/// A quad under a normal map that leans by an angle in degrees to +x, seen from above or 70 degrees from it towards
/// `turn`.
Picture leaning(const std::string& material, double degrees, bool grazing, double turn) {
    Scene scene = scene_of({material}, 0.1);
    const double tilt = degrees * M_PI / 180.0;
    const auto code = [](double x) { return static_cast<float>(0.5 + 0.5 * x); };
    const std::uint32_t image = add_image(scene, 1, 1, [&](std::uint32_t, std::uint32_t) {
        return vec3(code(std::sin(tilt)), 0.5f, code(std::cos(tilt)));
    });
    shared::Texture texture{};
    texture.a = vec3(1.0f);
    texture.texture_a = texture.texture_b = shared::NONE;
    texture.kind = shared::TEXTURE_IMAGE;
    texture.image = image;
    scene.principleds.at(0).normal_texture = add_texture(scene, texture);
    if (grazing) {
        scene.camera.look_from = {static_cast<float>(9.0 * std::sin(1.2) * std::cos(turn)),
                                  static_cast<float>(9.0 * std::sin(1.2) * std::sin(turn)),
                                  static_cast<float>(9.0 * std::cos(1.2))};
    }
    scene.shapes.push_back(quad({-1.0f, -1.0f, 0.0f}, {2.0f, 0.0f, 0.0f}, {0.0f, 2.0f, 0.0f}, 0));
    return picture_of(scene, 16, 16);
}

TEST(NormalMap, LosesNoLightHoweverFarItLeans) {
    for (const char* material : {
             R"("type": "principled", "roughness": 0)",
             R"("type": "principled", "roughness": 0.1)",
             R"("type": "principled", "roughness": 0.5)",
             R"("type": "principled", "roughness": 1)",
             R"("type": "principled", "metallic": 0, "roughness": 0.3)",
             R"("type": "principled", "metallic": 0, "roughness": 1, "sheen_color": [0.5, 0.5, 0.5])",
             R"("type": "principled", "metallic": 0, "roughness": 0.3, "transmission": 1)",
             R"("type": "principled", "metallic": 0, "roughness": 0, "transmission": 1, "thin_walled": true)",
             R"("type": "principled", "metallic": 0.5, "roughness": 0.6, "clearcoat": 1, "clearcoat_roughness": 0.3)",
         }) {
        for (int degrees = 0; degrees <= 80; degrees += 5) {
            for (int view = 0; view < 4; view++) {
                const Picture seen = leaning(material, degrees, view > 0, (view - 1) * M_PI / 2.0);
                const std::string what = fmt::format("{} leaning by {} in view {}", material, degrees, view);
                EXPECT_EQ(seen.invalid, 0u) << what;
                EXPECT_GE(seen.mean, 0.98 - 4.0 * seen.standard_error) << what;
                EXPECT_LE(seen.mean, 1.02 + 4.0 * seen.standard_error) << what;
            }
        }
    }
}

class SmoothBall : public testing::TestWithParam<const char*> {};

TEST_P(SmoothBall, HasNoDarkRim) {
    for (const int levels : {1, 2, 3}) {
        for (const float bump : {0.0f, 0.03f}) {
            Scene scene = scene_of({GetParam()});
            scene.shapes.push_back(mesh_of(scene, bumpy_ball(levels, vec3(0.0f), 1.0f, shared::MESH_NORMALS, bump), 0));
            for (const bool is_image : {false, true}) {
                if (is_image) set_background(scene, 4, 2, [](std::uint32_t, std::uint32_t) { return vec3(1.0f); });
                const Picture seen = picture_of(scene, 48, 16, 1000);
                EXPECT_EQ(seen.invalid, 0u) << levels << bump;
                EXPECT_NEAR(seen.mean, 1.0, 0.01) << levels << bump;
                if (!is_image) { // without the noise of looking for it
                    EXPECT_GE(seen.least, 0.6) << levels << bump;
                }
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(
    Materials, SmoothBall,
    testing::Values(R"("type": "lambertian", "albedo": [1, 1, 1])",
                    R"("type": "metal", "albedo": [1, 1, 1], "fuzz": 0)", R"("type": "dielectric", "ior": 1.5)",
                    R"("type": "principled", "roughness": 0)", R"("type": "principled", "roughness": 0.4)",
                    R"("type": "principled", "metallic": 0, "roughness": 0.8)",
                    R"("type": "principled", "metallic": 0, "roughness": 0, "transmission": 1)",
                    R"("type": "principled", "metallic": 0, "roughness": 0.3, "transmission": 1)"));

/// A ball of `levels` in the sun, seen from aside, without what lies within 5 % of its radius of the rim.
std::vector<double> sunlit(const char* material, int levels) {
    Scene scene = scene_of({material}, 1.9);
    scene.background.bottom = vec3(0.0f);
    scene.shapes.push_back(mesh_of(scene, bumpy_ball(levels, vec3(0.0f), 1.0f, shared::MESH_NORMALS, 0.0f), 0));
    scene.punctual_lights.push_back(make_directional_light(unit(Vec3d{-1.0, -0.4, -0.2}), vec3(1.0f)));
    Picture seen = picture_of(scene, 64, 16, 1);
    for (std::size_t i = 0; i < seen.values.size(); i++) {
        const double x = (static_cast<double>(i % 64) - 31.5) / 32.0, y = (static_cast<double>(i / 64) - 31.5) / 32.0;
        if (0.95 * std::hypot(x, y) > 0.85) seen.values[i] = 0.0;
    }
    return seen.values;
}

TEST(Terminator, OfAFewTrianglesIsThatOfMany) {
    for (const char* material :
         {R"("type": "lambertian", "albedo": [1, 1, 1])", R"("type": "principled", "metallic": 0, "roughness": 1)"}) {
        const std::vector<double> smooth = sunlit(material, 6);
        for (const int levels : {2, 3}) {
            const std::vector<double> coarse = sunlit(material, levels);
            double worst = 0.0;
            for (std::size_t i = 0; i < smooth.size(); i++) worst = std::max(worst, std::abs(smooth[i] - coarse[i]));
            EXPECT_LT(worst, 0.05) << material << levels; // of 0.32 in full light
        }
    }
}

TEST(SmoothShell, LetsNoLightInOrOut) {
    for (const char* material :
         {R"("type": "lambertian", "albedo": [1, 1, 1])", R"("type": "principled", "roughness": 0.5)"}) {
        Scene scene = scene_of({material});
        scene.camera.orthographic_height = 0.0;
        scene.camera.look_from = {0.2f, 0.1f, 0.3f};
        scene.shapes.push_back(mesh_of(scene, bumpy_ball(3, vec3(0.0f), 1.0f, shared::MESH_NORMALS, 0.002f), 0));
        EXPECT_EQ(picture_of(scene, 32, 4, 100).mean, 0.0) << material;
    }
}

/// Balls of few triangles with smooth normals, and a bent quad, under a lamp.
Scene lit_balls(const std::vector<std::string>& materials) {
    Scene scene = scene_of(materials, 3.0);
    scene.background.bottom = vec3(0.1f);
    const auto count = static_cast<float>(materials.size());
    for (std::uint32_t i = 0; i < materials.size(); i++) {
        const vec3 center(3.0f * (static_cast<float>(i) + 0.5f) / count - 1.5f, i % 2 == 0 ? 0.5f : -0.5f, 0.0f);
        scene.shapes.push_back(mesh_of(scene, bumpy_ball(2, center, 0.7f, shared::MESH_NORMALS, 0.02f), i));
    }
    add_sphere(scene, {2.0f, 1.5f, 1.0f}, 0.8f, light(vec3(4.0f)));
    add_quad(scene, {-3.0f, 2.0f, -1.0f}, {0.0f, 0.0f, 2.0f}, {2.0f, 0.0f, 0.0f}, light(vec3(3.0f)));
    return scene;
}

TEST(SmoothBalls, AreTheSameToBothIntegrators) {
    for (const auto& materials : std::vector<std::vector<std::string>>{
             {R"("type": "lambertian", "albedo": [0.8, 0.8, 0.8])",
              R"("type": "metal", "albedo": [0.9, 0.9, 0.9], "fuzz": 0.4)"},
             {R"("type": "principled", "roughness": 0.5)", R"("type": "principled", "metallic": 0, "roughness": 0.6)"},
             {R"("type": "principled", "metallic": 0, "roughness": 0.7, "transmission": 1)",
              R"("type": "principled", "metallic": 0, "roughness": 0.5, "transmission": 1, "thin_walled": true)"},
         }) {
        const Scene scene = lit_balls(materials);
        const Picture with = picture_of(scene, 64, 256, 12, Integrator::PATH_MIS);
        const Picture without = picture_of(scene, 64, 256, 12, Integrator::PATH);
        // Pixels are pairs; the spread of their differences is that of the noise.
        double sum = 0.0, squares = 0.0;
        const double count = static_cast<double>(with.values.size());
        for (std::size_t i = 0; i < with.values.size(); i++) {
            const double difference = with.values[i] - without.values[i];
            sum += difference;
            squares += difference * difference;
        }
        const double error = std::sqrt(squares / count - sum / count * (sum / count)) / std::sqrt(count);
        EXPECT_LT(std::abs(sum / count), 4.0 * error) << materials[0] << " " << with.mean << " " << without.mean;
        EXPECT_LT(error, 2e-3 * with.mean) << materials[0];
    }
}

} // namespace
} // namespace triptych::test
