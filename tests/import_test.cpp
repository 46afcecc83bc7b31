// What the readers of mesh files make of small files whose meshes, materials, cameras and lights are known.
// SPDX-License-Identifier: MIT
#include "expect_error.hpp"
#include "format/scene_format.hpp"
#include "gltf/gltf.hpp"
#include "import/obj.hpp"
#include "import/ply.hpp"
#include "scene/principled_keys.hpp"
#include "temporary_folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstring>

namespace triptych {
namespace {

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

/// Bytes as a data URI without base64.
std::string data_uri(const std::vector<float>& values) {
    std::string uri = "data:,";
    for (const std::byte byte : std::as_bytes(std::span(values)))
        uri += fmt::format("%{:02x}", std::to_integer<int>(byte));
    return uri;
}

/// A glTF document over one buffer of floats, of which each accessor is the next part.
class Document {
public:
    /// The index of a new accessor of float32.
    std::size_t add(const std::string& type, std::size_t components, const std::vector<float>& values) {
        m_accessors.push_back(
            fmt::format(R"({{"bufferView": 0, "byteOffset": {}, "componentType": 5126, "count": {}, "type": "{}"}})",
                        m_values.size() * sizeof(float), values.size() / components, type));
        m_values.insert(m_values.end(), values.begin(), values.end());
        return m_accessors.size() - 1;
    }

    ImportedScene read(const std::string& members, const ImportOptions& options = {}) const {
        const std::string text = fmt::format(
            R"({{"asset": {{"version": "2.0"}}, "buffers": [{{"byteLength": {}, "uri": "{}"}}],
                 "bufferViews": [{{"buffer": 0, "byteLength": {}}}], "accessors": [{}], {}}})",
            m_values.size() * sizeof(float), data_uri(m_values), m_values.size() * sizeof(float),
            fmt::format("{}", fmt::join(m_accessors, ", ")), members);
        return import_gltf(bytes_of(text), "test.gltf", ".", options);
    }

private:
    std::vector<float> m_values;
    std::vector<std::string> m_accessors;
};

const std::vector<float> TRIANGLE{0, 0, 0, 1, 0, 0, 0, 1, 0};

/// A document with a triangle as accessor 0.
Document triangle() {
    Document document;
    document.add("VEC3", 3, TRIANGLE);
    return document;
}

void expect_near(vec3 a, vec3 b, float tolerance = 1e-6f) {
    EXPECT_NEAR(a.x, b.x, tolerance);
    EXPECT_NEAR(a.y, b.y, tolerance);
    EXPECT_NEAR(a.z, b.z, tolerance);
}

/// Where the first shape's transform brings a corner of its first mesh.
vec3 placed_corner(const ImportedScene& imported, std::size_t corner) {
    const ShapeDescription& shape = imported.scene.shapes.at(0);
    const MeshData& mesh = *imported.scene.meshes.at(0);
    return to_float(transform_of(shape.transform).point(to_double(mesh.positions.at(corner))));
}

const std::string PLAIN_MESH = R"("meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}])";

TEST(Gltf, ComposesTheTransformsOfNodes) {
    const ImportedScene imported =
        triangle().read(PLAIN_MESH + R"(, "nodes": [{"mesh": 0, "translation": [1, 2, 3], "scale": [2, 3, 4]},
                                    {"children": [0], "rotation": [0, 0, 0.70710678, 0.70710678]},
                                    {"children": [1], "matrix": [1,0,0,0, 0,1,0,0, 0,0,2,0, 10,20,30,1]}])");
    // x -> 2 x + 1, then a quarter turn about z: (x, y) -> (-y, x), then z doubled and everything moved.
    expect_near(placed_corner(imported, 0), vec3(-2.0f + 10.0f, 1.0f + 20.0f, 6.0f + 30.0f), 1e-5f);
    expect_near(placed_corner(imported, 1), vec3(-2.0f + 10.0f, 3.0f + 20.0f, 6.0f + 30.0f), 1e-5f);
    expect_near(placed_corner(imported, 2), vec3(-5.0f + 10.0f, 1.0f + 20.0f, 6.0f + 30.0f), 1e-5f);
}

