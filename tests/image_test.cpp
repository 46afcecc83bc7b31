// Image files: round trips with metadata, known bytes, foreign variants, limits.
// SPDX-License-Identifier: MIT
#include "image/image_file.hpp"

#include "base/atomic_file.hpp"
#include "expect_error.hpp"
#include "images.hpp"
#include "temporary_folder.hpp"

#include <OpenEXR/ImfChannelList.h>
#include <OpenEXR/ImfFrameBuffer.h>
#include <OpenEXR/ImfHeader.h>
#include <OpenEXR/ImfOutputFile.h>
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <half.h>
#include <limits>
#include <png.h>

namespace triptych {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::byte>;

void expect_same_bits(const Image& a, const Image& b) {
    ASSERT_EQ(a.width, b.width);
    ASSERT_EQ(a.height, b.height);
    ASSERT_EQ(a.rgb.size(), b.rgb.size());
    EXPECT_EQ(std::memcmp(a.rgb.data(), b.rgb.data(), a.rgb.size() * sizeof(float)), 0);
}

Bytes bytes_of(std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

Bytes bytes_of_file(const fs::path& path) { return read_file(path, 1u << 24u); }

TEST(Srgb, RoundsEveryFloatToTheNearestCode) {
    // A second route to the same codes: the encoding curve in extended precision.
    const auto expected = [](float linear) {
        const auto v = static_cast<long double>(linear);
        const long double code = v <= 0.0031308L ? 12.92L * v : 1.055L * std::pow(v, 1.0L / 2.4L) - 0.055L;
        return int(std::floor(255.0L * code + 0.5L));
    };
    std::uint8_t before = 0;
    for (std::uint32_t bits = 0; bits <= 0x3f800000u; bits += 997u) {
        const auto value = std::bit_cast<float>(bits);
        const std::uint8_t code = encode_srgb(value);
        ASSERT_EQ(int(code), expected(value)) << value;
        ASSERT_GE(code, before);
        before = code;
    }
    EXPECT_EQ(encode_srgb(0.0f), 0);
    EXPECT_EQ(encode_srgb(1.0f), 255);
    EXPECT_EQ(encode_srgb(0.214041140f), 128); // code 127.5 lies at 0.21223
    EXPECT_EQ(encode_srgb(-1.0f), 0);
    EXPECT_EQ(encode_srgb(7.0f), 255);
    EXPECT_EQ(encode_srgb(std::numeric_limits<float>::infinity()), 255);
    EXPECT_EQ(encode_srgb(-std::numeric_limits<float>::infinity()), 0);
    EXPECT_EQ(encode_srgb(std::numeric_limits<float>::quiet_NaN()), 0);
}

TEST(Png, EveryCodeComesBack) {
    const TemporaryFolder folder;
    Image image{256, 1, {}};
    for (int i = 0; i < 256; ++i) {
        const double code = i / 255.0;
        const double linear = code <= 0.04045 ? code / 12.92 : std::pow((code + 0.055) / 1.055, 2.4);
        image.rgb.insert(image.rgb.end(), {float(linear), float(linear), float(linear)});
        EXPECT_EQ(int(encode_srgb(float(linear))), i);
    }
    write_image(folder / "codes.png", image, {});
    expect_same_bits(read_image(folder / "codes.png"), image);
}

TEST(Png, KeepsPictureAndMetadata) {
    const TemporaryFolder folder;
    const Image image = random_image(37, 21);
    write_image(folder / "a.PNG", image, METADATA);
    const Image copy = read_image(folder / "a.PNG");
    ASSERT_EQ(copy.rgb.size(), image.rgb.size());
    for (std::size_t i = 0; i < image.rgb.size(); ++i) EXPECT_EQ(encode_srgb(copy.rgb[i]), encode_srgb(image.rgb[i]));
    EXPECT_EQ(read_image_metadata(folder / "a.PNG"), METADATA);
}

TEST(Png, HoldsKnownBytes) {
    const TemporaryFolder folder;
    write_image(folder / "a.png", {1, 1, {1.0f, 0.0f, 0.5f}}, {{"scene", "one"}});
    const Bytes file = bytes_of_file(folder / "a.png");
    const std::string text(reinterpret_cast<const char*>(file.data()), file.size());
    const auto chunk = [&](const std::string& kind) { return text.substr(text.find(kind) + 4); };
    EXPECT_EQ(text.substr(0, 8), "\x89PNG\r\n\x1a\n");
    EXPECT_EQ(chunk("IHDR").substr(0, 13), std::string("\0\0\0\1\0\0\0\1\10\2\0\0\0", 13));
    EXPECT_EQ(chunk("sRGB").substr(0, 1), std::string("\0", 1));           // perceptual
    EXPECT_EQ(chunk("gAMA").substr(0, 4), std::string("\0\0\xb1\x8f", 4)); // 0.45455
    EXPECT_NE(text.find("cHRM"), std::string::npos);
    EXPECT_EQ(chunk("tEXt").substr(0, 9), std::string("scene\0one", 9));
    EXPECT_EQ(text.substr(text.size() - 8, 4), "IEND");
    EXPECT_EQ(encode_srgb(0.5f), 188);
    const Image copy = read_image(folder / "a.png");
    EXPECT_EQ(copy.rgb[0], 1.0f);
    EXPECT_EQ(copy.rgb[1], 0.0f);
    EXPECT_NEAR(copy.rgb[2], 0.5029f, 1e-4f);
}

/// A PNG of one row by libpng itself, of any colour type.
void write_foreign_png(const fs::path& path, int bits, int color_type, std::vector<png_byte> row, std::uint32_t width) {
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    std::FILE* file = std::fopen(path.c_str(), "wb");
    png_init_io(png, file);
    png_set_IHDR(png, info, width, 1, bits, color_type, PNG_INTERLACE_ADAM7, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    const png_color palette[] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}};
    png_byte transparency[] = {0, 128};
    if (color_type == PNG_COLOR_TYPE_PALETTE) {
        png_set_PLTE(png, info, palette, 4);
        png_set_tRNS(png, info, transparency, 2, nullptr);
    }
    char latin1[] = "caf\xe9", key[] = "Title";
    png_text text{PNG_TEXT_COMPRESSION_zTXt, key, latin1, 4, 0, nullptr, nullptr};
    png_set_text(png, info, &text, 1);
    png_set_interlace_handling(png);
    png_bytep rows[] = {row.data()};
    png_write_info(png, info);
    png_write_image(png, rows);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    std::fclose(file);
}

TEST(Png, ReadsForeignVariants) {
    const TemporaryFolder folder;
    const auto read = [&](int bits, int color_type, std::vector<png_byte> row, std::uint32_t width) {
        write_foreign_png(folder / "f.png", bits, color_type, std::move(row), width);
        return read_image(folder / "f.png").rgb;
    };
    using V = std::vector<float>;
    EXPECT_EQ(read(8, PNG_COLOR_TYPE_GRAY, {0, 255}, 2), (V{0, 0, 0, 1, 1, 1}));
    EXPECT_EQ(read(1, PNG_COLOR_TYPE_GRAY, {0x40}, 2), (V{0, 0, 0, 1, 1, 1}));
    EXPECT_EQ(read(8, PNG_COLOR_TYPE_GRAY_ALPHA, {255, 0, 0, 9}, 2), (V{1, 1, 1, 0, 0, 0}));
    EXPECT_EQ(read(8, PNG_COLOR_TYPE_RGB_ALPHA, {255, 0, 255, 1}, 1), (V{1, 0, 1}));
    EXPECT_EQ(read(2, PNG_COLOR_TYPE_PALETTE, {0x1b}, 4), (V{1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1}));
    const auto deep = read(16, PNG_COLOR_TYPE_RGB, {0x80, 0x00, 0xff, 0xff, 0x00, 0x01}, 1);
    EXPECT_NEAR(deep[0], 0.21404f, 1e-4f); // code 32768 / 65535
    EXPECT_EQ(deep[1], 1.0f);
    EXPECT_NEAR(deep[2], 1.0 / 65535.0 / 12.92, 1e-12);
    EXPECT_EQ(read_image_metadata(folder / "f.png"), (ImageMetadata{{"Title", "caf\u00e9"}}));
}

TEST(Png, RefusesChunksLargerThanTheFile) {
    const TemporaryFolder folder;
    write_image(folder / "a.png", random_image(2, 2), METADATA);
    Bytes bytes = bytes_of_file(folder / "a.png");
    const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    bytes[text.find("tEXt") - 4] = std::byte(0x7f);
    put_file(folder / "a.png", bytes);
    expect_error(ExitCode::INVALID_INPUT, {"a.png", "chunk"}, [&] { read_image(folder / "a.png"); });
    expect_error(ExitCode::INVALID_INPUT, {"a.png", "chunk"}, [&] { read_image_metadata(folder / "a.png"); });
}

TEST(Png, HoldsTheLimits) {
    const TemporaryFolder folder;
    Image image{1, 1, {0, 0, 0}};
    write_image(folder / "a.png", image, {});
    const Bytes bytes = bytes_of_file(folder / "a.png");
    const auto with_size = [&](std::uint32_t width, std::uint32_t height) {
        Bytes changed = bytes;
        for (std::size_t i = 0; i < 4; ++i) {
            changed[16 + i] = std::byte(width >> (24u - 8u * i));
            changed[20 + i] = std::byte(height >> (24u - 8u * i));
        }
        const auto* header = reinterpret_cast<const png_byte*>(changed.data() + 12);
        std::uint32_t crc = 0xffffffffu;
        for (std::size_t i = 0; i < 17; ++i) {
            crc ^= header[i];
            for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1u) ^ ((crc & 1u) != 0 ? 0xedb88320u : 0u);
        }
        for (std::size_t i = 0; i < 4; ++i) changed[29 + i] = std::byte(~crc >> (24u - 8u * i));
        put_file(folder / "b.png", changed);
    };
    with_size(65536, 1);
    expect_error(ExitCode::LIMIT, {"b.png", "65536 x 1", "65535"}, [&] { read_image(folder / "b.png"); });
    with_size(65535, 65535);
    expect_error(ExitCode::LIMIT, {"b.png", "268435456"}, [&] { read_image(folder / "b.png"); });
    with_size(16384, 16384); // within the limits, but the file is far too small
    expect_error(ExitCode::INVALID_INPUT, {"b.png", "too small"}, [&] { read_image(folder / "b.png"); });
    with_size(0, 1);
    expect_error(ExitCode::INVALID_INPUT, {"b.png"}, [&] { read_image(folder / "b.png"); });
}

