// What files say of their pixels beside the pixels: exposure, primaries, gamma, profiles, orientation.
// SPDX-License-Identifier: MIT
#include "base/atomic_file.hpp"
#include "captured_log.hpp"
#include "expect_error.hpp"
#include "image/image_file.hpp"
#include "image_seeds.hpp"

#include <OpenEXR/ImfChromaticitiesAttribute.h>
#include <OpenEXR/ImfStandardAttributes.h>

#include <cmath>
#include <functional>

namespace triptych {
namespace {

using test::Bytes;
using test::bytes_of;
using test::make_hdr;
using test::make_jpeg;
using test::make_png;

Image decode(const Bytes& file, ColorInfo info = ColorInfo::APPLIED) {
    return std::get<Image>(decode_image("file", file, ImageLimits(), Channels::COLOR, info));
}

ByteImage decode_codes(const Bytes& file, ColorInfo info = ColorInfo::APPLIED) {
    return std::get<ByteImage>(decode_image("file", file, ImageLimits(), Channels::COLOR, info));
}

void expect_near(const std::vector<float>& values, const std::vector<double>& expected, double error) {
    ASSERT_EQ(values.size(), expected.size());
    for (std::size_t i = 0; i < values.size(); ++i) EXPECT_NEAR(double(values[i]), expected[i], error) << i;
}

const std::string RGBE = "FORMAT=32-bit_rle_rgbe\n";

TEST(HdrMeaning, ExposureIsTakenBack) {
    const auto values = [](const std::string& header) {
        return decode(make_hdr("-Y 1 +X 1", {128, 64, 32, 130}, RGBE + header)).rgb; // 2, 1, 0.5
    };
    EXPECT_EQ(values(""), (std::vector<float>{2.0f, 1.0f, 0.5f}));
    EXPECT_EQ(values("EXPOSURE=4\n"), (std::vector<float>{0.5f, 0.25f, 0.125f}));
    EXPECT_EQ(values("EXPOSURE= 4.0\nEXPOSURE=+.5\n"), (std::vector<float>{1.0f, 0.5f, 0.25f}));
    EXPECT_EQ(values("COLORCORR=1 2  0.25\nEXPOSURE=2\n"), (std::vector<float>{1.0f, 0.25f, 1.0f}));
    EXPECT_EQ(values("COLORCORR=2 2 2\nCOLORCORR=0.5 1 1\n"), (std::vector<float>{2.0f, 0.5f, 0.25f}));
    EXPECT_EQ(values("\tEXPOSURE=4\n"), (std::vector<float>{2.0f, 1.0f, 0.5f})); // of a file that this was made from
    for (const char* wrong : {"EXPOSURE=0", "EXPOSURE=-1", "EXPOSURE=", "EXPOSURE=nan", "COLORCORR=1 1",
                              "COLORCORR=1 0 1", "PRIMARIES=1 2 3"})
        expect_error(ExitCode::INVALID_INPUT, {std::string(wrong).substr(0, 5)},
                     [&] { values(std::string(wrong) + "\n"); });
}

TEST(HdrMeaning, EveryOrderOfScanlinesGivesOnePicture) {
    constexpr std::size_t WIDTH = 3, HEIGHT = 2;
    for (const bool x_first : {false, true}) {
        for (const bool x_plus : {false, true}) {
            for (const bool y_plus : {false, true}) {
                const std::string x = std::string(x_plus ? "+X " : "-X ") + "3",
                                  y = std::string(y_plus ? "+Y " : "-Y ") + "2";
                SCOPED_TRACE(x_first ? x + " " + y : y + " " + x);
                Bytes file = make_hdr(x_first ? x + " " + y : y + " " + x, {});
                for (std::size_t i = 0; i < WIDTH * HEIGHT; ++i) {
                    const std::size_t along_x = x_first ? i / HEIGHT : i % WIDTH;
                    const std::size_t along_y = x_first ? i % HEIGHT : i / WIDTH;
                    const std::size_t column = x_plus ? along_x : WIDTH - 1 - along_x; // X grows to the right
                    const std::size_t row = y_plus ? HEIGHT - 1 - along_y : along_y;   // Y grows upwards
                    for (const std::size_t byte : {10 * row + column, std::size_t(0), std::size_t(0), std::size_t(136)})
                        file.push_back(std::byte(byte));
                }
                const Image image = decode(file);
                ASSERT_EQ(image.width, WIDTH);
                ASSERT_EQ(image.height, HEIGHT);
                for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(image.rgb[3 * i], float(10 * (i / 3) + i % 3));
            }
        }
    }
}

TEST(HdrMeaning, PrimariesBecomeRec709) {
    const auto values = [](const std::string& header, std::initializer_list<int> pixel) {
        return decode(make_hdr("-Y 1 +X 1", pixel, header)).rgb;
    };
    const std::string xyz = "FORMAT=32-bit_rle_xyze\n";
    expect_near(values(xyz, {128, 128, 128, 129}), {1.0, 1.0, 1.0}, 1e-6);
    // sRGB's red, XYZ (0.4124, 0.2126, 0.0193) under D65, as Bradford moves it to equal energy: 0.4385, 0.2224, 0.0177.
    const std::vector<float> red = values(xyz, {225, 114, 9, 127}); // times 512
    expect_near(red, {1.0, 0.0, 0.0}, 0.02);
    expect_near(values(RGBE + "PRIMARIES=0.64 0.33 0.3 0.6 0.15 0.06 0.3127 0.329\n", {128, 64, 32, 130}),
                {2.0, 1.0, 0.5}, 0.0);
    expect_near(values(RGBE + "PRIMARIES=0.15 0.06 0.3 0.6 0.64 0.33 0.3127 0.329\n", {128, 64, 32, 130}),
                {0.5, 1.0, 2.0}, 1e-6); // red and blue swapped
    expect_near(values(RGBE + "PRIMARIES=0.64 0.33 0.29 0.6 0.15 0.06 0.333 0.333\n", {128, 128, 128, 129}),
                {1.0, 1.0, 1.0}, 1e-6); // white stays white
    const CapturedLog log;
    expect_near(values(RGBE + "PRIMARIES=0.3 0.3 0.3 0.3 0.3 0.3 0.3 0.3\n", {128, 64, 32, 130}), {2.0, 1.0, 0.5}, 0.0);
    EXPECT_NE(log.text().find("file: its primaries span no colours"), std::string::npos);
}

/// One pixel (r, g, b) in an EXR of these chromaticities.
Image exr_pixel(const Imf::Chromaticities& chromaticities, float r, float g, float b) {
    const TemporaryFolder folder;
    Imf::Header header(1, 1);
    Imf::addChromaticities(header, chromaticities);
    Imf::FrameBuffer buffer;
    float values[] = {r, g, b};
    const char* const names[] = {"R", "G", "B"};
    for (std::size_t i = 0; i < 3; ++i) {
        header.channels().insert(names[i], Imf::Channel(Imf::FLOAT));
        buffer.insert(names[i], Imf::Slice(Imf::FLOAT, reinterpret_cast<char*>(&values[i]), 4, 4));
    }
    {
        Imf::OutputFile file((folder / "a.exr").c_str(), header);
        file.setFrameBuffer(buffer);
        file.writePixels(1);
    }
    const WholeImage whole = read_whole_image(folder / "a.exr");
    Image image = read_image(folder / "a.exr");
    EXPECT_EQ(whole.colors.rgb, image.rgb);
    return image;
}

TEST(ExrMeaning, ChromaticitiesBecomeRec709) {
    using Imath::V2f;
    EXPECT_EQ(exr_pixel(Imf::Chromaticities(), 2.0f, 1.0f, 0.1f).rgb, (std::vector<float>{2.0f, 1.0f, 0.1f}));
    // ITU-R BT.2087, the inverse of its matrix from Rec. 709 to Rec. 2020.
    const Imf::Chromaticities rec2020(V2f(0.708f, 0.292f), V2f(0.170f, 0.797f), V2f(0.131f, 0.046f),
                                      V2f(0.3127f, 0.3290f));
    expect_near(exr_pixel(rec2020, 1, 0, 0).rgb, {1.6605, -0.1246, -0.0182}, 3e-4);
    expect_near(exr_pixel(rec2020, 0, 1, 0).rgb, {-0.5876, 1.1329, -0.1006}, 3e-4);
    expect_near(exr_pixel(rec2020, 0, 0, 1).rgb, {-0.0728, -0.0083, 1.1187}, 3e-4);
    // ACES 2065-1 and ACEScg to linear sRGB, as ACES's own configuration has them (Bradford).
    const Imf::Chromaticities ap0(V2f(0.7347f, 0.2653f), V2f(0.0f, 1.0f), V2f(0.0001f, -0.077f),
                                  V2f(0.32168f, 0.33767f));
    expect_near(exr_pixel(ap0, 1, 0, 0).rgb, {2.52169, -0.27648, -0.01538}, 1e-3);
    expect_near(exr_pixel(ap0, 0, 0, 1).rgb, {-0.38756, -0.09624, 1.16835}, 1e-3);
    const Imf::Chromaticities ap1(V2f(0.713f, 0.293f), V2f(0.165f, 0.830f), V2f(0.128f, 0.044f),
                                  V2f(0.32168f, 0.33767f));
    expect_near(exr_pixel(ap1, 0, 1, 0).rgb, {-0.62179, 1.14080, -0.12897}, 1e-3);
    expect_near(exr_pixel(ap1, 1, 1, 1).rgb, {1.0, 1.0, 1.0}, 1e-6);
}

Bytes chunk(const std::string& kind, const Bytes& content) {
    Bytes bytes;
    const auto add = [&](std::uint32_t word) {
        for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(std::byte(word >> unsigned(shift) & 0xffu));
    };
    add(std::uint32_t(content.size()));
    for (const char c : kind) bytes.push_back(std::byte(c));
    bytes.insert(bytes.end(), content.begin(), content.end());
    std::uint32_t crc = 0xffffffffu; // as PNG's annex D has it
    for (std::size_t i = 4; i < bytes.size(); ++i) {
        crc ^= std::to_integer<std::uint32_t>(bytes[i]);
        for (int bit = 0; bit < 8; ++bit) crc = (crc & 1u) != 0 ? 0xedb88320u ^ crc >> 1u : crc >> 1u;
    }
    add(~crc);
    return bytes;
}

Bytes words(std::initializer_list<std::uint32_t> values) {
    Bytes bytes;
    for (const std::uint32_t value : values)
        for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(std::byte(value >> unsigned(shift) & 0xffu));
    return bytes;
}

/// The PNG with chunks behind its header.
Bytes with_chunks(Bytes png, const std::vector<Bytes>& chunks) {
    constexpr std::ptrdiff_t HEADER_END = 8 + 25;
    for (auto added = chunks.rbegin(); added != chunks.rend(); ++added)
        png.insert(png.begin() + HEADER_END, added->begin(), added->end());
    return png;
}

const Bytes GAMMA_1 = chunk("gAMA", words({100000}));
const Bytes SRGB = chunk("sRGB", bytes_of(std::string(1, '\0')));

TEST(PngMeaning, GammaBecomesLight) {
    const Bytes png = make_png(8, PNG_COLOR_TYPE_RGB, {51, 102, 255}, 1);
    expect_near(decode(with_chunks(png, {GAMMA_1})).rgb, {0.2, 0.4, 1.0}, 1e-7);
    expect_near(decode(with_chunks(png, {chunk("gAMA", words({55556}))})).rgb, // 1 / 1.8
                {std::pow(0.2, 1.8), std::pow(0.4, 1.8), 1.0}, 1e-5);
    const Bytes deep = make_png(16, PNG_COLOR_TYPE_GRAY, {0x33, 0x33}, 1);
    expect_near(decode(with_chunks(deep, {GAMMA_1})).rgb, {0.2, 0.2, 0.2}, 1e-6);
    const std::vector<std::uint32_t> codes = decode_codes(png).pixels;
    EXPECT_EQ(decode_codes(with_chunks(png, {chunk("gAMA", words({45455}))})).pixels, codes); // sRGB's own
    EXPECT_EQ(decode_codes(with_chunks(png, {SRGB, GAMMA_1})).pixels, codes);                 // sRGB has the say
    EXPECT_EQ(decode_codes(with_chunks(png, {GAMMA_1}), ColorInfo::IGNORED).pixels, codes);
}

TEST(PngMeaning, PrimariesBecomeRec709) {
    const Bytes png = make_png(8, PNG_COLOR_TYPE_RGB, {51, 102, 255}, 1);
    // White, red, green, blue: with red and blue swapped.
    const Bytes swapped = chunk("cHRM", words({31270, 32900, 15000, 6000, 30000, 60000, 64000, 33000}));
    expect_near(decode(with_chunks(png, {GAMMA_1, swapped})).rgb, {1.0, 0.4, 0.2}, 1e-4);
    const Bytes same = chunk("cHRM", words({31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000}));
    EXPECT_EQ(decode_codes(with_chunks(png, {same})).pixels, decode_codes(png).pixels);
}

TEST(PngMeaning, OtherProfilesAreWarnedAbout) {
    const Bytes png = make_png(8, PNG_COLOR_TYPE_RGB, {51, 102, 255}, 1);
    const auto said = [&](const std::vector<Bytes>& chunks, Channels channels, ColorInfo info) {
        const CapturedLog log;
        decode_image("file", with_chunks(png, chunks), ImageLimits(), channels, info);
        return log.text();
    };
    constexpr ColorInfo APPLIED = ColorInfo::APPLIED, IGNORED = ColorInfo::IGNORED;
    const Bytes wide = chunk("iCCP", bytes_of(std::string("Wide RGB\0\0x", 11)));
    const Bytes srgb = chunk("iCCP", bytes_of(std::string("sRGB IEC61966-2.1\0\0x", 20)));
    const Bytes pq = chunk("cICP", bytes_of(std::string("\x09\x10\0\x01", 4)));
    const Bytes cicp_srgb = chunk("cICP", bytes_of(std::string("\x01\x0d\0\x01", 4)));
    EXPECT_NE(said({wide}, Channels::COLOR, APPLIED).find("file: its colour profile \"Wide RGB\" is not applied"),
              std::string::npos);
    EXPECT_NE(said({pq}, Channels::COLOR, APPLIED).find("file: its colour space (cICP) is not applied"),
              std::string::npos);
    EXPECT_NE(said({GAMMA_1}, Channels::CODES, APPLIED).find("file: its gamma"), std::string::npos);
    for (const auto& chunks : std::vector<std::vector<Bytes>>{{srgb}, {cicp_srgb, wide}, {SRGB}, {}})
        EXPECT_EQ(said(chunks, Channels::COLOR, APPLIED), "");
    for (const Bytes& one : {wide, pq, GAMMA_1}) EXPECT_EQ(said({one}, Channels::CODES, IGNORED), "");
}

/// Exif data with one entry that is of no interest and the orientation.
Bytes exif(std::uint32_t orientation, bool is_big) {
    Bytes bytes = bytes_of(is_big ? "MM" : "II");
    const auto add = [&](std::uint32_t value, unsigned size) {
        for (unsigned i = 0; i < size; ++i)
            bytes.push_back(std::byte(value >> 8 * (is_big ? size - 1 - i : i) & 0xffu));
    };
    add(42, 2);
    add(8, 4); // the directory's place
    add(2, 2);
    for (const auto& [tag, value] : {std::pair(0x0103u, 6u), {0x0112u, orientation}}) {
        add(tag, 2);
        add(3, 2);
        add(1, 4);
        add(value, 2);
        add(0, 2);
    }
    add(0, 4);
    return bytes;
}

/// Red values of a picture of 3 x 2, "ABC/DEF", as a file of that orientation has its rows.
struct Stored {
    std::uint32_t orientation;
    std::uint32_t width;
    std::string rows;
};
const Stored STORED[] = {{1, 3, "ABCDEF"}, {2, 3, "CBAFED"}, {3, 3, "FEDCBA"}, {4, 3, "DEFABC"},
                         {5, 2, "ADBECF"}, {6, 2, "CFBEAD"}, {7, 2, "FCEBDA"}, {8, 2, "DAEBFC"}};

TEST(Orientation, PngIsTurnedUpright) {
    for (const Stored& stored : STORED) {
        for (const bool is_big : {false, true}) {
            SCOPED_TRACE(stored.orientation);
            const std::uint32_t height = 6 / stored.width;
            Image image{stored.width, height, {}};
            for (const char c : stored.rows) image.rgb.insert(image.rgb.end(), {float(c - 'A') / 5.0f, 0.0f, 0.0f});
            const TemporaryFolder folder;
            write_image(folder / "a.png", image, {});
            Bytes file = read_file(folder / "a.png", 1u << 20u);
            file = with_chunks(file, {chunk("eXIf", exif(stored.orientation, is_big))});
            const ByteImage upright = decode_codes(file, ColorInfo::IGNORED);
            ASSERT_EQ(upright.width, 3u);
            ASSERT_EQ(upright.height, 2u);
            for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(upright.pixels[i] & 0xffu, encode_srgb(float(i) / 5.0f)) << i;
        }
    }
}

Bytes with_exif(Bytes jpeg, const Bytes& content) {
    Bytes marker = {std::byte(0xff), std::byte(0xe1), std::byte(0), std::byte(content.size() + 8)};
    const Bytes head = bytes_of(std::string("Exif\0\0", 6));
    marker.insert(marker.end(), head.begin(), head.end());
    marker.insert(marker.end(), content.begin(), content.end());
    jpeg.insert(jpeg.begin() + 2, marker.begin(), marker.end());
    return jpeg;
}

TEST(Orientation, JpegIsTurnedUpright) {
    // 16 x 8 pixels, black on the left; as a camera held upright stores it, its first row is the right side.
    std::vector<JSAMPLE> values;
    for (int i = 0; i < 128; ++i) values.push_back(i % 16 < 8 ? 0 : 255);
    const Bytes jpeg = make_jpeg(16, 8, JCS_GRAYSCALE, values, JCS_GRAYSCALE);
    EXPECT_EQ(decode_codes(jpeg).width, 16u);
    const ByteImage turned = decode_codes(with_exif(jpeg, exif(6, true)));
    ASSERT_EQ(turned.width, 8u);
    ASSERT_EQ(turned.height, 16u);
    EXPECT_LT(turned.pixels[0] & 0xffu, 8u); // black above
    EXPECT_GT(turned.pixels[127] & 0xffu, 247u);
    const ByteImage back = decode_codes(with_exif(jpeg, exif(8, false)));
    EXPECT_GT(back.pixels[0] & 0xffu, 247u);
}

TEST(Orientation, DamagedExifTurnsNothing) {
    const Bytes jpeg = make_jpeg(16, 8, JCS_GRAYSCALE, std::vector<JSAMPLE>(128, 9), JCS_GRAYSCALE);
    const Bytes whole = exif(6, false);
    for (std::size_t length = 0; length < 30; ++length) // up to within the entry that counts
        EXPECT_EQ(decode_codes(with_exif(jpeg, {whole.begin(), whole.begin() + std::ptrdiff_t(length)})).width, 16u);
    for (const std::uint32_t orientation : {0u, 9u, 65535u})
        EXPECT_EQ(decode_codes(with_exif(jpeg, exif(orientation, true))).width, 16u);
    Bytes far = whole;
    for (std::size_t i = 4; i < 8; ++i) far[i] = std::byte(0xff);
    EXPECT_EQ(decode_codes(with_exif(jpeg, far)).width, 16u);
}

TEST(JpegMeaning, OtherProfilesAreWarnedAbout) {
    const auto said = [](const std::string& profile, ColorInfo info) {
        Bytes jpeg = make_jpeg(8, 8, JCS_GRAYSCALE, std::vector<JSAMPLE>(64, 9), JCS_GRAYSCALE);
        const Bytes content = bytes_of(std::string("ICC_PROFILE\0\1\1", 14) + profile);
        Bytes marker = {std::byte(0xff), std::byte(0xe2), std::byte(0), std::byte(content.size() + 2)};
        marker.insert(marker.end(), content.begin(), content.end());
        jpeg.insert(jpeg.begin() + 2, marker.begin(), marker.end());
        const CapturedLog log;
        decode_image("file", jpeg, ImageLimits(), Channels::COLOR, info);
        return log.text();
    };
    EXPECT_NE(said("....Adobe RGB (1998)", ColorInfo::APPLIED).find("file: its colour profile"), std::string::npos);
    EXPECT_EQ(said("....sRGB IEC61966-2.1", ColorInfo::APPLIED), "");
    EXPECT_EQ(said(std::string("..\0s\0R\0G\0B", 10), ColorInfo::APPLIED), "");
    EXPECT_EQ(said("....Adobe RGB (1998)", ColorInfo::IGNORED), "");
}

} // namespace
} // namespace triptych