TEST(Gltf, StripsAndFansKeepTheirWinding) {
    for (const int mode : {5, 6}) {
        Document document;
        if (mode == 5) {
            document.add("VEC3", 3, {0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 2, 0});
        } else {
            document.add("VEC3", 3, {0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, -1, 0.5f, 0});
        }
        const ImportedScene imported = document.read(fmt::format(
            R"("meshes": [{{"primitives": [{{"attributes": {{"POSITION": 0}}, "mode": {}}}]}}], "nodes": [{{"mesh": 0}}])",
            mode));
        const MeshData& mesh = *imported.scene.meshes.at(0);
        ASSERT_EQ(mesh.triangles.size(), 3u);
        for (const auto& corners : mesh.triangles) {
            const Vec3d a = to_double(mesh.positions[corners[0]]);
            const Vec3d normal =
                cross(to_double(mesh.positions[corners[1]]) - a, to_double(mesh.positions[corners[2]]) - a);
            EXPECT_GT(normal.z, 0.0) << "mode " << mode;
        }
    }
}

TEST(Gltf, ReadsAttributesWithTextureCoordinatesFromBelow) {
    Document document = triangle();
    document.add("VEC3", 3, {0, 0, 2, 0, 3, 4, 0, 0, 0});
    document.add("VEC2", 2, {0, 0, 1, 0, 0.25f, 0.75f});
    document.add("VEC4", 4, {1, 0.5f, 0, 0.25f, 1, 1, 1, 1, 2, -1, 0, 1});
    const ImportedScene imported = document.read(
        R"("meshes": [{"primitives": [{"attributes": {"POSITION": 0, "NORMAL": 1, "TEXCOORD_1": 2, "COLOR_0": 3}}]}],
           "nodes": [{"mesh": 0}])");
    const MeshData& mesh = *imported.scene.meshes.at(0);
    EXPECT_EQ(mesh.attributes, shared::MESH_NORMALS | shared::MESH_COLORS);
    expect_near(mesh.vertices[0].normal, vec3(0, 0, 1));
    expect_near(mesh.vertices[1].normal, vec3(0, 0.6f, 0.8f));
    expect_near(mesh.vertices[2].normal, vec3(0, 0, 1)); // the triangle's, for want of its own
    EXPECT_EQ(mesh.vertices[2].u_1, 0.25f);
    EXPECT_EQ(mesh.vertices[2].v_1, 0.25f);
    EXPECT_EQ(mesh.vertices[0].alpha, 0.25f);
    expect_near(mesh.vertices[2].color, vec3(1, 0, 0));
}

TEST(Gltf, BendsByMorphTargets) {
    Document document = triangle();
    document.add("VEC3", 3, {0, 0, 1, 0, 0, 2, 0, 0, 4});
    const ImportedScene imported = document.read(
        R"("meshes": [{"weights": [0.5], "primitives": [{"attributes": {"POSITION": 0}, "targets": [{"POSITION": 1}]}]}],
           "nodes": [{"mesh": 0}, {"mesh": 0, "weights": [1]}])");
    ASSERT_EQ(imported.scene.meshes.size(), 2u); // bent differently, they are two
    EXPECT_TRUE(imported.scene.objects.empty());
    expect_near(imported.scene.meshes[0]->positions[2], vec3(0, 1, 2));
    expect_near(imported.scene.meshes[1]->positions[2], vec3(0, 1, 4));
}

