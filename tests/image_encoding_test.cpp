// How exact written image files are: 16-bit PNG, JPEG, halves in EXR, and what each format does not have.
// SPDX-License-Identifier: MIT
#include "image/image_file.hpp"

#include "base/atomic_file.hpp"
#include "expect_error.hpp"
#include "images.hpp"
#include "temporary_folder.hpp"

#include <OpenEXR/ImfChannelList.h>
#include <OpenEXR/ImfHeader.h>
#include <OpenEXR/ImfInputFile.h>
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <string>

namespace triptych {
namespace {

std::string text_of_file(const std::filesystem::path& path) {
    const auto bytes = read_file(path, 1u << 24u);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A smooth picture, as JPEG is made for.
Image smooth_image(std::uint32_t width, std::uint32_t height) {
    Image image{width, height, {}};
    for (std::uint32_t y = 0; y < height; ++y) {
        for (std::uint32_t x = 0; x < width; ++x) {
            const float u = float(x) / float(width), v = float(y) / float(height);
            image.rgb.insert(image.rgb.end(), {u, v * v, 0.5f + 0.5f * std::sin(6.0f * u * v)});
        }
    }
    return image;
}

TEST(Srgb16, RoundsToTheNearestCode) {
    std::uint16_t before = 0;
    for (std::uint32_t bits = 0; bits <= 0x3f800000u; bits += 9973u) {
        const auto value = std::bit_cast<float>(bits);
        const auto v = static_cast<long double>(value);
        const long double code = v <= 0.0031308L ? 12.92L * v : 1.055L * std::pow(v, 1.0L / 2.4L) - 0.055L;
        ASSERT_EQ(encode_srgb16(value), int(std::floor(65535.0L * code + 0.5L))) << value;
        ASSERT_GE(encode_srgb16(value), before);
        before = encode_srgb16(value);
    }
    EXPECT_EQ(encode_srgb16(7.0f), 65535);
    EXPECT_EQ(encode_srgb16(-1.0f), 0);
    EXPECT_EQ(encode_srgb16(std::numeric_limits<float>::quiet_NaN()), 0);
}

TEST(Png16, KeepsSixteenBitsAndMetadata) {
    const TemporaryFolder folder;
    const Image image = random_image(37, 21);
    write_image(folder / "a.png", image, METADATA, {}, {}, {.bits = 16, .quality = {}});
    EXPECT_EQ(text_of_file(folder / "a.png").at(24), 16);
    const Image copy = read_image(folder / "a.png");
    ASSERT_EQ(copy.rgb.size(), image.rgb.size());
    for (std::size_t i = 0; i < image.rgb.size(); ++i)
        ASSERT_EQ(encode_srgb16(copy.rgb[i]), encode_srgb16(image.rgb[i])) << i;
    EXPECT_EQ(read_image_metadata(folder / "a.png"), METADATA);
}

TEST(Jpeg, KeepsThePictureNearlyAndMetadata) {
    const TemporaryFolder folder;
    const Image image = smooth_image(101, 67);
    std::size_t size_before = 0;
    for (const auto& [quality, most] : {std::pair{20u, 6.0}, {90u, 2.0}, {100u, 1.0}}) {
        write_image(folder / "a.jpeg", image, METADATA, {}, {}, {.bits = 8, .quality = quality});
        const Image copy = read_image(folder / "a.jpeg");
        ASSERT_EQ(copy.rgb.size(), image.rgb.size());
        double sum = 0.0;
        for (std::size_t i = 0; i < image.rgb.size(); ++i)
            sum += std::abs(int(encode_srgb(copy.rgb[i])) - int(encode_srgb(image.rgb[i])));
        EXPECT_LE(sum / double(image.rgb.size()), most) << quality; // codes
        EXPECT_EQ(read_image_metadata(folder / "a.jpeg"), METADATA);
        EXPECT_GT(text_of_file(folder / "a.jpeg").size(), size_before);
        size_before = text_of_file(folder / "a.jpeg").size();
    }
    write_image(folder / "b.jpg", image, {});
    write_image(folder / "c.jpg", image, {}, {}, {}, {.bits = {}, .quality = DEFAULT_JPEG_QUALITY});
    EXPECT_EQ(text_of_file(folder / "b.jpg"), text_of_file(folder / "c.jpg"));
}

TEST(Jpeg, HoldsKnownBytes) {
    const TemporaryFolder folder;
    write_image(folder / "a.jpg", smooth_image(17, 9), {{"scene", "one"}});
    const std::string file = text_of_file(folder / "a.jpg");
    EXPECT_EQ(file.substr(0, 3), "\xff\xd8\xff");
    EXPECT_NE(file.find(std::string("\xff\xfe\0\014scene: one", 14)), std::string::npos);
    // Baseline, 8 bits, 9 rows of 17, three components without subsampling.
    EXPECT_NE(file.find(std::string("\xff\xc0\0\21\10\0\11\0\21\3\1\21\0\2\21\1\3\21\1", 19)), std::string::npos);
    EXPECT_EQ(file.substr(file.size() - 2), "\xff\xd9");
}

TEST(Jpeg, CutsOverlongCommentsBetweenCharacters) {
    const TemporaryFolder folder;
    std::string value(65530 - 4, 'x');
    for (int i = 0; i < 8; ++i) value += "\u2603"; // three bytes each, of which one fits behind "k: "
    write_image(folder / "a.jpg", smooth_image(4, 4), {{"k", value}});
    EXPECT_EQ(read_image_metadata(folder / "a.jpg").at("k"), value.substr(0, 65526 + 3));
}

TEST(Jpeg, SaysWhatIsTooLarge) {
    const TemporaryFolder folder;
    const Image wide{65501, 1, std::vector<float>(std::size_t(3) * 65501)};
    expect_error(ExitCode::LIMIT, {"65500", "65501 x 1", ".png"}, [&] { write_image(folder / "a.jpg", wide, {}); });
}

TEST(Exr, HoldsHalvesWhereAskedFor) {
    const TemporaryFolder folder;
    constexpr float INFINITE = std::numeric_limits<float>::infinity();
    const Image image{2, 1, {0.5f, 1024.0f, 1e9f, -1e9f, INFINITE, 0x1p-24f}};
    const std::vector<Channel> channels{{"albedo.R", std::vector<float>{0.1f, 0.25f}},
                                        {"Z", std::vector<float>{0.1f, 100000.0f}},
                                        {"ID", std::vector<std::uint32_t>{1, 0xffffffffu}}};
    write_image(folder / "a.exr", image, METADATA, channels, {}, {.bits = 16, .quality = {}});
    const Imf::InputFile file((folder / "a.exr").c_str());
    const Imf::ChannelList& list = file.header().channels();
    for (const char* name : {"R", "G", "B", "albedo.R"}) EXPECT_EQ(list[name].type, Imf::HALF) << name;
    EXPECT_EQ(list["Z"].type, Imf::FLOAT);
    EXPECT_EQ(list["ID"].type, Imf::UINT);
    const WholeImage copy = read_whole_image(folder / "a.exr");
    EXPECT_EQ(copy.colors.rgb, (std::vector<float>{0.5f, 1024.0f, 65504.0f, -65504.0f, INFINITE, 0x1p-24f}));
    std::map<std::string, std::vector<float>> floats;
    for (const PlacedChannel& placed : copy.channels) {
        if (const auto* values = std::get_if<std::vector<float>>(&placed.channel.values))
            floats[placed.channel.name] = *values;
    }
    ASSERT_EQ(floats.size(), 2u);
    EXPECT_NEAR(floats["albedo.R"].at(0), 0.1f, 0.1f * 0x1p-11f);
    EXPECT_EQ(floats["albedo.R"].at(1), 0.25f);
    EXPECT_EQ(floats["Z"], (std::vector<float>{0.1f, 100000.0f}));
    EXPECT_EQ(read_image_metadata(folder / "a.exr"), METADATA);
}

TEST(ImageEncoding, FormatsRefuseWhatTheyDoNotHave) {
    const auto refused = [](const char* name, const ImageEncoding& encoding, const std::string& words) {
        expect_error(ExitCode::USAGE, {words}, [&] { check_image_format(name, encoding); });
    };
    refused("a.png", {.bits = 32, .quality = {}}, "a.png holds 8 or 16 bits a value, not 32");
    refused("a.jpg", {.bits = 16, .quality = {}}, "a.jpg holds 8 bits a value, not 16");
    refused("a.exr", {.bits = 8, .quality = {}}, "a.exr holds 32 or 16 bits a value, not 8");
    refused("a.pfm", {.bits = 16, .quality = {}}, "a.pfm holds 32 bits a value, not 16");
    for (const char* name : {"a.png", "a.exr", "a.pfm"}) refused(name, {.bits = {}, .quality = 90}, "loses nothing");
    refused("a.jpg", {.bits = {}, .quality = 0}, "from 1 to 100, not 0");
    refused("a.jpg", {.bits = {}, .quality = 101}, "from 1 to 100, not 101");
    EXPECT_NO_THROW(check_image_format("a.jpg", {.bits = 8, .quality = 1}));
    for (const char* name : {"a.png", "a.JPG", "a.jpeg"}) EXPECT_TRUE(is_for_display(name)) << name;
    for (const char* name : {"a.exr", "a.pfm", "a.film", "a"}) EXPECT_FALSE(is_for_display(name)) << name;
}

} // namespace
} // namespace triptych
