// A small mesh as Draco's own encoder writes it, and the glTF file around such data.
// SPDX-License-Identifier: MIT
#pragma once

#include "glb_writer.hpp"

#include <draco/compression/encode.h>
#include <draco/mesh/mesh.h>

#include <cmath>
#include <stdexcept>

namespace triptych::test {

/// A bent grid of SIDE x SIDE points. The ids of its attributes in Draco's data are those of the arrays below.
struct DracoGrid {
    static constexpr int SIDE = 5;
    static constexpr std::size_t POINTS = SIDE * SIDE, TRIANGLES = 2 * (SIDE - 1) * (SIDE - 1);
    std::vector<float> positions, normals, coordinates;
    std::vector<std::uint16_t> joints;
    std::vector<std::uint8_t> colors;
    std::vector<std::array<std::uint32_t, 3>> triangles;

    DracoGrid() {
        for (int i = 0; i < SIDE * SIDE; i++) {
            const float u = float(i % SIDE) / (SIDE - 1), v = float(i / SIDE) / (SIDE - 1);
            const float bend = u * u - 0.5f * v;
            positions.insert(positions.end(), {2.0f * u - 1.0f, 3.0f * v, bend});
            const float size = std::sqrt(4.0f * u * u + 0.25f + 1.0f);
            normals.insert(normals.end(), {-2.0f * u / size, 0.5f / size, 1.0f / size});
            coordinates.insert(coordinates.end(), {u, 1.0f - v});
            for (int k = 0; k < 4; k++) {
                joints.push_back(std::uint16_t(1000 * k + i));
                colors.push_back(std::uint8_t(10 * i + k));
            }
        }
        for (std::uint32_t y = 0; y + 1 < SIDE; y++) {
            for (std::uint32_t x = 0; x + 1 < SIDE; x++) {
                const std::uint32_t a = y * SIDE + x;
                triangles.push_back({a, a + 1, a + SIDE});
                triangles.push_back({a + 1, a + SIDE + 1, a + SIDE});
            }
        }
    }
};

enum : std::uint32_t { DRACO_POSITION, DRACO_NORMAL, DRACO_COORDINATE, DRACO_JOINTS, DRACO_COLOR };

template <typename T>
void add_draco_attribute(draco::Mesh& mesh, draco::GeometryAttribute::Type type, int components, draco::DataType code,
                         const std::vector<T>& values) {
    draco::GeometryAttribute description;
    description.Init(type, nullptr, std::int8_t(components), code, false, std::int64_t(components * sizeof(T)), 0);
    const int id = mesh.AddAttribute(description, true, DracoGrid::POINTS);
    for (std::uint32_t i = 0; i < DracoGrid::POINTS; i++) {
        mesh.attribute(id)->SetAttributeValue(draco::AttributeValueIndex(i), &values[i * std::size_t(components)]);
    }
}

/// Quantised to `bits` for positions and texture coordinates and to `bits` - 2 for normals; to none at 0.
inline std::vector<std::byte> draco_data(const DracoGrid& grid, draco::MeshEncoderMethod method, int bits) {
    draco::Mesh mesh;
    mesh.set_num_points(DracoGrid::POINTS);
    mesh.SetNumFaces(grid.triangles.size());
    for (std::uint32_t i = 0; i < grid.triangles.size(); i++) {
        const auto& [a, b, c] = grid.triangles[i];
        mesh.SetFace(draco::FaceIndex(i), {draco::PointIndex(a), draco::PointIndex(b), draco::PointIndex(c)});
    }
    add_draco_attribute(mesh, draco::GeometryAttribute::POSITION, 3, draco::DT_FLOAT32, grid.positions);
    add_draco_attribute(mesh, draco::GeometryAttribute::NORMAL, 3, draco::DT_FLOAT32, grid.normals);
    add_draco_attribute(mesh, draco::GeometryAttribute::TEX_COORD, 2, draco::DT_FLOAT32, grid.coordinates);
    add_draco_attribute(mesh, draco::GeometryAttribute::GENERIC, 4, draco::DT_UINT16, grid.joints);
    add_draco_attribute(mesh, draco::GeometryAttribute::COLOR, 4, draco::DT_UINT8, grid.colors);
    draco::Encoder encoder;
    encoder.SetEncodingMethod(method);
    if (bits > 0) {
        encoder.SetAttributeQuantization(draco::GeometryAttribute::POSITION, bits);
        encoder.SetAttributeQuantization(draco::GeometryAttribute::TEX_COORD, bits);
        encoder.SetAttributeQuantization(draco::GeometryAttribute::NORMAL, bits - 2);
    }
    draco::EncoderBuffer buffer;
    if (!encoder.EncodeMeshToBuffer(mesh, &buffer).ok()) throw std::runtime_error("Draco does not encode");
    const auto bytes = std::as_bytes(std::span(buffer.data(), buffer.size()));
    return {bytes.begin(), bytes.end()};
}

/// A GLB whose one mesh is in Draco's data; texture coordinates stand for joints, too, that no skin needs.
inline std::vector<std::byte> draco_file(std::span<const std::byte> data, const std::string& more = "") {
    GlbWriter writer;
    writer.view(data);
    writer.accessor("VEC3", 5126, DracoGrid::POINTS);
    writer.accessor("VEC3", 5126, DracoGrid::POINTS);
    writer.accessor("VEC2", 5126, DracoGrid::POINTS);
    writer.accessor("VEC4", 5123, DracoGrid::POINTS);
    writer.accessor("VEC4", 5121, DracoGrid::POINTS, R"(, "normalized": true)");
    writer.accessor("SCALAR", 5125, 3 * DracoGrid::TRIANGLES);
    return writer.file(R"("extensionsRequired": ["KHR_draco_mesh_compression"], "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"indices": 5,
            "attributes": {"POSITION": 0, "NORMAL": 1, "TEXCOORD_0": 2, "JOINTS_0": 3, "COLOR_0": 4},
            "extensions": {"KHR_draco_mesh_compression": {"bufferView": 0, "attributes":
                {"POSITION": 0, "NORMAL": 1, "TEXCOORD_0": 2, "JOINTS_0": 3, "COLOR_0": 4}}}}]}])" +
                       more);
}

} // namespace triptych::test