TEST(Gltf, SkinsFollowTheirJointsAndNotTheirNode) {
    Document document = triangle();
    document.add("VEC4", 4, {1, 0, 0, 0, 0.25f, 0.75f, 0, 0, 2, 2, 0, 0}); // weights, the last of sum 4
    document.add("MAT4", 16,
                 {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, -1, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1});
    const std::string members = R"("meshes": [{"primitives": [{"attributes":
            {"POSITION": 0, "JOINTS_0": 3, "WEIGHTS_0": 1}}]}], "skins": [{"joints": [1, 2], "inverseBindMatrices": 2}],
        "nodes": [{"mesh": 0, "skin": 0, "translation": [99, 99, 99]}, {"translation": [0, 0, 5]},
                  {"translation": [4, 0, 0]}])";
    // Joints are integers, so bytes of their own: 0, 1, 0, 0 for each corner.
    const std::string text =
        R"({"asset": {"version": "2.0"}, "buffers": [{"byteLength": 12, "uri": "data:;base64,AAEAAAABAAAAAQAA"},
        {"byteLength": 212, "uri": "@"}], "bufferViews": [{"buffer": 0, "byteLength": 12}, {"buffer": 1, "byteLength": 212}],
        "accessors": [{"bufferView": 1, "componentType": 5126, "count": 3, "type": "VEC3"},
                      {"bufferView": 1, "byteOffset": 36, "componentType": 5126, "count": 3, "type": "VEC4"},
                      {"bufferView": 1, "byteOffset": 84, "componentType": 5126, "count": 2, "type": "MAT4"},
                      {"bufferView": 0, "componentType": 5121, "count": 3, "type": "VEC4"}], )";
    std::vector<float> values = TRIANGLE;
    for (const float weight : {1.0f, 0.0f, 0.0f, 0.0f, 0.25f, 0.75f, 0.0f, 0.0f, 2.0f, 2.0f, 0.0f, 0.0f})
        values.push_back(weight);
    for (int joint = 0; joint < 2; joint++) {
        for (int i = 0; i < 16; i++) values.push_back(i % 5 == 0 ? 1.0f : joint == 0 && i == 14 ? -1.0f : 0.0f);
    }
    std::string whole = text + members + "}";
    whole.replace(whole.find('@'), 1, data_uri(values));
    const ImportedScene imported = import_gltf(bytes_of(whole), "test.gltf", ".", {});
    EXPECT_TRUE(imported.scene.shapes.at(0).transform.empty());
    // Joint 0 moves by (0, 0, 4), joint 1 by (4, 0, 0).
    expect_near(placed_corner(imported, 0), vec3(0, 0, 4));
    expect_near(placed_corner(imported, 1), vec3(4, 0, 1));
    expect_near(placed_corner(imported, 2), vec3(2, 1, 2));
}

/// Corner (1, 0, 0) of a triangle whose node's `path` moves from one value to the other from 1 s to 3 s.
vec3 animated_corner(const std::string& path, const std::string& type, const std::vector<float>& values,
                     const std::string& interpolation, double seconds) {
    Document document = triangle();
    document.add("SCALAR", 1, {1, 3});
    document.add(type, type == "VEC4" ? 4 : 3, values);
    return placed_corner(document.read(PLAIN_MESH + fmt::format(R"(, "nodes": [{{"mesh": 0}}], "animations": [{{
        "samplers": [{{"input": 1, "output": 2, "interpolation": "{}"}}],
        "channels": [{{"sampler": 0, "target": {{"node": 0, "path": "{}"}}}}]}}])",
                                                                interpolation, path),
                                       {seconds, true}),
                         1);
}

