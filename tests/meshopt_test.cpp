// meshoptimizer's bitstreams and filters: what was encoded comes back, what is damaged is refused.
// SPDX-License-Identifier: MIT
#include "expect_error.hpp"
#include "glb_writer.hpp"
#include "gltf/gltf.hpp"
#include "gltf/meshopt.hpp"
#include "meshopt_seeds.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace triptych {
namespace {

using namespace test;

/// Elements of which most deltas are small and some are large.
Codes elements(std::size_t count, std::size_t stride) {
    std::mt19937 random(7);
    Codes bytes(count * stride);
    for (std::size_t i = 0; i < count; i++) {
        for (std::size_t k = 0; k < stride; k++) {
            const unsigned jump = random() % 9 == 0 ? random() : random() % 2;
            bytes[i * stride + k] = static_cast<std::uint8_t>((i == 0 ? 0u : bytes[(i - 1) * stride + k]) + jump);
        }
    }
    return bytes;
}

bool unpack(MeshoptMode mode, const Codes& stream, std::size_t stride, Codes& result) {
    return unpack_meshopt(mode, bytes_of(stream), stride, std::as_writable_bytes(std::span(result)));
}

TEST(MeshoptAttributes, ComeBackFromEveryKindOfGroupControlAndChannel) {
    for (const std::size_t stride : {4u, 12u, 64u, 256u}) {
        for (const std::size_t count : {1u, 16u, 33u, 300u}) {
            const Codes whole = elements(count, stride);
            std::vector<MeshoptCoding> codings;
            for (unsigned group = 1; group < 4; group++) codings.push_back({0, group, 0, 0, 0});
            for (const unsigned channel : {0u, 1u, 2u}) {
                for (const unsigned rotation : {0u, 5u}) {
                    if (rotation != 0 && channel != 2) continue;
                    for (unsigned group = 0; group < 4; group++) {
                        codings.push_back({1, group, 1, channel, rotation});
                        if (group > 0) codings.push_back({1, group, 0, channel, rotation});
                    }
                    codings.push_back({1, 0, 3, channel, rotation});
                }
            }
            for (const MeshoptCoding& c : codings) {
                Codes result(whole.size(), 0xee);
                ASSERT_TRUE(unpack(MeshoptMode::ATTRIBUTES, meshopt_attributes(whole, stride, c), stride, result));
                ASSERT_EQ(result, whole) << "version " << c.version << " group " << c.group << " control " << c.control
                                         << " channel " << c.channel;
            }
        }
    }
}

TEST(MeshoptAttributes, MayTakeNoBytes) {
    const Codes zeros(400, 0);
    for (const MeshoptCoding& coding : {MeshoptCoding{0, 0, 0, 0, 0}, {1, 0, 0, 0, 0}, {1, 0, 2, 2, 3}}) {
        Codes result(zeros.size(), 0xee);
        ASSERT_TRUE(unpack(MeshoptMode::ATTRIBUTES, meshopt_attributes(zeros, 4, coding), 4, result));
        EXPECT_EQ(result, zeros);
    }
}

TEST(MeshoptAttributes, OfTheSpecificationsExample) {
    // A group in nibbles, of KHR_meshopt_compression's appendix A; the other three bytes of each element do not change.
    Codes stream{0xa0, 0x02, 0x17, 0x5f, 0xf0, 0xbc, 0x77, 0xa9, 0x21, 0x00, 0x34, 0xb5, 0x00, 0x00, 0x00};
    stream.insert(stream.end(), 32, 0);
    Codes result(64);
    ASSERT_TRUE(unpack(MeshoptMode::ATTRIBUTES, stream, 4, result));
    int value = 0;
    std::size_t i = 0;
    for (const int delta : {-1, -4, -3, 26, -91, 0, -6, 6, -4, -4, 5, -5, 1, -1, 0, 0}) {
        value += delta;
        EXPECT_EQ(result[4 * i++], static_cast<std::uint8_t>(value));
    }
}

TEST(MeshoptTriangles, FollowEveryCode) {
    // 0xf0: three new corners. 0x00: the last edge and a new corner. 0x22: an edge and a corner met before. 0x0e, 0x0d:
    // the corner beside the last that was written out. 0x0f: a corner written out. 0xf1: a new corner, the last one
    // met, a new one. 0xff: all written out. 0xfe with 0: new corners from 0 on.
    Codes more;
    put_varint(more, with_zigzag(40u)); // 0x0f
    more.push_back(0xff);               // 0xff
    for (const std::uint32_t delta : {10u, 1u, ~0u}) put_varint(more, with_zigzag(delta));
    more.push_back(0x00); // 0xfe
    const Codes stream = meshopt_triangles({0xf0, 0x00, 0x22, 0x0f, 0x0e, 0x0d, 0xf1, 0xff, 0xfe}, more);
    const std::vector<std::uint32_t> expected{0,  1,  2,  // edges now, newest last: 10, 21, 02
                                              0,  2,  3,  // of 02; then 10, 21, 02, 32, 03
                                              0,  2,  1,  // of 02, third newest; corner 1 was met before 2 and 3
                                              0,  1,  40, // of 01
                                              0,  40, 41, // of 0,40
                                              0,  41, 40, // of 0,41
                                              4,  40, 5,  // new, the last met, new
                                              50, 51, 50, // written out
                                              0,  1,  2};
    for (const std::size_t stride : {2u, 4u}) {
        Codes result(expected.size() * stride);
        ASSERT_TRUE(unpack(MeshoptMode::TRIANGLES, stream, stride, result));
        for (std::size_t i = 0; i < expected.size(); i++) {
            std::uint32_t index = 0;
            std::memcpy(&index, &result[i * stride], stride);
            EXPECT_EQ(index, expected[i]) << i;
        }
    }
}

TEST(MeshoptIndices, ComeBack) {
    const std::vector<std::uint32_t> indices{0, 1000, 1, 999, 70000, 0xffffffff, 5, 6, 7};
    std::vector<std::uint32_t> result(indices.size());
    EXPECT_TRUE(unpack_meshopt(MeshoptMode::INDICES, bytes_of(meshopt_indices(indices)), 4,
                               std::as_writable_bytes(std::span(result))));
    EXPECT_EQ(result, indices);
}

TEST(Meshopt, RefusesWhatIsCutOffOrLeftOver) {
    const Codes whole = elements(20, 8);
    const Codes triangles = meshopt_triangles({0xf0, 0x0f}, {0x08});
    for (const auto& [mode, stream, stride, bytes] :
         {std::tuple{MeshoptMode::ATTRIBUTES, meshopt_attributes(whole, 8, {0, 2, 0, 0, 0}), 8u, whole.size()},
          {MeshoptMode::ATTRIBUTES, meshopt_attributes(whole, 8, {1, 1, 1, 2, 3}), 8u, whole.size()},
          {MeshoptMode::TRIANGLES, triangles, 4u, std::size_t{24}},
          {MeshoptMode::INDICES, meshopt_indices({1, 2, 300}), 4u, std::size_t{12}}}) {
        Codes result(bytes);
        EXPECT_TRUE(unpack(mode, stream, stride, result));
        for (std::size_t length = 0; length < stream.size(); length++) {
            EXPECT_FALSE(unpack(mode, {stream.begin(), stream.begin() + std::ptrdiff_t(length)}, stride, result))
                << length;
        }
        Codes longer = stream;
        longer.insert(longer.begin() + 1 + (mode == MeshoptMode::TRIANGLES ? 2 : 0), 0x00);
        EXPECT_FALSE(unpack(mode, longer, stride, result));
        Codes other = stream;
        other[0] ^= 0x10;
        EXPECT_FALSE(unpack(mode, other, stride, result));
    }
}

template <typename T>
std::vector<T> undone(MeshoptFilter filter, std::vector<T> values) {
    undo_filter(filter, 4 * sizeof(T), std::as_writable_bytes(std::span(values)));
    return values;
}

TEST(MeshoptFilters, GiveWhatTheSpecificationSays) {
    using Shorts = std::vector<std::int16_t>;
    using Chars = std::vector<std::int8_t>;
    // Octahedra of 10 and 8 bits: an axis, the opposite one, the middle of a face and of one that is folded.
    EXPECT_EQ(undone(MeshoptFilter::OCTAHEDRAL, Shorts{511, 0, 511, 9}), (Shorts{32767, 0, 0, 9}));
    EXPECT_EQ(undone(MeshoptFilter::OCTAHEDRAL, Shorts{511, 511, 511, 9}), (Shorts{0, 0, -32767, 9}));
    EXPECT_EQ(undone(MeshoptFilter::OCTAHEDRAL, Chars{0, 0, 127, -5}), (Chars{0, 0, 127, -5}));
    const double part = 32767.0 / std::sqrt(3.0); // of thirds, which 32767 codes have only nearly
    const Shorts face = undone(MeshoptFilter::OCTAHEDRAL, Shorts{10922, -10922, 32767, 0});
    EXPECT_NEAR(face[0], part, 1.5);
    EXPECT_NEAR(face[1], -part, 1.5);
    EXPECT_NEAR(face[2], part, 1.5);
    const Shorts folded = undone(MeshoptFilter::OCTAHEDRAL, Shorts{21845, -21845, 32767, 0});
    EXPECT_NEAR(folded[0], part, 1.5);
    EXPECT_NEAR(folded[1], -part, 1.5);
    EXPECT_NEAR(folded[2], -part, 1.5);
    EXPECT_EQ(undone(MeshoptFilter::OCTAHEDRAL, Shorts{5, 5, 0, 7}), (Shorts{0, 0, 0, 7}));
    // A quaternion whose largest component is number 2, the others 0; and one of four equal ones, of 8 bits.
    EXPECT_EQ(undone(MeshoptFilter::QUATERNION, Shorts{0, 0, 0, 0x7ffc | 2}), (Shorts{0, 0, 32767, 0}));
    const Shorts equal = undone(MeshoptFilter::QUATERNION, Shorts{90, -90, 90, 124 | 1});
    EXPECT_NEAR(equal[2], 32767 * 90 / 127.0 * std::sqrt(0.5), 1.0);
    EXPECT_EQ(equal[3], -equal[2]);
    EXPECT_EQ(equal[0], equal[2]);
    EXPECT_NEAR(equal[1], 32767 * std::sqrt(1 - 1.5 * 90 * 90 / (127.0 * 127.0)), 1.0);
    // 5 * 2^-3 and -7 * 2^2.
    const auto word = [](int exponent, int mantissa) {
        return std::int32_t((std::uint32_t(exponent) << 24u) | (std::uint32_t(mantissa) & 0xffffffu));
    };
    const auto floats =
        undone(MeshoptFilter::EXPONENTIAL, std::vector{word(-3, 5), word(2, -7), word(0, 0), word(100, 1)});
    const float values[] = {0.625f, -28.0f, 0.0f, std::ldexp(1.0f, 100)};
    EXPECT_EQ(std::memcmp(floats.data(), values, sizeof(values)), 0);
    // Colours of 6 bits: white, and one whose luma is 20 with orange 10 and green 4; alpha of 5 bits is widened by its
    // last.
    using Bytes = std::vector<std::uint8_t>;
    EXPECT_EQ(undone(MeshoptFilter::COLOR, Bytes{63, 0, 0, 63}), (Bytes{255, 255, 255, 255}));
    EXPECT_EQ(undone(MeshoptFilter::COLOR, Bytes{20, 10, 4, 32 | 10}),
              (Bytes{std::uint8_t(std::lround(26 * 255 / 63.0)), std::uint8_t(std::lround(24 * 255 / 63.0)),
                     std::uint8_t(std::lround(6 * 255 / 63.0)), std::uint8_t(std::lround(20 * 255 / 63.0))}));
}

/// A triangle whose positions and indices are compressed; `more` are members of the positions' extension, after a
/// comma.
std::vector<std::byte> packed_triangle(const std::string& extension, const std::string& mode, const std::string& more,
                                       std::size_t stride = 8, std::size_t count = 3) {
    GlbWriter writer;
    const std::vector<std::int16_t> corners{0, 0, 0, 0, 100, 0, 0, 0, 0, 100, 0, 0};
    Codes bytes(corners.size() * 2);
    std::memcpy(bytes.data(), corners.data(), bytes.size());
    const Codes attributes = meshopt_attributes(bytes, 8, {0, 3, 0, 0, 0});
    const Codes indices = meshopt_triangles({0xf0}, {});
    Codes data = attributes;
    data.insert(data.end(), indices.begin(), indices.end());
    writer.view(bytes_of(data));
    const auto packed = [&](std::size_t at, std::size_t length, std::size_t size, std::size_t number,
                            const std::string& how) {
        return fmt::format(
            R"(, "extensions": {{"{}": {{"buffer": 0, "byteOffset": {}, "byteLength": {}, "byteStride": {},
            "count": {}, {}}}}})",
            extension, at, length, size, number, how);
    };
    writer.placeholder_view(24, R"(, "byteStride": 8)" +
                                    packed(0, attributes.size(), stride, count, R"("mode": ")" + mode + "\"" + more));
    writer.placeholder_view(6, packed(attributes.size(), indices.size(), 2, 3, R"("mode": "TRIANGLES")"));
    writer.accessor("VEC3", 5122, 3, R"(, "bufferView": 1)");
    writer.accessor("SCALAR", 5123, 3, R"(, "bufferView": 2)");
    return writer.file(R"("extensionsRequired": [")" + extension +
                       R"(", "KHR_mesh_quantization"], "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}])");
}

