// Which lights are chosen how often, and the distribution of a background's image.
// SPDX-License-Identifier: MIT
#include "descriptions.hpp"
#include "pack/pack_background.hpp"
#include "pack/pack_images.hpp"
#include "pack/pack_lights.hpp"
#include "scene/background.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

namespace triptych::test {
namespace {

constexpr std::uint32_t NONE = shared::NONE;

/// The probability of each light by the table alone: slots are equally likely.
std::vector<double> chosen(const std::vector<shared::Light>& lights) {
    std::vector<double> probabilities(lights.size());
    for (std::size_t i = 0; i < lights.size(); i++) {
        const auto own = static_cast<double>(lights[i].threshold);
        probabilities[i] += own;
        probabilities.at(lights[i].alias) += 1.0 - own;
    }
    for (double& probability : probabilities) probability /= static_cast<double>(lights.size());
    return probabilities;
}

void expect_proportional(const std::vector<shared::Light>& lights, const std::vector<double>& powers) {
    ASSERT_EQ(lights.size(), powers.size());
    const double sum = std::accumulate(powers.begin(), powers.end(), 0.0);
    const std::vector<double> by_table = chosen(lights);
    double total = 0.0;
    for (std::size_t i = 0; i < lights.size(); i++) {
        const auto probability = static_cast<double>(lights[i].probability);
        EXPECT_NEAR(probability, powers[i] / sum, 1e-6 * powers[i] / sum + 1e-7) << i;
        EXPECT_FLOAT_EQ(lights[i].probability, static_cast<float>(by_table[i])) << i;
        EXPECT_GE(lights[i].threshold, 0.0f);
        EXPECT_LE(lights[i].threshold, 1.0f);
        EXPECT_GT(lights[i].probability, 0.0f);
        total += probability;
    }
    EXPECT_NEAR(total, 1.0, 1e-6);
}

TEST(AliasTable, HasTheProbabilitiesItSays) {
    expect_proportional(alias_table({3.0}), {3.0});
    expect_proportional(alias_table({1.0, 1.0}), {1.0, 1.0});
    expect_proportional(alias_table({1e-3, 5.0, 0.5, 100.0}), {1e-3, 5.0, 0.5, 100.0});
    std::mt19937 random(1);
    std::vector<double> powers;
    for (int i = 0; i < 1000; i++) powers.push_back(std::exp(5.0 * (0x1p-32 * random() - 0.5)));
    expect_proportional(alias_table(powers), powers);
}

TEST(AliasTable, LeavesNoLightOut) {
    const std::vector<shared::Light> lights = alias_table({0.0, 1.0, 0.0, 3.0});
    EXPECT_NEAR(lights[0].probability, 0.25e-6f, 1e-9f); // a millionth of the mean
    EXPECT_NEAR(lights[3].probability, 0.75f, 1e-5f);
    expect_proportional(alias_table({0.0, 0.0, 0.0}), {1.0, 1.0, 1.0});
    EXPECT_TRUE(alias_table({}).empty());
}

std::shared_ptr<ImageData> float_image(std::uint32_t width, std::uint32_t height, const std::vector<vec3>& texels) {
    auto image = std::make_shared<ImageData>();
    image->width = width;
    image->height = height;
    image->format = shared::IMAGE_FLOAT;
    for (const vec3& texel : texels) {
        for (const float x : {texel.x, texel.y, texel.z}) image->words.push_back(shared::floatBitsToUint(x));
    }
    return image;
}

shared::Material lamp(std::uint32_t kind, vec3 emission, std::uint32_t texture = NONE) {
    return {emission, kind, 0.0f, 1.0f, texture, NONE};
}

TEST(Lights, AreChosenByPower) {
    Scene scene;
    scene.background = {vec3(0.0f), shared::BACKGROUND_CONSTANT, vec3(0.0f), NONE};
    scene.images.push_back(float_image(2, 1, {vec3(1.0f), vec3(3.0f)})); // 2 on average
    scene.textures.push_back(
        {"picture",
         {vec3(0.5f), NONE, vec3(0.0f), NONE, shared::TEXTURE_IMAGE, 1.0f, 0, 0, vec3(0.0f), 0, vec3(0.0f), 0}});
    scene.textures.push_back(
        {"checks",
         {vec3(0.0f), 0, vec3(4.0f), NONE, shared::TEXTURE_CHECKER, 1.0f, NONE, 0, vec3(0.0f), 0, vec3(0.0f), 0}});
    scene.textures.push_back(
        {"clouds",
         {vec3(6.0f), NONE, vec3(0.0f), NONE, shared::TEXTURE_NOISE, 1.0f, NONE, 0, vec3(0.0f), 0, vec3(0.0f), 0}});
    const shared::Material materials[] = {lamp(shared::MATERIAL_LIGHT, vec3(1.0f)),
                                          lamp(shared::MATERIAL_ONE_SIDED_LIGHT, {1.0f, 2.0f, 4.0f}),
                                          lamp(shared::MATERIAL_ONE_SIDED_LIGHT, vec3(0.0f)),
                                          lamp(shared::MATERIAL_ONE_SIDED_LIGHT, vec3(0.0f), 0),
                                          lamp(shared::MATERIAL_ONE_SIDED_LIGHT, vec3(0.0f), 1),
                                          lamp(shared::MATERIAL_ONE_SIDED_LIGHT, vec3(0.0f), 2),
                                          {vec3(1.0f), shared::MATERIAL_LAMBERTIAN, 0.0f, 1.0f, NONE, NONE}};
    for (const shared::Material& material : materials) scene.materials.push_back({"", material});
    scene.shapes = {quad(vec3(0.0f), {2, 0, 0}, {1, 3, 0}, 0),
                    quad(vec3(0.0f), {2, 0, 0}, {0, 3, 0}, 6),
                    triangle(vec3(0.0f), {2, 0, 0}, {0, 0, 3}, 0),
                    disk(vec3(0.0f), {0, 7, 0}, 2.0f, 1),
                    sphere(vec3(0.0f), 2.0f, 1, {0, 1, 0}),
                    quad(vec3(0.0f), {2, 0, 0}, {0, 3, 0}, 2), // black
                    quad(vec3(0.0f), {2, 0, 0}, {0, 3, 0}, 3),
                    quad(vec3(0.0f), {2, 0, 0}, {0, 3, 0}, 4),
                    quad(vec3(0.0f), {2, 0, 0}, {0, 3, 0}, 5),
                    under({scale(2, 2, 2)}, quad(vec3(0.0f), {2, 0, 0}, {0, 3, 0}, 0))};
    PackedScene packed = pack_scene(scene);
    pack_lights(emitting_shapes(packed), 1.0, packed, SIZE_MAX); // no tree
    const double bluish = 0.2126 + 2.0 * 0.7152 + 4.0 * 0.0722;
    expect_proportional(packed.lights,
                        {12.0, 6.0, bluish * 4.0 * M_PI, bluish * 16.0 * M_PI, 6.0 * 1.0, 6.0 * 2.5, 6.0 * 3.0, 48.0});
    const std::uint32_t shapes[] = {0, 2, 3, 4, 6, 7, 8, 9};
    for (std::uint32_t i = 0; i < 8; i++) {
        EXPECT_EQ(packed.lights[i].shape, shapes[i]);
        EXPECT_EQ(packed.tags[shapes[i]].light, i);
    }
    EXPECT_EQ(packed.tags[1].light, NONE);
    EXPECT_EQ(packed.tags[5].light, NONE);
    EXPECT_EQ(packed.background_light, NONE);
}

TEST(Lights, TheBackgroundHasItsShare) {
    const auto pack_with = [](float sky, float lamp_emission) {
        Scene scene;
        scene.images.push_back(float_image(2, 2, std::vector<vec3>(4, vec3(sky))));
        scene.background = make_panorama(0, vec3(2.0f), 0.0f);
        scene.materials.push_back({"lamp", lamp(shared::MATERIAL_ONE_SIDED_LIGHT, vec3(lamp_emission))});
        scene.shapes = {sphere(vec3(0.0f), 1.0f, 0)};
        return pack_scene(scene);
    };
    // The sphere's box has a half diagonal of sqrt(3), so the sky of radiance 2 has 12 pi times 2 against 4 pi
    // times 10.
    const PackedScene both = pack_with(1.0f, 10.0f);
    ASSERT_EQ(both.lights.size(), 2u);
    EXPECT_EQ(both.background_light, 1u);
    EXPECT_EQ(both.lights[1].shape, NONE);
    EXPECT_NEAR(both.lights[1].probability, 24.0f / 64.0f, 1e-5f);
    EXPECT_NEAR(pack_with(100.0f, 1.0f).lights[1].probability, 0.9f, 1e-5f);
    EXPECT_NEAR(pack_with(1.0f, 1000.0f).lights[1].probability, 0.1f, 1e-5f);
    const PackedScene alone = pack_with(1.0f, 0.0f);
    ASSERT_EQ(alone.lights.size(), 1u);
    EXPECT_EQ(alone.background_light, 0u);
    EXPECT_EQ(alone.lights[0].probability, 1.0f);
    const PackedScene black = pack_with(0.0f, 1.0f);
    EXPECT_EQ(black.lights.size(), 1u);
    EXPECT_EQ(black.background_light, NONE);
    EXPECT_EQ(black.background_cdf.size(), 6u);
}

/// Probability of each pixel.
std::vector<double> pixels_of(const BackgroundDistribution& distribution, std::size_t width, std::size_t height) {
    const auto step = [&](std::size_t first, std::size_t i) {
        const auto at = [&](std::size_t j) { return static_cast<double>(distribution.cdf.at(j)); };
        return at(first + i) - (i == 0 ? 0.0 : at(first + i - 1));
    };
    std::vector<double> pixels;
    for (std::size_t y = 0; y < height; y++) {
        for (std::size_t x = 0; x < width; x++) pixels.push_back(step(0, y) * step(height + y * width, x));
    }
    return pixels;
}

TEST(BackgroundDistribution, IsUniformOverTheSphereForAConstantImage) {
    constexpr std::size_t WIDTH = 8, HEIGHT = 6;
    for (const float radiance : {2.0f, 0.0f}) { // the second falls back to it
        const auto image = float_image(WIDTH, HEIGHT, std::vector<vec3>(WIDTH * HEIGHT, vec3(radiance)));
        const BackgroundDistribution distribution = distribution_of(*image, vec3(0.5f));
        ASSERT_EQ(distribution.cdf.size(), HEIGHT + WIDTH * HEIGHT);
        EXPECT_NEAR(distribution.mean_luminance, 0.5 * static_cast<double>(radiance), 1e-7);
        double sum_of_sines = 0.0;
        for (std::size_t y = 0; y < HEIGHT; y++)
            sum_of_sines += std::sin(M_PI * (static_cast<double>(y) + 0.5) / HEIGHT);
        const std::vector<double> pixels = pixels_of(distribution, WIDTH, HEIGHT);
        for (std::size_t i = 0; i < pixels.size(); i++) {
            const double sine = std::sin(M_PI * (static_cast<double>(i / WIDTH) + 0.5) / HEIGHT);
            EXPECT_NEAR(pixels[i], sine / sum_of_sines / WIDTH, 1e-6);
        }
    }
}

TEST(BackgroundDistribution, FollowsWhatIsInterpolated) {
    // One bright texel at the left edge of the second row, green and so with most luminance.
    constexpr std::size_t WIDTH = 5, HEIGHT = 4;
    std::vector<vec3> texels(WIDTH * HEIGHT, vec3(0.0f));
    texels[WIDTH] = {0.0f, 8.0f, 0.0f};
    const BackgroundDistribution distribution = distribution_of(*float_image(WIDTH, HEIGHT, texels), vec3(1.0f));
    const std::vector<double> pixels = pixels_of(distribution, WIDTH, HEIGHT);
    const double along_row[] = {6.0, 1.0, 0.0, 0.0, 1.0}; // eighths: it shines around the edge
    const double along_column[] = {1.0, 6.0, 1.0, 0.0};
    double sum = 0.0;
    double sum_of_sines = 0.0;
    const auto sine = [](std::size_t y) { return std::sin(M_PI * (static_cast<double>(y) + 0.5) / HEIGHT); };
    for (std::size_t y = 0; y < HEIGHT; y++) sum += 8.0 * along_column[y] * sine(y);
    for (std::size_t y = 0; y < HEIGHT; y++) sum_of_sines += sine(y);
    for (std::size_t i = 0; i < pixels.size(); i++) {
        const double weight = along_row[i % WIDTH] * along_column[i / WIDTH] * sine(i / WIDTH);
        EXPECT_NEAR(pixels[i], weight / sum, 1e-6) << i;
    }
    EXPECT_NEAR(distribution.mean_luminance, 0.7152 * 8.0 / 64.0 * sum / (WIDTH * sum_of_sines), 1e-6);
    // At the top the image ends: the first row's outer eighth is its own.
    texels[WIDTH].y = 0.0f;
    texels[2].x = 1.0f;
    const std::vector<double> top =
        pixels_of(distribution_of(*float_image(WIDTH, HEIGHT, texels), vec3(1.0f)), WIDTH, HEIGHT);
    EXPECT_NEAR(top[2] / top[WIDTH + 2], 7.0 * sine(0) / sine(1), 1e-5);
}

TEST(BackgroundDistribution, EndsWithOneAndAscendsInStepsOfRandomNumbers) {
    constexpr std::size_t WIDTH = 300, HEIGHT = 100;
    std::mt19937 random(1);
    std::vector<vec3> texels;
    for (std::size_t i = 0; i < WIDTH * HEIGHT; i++) {
        const double x = 0x1p-32 * random();
        texels.emplace_back(i / WIDTH == 50 ? 0.0f : static_cast<float>(std::exp(12.0 * x * x)));
    }
    for (std::size_t i = 49 * WIDTH; i < 52 * WIDTH; i++) texels[i] = vec3(0.0f); // so row 50 has no light
    const BackgroundDistribution distribution = distribution_of(*float_image(WIDTH, HEIGHT, texels), vec3(3.0f));
    const auto expect_cdf = [&](std::size_t first, std::size_t count) {
        float before = 0.0f;
        for (std::size_t i = first; i < first + count; i++) {
            const float value = distribution.cdf.at(i);
            EXPECT_GE(value, before);
            EXPECT_EQ(value * 0x1p24f, std::floor(value * 0x1p24f));
            before = value;
        }
        EXPECT_EQ(before, 1.0f);
    };
    expect_cdf(0, HEIGHT);
    for (std::size_t y = 0; y < HEIGHT; y++) expect_cdf(HEIGHT + y * WIDTH, WIDTH);
    EXPECT_EQ(distribution.cdf[49], distribution.cdf[50]);
    EXPECT_NEAR(distribution.cdf[HEIGHT + 50 * WIDTH + 149], 0.5f, 1e-6f);
    const std::vector<double> pixels = pixels_of(distribution, WIDTH, HEIGHT);
    EXPECT_NEAR(std::accumulate(pixels.begin(), pixels.end(), 0.0), 1.0, 1e-6);
}

TEST(Images, TexelsAreLinear) {
    ImageData image;
    image.width = 2;
    image.height = 1;
    image.words = {0x00ff8000u, 0x000000ffu};
    const vec3 first = texel(image, 0);
    EXPECT_EQ(first.x, 0.0f);
    EXPECT_NEAR(first.y, 0.2158605f, 1e-7f);
    EXPECT_EQ(first.z, 1.0f);
    EXPECT_NEAR(mean_color(image).x, 0.5, 1e-12);
    EXPECT_EQ(texel(*float_image(1, 1, {{1.0f, 2.0f, 3.0f}}), 0).z, 3.0f);
}

} // namespace
} // namespace triptych::test