TEST(Gltf, AnimationsAreHeldAtATime) {
    const std::vector<float> move{0, 0, 0, 8, 0, 0};
    expect_near(animated_corner("translation", "VEC3", move, "LINEAR", 0.0), vec3(1, 0, 0));
    expect_near(animated_corner("translation", "VEC3", move, "LINEAR", 1.5), vec3(3, 0, 0));
    expect_near(animated_corner("translation", "VEC3", move, "LINEAR", 99.0), vec3(9, 0, 0));
    expect_near(animated_corner("translation", "VEC3", move, "STEP", 2.9), vec3(1, 0, 0));
    expect_near(animated_corner("scale", "VEC3", {1, 1, 1, 3, 1, 1}, "LINEAR", 2.0), vec3(2, 0, 0));
    // A half turn about y, a third of it: 60 degrees, by no trigonometry of the C library.
    const vec3 turned = animated_corner("rotation", "VEC4", {0, 0, 0, 1, 0, 1, 0, 0}, "LINEAR", 1.0 + 2.0 / 3.0);
    expect_near(turned, vec3(0.5f, 0.0f, -0.8660254f));
    // The shorter way, though the second quaternion has the other sign: 45 of 90 degrees.
    const vec3 shorter =
        animated_corner("rotation", "VEC4", {0, 0, 0, 1, 0, -0.70710678f, 0, -0.70710678f}, "LINEAR", 2.0);
    expect_near(shorter, vec3(0.70710678f, 0.0f, -0.70710678f));
    // A cubic that leaves with 2 / s and arrives with 0: at its middle 4 + 2 s * 2 / s / 8.
    const vec3 spline = animated_corner("translation", "VEC3", {0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0},
                                        "CUBICSPLINE", 2.0);
    expect_near(spline, vec3(5.5f, 0, 0));
}

TEST(Gltf, MeshesOfSeveralNodesBecomeObjects) {
    const ImportedScene imported = triangle().read(
        PLAIN_MESH +
        R"(, "nodes": [{"mesh": 0}, {"mesh": 0, "translation": [3, 0, 0]}, {"mesh": 0, "scale": [1, 0, 1]}])");
    ASSERT_EQ(imported.scene.objects.size(), 1u);
    EXPECT_EQ(imported.scene.meshes.size(), 1u);
    ASSERT_EQ(imported.scene.shapes.size(), 2u); // the third has no volume
    EXPECT_EQ(imported.scene.shapes[1].kind(), ShapeKind::INSTANCE);
    EXPECT_EQ(transform_of(imported.scene.shapes[1].transform).translation.x, 3.0);
}

TEST(Gltf, CamerasAndLightsStandInTheWorld) {
    const ImportedScene imported = triangle().read(PLAIN_MESH + R"(, "nodes": [{"mesh": 0},
        {"camera": 0, "translation": [0, 2, 0], "rotation": [0, 0.70710678, 0, 0.70710678]},
        {"extensions": {"KHR_lights_punctual": {"light": 0}}, "translation": [1, 2, 3], "rotation": [-0.70710678, 0, 0, 0.70710678]},
        {"camera": 1, "scale": [5, 5, 5]}],
        "cameras": [{"type": "perspective", "name": "front",
            "perspective": {"yfov": 1.57079632679, "znear": 0.1, "aspectRatio": 0.75}},
            {"type": "orthographic", "orthographic": {"xmag": 3, "ymag": -1.5, "znear": 0, "zfar": 10}}],
        "extensions": {"KHR_lights_punctual": {"lights": [{"type": "spot", "color": [1, 0.5, 0], "intensity": 8,
            "spot": {"innerConeAngle": 0, "outerConeAngle": 1.0471975512}}]}})");
    ASSERT_EQ(imported.cameras.size(), 2u);
    EXPECT_EQ(imported.cameras[0].name, "front");
    EXPECT_EQ(imported.cameras[0].aspect, 0.75);
    const CameraDescription& camera = imported.cameras[0].camera;
    EXPECT_NEAR(camera.vertical_fov, 90.0, 1e-6);
    expect_near(camera.look_from, vec3(0, 2, 0));
    expect_near(to_float(unit(to_double(camera.look_at) - to_double(camera.look_from))), vec3(-1, 0, 0));
    expect_near(camera.up, vec3(0, 1, 0));
    EXPECT_EQ(camera.orthographic_height, 0.0);
    EXPECT_EQ(imported.cameras[1].camera.orthographic_height, 3.0); // a camera does not grow with its node
    EXPECT_EQ(imported.cameras[1].aspect, 2.0);
    const shared::PunctualLight& light = imported.scene.punctual_lights.at(0);
    EXPECT_EQ(light.kind, shared::PUNCTUAL_SPOT);
    expect_near(light.position, vec3(1, 2, 3));
    expect_near(light.direction, vec3(0, -1, 0));
    expect_near(light.intensity, vec3(8, 4, 0));
    EXPECT_NEAR(light.spot_scale, 2.0f, 1e-5f); // 1 / (cos 0 - cos 60)
    EXPECT_NEAR(light.spot_offset, -1.0f, 1e-5f);
}