TEST(MeshoptFiles, AreDrawnFromTheirCompressedViews) {
    for (const char* extension : {"EXT_meshopt_compression", "KHR_meshopt_compression"}) {
        const ImportedScene imported = import_gltf(packed_triangle(extension, "ATTRIBUTES", ""), "test.glb", ".", {});
        const MeshData& mesh = *imported.scene.meshes.at(0);
        ASSERT_EQ(mesh.positions.size(), 3u);
        EXPECT_EQ(mesh.positions[1].x, 100.0f);
        EXPECT_EQ(mesh.positions[2].y, 100.0f);
    }
}

TEST(MeshoptFiles, AreRefusedWhereTheirExtensionIsWrong) {
    const auto refuse = [](const std::string& mode, const std::string& more, std::size_t stride, const char* words) {
        expect_error(ExitCode::INVALID_INPUT, {"/bufferViews/1/extensions/EXT_meshopt_compression", words}, [&] {
            import_gltf(packed_triangle("EXT_meshopt_compression", mode, more, stride), "test.glb", ".", {});
        });
    };
    refuse("SHAPES", "", 8, "ATTRIBUTES");
    refuse("ATTRIBUTES", R"(, "filter": "NO")", 8, "OCTAHEDRAL");
    refuse("ATTRIBUTES", R"(, "filter": "QUATERNION")", 4, "filter");
    refuse("ATTRIBUTES", "", 6, "multiple of 4");
    refuse("ATTRIBUTES", "", 12, "damaged");
    refuse("TRIANGLES", "", 8, "2 or 4");
    refuse("INDICES", R"(, "filter": "OCTAHEDRAL")", 4, "no filter");
    expect_error(ExitCode::LIMIT, {"memory"}, [&] {
        import_gltf(packed_triangle("EXT_meshopt_compression", "ATTRIBUTES", "", 8, 100000000), "test.glb", ".", {});
    });
}

} // namespace
} // namespace triptych
