// TGA, BMP, GIF, TIFF and WebP: exact texels, and what becomes of damaged files.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "expect_error.hpp"
#include "image/image_file.hpp"
#include "image/srgb.hpp"
#include "texture_seeds.hpp"

#include <gtest/gtest.h>
#include <map>
#include <random>

namespace triptych {
namespace {

using namespace test;
using Bytes = std::vector<std::byte>;
using Words = std::vector<std::uint32_t>;

constexpr std::uint32_t RED = 0xff, GREEN = 0xff00, BLUE = 0xff0000, OPAQUE = 0xff000000;

DecodedImage decode(const Bytes& file, Channels channels = Channels::COLOR) {
    return decode_image("a.image", file, ImageLimits(), channels);
}

Words codes(const Bytes& file, Channels channels = Channels::COLOR) {
    const DecodedImage image = decode(file, channels);
    EXPECT_TRUE(std::holds_alternative<ByteImage>(image));
    return std::get<ByteImage>(image).pixels;
}

std::vector<float> values(const Bytes& file) { return std::get<Image>(decode(file)).rgb; }

TEST(TextureFormats, Tga) {
    const Words expected{RED, GREEN, BLUE, 0x030201};
    const Codes pixels{0, 0, 255, 0, 255, 0, 255, 0, 0, 3, 2, 1};
    EXPECT_EQ(codes(make_tga(2, 2, 2, 24, pixels)), expected);
    EXPECT_EQ(codes(make_tga(2, 2, 2, 24, {255, 0, 0, 3, 2, 1, 0, 0, 255, 0, 255, 0}, 0, false)),
              expected);                                                                                   // from below
    EXPECT_EQ(codes(make_tga(10, 3, 1, 24, {0x81, 0, 0, 255, 0x00, 255, 0, 0})), (Words{RED, RED, BLUE})); // in runs
    EXPECT_EQ(codes(make_tga(1, 2, 1, 8, {0, 0, 255, 255, 0, 0, 1, 0}, 2)), (Words{BLUE, RED}));           // palette
    EXPECT_EQ(codes(make_tga(3, 2, 1, 8, {7, 200})), (Words{0x070707, 0xc8c8c8}));                         // gray
    const Bytes with_alpha = make_tga(2, 1, 1, 32, {3, 2, 1, 128});
    EXPECT_EQ(codes(with_alpha), (Words{0x030201}));
    EXPECT_EQ(codes(with_alpha, Channels::CODES), (Words{0x80030201}));
}

TEST(TextureFormats, Bmp) {
    EXPECT_EQ(codes(make_bmp(2, 2, {255, 0, 0, 3, 2, 1, 0, 0, 0, 0, 255, 0, 255, 0, 0, 0})),
              (Words{RED, GREEN, BLUE, 0x030201}));
    EXPECT_EQ(codes(make_bmp(1, 1, {3, 2, 1, 0}), Channels::CODES), (Words{OPAQUE | 0x030201}));
}

TEST(TextureFormats, GifGivesItsFirstPicture) {
    EXPECT_EQ(codes(make_gif()), (Words{RED, BLUE}));
    EXPECT_EQ(codes(make_gif(true), Channels::CODES), (Words{OPAQUE | RED, OPAQUE | BLUE}));
}

TEST(TextureFormats, WebP) {
    const Bytes file = make_webp(2, 1, {1, 2, 3, 255, 9, 8, 7, 128});
    EXPECT_EQ(codes(file), (Words{0x030201, 0x070809}));
    EXPECT_EQ(codes(file, Channels::CODES), (Words{0xff030201, 0x80070809}));
}

TEST(TextureFormats, TiffOfBytes) {
    const Bytes rgb = bytes_of_values(Codes{1, 2, 3, 254, 0, 255});
    for (const int compression : {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_PACKBITS, COMPRESSION_ADOBE_DEFLATE}) {
        EXPECT_EQ(codes(make_tiff({2, 1, 3, 8, SAMPLEFORMAT_UINT, PHOTOMETRIC_RGB, false, 0, compression}, rgb)),
                  (Words{0x030201, 0xff00fe}))
            << compression;
    }
    EXPECT_EQ(codes(make_tiff({2, 1, 1, 8, SAMPLEFORMAT_UINT, PHOTOMETRIC_MINISBLACK}, bytes_of_values(Codes{7, 200})),
                    Channels::CODES),
              (Words{0xff070707, 0xffc8c8c8}));
    EXPECT_EQ(codes(make_tiff({1, 1, 4, 8}, bytes_of_values(Codes{255, 0, 0, 255})), Channels::CODES),
              (Words{0xff0000ff}));
}

TEST(TextureFormats, TiffOfDeepValues) {
    using Deep = std::vector<std::uint16_t>;
    const float middle = static_cast<float>(linear_from_srgb(0x8000 / 65535.0));
    const std::vector<float> two{0.0f, middle, 1.0f, 1.0f, 0.0f, middle};
    const Deep contiguous{0, 0x8000, 65535, 65535, 0, 0x8000}, planes{0, 65535, 0x8000, 0, 65535, 0x8000};
    EXPECT_EQ(values(make_tiff({2, 1, 3, 16}, bytes_of_values(contiguous))), two);
    EXPECT_EQ(values(make_tiff({2, 1, 3, 16, SAMPLEFORMAT_UINT, PHOTOMETRIC_RGB, true}, bytes_of_values(planes))), two);
    EXPECT_EQ(
        values(make_tiff({2, 1, 3, 16, SAMPLEFORMAT_UINT, PHOTOMETRIC_RGB, false, 16}, bytes_of_values(contiguous))),
        two);
    EXPECT_EQ(codes(make_tiff({1, 1, 4, 16}, bytes_of_values(Deep{65535, 0, 0x8000, 0x4000})), Channels::CODES),
              (Words{0x408000ff}));
    EXPECT_EQ(codes(make_tiff({1, 1, 2, 16, SAMPLEFORMAT_UINT, PHOTOMETRIC_MINISBLACK},
                              bytes_of_values(Deep{0x8000, 0x4000})),
                    Channels::CODES),
              (Words{0x40808080}));
    EXPECT_EQ(values(make_tiff({1, 1, 1, 16, SAMPLEFORMAT_UINT, PHOTOMETRIC_MINISWHITE}, bytes_of_values(Deep{65535}))),
              (std::vector<float>{0.0f, 0.0f, 0.0f}));
}

TEST(TextureFormats, TiffOfFloatsIsLinear) {
    const std::vector<float> bright{0.25f, 7.5f, 0.0f};
    EXPECT_EQ(values(make_tiff({1, 1, 3, 32, SAMPLEFORMAT_IEEEFP}, bytes_of_values(bright))), bright);
    EXPECT_EQ(
        values(make_tiff({1, 1, 3, 64, SAMPLEFORMAT_IEEEFP}, bytes_of_values(std::vector<double>{0.25, 7.5, 0.0}))),
        bright);
    EXPECT_EQ(values(make_tiff({1, 1, 3, 16, SAMPLEFORMAT_IEEEFP},
                               bytes_of_values(std::vector<std::uint16_t>{0x3400, 0x4780, 0}))),
              bright);
    EXPECT_EQ(values(make_tiff({1, 2, 1, 32, SAMPLEFORMAT_IEEEFP, PHOTOMETRIC_MINISBLACK},
                               bytes_of_values(std::vector<float>{2.0f, 3.0f}))),
              (std::vector<float>{2, 2, 2, 3, 3, 3}));
}

std::map<std::string, Bytes> seeds() {
    Codes noise(3 * 24 * 24);
    std::mt19937 random(1);
    for (std::uint8_t& code : noise) code = static_cast<std::uint8_t>(random());
    Codes rgba(4 * 24 * 24);
    for (std::uint8_t& code : rgba) code = static_cast<std::uint8_t>(random());
    return {{"bmp", make_bmp(24, 24, noise)},
            {"gif", make_gif(true)},
            {"tga", make_tga(2, 24, 24, 24, noise)},
            {"tga_runs", make_tga(10, 3, 1, 24, {0x81, 0, 0, 255, 0x00, 255, 0, 0})},
            {"tiff", make_tiff({24, 24, 3, 8}, bytes_of_values(noise))},
            {"tiff_deep", make_tiff({12, 24, 3, 16}, bytes_of_values(noise))},
            {"tiff_tiles",
             make_tiff({12, 12, 3, 16, SAMPLEFORMAT_UINT, PHOTOMETRIC_RGB, false, 16}, bytes_of_values(noise))},
            {"tiff_lzw", make_tiff({24, 24, 3, 8, SAMPLEFORMAT_UINT, PHOTOMETRIC_RGB, false, 0, COMPRESSION_LZW},
                                   bytes_of_values(noise))},
            {"webp", make_webp(24, 24, rgba)}};
}

/// Whether it is an image; anything else is refused by a sentence with its name.
bool is_read(const Bytes& file) {
    bool is_image = true;
    for (const Channels channels : {Channels::COLOR, Channels::CODES}) {
        try {
            decode(file, channels);
        } catch (const Error& error) {
            EXPECT_TRUE(error.code() == ExitCode::INVALID_INPUT || error.code() == ExitCode::LIMIT) << error.what();
            EXPECT_TRUE(std::string(error.what()).starts_with("a.image ")) << error.what();
            is_image = false;
        }
    }
    return is_image;
}

TEST(TextureFormats, CutFilesAreRefused) {
    for (const auto& [name, whole] : seeds()) {
        EXPECT_TRUE(is_read(whole)) << name;
        // The last bytes of a GIF are its second picture and what ends it, those of a TIFF written so its directory.
        const std::size_t needed = name == "gif" ? whole.size() - 17 : whole.size();
        for (std::size_t size = 0; size < needed; size += 1 + size / 64) {
            EXPECT_FALSE(is_read({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}))
                << name << " " << size;
        }
    }
}

TEST(TextureFormats, DamagedFilesAreImagesOrRefused) {
    std::mt19937 random(7);
    for (const auto& [name, whole] : seeds()) {
        for (int round = 0; round < 400; round++) {
            Bytes damaged = whole;
            const std::size_t extent = round % 2 == 0 ? damaged.size() : std::min<std::size_t>(damaged.size(), 64);
            for (std::uint32_t i = 0; i <= random() % 3; i++)
                damaged[random() % extent] = static_cast<std::byte>(random());
            is_read(damaged);
        }
    }
}

TEST(TextureFormats, SizesAreCheckedBeforeMemoryIsTaken) {
    const ImageLimits small{16, 64, 64};
    for (const auto& [name, whole] : seeds()) {
        if (name == "gif" || name == "tga_runs") continue; // smaller than that
        if (name == "tiff_tiles") continue;
        expect_error(ExitCode::LIMIT, {"a.image", "pixels"},
                     [&, file = whole] { decode_image("a.image", file, small); });
    }
    Bytes huge = make_bmp(1, 1, {0, 0, 0, 0});
    huge[18] = huge[19] = huge[22] = huge[23] = std::byte{0xff};
    expect_error(ExitCode::LIMIT, {"65535 x 65535"}, [&] { decode(huge); });
}

} // namespace
} // namespace triptych