TEST(Gltf, MaterialsAreThoseOfTheFile) {
    const ImportedScene imported = triangle().read(R"("meshes": [{"primitives": [
            {"attributes": {"POSITION": 0}, "material": 0}, {"attributes": {"POSITION": 0}}]}], "nodes": [{"mesh": 0}],
        "materials": [{"name": "glass", "alphaMode": "MASK", "emissiveFactor": [0, 0.5, 1], "pbrMetallicRoughness":
            {"baseColorFactor": [1, 0.5, 0.25, 0.75], "metallicFactor": 0.125, "roughnessFactor": 0.375},
            "extensions": {"KHR_materials_emissive_strength": {"emissiveStrength": 4}, "KHR_materials_ior": {"ior": 1.25},
                "KHR_materials_transmission": {"transmissionFactor": 0.5}, "KHR_materials_unlit": {},
                "KHR_materials_volume": {"thicknessFactor": 1, "attenuationDistance": 2, "attenuationColor": [1, 0.5, 0.25]},
                "KHR_materials_specular": {"specularFactor": 0.5, "specularColorFactor": [2, 1, 0]},
                "KHR_materials_clearcoat": {"clearcoatFactor": 0.25, "clearcoatRoughnessFactor": 0.75},
                "KHR_materials_sheen": {"sheenColorFactor": [0.25, 0, 0], "sheenRoughnessFactor": 0.625}}}])");
    ASSERT_EQ(imported.scene.materials.size(), 2u);
    EXPECT_EQ(imported.scene.materials[0].name, "glass");
    expect_near(imported.scene.materials[0].material.color, vec3(0, 2, 4));
    const shared::Principled& glass = imported.scene.principleds[0];
    expect_near(glass.base_color, vec3(1, 0.5f, 0.25f));
    EXPECT_EQ(glass.alpha, 0.75f);
    EXPECT_EQ(glass.alpha_mode, shared::ALPHA_MASK);
    EXPECT_EQ(glass.metallic, 0.125f);
    EXPECT_EQ(glass.roughness, 0.375f);
    EXPECT_EQ(glass.ior, 1.25f);
    EXPECT_EQ(glass.transmission, 0.5f);
    EXPECT_EQ(glass.flags, shared::PRINCIPLED_UNLIT); // a body, with a thickness
    EXPECT_EQ(glass.attenuation_distance, 2.0f);
    expect_near(glass.attenuation, vec3(1, 0.5f, 0.25f));
    EXPECT_EQ(glass.specular, 0.5f);
    expect_near(glass.specular_color, vec3(2, 1, 0));
    EXPECT_EQ(glass.clearcoat, 0.25f);
    EXPECT_EQ(glass.clearcoat_roughness, 0.75f);
    expect_near(glass.sheen_color, vec3(0.25f, 0, 0));
    EXPECT_EQ(glass.sheen_roughness, 0.625f);
    const shared::Principled& usual = imported.scene.principleds[1];
    EXPECT_EQ(usual.metallic, 1.0f);
    EXPECT_EQ(usual.roughness, 1.0f);
    EXPECT_EQ(usual.flags, 0u);
}

/// 2 x 1 pixels of PNG: 8-bit RGBA, red and half-transparent green.
const std::string PNG = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAD0lEQVR4nGP4z8DwHwgbABB5A359Y87X"
                        "AAAAAElFTkSuQmCC";

