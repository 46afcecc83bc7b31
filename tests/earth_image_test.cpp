// The globe's map that the project makes itself: the same everywhere, without a seam, and a planet to look at.
// SPDX-License-Identifier: MIT
#include "builtin/earth_image.hpp"

#include "base/hash.hpp"

#include <cstdlib>
#include <gtest/gtest.h>

namespace triptych {
namespace {

int channel(std::uint32_t texel, unsigned index) { return int(texel >> 8u * index & 0xffu); }

int distance(std::uint32_t a, std::uint32_t b) {
    int sum = 0;
    for (unsigned i = 0; i < 3; ++i) sum += std::abs(channel(a, i) - channel(b, i));
    return sum;
}

TEST(EarthImage, IsTheSameOnEveryMachine) {
    const auto image = make_earth_image();
    EXPECT_EQ(image->file, "earth.png");
    EXPECT_EQ(image->width, 1024u);
    EXPECT_EQ(image->height, 512u);
    EXPECT_EQ(image->format, shared::IMAGE_SRGB8);
    ASSERT_EQ(image->words.size(), 1024u * 512u);
    EXPECT_EQ(Hasher().add(std::as_bytes(std::span(image->words))).hex(), "82498b14a520aa0452e00ee4491b11b1");
    EXPECT_EQ(make_earth_image(), image); // made once
}

TEST(EarthImage, HasNoSeam) {
    const auto image = make_earth_image();
    double within = 0.0, across = 0.0;
    for (std::size_t y = 0; y < 512; ++y) {
        const std::uint32_t* row = image->words.data() + y * 1024;
        across += distance(row[1023], row[0]);
        for (std::size_t x = 1; x < 1024; ++x) within += distance(row[x - 1], row[x]) / 1023.0;
    }
    EXPECT_LT(across, 3.0 * within);
}

TEST(EarthImage, LooksLikeAPlanet) {
    const auto image = make_earth_image();
    double sea = 0.0, ice = 0.0, all = 0.0;
    for (std::size_t y = 0; y < 512; ++y) {
        const double height = 1.0 - (double(y) + 0.5) / 256.0; // the rows' share of the globe, near enough
        const double weight = 1.0 - height * height;
        for (std::size_t x = 0; x < 1024; ++x) {
            const std::uint32_t texel = image->words[y * 1024 + x];
            all += weight;
            if (channel(texel, 2) > channel(texel, 0) + 40) sea += weight;
            if (channel(texel, 0) > 200 && channel(texel, 2) > 220) ice += weight;
            if (y < 8 || y >= 504) {
                EXPECT_GT(channel(texel, 0), 200) << "no ice at a pole";
            }
        }
    }
    EXPECT_GT(sea / all, 0.5);
    EXPECT_LT(sea / all, 0.8);
    EXPECT_GT(ice / all, 0.03);
    EXPECT_LT(ice / all, 0.15);
}

} // namespace
} // namespace triptych