Image image_with_extremes() {
    Image image = random_image(19, 23);
    const float extremes[] = {0.0f,
                              -0.0f,
                              1e-42f,
                              3e38f,
                              -7.5f,
                              std::numeric_limits<float>::infinity(),
                              -std::numeric_limits<float>::infinity(),
                              std::numeric_limits<float>::quiet_NaN()};
    std::copy(std::begin(extremes), std::end(extremes), image.rgb.begin());
    return image;
}

TEST(Exr, KeepsEveryBitAndMetadata) {
    const TemporaryFolder folder;
    const Image image = image_with_extremes();
    write_image(folder / "a.exr", image, METADATA);
    expect_same_bits(read_image(folder / "a.exr"), image);
    EXPECT_EQ(read_image_metadata(folder / "a.exr"), METADATA);
}

TEST(Exr, HoldsKnownBytes) {
    const TemporaryFolder folder;
    write_image(folder / "a.exr", {2, 1, {1, 2, 3, 4, 5, 6}}, {{"scene", "one"}});
    const Bytes file = bytes_of_file(folder / "a.exr");
    const std::string text(reinterpret_cast<const char*>(file.data()), file.size());
    EXPECT_EQ(text.substr(0, 8), std::string("\x76\x2f\x31\x01\x02\0\0\0", 8));
    EXPECT_NE(text.find(std::string("triptych.scene\0string\0\3\0\0\0one", 28)), std::string::npos);
    EXPECT_NE(text.find(std::string("compression\0compression\0\1\0\0\0\3", 29)), std::string::npos); // ZIP
    const auto at = text.find(std::string("chromaticities\0chromaticities\0", 30));
    ASSERT_NE(at, std::string::npos);
    float red_x = 0.0f;
    std::memcpy(&red_x, text.data() + at + 34, sizeof red_x);
    EXPECT_EQ(red_x, 0.64f);
}