TEST(Gltf, TextureTransformsAreThoseOfTheExtension) {
    Document document = triangle();
    document.add("VEC2", 2, {0, 0, 1, 0, 0, 1});
    const ImportedScene imported = document.read(R"("meshes": [{"primitives": [
            {"attributes": {"POSITION": 0, "TEXCOORD_0": 1}, "material": 0}]}], "nodes": [{"mesh": 0}],
        "images": [{"uri": "data:image/png;base64,)" +
                                                 PNG + R"("}], "textures": [{"source": 0, "sampler": 0}],
        "samplers": [{"wrapS": 33071, "wrapT": 33648, "magFilter": 9728}],
        "materials": [{"normalTexture": {"index": 0, "texCoord": 1, "extensions": {"KHR_texture_transform":
            {"offset": [0, 1], "rotation": 1.57079632679, "scale": [0.5, 0.5], "texCoord": 0}}}}])");
    const shared::Texture& texture = imported.scene.textures.at(0).texture;
    EXPECT_EQ(texture.sampling, shared::SAMPLING_NEAREST | shared::SAMPLING_CLAMP_U | shared::SAMPLING_MIRROR_V |
                                    shared::SAMPLING_TRANSFORM);
    EXPECT_EQ(imported.scene.images.at(0)->format, shared::IMAGE_RGBA8);
    // The specification's example: the lower left quarter. From below, (u, v) = (1, 0) is its corner (0.5, 0) there...
    const auto at = [](vec3 row, float u, float v) { return row.x * u + row.y * v + row.z; };
    EXPECT_NEAR(at(texture.row_u, 0, 0), 0.5f, 1e-6f);
    EXPECT_NEAR(at(texture.row_v, 0, 0), 0.0f, 1e-6f);
    EXPECT_NEAR(at(texture.row_u, 1, 1), 0.0f, 1e-6f);
    EXPECT_NEAR(at(texture.row_v, 1, 1), 0.5f, 1e-6f);
    // ... and the normal map has tangents along which u grows.
    const MeshData& mesh = *imported.scene.meshes.at(0);
    EXPECT_EQ(mesh.attributes, shared::MESH_NORMALS | shared::MESH_TANGENTS);
    expect_near(mesh.vertices[0].tangent, vec3(1, 0, 0));
    EXPECT_EQ(mesh.vertices[0].handedness, -1.0f); // v from above grows along y, so from below it falls
}

TEST(Ply, ReadsPositionsNormalsCoordinatesAndColors) {
    const std::string text =
        "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\n"
        "property float nx\nproperty float ny\nproperty float nz\nproperty float u\nproperty float v\n"
        "property uchar red\nproperty uchar green\nproperty uchar blue\nelement face 1\n"
        "property list uchar int vertex_indices\nend_header\n"
        "0 0 0 0 0 2 0 0 255 0 0\n1 0 0 0 0 1 1 0 188 0 0\n1 1 0 0 0 1 1 1 0 0 0\n0 1 0 0 0 1 0 1 0 0 255\n"
        "4 0 1 2 3\n";
    const ImportedScene imported = import_ply(bytes_of(text), "test.ply", ".");
    const MeshData& mesh = *imported.scene.meshes.at(0);
    EXPECT_EQ(mesh.attributes, shared::MESH_NORMALS | shared::MESH_COLORS);
    ASSERT_EQ(mesh.triangles.size(), 2u);
    EXPECT_EQ(mesh.triangles[1], (std::array<std::uint32_t, 3>{0, 2, 3}));
    expect_near(mesh.vertices[0].normal, vec3(0, 0, 1));
    EXPECT_EQ(mesh.vertices[2].v_0, 1.0f);
    EXPECT_NEAR(mesh.vertices[1].color.x, 0.5029f, 1e-4f); // 188 / 255 of sRGB
    expect_near(mesh.vertices[3].color, vec3(0, 0, 1));
}

