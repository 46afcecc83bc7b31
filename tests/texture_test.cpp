// Textures at known points: texels and what lies between them, cubes of a checker, colours within colours.
// SPDX-License-Identifier: MIT
#include "test_scenes.hpp"
#include "texture.glsl"

#include <gtest/gtest.h>

#include <cmath>

namespace triptych::test {
namespace {

void expect_color(vec3 found, vec3 expected, float tolerance = 1e-6f) {
    EXPECT_NEAR(found.x, expected.x, tolerance);
    EXPECT_NEAR(found.y, expected.y, tolerance);
    EXPECT_NEAR(found.z, expected.z, tolerance);
}

/// Three columns and two rows of linear colours: red counts columns, green rows, blue is its own.
class Picture : public testing::Test {
protected:
    static float blue(std::uint32_t x, std::uint32_t y) { return static_cast<float>(x * x + 7 * y); }
    Picture() {
        Scene scene = dark_scene();
        add_image(scene, 3, 2, [](std::uint32_t x, std::uint32_t y) {
            return vec3(static_cast<float>(x), static_cast<float>(y), blue(x, y));
        });
        m_packed = pack_scene(scene);
    }
    vec3 color(float u, float v) const { return shared::image_color(m_packed.view(), m_packed.images[0], u, v); }

private:
    PackedScene m_packed;
};

TEST_F(Picture, IsItsTexelsAtTheirMiddles) {
    for (std::uint32_t x = 0; x < 3; x++) {
        for (std::uint32_t y = 0; y < 2; y++) {
            const float u = (static_cast<float>(x) + 0.5f) / 3.0f;
            const float v = 1.0f - (static_cast<float>(y) + 0.5f) / 2.0f; // v counts from below
            expect_color(color(u, v), {static_cast<float>(x), static_cast<float>(y), blue(x, y)}, 2e-5f);
        }
    }
}

TEST_F(Picture, IsLinearInBetween) {
    expect_color(color(1.0f / 3.0f, 0.75f), {0.5f, 0.0f, 0.5f}, 1e-5f);
    expect_color(color(0.5f, 0.5f), {1.0f, 0.5f, 4.5f}, 1e-5f);
    // A quarter of the way from column 1 to 2, a fifth from row 0 to 1.
    const float expected = 0.8f * (0.75f * 1.0f + 0.25f * 4.0f) + 0.2f * (0.75f * 8.0f + 0.25f * 11.0f);
    expect_color(color(1.75f / 3.0f, 1.0f - 0.7f / 2.0f), {1.25f, 0.2f, expected}, 1e-5f);
}

TEST_F(Picture, RepeatsSidewaysAndEndsAboveAndBelow) {
    expect_color(color(0.0f, 0.75f), {1.0f, 0.0f, 2.0f}, 1e-5f); // between columns 2 and 0
    expect_color(color(1.0f, 0.75f), {1.0f, 0.0f, 2.0f}, 1e-5f);
    expect_color(color(0.25f / 3.0f, 0.75f), {0.5f, 0.0f, 1.0f}, 1e-5f);
    expect_color(color(2.75f / 3.0f, 0.75f), {1.5f, 0.0f, 3.0f}, 1e-5f);
    for (const float u : {0.1f, 0.6f, 0.95f}) {
        expect_color(color(u + 1.0f, 0.4f), color(u, 0.4f), 1e-4f);
        expect_color(color(u - 1.0f, 0.4f), color(u, 0.4f), 1e-4f);
    }
    expect_color(color(0.5f, 1.0f), {1.0f, 0.0f, 1.0f}, 1e-5f);
    expect_color(color(0.5f, 1.2f), {1.0f, 0.0f, 1.0f}, 1e-5f);
    expect_color(color(0.5f, 0.0f), {1.0f, 1.0f, 8.0f}, 1e-5f);
    expect_color(color(0.5f, -0.2f), {1.0f, 1.0f, 8.0f}, 1e-5f);
    expect_color(color(-1e-9f, 0.75f), {1.0f, 0.0f, 2.0f}, 1e-5f); // u - floor(u) rounds to 1
}

TEST(Pictures, DecodeSrgb) {
    Scene scene = dark_scene();
    auto image = std::make_shared<ImageData>();
    image->width = 1;
    image->height = 1;
    image->words = {200u | 100u << 8u | 5u << 16u};
    scene.images = {image};
    const PackedScene packed = pack_scene(scene);
    const auto linear = [](double code) {
        return static_cast<float>(code <= 0.04045 ? code / 12.92 : std::pow((code + 0.055) / 1.055, 2.4));
    };
    expect_color(shared::image_color(packed.view(), packed.images[0], 0.3f, 0.6f),
                 {linear(200.0 / 255.0), linear(100.0 / 255.0), linear(5.0 / 255.0)});
}

TEST(Checker, HasCubesOfOneSizeOnBothSidesOfZero) {
    EXPECT_TRUE(shared::is_even_cube({0.5f, 0.5f, 0.5f}));
    EXPECT_FALSE(shared::is_even_cube({1.5f, 0.5f, 0.5f}));
    EXPECT_FALSE(shared::is_even_cube({-0.5f, 0.5f, 0.5f}));
    EXPECT_TRUE(shared::is_even_cube({-0.5f, -0.5f, 0.5f}));
    EXPECT_FALSE(shared::is_even_cube({-0.5f, -0.5f, -0.5f}));
    EXPECT_TRUE(shared::is_even_cube({-1.5f, 0.5f, 0.5f}));
    for (std::uint32_t i = 0; i < 20000; i++) {
        const auto part = [&](std::uint32_t axis) {
            return static_cast<int>((i * (7u + 6u * axis) + axis) % 41u) - 20;
        };
        const vec3 p(static_cast<float>(part(0)) + 0.25f, static_cast<float>(part(1)) + 0.5f,
                     static_cast<float>(part(2)) + 0.75f);
        ASSERT_EQ(shared::is_even_cube(p), (part(0) + part(1) + part(2)) % 2 == 0);
    }
}

TEST(Textures, AreWhatTheFormatSays) {
    Scene scene = dark_scene();
    const std::uint32_t inner = add_texture(scene, checker(0.25f, vec3(0.1f), vec3(0.2f)));
    shared::Texture outer = checker(2.0f, vec3(0.3f), vec3(0.4f));
    outer.texture_b = inner;
    const std::uint32_t nested = add_texture(scene, outer);
    const auto of_kind = [](std::uint32_t kind, float scale) {
        shared::Texture texture = make_texture(kind);
        texture.a = {1.0f, 0.5f, 0.25f};
        texture.scale = scale;
        texture.image = 0;
        return texture;
    };
    const std::uint32_t noise = add_texture(scene, of_kind(shared::TEXTURE_NOISE, 3.0f));
    const std::uint32_t turbulence = add_texture(scene, of_kind(shared::TEXTURE_TURBULENCE, 3.0f));
    const std::uint32_t marble = add_texture(scene, of_kind(shared::TEXTURE_MARBLE, 4.0f));
    const std::uint32_t image = add_texture(scene, of_kind(shared::TEXTURE_IMAGE, 1.0f));
    add_image(scene, 1, 2, [](std::uint32_t, std::uint32_t y) { return vec3(y == 0 ? 1.0f : 2.0f); });
    const PackedScene packed = pack_scene(scene);
    const auto color = [&](std::uint32_t index, vec3 p, float v = 0.0f) {
        return shared::texture_color(packed.view(), index, p, 0.5f, v);
    };
    expect_color(color(nested, {0.5f, 1.0f, 0.5f}), vec3(0.3f));
    expect_color(color(nested, {-0.1f, 0.1f, 0.1f}), vec3(0.2f)); // an odd cube of 2, in it an odd one of 0.25
    expect_color(color(nested, {-0.3f, 0.1f, 0.1f}), vec3(0.1f));
    const vec3 p(0.3f, -1.7f, 2.2f);
    const vec3 tint(1.0f, 0.5f, 0.25f);
    expect_color(color(noise, p), 0.5f * (1.0f + shared::noise(3.0f * p)) * tint);
    expect_color(color(turbulence, p), shared::turbulence(3.0f * p) * tint);
    const float wave = std::sin(4.0f * p.z + 10.0f * shared::turbulence(p));
    expect_color(color(marble, p), 0.5f * (1.0f + wave) * tint, 1e-5f);
    expect_color(color(image, p, 1.0f), tint);
    expect_color(color(image, p, 0.0f), 2.0f * tint);
}

TEST(Textures, StandForAlbedoAndFuzz) {
    Scene scene = dark_scene();
    shared::Material textured = metal(vec3(0.9f), 0.5f);
    textured.color_texture = add_texture(scene, checker(1.0f, {0.2f, 0.4f, 0.6f}, vec3(0.0f)));
    textured.fuzz_texture = add_texture(scene, checker(1.0f, {1.5f, 0.0f, 0.0f}, {0.25f, 0.9f, 0.9f}));
    add_sphere(scene, vec3(0.0f), 1.0f, textured);
    const PackedScene packed = pack_scene(scene);
    shared::Surface surface{};
    surface.shape = 0;
    surface.position = {0.5f, 0.5f, 0.5f};
    const shared::Material even = shared::material_at(packed.view(), surface);
    expect_color(even.color, {0.2f, 0.4f, 0.6f});
    EXPECT_EQ(even.fuzz, 1.0f); // held to [0, 1]
    surface.position.x = -0.5f;
    EXPECT_EQ(shared::material_at(packed.view(), surface).fuzz, 0.25f); // its red
}

} // namespace
} // namespace triptych::test