/// An EXR by OpenEXR itself: half channels of the given names, each holding 100 * channel + 10 * y + x.
void write_foreign_exr(const fs::path& path, const std::vector<std::string>& names, const Imath::Box2i& display,
                       const Imath::Box2i& data) {
    Imf::Header header(display, data);
    header.compression() = Imf::PIZ_COMPRESSION;
    const int width = data.max.x - data.min.x + 1, height = data.max.y - data.min.y + 1;
    std::vector<std::vector<half>> planes;
    Imf::FrameBuffer buffer;
    for (std::size_t c = 0; c < names.size(); ++c) {
        header.channels().insert(names[c], Imf::Channel(Imf::HALF));
        auto& plane = planes.emplace_back();
        for (int y = data.min.y; y <= data.max.y; ++y) {
            for (int x = data.min.x; x <= data.max.x; ++x) plane.emplace_back(float(100 * int(c) + 10 * y + x));
        }
        buffer.insert(names[c], Imf::Slice::Make(Imf::HALF, plane.data(), data, sizeof(half), sizeof(half) * width));
    }
    Imf::OutputFile file(path.c_str(), header);
    file.setFrameBuffer(buffer);
    file.writePixels(height);
}

TEST(Exr, ReadsForeignVariants) {
    const TemporaryFolder folder;
    const fs::path path = folder / "f.exr";
    using V = std::vector<float>;
    using Box = Imath::Box2i;
    const auto box = [](int x0, int y0, int x1, int y1) { return Box({x0, y0}, {x1, y1}); };
    // The data window reaches beyond the display window on one side and leaves a rest on the other.
    write_foreign_exr(path, {"B", "G", "R", "A"}, box(1, 1, 3, 2), box(0, 1, 2, 4));
    const Image image = read_image(path);
    EXPECT_EQ(image.width, 3u);
    EXPECT_EQ(image.height, 2u);
    EXPECT_EQ(image.rgb, (V{211, 111, 11, 212, 112, 12, 0, 0, 0, 221, 121, 21, 222, 122, 22, 0, 0, 0}));

    write_foreign_exr(path, {"Y"}, box(-1, 0, 0, 0), box(-1, 0, 0, 0));
    EXPECT_EQ(read_image(path).rgb, (V{-1, -1, -1, 0, 0, 0}));
    write_foreign_exr(path, {"R", "G", "B"}, box(0, 0, 1, 1), box(5, 5, 6, 6)); // apart
    EXPECT_EQ(read_image(path).rgb, V(12, 0.0f));
    write_foreign_exr(path, {"left.R", "Z"}, box(0, 0, 1, 1), box(0, 0, 1, 1));
    expect_error(ExitCode::INVALID_INPUT, {"f.exr", "channels R, G and B"}, [&] { read_image(path); });
}

