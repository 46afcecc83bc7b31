// KTX2 pictures of Basis Universal: what was encoded comes back, what is damaged or of another kind is refused.
// SPDX-License-Identifier: MIT
#include "base/hash.hpp"
#include "expect_error.hpp"
#include "image/basis_texture.hpp"
#include "image/image_file.hpp"
#include "ktx2_seeds.hpp"

#include <gtest/gtest.h>
#ifdef TRIPTYCH_ZSTD
#include <zstd.h>
#endif

namespace triptych {
namespace {

using namespace test;

ByteImage decode(const std::vector<std::byte>& file, Channels channels = Channels::CODES) {
    return std::get<ByteImage>(decode_image("a.ktx2", file, ImageLimits(), channels));
}

/// The texel of a block of BasisLZ (KTX 2.0 Specification; offsets of ETC1), opaque.
std::uint32_t texel(const BasisLzPicture& picture, std::size_t block, std::uint32_t x, std::uint32_t y) {
    constexpr int OFFSETS[8][4] = {{-8, -2, 2, 8},     {-17, -5, 5, 17},   {-29, -9, 9, 29},     {-42, -13, 13, 42},
                                   {-60, -18, 18, 60}, {-80, -24, 24, 80}, {-106, -33, 33, 106}, {-183, -47, 47, 183}};
    const auto& endpoint = picture.endpoints[picture.blocks[block].first];
    const int code = (picture.selectors[picture.blocks[block].second][y] >> (2 * x)) & 3;
    std::uint32_t color = 0xff000000u;
    for (unsigned k = 0; k < 3; k++) {
        const int base = endpoint[k] * 8 + endpoint[k] / 4;
        color |= std::uint32_t(std::clamp(base + OFFSETS[endpoint[3]][code], 0, 255)) << (8 * k);
    }
    return color;
}

TEST(Ktx2BasisLz, ComesBackTexelByTexel) {
    for (const auto& [columns, rows] : {std::pair(1u, 1u), {5u, 3u}, {8u, 8u}, {31u, 17u}}) {
        const BasisLzPicture picture = basis_lz_picture(columns, rows);
        for (const bool is_raw : {false, true}) {
            const ByteImage image = decode(basis_lz_file(picture, {0}, is_raw));
            ASSERT_EQ(image.width, 4 * columns);
            ASSERT_EQ(image.height, 4 * rows);
            for (std::uint32_t y = 0; y < image.height; y++) {
                for (std::uint32_t x = 0; x < image.width; x++) {
                    ASSERT_EQ(image.pixels[y * image.width + x],
                              texel(picture, (y / 4) * columns + x / 4, x % 4, y % 4))
                        << x << " " << y;
                }
            }
        }
    }
}

TEST(Ktx2BasisLz, SecondSlicesAreAlphaOrGreen) {
    const BasisLzPicture picture = basis_lz_picture(3, 2);
    const ByteImage alpha = decode(basis_lz_file(picture, {0, 15})), green = decode(basis_lz_file(picture, {3, 4}));
    for (std::uint32_t i = 0; i < alpha.pixels.size(); i++) {
        const std::uint32_t x = i % 12, y = i / 12, whole = texel(picture, (y / 4) * 3 + x / 4, x % 4, y % 4);
        EXPECT_EQ(alpha.pixels[i], (whole & 0xffffffu) | ((whole >> 8u & 0xffu) << 24u));
        EXPECT_EQ(green.pixels[i], 0xff000000u | (whole & 0xffffu));
    }
}

/// A file of UASTC blocks.
std::vector<std::byte> uastc_file(std::uint32_t width, std::uint32_t height, const std::vector<std::uint32_t>& colors,
                                  std::uint8_t channel) {
    Ktx2Parts parts{width, height, 0, 166, {channel}, {}, {}};
    for (const std::uint32_t color : colors) {
        const auto block = uastc_solid(color);
        parts.level.insert(parts.level.end(), block.begin(), block.end());
    }
    return ktx2(parts);
}

TEST(Ktx2Uastc, StandsBlockByBlock) {
    const ByteImage image = decode(uastc_file(6, 5, {0x11223344, 0x55667788, 0x99aabbcc, 0xddeeff00}, 3));
    ASSERT_EQ(image.pixels.size(), 30u);
    EXPECT_EQ(image.pixels[0], 0x11223344u);
    EXPECT_EQ(image.pixels[4], 0x55667788u);
    EXPECT_EQ(image.pixels[4 * 6], 0x99aabbccu);
    EXPECT_EQ(image.pixels[4 * 6 + 5], 0xddeeff00u);
}

#ifdef TRIPTYCH_ZSTD
TEST(Ktx2Uastc, MayBeCompressedByZstandard) {
    Ktx2Parts parts{8, 4, 2, 166, {3}, {}, {}, 32};
    std::vector<std::byte> blocks = uastc_solid(0x11223344);
    const auto second = uastc_solid(0x55667788);
    blocks.insert(blocks.end(), second.begin(), second.end());
    parts.level.resize(ZSTD_compressBound(blocks.size()));
    parts.level.resize(ZSTD_compress(parts.level.data(), parts.level.size(), blocks.data(), blocks.size(), 3));
    const ByteImage image = decode(ktx2(parts));
    EXPECT_EQ(image.pixels[0], 0x11223344u);
    EXPECT_EQ(image.pixels[31], 0x55667788u);
    parts.level.pop_back();
    expect_error(ExitCode::INVALID_INPUT, {"a.ktx2", "Zstandard"}, [&] { decode(ktx2(parts)); });
}
#endif

TEST(Ktx2Uastc, ChannelsAreWhatTheDescriptorSays) {
    const auto pixel = [](std::uint8_t channel) { return decode(uastc_file(4, 4, {0x11223344}, channel)).pixels[0]; };
    EXPECT_EQ(pixel(0), 0xff223344u); // colours
    EXPECT_EQ(pixel(3), 0x11223344u); // and alpha
    EXPECT_EQ(pixel(4), 0xff444444u); // red
    EXPECT_EQ(pixel(5), 0xff001144u); // green in place of alpha
    EXPECT_EQ(pixel(6), 0xff003344u); // red and green
    EXPECT_EQ(decode(uastc_file(4, 4, {0x11223344}, 3), Channels::COLOR).pixels[0], 0x00223344u);
}

TEST(Ktx2Uastc, BlocksAreWhatTheFormatsOwnTranscoderMakesOfThem) {
    // Binomial's transcoder 2.1 gave the same hash for these blocks, of all modes and partitions.
    Hasher hash;
    std::uint64_t state = 1;
    int refused = 0;
    for (int i = 0; i < 20000; i++) {
        std::array<std::byte, UASTC_BLOCK_BYTES> block;
        for (std::byte& byte : block) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            byte = std::byte(state >> 56u);
        }
        const auto texels = decode_uastc(block);
        if (texels) {
            hash.add(std::as_bytes(std::span(*texels)));
        } else {
            refused++;
        }
    }
    EXPECT_EQ(hash.hex(), "dea14c166636db63f23c7e9358de027a");
    EXPECT_EQ(refused, 734);
}

TEST(Ktx2, RefusesOtherKinds) {
    const auto refuse = [](const Ktx2Parts& parts, const char* words) {
        expect_error(ExitCode::INVALID_INPUT, {"a.ktx2", words}, [&] { decode(ktx2(parts)); });
    };
    const auto block = uastc_solid(7);
    refuse({4, 4, 0, 1, {0}, block, {}}, "Basis Universal");
    refuse({4, 4, 1, 166, {0}, block, {}}, "Basis Universal");
    refuse({4, 4, 3, 166, {0}, block, {}}, "Basis Universal");
    refuse({4, 4, 0, 166, {0}, block, {}, 0, 0, 0, 6}, "several pictures");
    refuse({4, 4, 0, 166, {0}, block, {}, 0, 2}, "several pictures");
    refuse({8, 4, 0, 166, {0}, block, {}}, "cut off");
    refuse({4, 4, 2, 166, {0}, block, {}, 16}, "Zstandard"); // which did not write this, or is missing
    refuse({4, 4, 2, 166, {0}, block, {}, 1u << 30u}, "another size");
    refuse({0, 4, 0, 166, {0}, block, {}}, "no pixels");
    expect_error(ExitCode::LIMIT, {"a.ktx2", "65535"}, [&] { decode(ktx2({1u << 20u, 4, 0, 166, {0}, block, {}})); });
}

TEST(Ktx2, DamagedFilesAreRefusedOrAPicture) {
    for (const auto& whole : {basis_lz_file(basis_lz_picture(5, 4), {0, 15}), uastc_file(8, 4, {1, 2}, 3)}) {
        int refused = 0;
        const auto read = [&](const std::vector<std::byte>& file) {
            try {
                decode(file);
            } catch (const Error& error) {
                refused++;
                EXPECT_TRUE(error.code() == ExitCode::INVALID_INPUT || error.code() == ExitCode::LIMIT) << error.what();
            }
        };
        for (std::size_t length = 0; length < whole.size(); length++) {
            read({whole.begin(), whole.begin() + std::ptrdiff_t(length)});
        }
        EXPECT_EQ(refused, int(whole.size()));
        for (const unsigned flip : {0x01u, 0x80u, 0xffu}) {
            for (std::size_t i = 0; i < whole.size(); i++) {
                std::vector<std::byte> other = whole;
                other[i] ^= std::byte(flip);
                read(other);
            }
        }
    }
}

} // namespace
} // namespace triptych