TEST(Obj, SharesCornersAndSplitsByMaterial) {
    const TemporaryFolder folder;
    const std::string mtl = "newmtl red\nKd 1 0 0\nNs 6\nKs 1 1 1\nnewmtl glass\nillum 7\nNi 1.25\nTf 0.5 1 1\n";
    put_file(folder / "m.mtl", bytes_of(mtl));
    const std::string text =
        "mtllib m.mtl\nv 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nvt 0.25 0.75\nvn 0 0 3\n"
        "usemtl red\nf 1/1/1 2/1/1 3/1/1 4/1/1\nusemtl glass\nf -4 -3 -2\nusemtl red\nf 1//1 3//1 4//1\n";
    const ImportedScene imported = import_obj(bytes_of(text), "test.obj", folder.path());
    ASSERT_EQ(imported.scene.meshes.size(), 2u);
    const MeshData& red = *imported.scene.meshes[0];
    EXPECT_EQ(red.triangles.size(), 3u);
    EXPECT_EQ(red.positions.size(), 7u); // four with texture coordinates, three without
    EXPECT_EQ(red.attributes, shared::MESH_NORMALS);
    EXPECT_EQ(red.vertices[0].u_0, 0.25f);
    EXPECT_TRUE(imported.scene.meshes[1]->vertices.empty());
    const shared::Principled& paint = imported.scene.principleds[0];
    expect_near(paint.base_color, vec3(1, 0, 0));
    EXPECT_NEAR(paint.roughness, 0.70710678f, 1e-6f); // sqrt(sqrt(2 / 8))
    const shared::Principled& glass = imported.scene.principleds[1];
    EXPECT_EQ(glass.transmission, 1.0f);
    EXPECT_EQ(glass.ior, 1.25f);
    expect_near(glass.base_color, vec3(0.5f, 1, 1));
}

TEST(SceneFile, PlacesMeshesAndBringsThemBack) {
    const TemporaryFolder folder;
    const std::string ply =
        "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
        "element face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n";
    put_file(folder / "a.ply", bytes_of(ply));
    const std::string json = R"({"triptych": 1, "materials": {"clay": {"type": "lambertian", "albedo": [1, 0.5, 0]}},
        "objects": {"thing": {"type": "mesh", "file": "a.ply"}},
        "shapes": [{"type": "mesh", "file": "a.ply", "material": "clay", "transform": [{"scale": 2}]},
                   {"type": "mesh", "file": "./a.ply"}, {"type": "instance", "object": "thing"},
                   {"type": "mesh", "file": "a.ply", "animation_time": 1.5}],
        "lights": [{"type": "point", "position": [1, 2, 3], "intensity": [4, 5, 6]},
                   {"type": "directional", "direction": [0, -2, 0], "irradiance": [1, 2, 3]},
                   {"type": "spot", "position": [1, 2, 3], "direction": [0, 0, 1], "inner_angle": 10, "outer_angle": 30,
                    "intensity": [1, 1, 1]}]})";
    const Scene scene = parse_scene(json, "scene.json", folder.path());
    ASSERT_EQ(scene.meshes.size(), 2u); // one a time
    EXPECT_EQ(scene.shapes[0].children.at(0).material, 0u);
    EXPECT_NE(scene.shapes[1].children.at(0).material, 0u);
    EXPECT_EQ(scene.shapes[1].children.at(0).material, scene.objects[0].shape.children.at(0).material);
    expect_near(scene.punctual_lights[1].direction, vec3(0, -1, 0));
    const std::string text = format_scene(scene);
    EXPECT_EQ(text.find("plain"), std::string::npos) << text; // the file's own material
    const Scene again = parse_scene(text, "again.json", folder.path());
    EXPECT_EQ(format_scene(again), text);
    ASSERT_EQ(again.punctual_lights.size(), 3u);
    EXPECT_NEAR(again.punctual_lights[2].spot_scale, scene.punctual_lights[2].spot_scale, 1e-5f);
    EXPECT_EQ(again.shapes.size(), scene.shapes.size());
    EXPECT_EQ(again.materials.size(), scene.materials.size());
}

} // namespace
} // namespace triptych