TEST(Exr, HoldsTheLimits) {
    const TemporaryFolder folder;
    write_image(folder / "a.exr", {1, 1, {0, 0, 0}}, {});
    const Bytes bytes = bytes_of_file(folder / "a.exr");
    const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const auto with_window = [&](const std::string& name, std::int32_t x_max, std::int32_t y_max) {
        Bytes changed = bytes;
        // The attribute's name, type "box2i" and size stand before x_min, y_min, x_max, y_max.
        const std::size_t at = text.find(name) + name.size() + 1 + 6 + 4 + 8;
        std::memcpy(changed.data() + at, &x_max, sizeof x_max);
        std::memcpy(changed.data() + at + 4, &y_max, sizeof y_max);
        put_file(folder / "b.exr", changed);
    };
    for (const std::string name : {"dataWindow", "displayWindow"}) {
        with_window(name, 65535, 0);
        expect_error(ExitCode::LIMIT, {"b.exr", "65536 x 1"}, [&] { read_image(folder / "b.exr"); });
        with_window(name, 2147483647, 2147483647);
        expect_error(ExitCode::LIMIT, {"b.exr"}, [&] { read_image(folder / "b.exr"); });
    }
    with_window("dataWindow", 65534, 4095); // within the limits, but the file is far too small
    expect_error(ExitCode::INVALID_INPUT, {"b.exr", "too small"}, [&] { read_image(folder / "b.exr"); });
}

TEST(Pfm, KeepsEveryBit) {
    const TemporaryFolder folder;
    const Image image = image_with_extremes();
    write_image(folder / "a.pfm", image, METADATA);
    expect_same_bits(read_image(folder / "a.pfm"), image);
    EXPECT_TRUE(read_image_metadata(folder / "a.pfm").empty());
}

TEST(Pfm, HoldsKnownBytes) {
    const TemporaryFolder folder;
    write_image(folder / "a.pfm", {1, 2, {1, 2, 3, -1, -2, -3}}, {});
    EXPECT_EQ(bytes_of_file(folder / "a.pfm"),
              bytes_of(std::string_view("PF\n1 2\n-1.0\n"
                                        "\0\0\x80\xbf\0\0\0\xc0\0\0\x40\xc0" // the lower row: -1 -2 -3
                                        "\0\0\x80\x3f\0\0\0\x40\0\0\x40\x40",
                                        36)));
}

