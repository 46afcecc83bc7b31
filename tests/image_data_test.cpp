// The pictures that scenes read: exact texels of every format, damage, limits, and where files may lie.
// SPDX-License-Identifier: MIT
#include "scene/image_data.hpp"

#include "base/atomic_file.hpp"
#include "expect_error.hpp"
#include "image/image_formats.hpp"
#include "image/srgb.hpp"
#include "image_seeds.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>
#include <limits>
#include <random>
#include <sys/stat.h>

namespace triptych {
namespace {

using namespace test;
namespace fs = std::filesystem;
using Words = std::vector<std::uint32_t>;

constexpr std::uint32_t RED = 0xff, GREEN = 0xff00, BLUE = 0xff0000, WHITE = 0xffffff;

std::shared_ptr<const ImageData> load(const Bytes& bytes, const std::string& name = "a.image") {
    const TemporaryFolder folder;
    put_file(folder / name, bytes);
    return load_image_data(folder.path(), name);
}

/// The texels of an 8-bit image, whose format must be that.
Words codes(const Bytes& bytes) {
    const auto image = load(bytes);
    EXPECT_EQ(image->format, shared::IMAGE_SRGB8);
    EXPECT_EQ(image->words.size(), std::size_t(image->width) * image->height);
    return image->words;
}

/// The values of a float image, whose format must be that.
std::vector<float> values_of(const ImageData& image) {
    EXPECT_EQ(image.format, shared::IMAGE_FLOAT);
    EXPECT_EQ(image.words.size(), 3u * image.width * image.height);
    std::vector<float> values;
    for (const std::uint32_t word : image.words) values.push_back(std::bit_cast<float>(word));
    return values;
}

std::vector<float> values(const Bytes& bytes) { return values_of(*load(bytes)); }

using V = std::vector<float>;

TEST(ImageData, KeepsTheCodesOfEveryPng) {
    EXPECT_EQ(codes(make_png(8, PNG_COLOR_TYPE_RGB, {1, 2, 3, 254, 0, 255}, 2)), (Words{0x030201, 0xff00fe}));
    EXPECT_EQ(codes(make_png(8, PNG_COLOR_TYPE_RGB_ALPHA, {1, 2, 3, 0, 4, 5, 6, 9}, 2)), (Words{0x030201, 0x060504}));
    EXPECT_EQ(codes(make_png(8, PNG_COLOR_TYPE_GRAY, {7, 200}, 2)), (Words{0x070707, 0xc8c8c8}));
    EXPECT_EQ(codes(make_png(8, PNG_COLOR_TYPE_GRAY_ALPHA, {7, 0, 200, 9}, 2)), (Words{0x070707, 0xc8c8c8}));
    EXPECT_EQ(codes(make_png(1, PNG_COLOR_TYPE_GRAY, {0x40}, 2)), (Words{0, WHITE}));
    EXPECT_EQ(codes(make_png(2, PNG_COLOR_TYPE_GRAY, {0x1b}, 4)), (Words{0, 0x555555, 0xaaaaaa, WHITE}));
    EXPECT_EQ(codes(make_png(4, PNG_COLOR_TYPE_GRAY, {0x3f}, 2)), (Words{0x333333, WHITE}));
    for (const int bits : {2, 4, 8}) {
        const std::vector<png_byte> row = bits == 2   ? std::vector<png_byte>{0x1b}
                                          : bits == 4 ? std::vector<png_byte>{0x01, 0x23}
                                                      : std::vector<png_byte>{0, 1, 2, 3};
        for (const int interlace : {PNG_INTERLACE_NONE, PNG_INTERLACE_ADAM7})
            EXPECT_EQ(codes(make_png(bits, PNG_COLOR_TYPE_PALETTE, row, 4, interlace)),
                      (Words{RED, GREEN, BLUE, WHITE}));
    }
}

TEST(ImageData, MakesDeepPngLinear) {
    const auto linear = [](unsigned code) { return float(linear_from_srgb(code / 65535.0)); };
    EXPECT_EQ(values(make_png(16, PNG_COLOR_TYPE_RGB, {0x80, 0x01, 0xff, 0xff, 0x00, 0x01}, 1)),
              (V{linear(0x8001), 1.0f, linear(1)}));
    EXPECT_EQ(values(make_png(16, PNG_COLOR_TYPE_RGB_ALPHA, {0x12, 0x34, 0, 0, 0xab, 0xcd, 0, 7}, 1)),
              (V{linear(0x1234), 0.0f, linear(0xabcd)}));
    EXPECT_EQ(values(make_png(16, PNG_COLOR_TYPE_GRAY, {0x12, 0x34}, 1)), V(3, linear(0x1234)));
    EXPECT_EQ(values(make_png(16, PNG_COLOR_TYPE_GRAY_ALPHA, {0x12, 0x34, 0, 7}, 1)), V(3, linear(0x1234)));
}

/// Two blocks of 8 x 8, one above the other, each of one colour.
std::vector<JSAMPLE> two_blocks(const std::vector<JSAMPLE>& top, const std::vector<JSAMPLE>& bottom) {
    std::vector<JSAMPLE> values;
    for (int i = 0; i < 128; ++i) {
        const auto& color = i < 64 ? top : bottom;
        values.insert(values.end(), color.begin(), color.end());
    }
    return values;
}

TEST(ImageData, ReadsJpeg) {
    for (const bool progressive : {false, true}) {
        const Words gray = codes(make_jpeg(8, 16, JCS_GRAYSCALE, two_blocks({200}, {41}), JCS_GRAYSCALE, progressive));
        const Words color =
            codes(make_jpeg(8, 16, JCS_RGB, two_blocks({250, 128, 3}, {0, 77, 255}), JCS_RGB, progressive));
        const Words video =
            codes(make_jpeg(8, 16, JCS_RGB, two_blocks({250, 128, 3}, {0, 77, 255}), JCS_YCbCr, progressive));
        for (std::size_t i = 0; i < 128; ++i) {
            EXPECT_EQ(gray[i], i < 64 ? 0xc8c8c8u : 0x292929u);
            EXPECT_EQ(color[i], i < 64 ? 0x0380fau : 0xff4d00u);
            for (unsigned shift = 0; shift < 24; shift += 8) // rounded twice on the way to luma and chroma and back
                EXPECT_NEAR(int(video[i] >> shift & 255u), int(color[i] >> shift & 255u), 2);
            EXPECT_EQ(video[i] >> 24u, 0u);
        }
    }
}

TEST(ImageData, RefusesJpegWithInks) {
    const std::vector<JSAMPLE> inks(8 * 8 * 4, 100);
    for (const J_COLOR_SPACE stored : {JCS_CMYK, JCS_YCCK}) {
        const Bytes file = make_jpeg(8, 8, JCS_CMYK, inks, stored);
        expect_error(ExitCode::INVALID_INPUT, {"a.image", "CMYK", "RGB"}, [&] { load(file); });
    }
}

TEST(ImageData, RefusesJpegOfEndlessScans) {
    const jpeg_scan_info scans[] = {{1, {0}, 0, 0, 0, 0}, {1, {0}, 1, 63, 0, 0}};
    const Bytes whole = make_jpeg(8, 8, JCS_GRAYSCALE, std::vector<JSAMPLE>(64, 9), JCS_GRAYSCALE, true, scans);
    const std::string text(reinterpret_cast<const char*>(whole.data()), whole.size());
    const std::size_t last = text.rfind("\xff\xda"); // the scan of all but the mean, which may come again
    Bytes file(whole.begin(), whole.end() - 2);
    for (int i = 0; i < 1100; ++i) file.insert(file.end(), whole.begin() + std::ptrdiff_t(last), whole.end() - 2);
    file.insert(file.end(), whole.end() - 2, whole.end());
    EXPECT_EQ(codes(whole), Words(64, 0x090909));
    expect_error(ExitCode::INVALID_INPUT, {"a.image", "1000 scans"}, [&] { load(file); });
}

TEST(ImageData, ReadsHdrOfEveryCoding) {
    const V two{0.5f, 0.25f, 0.125f, 2.0f, 0.0f, 0.0f};
    EXPECT_EQ(values(make_hdr("-Y 1 +X 2", {128, 64, 32, 128, 128, 0, 0, 130})), two);
    EXPECT_EQ(values(make_hdr("-Y 2 +X 1", {128, 64, 32, 128, 128, 0, 0, 130}, "")), two); // first row on top
    EXPECT_EQ(values(make_hdr("+Y 2 +X 1", {128, 0, 0, 130, 128, 64, 32, 128})), two);
    EXPECT_EQ(values(make_hdr("-Y 1 -X 2", {128, 0, 0, 130, 128, 64, 32, 128})), two);
    EXPECT_EQ(values(make_hdr("-Y 1 +X 1", {255, 1, 0, 0})), V(3, 0.0f)); // exponent 0 is black

    // The older coding: a pixel, 2 times again, another one, 1 + 256 times again over 1 row.
    V expected;
    for (int i = 0; i < 3; ++i) expected.insert(expected.end(), {0.5f, 0.25f, 0.125f});
    for (int i = 0; i < 258; ++i) expected.insert(expected.end(), {2.0f, 0.0f, 0.0f});
    EXPECT_EQ(values(make_hdr("-Y 1 +X 261", {128, 64, 32, 128, 1, 1, 1, 2, 128, 0, 0, 130, 1, 1, 1, 1, 1, 1, 1, 1})),
              expected);

    // The newer one: red as a run of 8, green as single values, blue and exponent mixed.
    const auto rows = make_hdr("-Y 1 +X 8", {2,   2, 0,  8,  136, 128, 8,   0,   16, 32,  48,  64,  80, 96,
                                             112, 2, 64, 32, 134, 0,   132, 128, 4,  129, 130, 131, 132});
    V mixed;
    for (int x = 0; x < 8; ++x) {
        const float unit = x < 4 ? 1.0f : float(1 << (x - 3));
        for (const float value : {0.5f, float(x) / 16.0f, x == 0 ? 0.25f : x == 1 ? 0.125f : 0.0f})
            mixed.push_back(value * unit);
    }
    EXPECT_EQ(values(rows), mixed);
}

TEST(ImageData, RefusesHdrThatContradictsItself) {
    const auto refused = [](const Bytes& file, const std::string& word) {
        expect_error(ExitCode::INVALID_INPUT, {"a.image is no valid HDR", word}, [&] { load(file); });
    };
    refused(make_hdr("-Y 1 +X 1", {1, 2, 3, 4}, "FORMAT=8-bit_rle_rgbe\n"), "RGBE");
    refused(make_hdr("+X 1 +X 1", {1, 2, 3, 4}), "second header");
    refused(make_hdr("-Y 1 +X 1 !", {1, 2, 3, 4}), "second header");
    refused(make_hdr("-Y 99999999999999999999 +X 1", {}), "size");
    refused(make_hdr("-Y 1 +X 2", {1, 1, 1, 1, 9, 9, 9, 9}), "run"); // repeats nothing
    refused(make_hdr("-Y 1 +X 2", {9, 9, 9, 9, 1, 1, 1, 2}), "run"); // too often
    refused(make_hdr("-Y 1 +X 8", {2, 2, 0, 9, 136, 1, 136, 1, 136, 1, 136, 1}), "long");
    refused(make_hdr("-Y 1 +X 8", {2, 2, 0, 8, 137, 1, 136, 1, 136, 1, 136, 1}), "run");
    refused(make_hdr("-Y 1 +X 8", {2, 2, 0, 8, 0, 1, 136, 1, 136, 1, 136, 1}), "run"); // of no length
}

Bytes exr_file(const std::function<void(const fs::path&)>& write) {
    const TemporaryFolder folder;
    write(folder / "x.exr");
    return read_file(folder / "x.exr", 1u << 20u);
}

TEST(ImageData, ReadsExrOfEveryKind) {
    const V rgb{200, 100, 0, 201, 101, 1, 202, 102, 2, 210, 110, 10, 211, 111, 11, 212, 112, 12};
    EXPECT_EQ(values(exr_file([](const fs::path& path) { write_tiled_exr(path, {"B", "G", "R", "Z"}, 3, 2); })), rgb);
    EXPECT_EQ(values(exr_file([](const fs::path& path) {
                  write_multipart_exr(path, {{"Z"}, {"a.B", "a.G", "a.R"}, {"Y"}}, 3, 2);
              })),
              rgb);
    EXPECT_EQ(values(exr_file([](const fs::path& path) {
                  write_tiled_exr(path, {"Y", "Z"}, 2, 1);
              })),
              (V{0, 0, 0, 1, 1, 1}));
    const auto depth_only = exr_file([](const fs::path& path) {
        write_multipart_exr(path, {{"Z"}, {"u", "v"}}, 2, 2);
    });
    expect_error(ExitCode::INVALID_INPUT, {"a.image", "channels"}, [&] { load(depth_only); });
}

TEST(ImageData, RefusesExrThatPromisesMoreThanItHolds) {
    const auto write = [](const fs::path& path) { write_multipart_exr(path, {{"Z"}, {"Y"}}, 5, 3); };
    const auto refused = [&](const std::string& before, const std::string& word) {
        Bytes file = exr_file(write);
        const std::string text(reinterpret_cast<const char*>(file.data()), file.size());
        file[text.find(before) + before.size() + 3] = std::byte(0x7d); // the highest byte of what follows
        expect_error(ExitCode::INVALID_INPUT, {"a.image", word}, [&] { load(file); });
    };
    using namespace std::string_literals;
    refused("type\0string\0"s, "attribute");                       // two gigabytes of text
    refused("chunkCount\0int\0\4\0\0\0"s, "small for its chunks"); // sixteen of their places
}

/// OpenEXR does not ask how long the values of most types claim to be, and would go on elsewhere in the file.
TEST(ImageData, RefusesExrWhoseAttributesHaveOtherSizesThanTheirTypes) {
    using namespace std::string_literals;
    const auto refused = [](const std::string& attributes) {
        const Bytes file = bytes_of("v/1\1\2\0\0\0"s + attributes + "\0"s);
        expect_error(ExitCode::INVALID_INPUT, {"a.image", "as long as its type asks"}, [&] { load(file); });
    };
    const std::string channel = "R\0"s + std::string(16, '\1');
    refused("channels\0chlist\0\x13\0\0\0"s + channel + "R"s);          // has no end
    refused("channels\0chlist\0\x14\0\0\0"s + channel + "\0R"s);        // ends too soon
    refused("channels\0chlist\0\3\0\0\0"s + "R\0\1"s);                  // cut within a channel
    refused("lineOrder\0lineOrder\0\2\0\0\0\0\0"s);                     // of one byte
    refused("texts\0stringvector\0\5\0\0\0\0\0\0\x40x"s);               // a text of 1 GiB
    refused("small\0preview\0\x0c\0\0\0\1\0\0\0\2\0\0\0abcd"s);         // a pixel of two
    refused("small\0preview\0\x0c\0\0\0\1\0\0\0\1\0\0\x40"s + "abcd"s); // more pixels than fit 32 bits
}

Bytes make_pfm(std::uint32_t width, std::uint32_t height, const V& rgb) { return encode_pfm({width, height, rgb}); }

TEST(ImageData, ReadsPfmFromTopToBottom) {
    EXPECT_EQ(values(make_pfm(1, 2, {1, 2, 3, 4, 5, 6})), (V{1, 2, 3, 4, 5, 6}));
}

TEST(ImageData, HoldsOnlyWhatKernelsMayRead) {
    const auto image = load(make_pfm(2, 1, {-1.0f, -0.0f, 1e-40f, 1e-37f, 3e38f, 0.0f}));
    const Words expected{0, 0, 0, std::bit_cast<std::uint32_t>(1e-37f), std::bit_cast<std::uint32_t>(3e38f), 0};
    EXPECT_EQ(image->words, expected);
    const float infinity = std::numeric_limits<float>::infinity();
    for (const float bad : {infinity, -infinity, std::numeric_limits<float>::quiet_NaN()}) {
        V rgb(3 * 4 * 2, 0.5f);
        rgb[3 * (1 * 4 + 2) + 1] = bad;
        expect_error(ExitCode::INVALID_INPUT, {"a.image", "not finite", "column 2 of row 1"},
                     [&] { load(make_pfm(4, 2, rgb)); });
    }
}

TEST(ImageData, KnowsFormatsByContentAndKeepsTheName) {
    const auto image = load(make_png(8, PNG_COLOR_TYPE_GRAY, {7}, 1), "looks like a.jpg");
    EXPECT_EQ(image->file, "looks like a.jpg");
    EXPECT_EQ(image->width, 1u);
    EXPECT_EQ(image->height, 1u);
    expect_error(ExitCode::INVALID_INPUT,
                 {"a.png is no PNG, JPEG, EXR, HDR, PFM, TGA, BMP, GIF, TIFF, WebP or KTX2 image"},
                 [] { load(bytes_of("GIF86a"), "a.png"); });
    expect_error(ExitCode::INVALID_INPUT, {"a.png is no PNG"}, [] { load({}, "a.png"); });
}

TEST(ImageData, CodesComeBackFromPng) {
    ByteImage image{64, 31, {}};
    std::mt19937 random(1);
    for (int i = 0; i < 64 * 31; ++i) image.pixels.push_back(std::uint32_t(random()) & 0xffffffu);
    const auto copy = load(encode_png(image, {{"Title", "codes"}}));
    EXPECT_EQ(copy->words, image.pixels);
    EXPECT_EQ(byte_image(*copy).pixels, image.pixels);
    EXPECT_EQ(byte_image(*copy).width, 64u);
}

struct Seed {
    const char* name;
    Bytes (*make)();
};

constexpr Seed SEEDS[] = {
    {"png",
     [] {
         return make_png(8, PNG_COLOR_TYPE_RGB, {1, 2, 3, 254, 0, 255}, 2);
     }},
    {"deep_png",
     [] {
         return make_png(16, PNG_COLOR_TYPE_RGB_ALPHA, {1, 2, 3, 4, 5, 6, 7, 8}, 1, PNG_INTERLACE_ADAM7);
     }},
    {"palette_png", [] { return make_png(2, PNG_COLOR_TYPE_PALETTE, {0x1b}, 4); }},
    {"jpeg",
     [] {
         return make_jpeg(8, 16, JCS_RGB, two_blocks({9, 8, 7}, {200, 100, 0}), JCS_YCbCr);
     }},
    {"progressive_jpeg",
     [] {
         return make_jpeg(8, 16, JCS_RGB, two_blocks({9, 8, 7}, {99, 98, 7}), JCS_YCbCr, true);
     }},
    {"flat_hdr",
     [] {
         return make_hdr("-Y 2 +X 1", {9, 8, 7, 128, 128, 0, 0, 130});
     }},
    {"old_hdr",
     [] {
         return make_hdr("-Y 1 +X 3", {9, 8, 7, 128, 1, 1, 1, 2});
     }},
    {"new_hdr",
     [] {
         return make_hdr("-Y 1 +X 8", {2, 2, 0, 8, 136, 1, 136, 1, 136, 1, 4, 1, 2, 3, 4, 132, 9});
     }},
    {"tiled_exr", [] { return exr_file([](const fs::path& path) {
                           write_tiled_exr(path, {"B", "G", "R"}, 5, 3);
                       }); }},
    {"multipart_exr",
     [] { return exr_file([](const fs::path& path) {
              write_multipart_exr(path, {{"Z"}, {"Y"}}, 5, 3);
          }); }},
    {"pfm",
     [] {
         return make_pfm(2, 1, {1, 2, 3, 4, 5, 6});
     }},
};

class ImageDamage : public testing::TestWithParam<Seed> {
protected:
    /// Whether damaged bytes are refused; by an Error of these kinds, or else they are some image.
    bool refused(const Bytes& bytes) {
        put_file(m_folder / "a.image", bytes);
        try {
            const auto image = load_image_data(m_folder.path(), "a.image");
            EXPECT_EQ(image->words.size(),
                      std::size_t(image->width) * image->height * (image->format == shared::IMAGE_FLOAT ? 3 : 1));
            return false;
        } catch (const Error& error) {
            EXPECT_TRUE(error.code() == ExitCode::INVALID_INPUT || error.code() == ExitCode::LIMIT) << error.what();
            EXPECT_TRUE(std::string(error.what()).starts_with("a.image ")) << error.what();
            return true;
        }
    }

private:
    TemporaryFolder m_folder;
};

TEST_P(ImageDamage, EveryTruncationIsRefused) {
    const Bytes whole = GetParam().make();
    ASSERT_FALSE(refused(whole));
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_TRUE(refused({whole.begin(), whole.begin() + std::ptrdiff_t(size)})) << size << " of " << whole.size();
}

TEST_P(ImageDamage, NoByteCrashes) {
    const Bytes whole = GetParam().make();
    std::mt19937 random(3);
    for (int round = 0; round < 1500; ++round) {
        Bytes damaged = whole;
        for (std::uint32_t i = 0; i <= random() % 3; ++i) damaged[random() % damaged.size()] = std::byte(random());
        refused(damaged);
    }
}

INSTANTIATE_TEST_SUITE_P(ImageData, ImageDamage, testing::ValuesIn(SEEDS),
                         [](const auto& instance) { return std::string(instance.param.name); });

} // namespace
} // namespace triptych
