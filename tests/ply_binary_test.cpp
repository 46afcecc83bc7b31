// Little-endian PLY files, whose rows are read many at once, give what big-endian ones give, which are read value by
// value: the same meshes, warnings and errors, wherever a file is cut.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "captured_log.hpp"
#include "import/ply.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

namespace triptych {
namespace {

/// Writes the same values in either order of bytes.
class Values {
public:
    template <typename T>
    Values& add(T value) {
        char bytes[sizeof(T)];
        std::memcpy(bytes, &value, sizeof(T));
        little.append(bytes, sizeof(T));
        std::reverse(std::begin(bytes), std::end(bytes));
        big.append(bytes, sizeof(T));
        return *this;
    }
    std::string little, big;
};

/// All that a file gives: a mesh's bytes, the sentence of an error, and what was logged.
struct Outcome {
    std::string meshes, error, log;
    bool operator==(const Outcome&) const = default;
};

Outcome outcome_of(const std::string& text) {
    const CapturedLog log;
    Outcome outcome;
    try {
        const ImportedScene imported = import_ply(std::as_bytes(std::span(text)), "test.ply", ".");
        for (const auto& mesh : imported.scene.meshes) {
            const auto append = [&](const auto& array) {
                outcome.meshes.append(fmt::format("{} of {}: ", array.size(), mesh->attributes));
                if (!array.empty())
                    outcome.meshes.append(reinterpret_cast<const char*>(array.data()), array.size() * sizeof(array[0]));
            };
            append(mesh->positions);
            append(mesh->vertices);
            append(mesh->triangles);
        }
    } catch (const Error& error) {
        outcome.error = error.what();
    }
    outcome.log = log.text();
    return outcome;
}

struct File {
    std::string header; // behind its format
    Values values;

    std::string in(const char* order) const {
        return fmt::format("ply\nformat binary_{}_endian 1.0\n{}end_header\n", order, header);
    }
    /// What both orders give of the first bytes, or where they differ, a failure.
    Outcome expect_same(std::size_t bytes = std::string::npos) const {
        const Outcome little = outcome_of(in("little") + values.little.substr(0, bytes));
        const Outcome big = outcome_of(in("big") + values.big.substr(0, bytes));
        EXPECT_EQ(little.error, big.error) << bytes;
        EXPECT_EQ(little.log, big.log) << bytes;
        EXPECT_EQ(little.meshes == big.meshes, true) << bytes;
        return little;
    }
};

constexpr float NOT_A_NUMBER = std::numeric_limits<float>::quiet_NaN();

/// A strip of triangles over two rows of vertices with normals as doubles and colours as bytes. Every odd_rows-th
/// vertex and face has something wrong with it; from the face `quads_from` on they are quadrilaterals.
File strip(int length, int odd_rows, int quads_from) {
    const int faces = 2 * (length - 1);
    File file;
    file.header =
        fmt::format("element vertex {}\nproperty uchar flags\nproperty float x\nproperty float y\nproperty float z\n"
                    "property double nx\nproperty double ny\nproperty double nz\nproperty uchar red\n"
                    "property uchar green\nproperty uchar blue\nelement face {}\nproperty short kind\n"
                    "property list uint int vertex_indices\nproperty float weight\n",
                    2 * length, faces);
    std::mt19937 random(1);
    const auto share = [&] { return static_cast<float>(random() >> 8u) * 0x1p-24f; };
    for (int i = 0; i < 2 * length; i++) {
        const bool is_odd = i % odd_rows == odd_rows - 1;
        file.values.add(std::uint8_t{7}).add(static_cast<float>(i / 2)).add(static_cast<float>(i % 2));
        file.values.add(is_odd && i % 3 == 0 ? NOT_A_NUMBER : is_odd && i % 3 == 1 ? 3e9f : share());
        file.values.add(0.0).add(is_odd && i % 3 == 2 ? HUGE_VAL : 1.0).add(0.5);
        for (int channel = 0; channel < 3; channel++) file.values.add(static_cast<std::uint8_t>(random()));
    }
    for (int i = 0; i < faces; i++) {
        const bool is_odd = i % odd_rows == odd_rows - 1;
        file.values.add(std::int16_t{-1}).add(i < quads_from ? 3u : 4u);
        file.values.add(is_odd ? (i % 2 == 0 ? -1 : 2 * length) : i).add(i + 1).add(i % 7 == 0 ? i : i + 2);
        if (i >= quads_from) file.values.add((i + 3) % (2 * length));
        file.values.add(0.25f);
    }
    return file;
}

TEST(PlyBinary, IsTheSameWhereverItIsCut) {
    const File file = strip(7, 5, 8);
    EXPECT_FALSE(file.expect_same().meshes.empty());
    for (std::size_t bytes = 0; bytes < file.values.little.size(); bytes++)
        EXPECT_FALSE(file.expect_same(bytes).error.empty()) << bytes;
}

TEST(PlyBinary, IsTheSameInFilesOfManyBlocks) {
    constexpr int LENGTH = 20'000; // 16,384 rows are a block
    constexpr int NEVER = 1 << 30;
    EXPECT_TRUE(strip(LENGTH, NEVER, NEVER).expect_same().log.empty());
    EXPECT_NE(strip(LENGTH, 4999, NEVER).expect_same().log.find("names a vertex that is not there"), std::string::npos);
    EXPECT_FALSE(strip(LENGTH, 11, 17'001).expect_same().log.empty());
    EXPECT_TRUE(strip(LENGTH, NEVER, 0).expect_same().error.empty());
}

TEST(PlyBinary, ListsOfEveryTypeAndListsOfVertices) {
    File bytes;
    bytes.header = "element vertex 3\nproperty double x\nproperty double y\nproperty double z\nelement face 2\n"
                   "property list uchar uchar vertex_index\n";
    File lists;
    lists.header =
        "element vertex 3\nproperty list uchar float more\nproperty float x\nproperty float y\nproperty float z\n"
        "element face 1\nproperty list char float vertex_indices\n";
    for (int i = 0; i < 3; i++) {
        bytes.values.add(i == 1 ? 1.0 : 0.0).add(i == 2 ? 1.0 : 0.0).add(1e-300);
        lists.values.add(static_cast<std::uint8_t>(i));
        for (int j = 0; j < i; j++) lists.values.add(9.0f);
        lists.values.add(i == 1 ? 1.0f : 0.0f).add(i == 2 ? 1.0f : 0.0f).add(-0.0f);
    }
    for (int face = 0; face < 2; face++) {
        bytes.values.add(std::uint8_t{3});
        for (std::uint8_t i = 0; i < 3; i++) bytes.values.add(i);
    }
    lists.values.add(std::int8_t{3}).add(0.0f).add(1.0f).add(2.0f);
    EXPECT_NE(bytes.expect_same().meshes.find("2 of 0: "), std::string::npos);
    EXPECT_FALSE(lists.expect_same().meshes.empty());
}

} // namespace
} // namespace triptych
