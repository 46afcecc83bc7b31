// Meshes that Draco's own encoder wrote come back as they were, and damaged ones are refused.
// SPDX-License-Identifier: MIT
#include "draco_seeds.hpp"
#include "expect_error.hpp"
#include "gltf/draco.hpp"
#include "gltf/gltf.hpp"

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace triptych {
namespace {

using namespace test;

ImportedScene import(const std::vector<std::byte>& glb) { return import_gltf(glb, "test.glb", ".", {}); }

/// The point of the grid that stands nearest to a position, and how far from it.
std::pair<std::size_t, float> nearest(const DracoGrid& grid, vec3 p) {
    std::pair<std::size_t, float> best{0, 1e9f};
    for (std::size_t i = 0; i < DracoGrid::POINTS; i++) {
        const float* q = &grid.positions[3 * i];
        const float distance = std::max({std::abs(q[0] - p.x), std::abs(q[1] - p.y), std::abs(q[2] - p.z)});
        if (distance < best.second) best = {i, distance};
    }
    return best;
}

class DracoMeshes : public testing::TestWithParam<std::pair<draco::MeshEncoderMethod, int>> {};

TEST_P(DracoMeshes, HoldWhatWasCompressed) {
    const auto [method, bits] = GetParam();
    const DracoGrid grid;
    const ImportedScene imported = import(draco_file(draco_data(grid, method, bits)));
    const MeshData& mesh = *imported.scene.meshes.at(0);
    ASSERT_EQ(mesh.positions.size(), DracoGrid::POINTS);
    ASSERT_EQ(mesh.triangles.size(), DracoGrid::TRIANGLES);
    EXPECT_EQ(mesh.attributes, shared::MESH_NORMALS | shared::MESH_COLORS);
    // Half a step of the grid of codes, over the longest side of all.
    const float step = bits == 0 ? 0.0f : 0.5f * 3.0f / float((1 << bits) - 1);
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < mesh.positions.size(); i++) {
        const auto [place, distance] = nearest(grid, mesh.positions[i]);
        EXPECT_LE(distance, 1.0001f * step);
        places.push_back(place);
        const shared::Vertex& vertex = mesh.vertices[i];
        const float* normal = &grid.normals[3 * place];
        const float coarse = bits == 0 ? 1e-6f : 4.0f / float((1 << (bits - 2)) - 1);
        EXPECT_NEAR(vertex.normal.x, normal[0], coarse);
        EXPECT_NEAR(vertex.normal.y, normal[1], coarse);
        EXPECT_NEAR(vertex.normal.z, normal[2], coarse);
        EXPECT_NEAR(vertex.u_0, grid.coordinates[2 * place], step + 1e-6f);
        EXPECT_NEAR(vertex.v_0, 1.0f - grid.coordinates[2 * place + 1], step + 1e-6f);
        EXPECT_EQ(vertex.color.y, float(grid.colors[4 * place + 1] / 255.0));
        EXPECT_EQ(vertex.alpha, float(grid.colors[4 * place + 3] / 255.0));
    }
    std::sort(places.begin(), places.end());
    EXPECT_EQ(std::unique(places.begin(), places.end()), places.end());
    for (const auto& triangle : mesh.triangles) {
        const Vec3d a = to_double(mesh.positions[triangle[0]]);
        EXPECT_GT(cross(to_double(mesh.positions[triangle[1]]) - a, to_double(mesh.positions[triangle[2]]) - a).z, 0.0);
    }
}

INSTANTIATE_TEST_SUITE_P(All, DracoMeshes,
                         testing::Values(std::pair{draco::MESH_SEQUENTIAL_ENCODING, 12},
                                         std::pair{draco::MESH_EDGEBREAKER_ENCODING, 12},
                                         std::pair{draco::MESH_EDGEBREAKER_ENCODING, 8},
                                         std::pair{draco::MESH_SEQUENTIAL_ENCODING, 0},
                                         std::pair{draco::MESH_EDGEBREAKER_ENCODING, 0}));

TEST(Draco, JointsAreTheNumbersThatWereCompressed) {
    const DracoGrid grid;
    const auto data = draco_data(grid, draco::MESH_SEQUENTIAL_ENCODING, 12);
    const JsonDocument document("{}", "test.glb");
    Budget budget("test.glb");
    const std::uint32_t ids[] = {DRACO_JOINTS};
    const DracoMesh mesh = unpack_draco(JsonCursor(document), data, ids, budget);
    const UnpackedNumbers& joints = mesh.attributes.at(DRACO_JOINTS);
    ASSERT_EQ(joints.count, DracoGrid::POINTS);
    ASSERT_EQ(joints.components, 4u);
    ASSERT_EQ(joints.component_type, COMPONENT_INT);
    std::vector<std::int32_t> numbers(4 * DracoGrid::POINTS);
    ASSERT_EQ(joints.bytes->size(), numbers.size() * sizeof(std::int32_t));
    std::memcpy(numbers.data(), joints.bytes->data(), joints.bytes->size());
    std::vector<bool> is_seen(DracoGrid::POINTS);
    for (std::size_t i = 0; i < DracoGrid::POINTS; i++) {
        is_seen.at(std::size_t(numbers[4 * i])) = true;
        for (int k = 1; k < 4; k++) EXPECT_EQ(numbers[4 * i + std::size_t(k)], numbers[4 * i] + 1000 * k);
    }
    EXPECT_EQ(std::count(is_seen.begin(), is_seen.end(), true), std::ptrdiff_t(DracoGrid::POINTS));
}

TEST(Draco, DamagedDataAreRefusedOrAMesh) {
    spdlog::set_level(spdlog::level::off);
    for (const auto method : {draco::MESH_SEQUENTIAL_ENCODING, draco::MESH_EDGEBREAKER_ENCODING}) {
        const std::vector<std::byte> whole = draco_data(DracoGrid(), method, 10);
        int refused = 0;
        const auto read = [&](const std::vector<std::byte>& data) {
            try {
                import(draco_file(data));
            } catch (const Error& error) {
                refused++;
                EXPECT_TRUE(error.code() == ExitCode::INVALID_INPUT || error.code() == ExitCode::LIMIT) << error.what();
            }
        };
        for (std::size_t length = 0; length < whole.size(); length++) {
            read({whole.begin(), whole.begin() + std::ptrdiff_t(length)});
        }
        EXPECT_GT(refused, int(whole.size() / 2));
        for (const unsigned flip : {0x01u, 0x80u, 0xffu}) {
            for (std::size_t i = 0; i < whole.size(); i++) {
                std::vector<std::byte> other = whole;
                other[i] ^= std::byte(flip);
                read(other);
            }
        }
    }
    spdlog::set_level(spdlog::level::info);
}

TEST(Draco, ManyTrianglesOfFewBytesAreRefusedBeforeTheyTakeMemory) {
    std::vector<std::byte> data = draco_data(DracoGrid(), draco::MESH_SEQUENTIAL_ENCODING, 10);
    // Behind the header of 11 bytes: the number of triangles, 32 = 0x20, which becomes 0x0aaaaaa0.
    ASSERT_EQ(std::to_integer<int>(data[11]), int(DracoGrid::TRIANGLES));
    data[11] = std::byte(0xa0);
    data.insert(data.begin() + 12, {std::byte(0xd5), std::byte(0xaa), std::byte(0x55)});
    expect_error(ExitCode::LIMIT, {"test.glb", "memory"}, [&] { import(draco_file(data)); });
}

TEST(Draco, CodesOfNoBitsAreRefused) {
    // One of the bytes is the number of bits of positions' codes.
    const std::vector<std::byte> whole = draco_data(DracoGrid(), draco::MESH_SEQUENTIAL_ENCODING, 10);
    int refused = 0;
    for (std::size_t i = 0; i < whole.size(); i++) {
        std::vector<std::byte> other = whole;
        other[i] = std::byte(0);
        try {
            import(draco_file(other));
        } catch (const Error& error) {
            refused += std::string_view(error.what()).find("type that glTF lacks") != std::string_view::npos ? 1 : 0;
        }
    }
    EXPECT_GT(refused, 0);
}

TEST(Draco, WrongDataAreNamed) {
    const DracoGrid grid;
    std::vector<std::byte> data = draco_data(grid, draco::MESH_EDGEBREAKER_ENCODING, 10);
    const auto refusal = [&](std::initializer_list<std::string> words) {
        expect_error(ExitCode::INVALID_INPUT, words, [&] { import(draco_file(data)); });
    };
    std::vector<std::byte> other = data;
    std::swap(other, data);
    data[6] = std::byte(1);
    refusal({"KHR_draco_mesh_compression", "2.1"});
    data = {other.begin(), other.begin() + 40};
    refusal({"damaged"});
    data = other;
    data[0] = std::byte('d');
    refusal({"no data that Draco compressed"});
}

TEST(Draco, DataInABufferBesideItArePreferred) {
    GlbWriter writer;
    writer.view(std::as_bytes(std::span("no Draco", 8)));
    writer.floats("VEC3", 3, {0, 0, 0, 1, 0, 0, 0, 1, 0});
    const auto glb = writer.file(R"("extensionsUsed": ["KHR_draco_mesh_compression"], "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "extensions": {"KHR_draco_mesh_compression":
            {"bufferView": 0, "attributes": {"POSITION": 0}}}}]}])");
    EXPECT_EQ(import(glb).scene.meshes.at(0)->triangles.size(), 1u);
}

} // namespace
} // namespace triptych