TEST(Pfm, ReadsForeignVariants) {
    const TemporaryFolder folder;
    const auto read = [&](std::string_view file) {
        put_file(folder / "f.pfm", bytes_of(file));
        return read_image(folder / "f.pfm").rgb;
    };
    using V = std::vector<float>;
    EXPECT_EQ(read({"PF 1 1 1.0\n\x3f\x80\0\0\x40\0\0\0\x40\x40\0\0", 23}), (V{1, 2, 3})); // big-endian
    EXPECT_EQ(read({"Pf\n1 2\n-1\n\0\0\x80\x3f\0\0\0\x40", 18}), (V{2, 2, 2, 1, 1, 1}));
    EXPECT_EQ(read({"Pf\n1 1\n-2.5\n\0\0\0\x40", 16}), (V{5, 5, 5})); // in units of 2.5
}

TEST(Pfm, RefusesBadHeaders) {
    const TemporaryFolder folder;
    const auto refused = [&](const std::string& file, ExitCode code = ExitCode::INVALID_INPUT) {
        put_file(folder / "f.pfm", bytes_of(file));
        expect_error(code, {"f.pfm"}, [&] { read_image(folder / "f.pfm"); });
    };
    const std::string pixel(12, '\0');
    for (const char* header :
         {"PF\n1 1\n0\n", "PF\n1 1\nnan\n", "PF\n1 1\n-inf\n", "PF\n1 1\n1e999\n", "PF\n-1 1\n-1\n", "PF\n0 1\n-1\n",
          "PF\n1.5 1\n-1\n", "PF\n1 1x\n-1\n", "PF\n\n1 1\n-1\n", "PF\n1 2\n-1\n", "Pf\n1 1\n-1\n", "PFx\n1 1\n-1\n",
          "PF\n99999999999999999999 1\n-1\n", "PF", "PF\n1 1\n-1",
          "PF\n1 1                                            \n-1\n"}) {
        SCOPED_TRACE(header);
        refused(header + pixel);
    }
    refused("PF\n1 1\n-1\n" + pixel + "x");
    refused("PF\n65536 1\n-1\n" + pixel, ExitCode::LIMIT);
    refused("PF\n65535 65535\n-1\n" + pixel, ExitCode::LIMIT);
    refused("PF\n18446744073709551615 18446744073709551615\n-1\n" + pixel, ExitCode::LIMIT);
}

TEST(ImageFile, RefusesOtherFormats) {
    const TemporaryFolder folder;
    for (const char* name : {"a.gif", "a", "png", "a.png.bak", ".png"}) {
        expect_error(ExitCode::USAGE, {name}, [&] { check_image_format(name); });
        expect_error(ExitCode::USAGE, {name}, [&] { write_image(folder / name, random_image(1, 1), {}); });
    }
    for (const char* name : {"a.png", "b.EXR", "c.d.Pfm", "e.jpg", "f.JPEG"}) EXPECT_NO_THROW(check_image_format(name));
    for (const char* content : {"", "P", "GIF89a", "\x89PNG\r\n"}) {
        put_file(folder / "a.png", bytes_of(content));
        expect_error(ExitCode::INVALID_INPUT, {"a.png"}, [&] { read_image(folder / "a.png"); });
    }
    expect_error(ExitCode::INVALID_INPUT, {"absent.png"}, [&] { read_image(folder / "absent.png"); });
    expect_error(ExitCode::INTERNAL, {"a.png"}, [&] { write_image(folder / "a.png", {2, 2, {0, 0, 0}}, {}); });
    expect_error(ExitCode::INTERNAL, {"a\nb"}, [&] {
        write_image(folder / "a.png", random_image(1, 1), {{"a\nb", ""}});
    });
}

TEST(ImageFile, FailsToWriteWithASentence) {
    const TemporaryFolder folder;
    for (const char* name : {"no/a.png", "no/a.jpg", "no/a.exr", "no/a.pfm"}) {
        expect_error(ExitCode::OUTPUT, {name}, [&] { write_image(folder / name, random_image(1, 1), METADATA); });
    }
}

} // namespace
} // namespace triptych
