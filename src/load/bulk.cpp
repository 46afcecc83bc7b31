// Adds what a program holds in arrays to a scene, once every element has been checked.
// SPDX-License-Identifier: MIT
#include "load/bulk.hpp"

#include "base/error.hpp"
#include "mesh/mesh_parts.hpp"
#include "scene/kinds_material.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace triptych {

namespace {

[[noreturn]] void fail_element(std::string_view array, std::size_t index, const std::string& complaint) {
    throw Error(ExitCode::INVALID_INPUT, fmt::format("{}[{}]: {}.", array, index, complaint));
}

/// NaN lies in no range.
bool lies_in(float value, Range range) {
    const auto wide = static_cast<double>(value);
    return wide >= range.min && (range.open ? wide < range.max : wide <= range.max);
}

bool lies_in(vec3 v, Range range) { return lies_in(v.x, range) && lies_in(v.y, range) && lies_in(v.z, range); }

vec3 to_vec3(const std::array<float, 3>& v) {
    return {without_denormals(v[0]), without_denormals(v[1]), without_denormals(v[2])};
}

void check_material(const Scene& scene, std::uint32_t material, std::size_t index) {
    if (material < scene.materials.size()) return;
    fail_element("materials", index,
                 fmt::format("there is no material {}; the scene has {}", material, scene.materials.size()));
}

void check_length(std::string_view array, std::size_t length, std::size_t wanted) {
    if (length == 0 || length == wanted) return;
    throw Error(ExitCode::INVALID_INPUT,
                fmt::format("{} has {} rows, but there are {} vertices; give one for each.", array, length, wanted));
}

void check_texture(const Scene& scene, std::uint32_t texture, std::size_t index) {
    if (texture == shared::NONE || texture < scene.textures.size()) return;
    fail_element("materials", index,
                 fmt::format("there is no texture {}; the scene has {}, and {} stands for none", texture,
                             scene.textures.size(), shared::NONE));
}

/// Throws where a member of a material is outside the range of its key.
void check_member(const shared::Material& material, const MaterialKey& entry, std::size_t index) {
    const Range range = entry.key.range;
    const auto fail = [&](const std::string& member) {
        fail_element("materials", index,
                     fmt::format("{} must lie in [{}, {}{}", member, range.min, range.max, range.open ? ')' : ']'));
    };
    switch (entry.member) {
    case MaterialMember::COLOR:
        if (!lies_in(material.color, range))
            fail(entry.key.name == "color" ? "color" : fmt::format("color, the {},", entry.key.name));
        return;
    case MaterialMember::FUZZ:
        if (!lies_in(material.fuzz, range)) fail("fuzz");
        return;
    case MaterialMember::IOR:
        if (!lies_in(material.ior, range)) fail("ior");
        return;
    case MaterialMember::SIDES: return; // both kinds are valid
    }
}

void check_description(const Scene& scene, const shared::Material& material, std::size_t index) {
    const MaterialKind* kind = find_material_kind(material.kind);
    if (!kind)
        fail_element("materials", index,
                     fmt::format("kind is {}, which arrays do not hold; principled materials come from the scene's "
                                 "description",
                                 material.kind));
    for (const MaterialKey& entry : kind->members) check_member(material, entry, index);
    if (!lies_in(material.color, RADIANCE)) fail_element("materials", index, "color must be finite and not negative");
    const bool reads_fuzz = std::any_of(kind->members.begin(), kind->members.end(),
                                        [](const MaterialKey& entry) { return entry.member == MaterialMember::FUZZ; });
    if (!reads_fuzz && !lies_in(material.fuzz, FRACTION)) fail_element("materials", index, "fuzz must lie in [0, 1]");
    check_texture(scene, material.color_texture, index);
    check_texture(scene, material.fuzz_texture, index);
}

void check_positions(const MeshArrays& arrays) {
    for (std::size_t i = 0; i < arrays.positions.size(); ++i) {
        const auto& [x, y, z] = arrays.positions[i];
        if (!lies_in(vec3(x, y, z), COORDINATE))
            fail_element("vertices", i,
                         fmt::format("({}, {}, {}) must lie in [{}, {}]", x, y, z, COORDINATE.min, COORDINATE.max));
    }
    for (std::size_t i = 0; i < arrays.triangles.size(); ++i) {
        for (const std::uint32_t corner : arrays.triangles[i]) {
            if (corner >= arrays.positions.size())
                fail_element("triangles", i,
                             fmt::format("there is no vertex {}; there are {}", corner, arrays.positions.size()));
        }
    }
}

void check_attributes(const MeshArrays& arrays) {
    check_length("normals", arrays.normals.size(), arrays.positions.size());
    check_length("uvs", arrays.uvs.size(), arrays.positions.size());
    check_length("colors", arrays.colors.size(), arrays.positions.size());
    for (std::size_t i = 0; i < arrays.normals.size(); ++i) {
        const auto& [x, y, z] = arrays.normals[i];
        if (!lies_in(vec3(x, y, z), COORDINATE)) fail_element("normals", i, "must be finite and below 1e9");
    }
    for (std::size_t i = 0; i < arrays.uvs.size(); ++i) {
        const auto& [u, v] = arrays.uvs[i];
        if (!lies_in(u, COORDINATE) || !lies_in(v, COORDINATE)) fail_element("uvs", i, "must be finite and below 1e9");
    }
    for (std::size_t i = 0; i < arrays.colors.size(); ++i) {
        const auto& [red, green, blue] = arrays.colors[i];
        if (!lies_in(vec3(red, green, blue), FRACTION)) fail_element("colors", i, "must lie in [0, 1]");
    }
}

std::vector<shared::Vertex> vertices_of(const MeshArrays& arrays) {
    if (arrays.normals.empty() && arrays.uvs.empty() && arrays.colors.empty()) return {};
    std::vector<shared::Vertex> vertices(arrays.positions.size(), plain_vertex());
    for (std::size_t i = 0; i < arrays.normals.size(); ++i) vertices[i].normal = to_vec3(arrays.normals[i]);
    for (std::size_t i = 0; i < arrays.uvs.size(); ++i) {
        vertices[i].u_0 = without_denormals(arrays.uvs[i][0]);
        vertices[i].v_0 = without_denormals(arrays.uvs[i][1]);
    }
    for (std::size_t i = 0; i < arrays.colors.size(); ++i) vertices[i].color = to_vec3(arrays.colors[i]);
    return vertices;
}

} // namespace

void add_spheres(Scene& scene, std::span<const shared::Sphere> spheres, std::span<const std::uint32_t> materials) {
    if (materials.size() != 1 && materials.size() != spheres.size())
        throw Error(ExitCode::INVALID_INPUT,
                    fmt::format("materials has {} elements, but there are {} spheres; give one for each, or one for "
                                "all.",
                                materials.size(), spheres.size()));
    for (std::size_t i = 0; i < materials.size(); ++i) check_material(scene, materials[i], i);
    for (std::size_t i = 0; i < spheres.size(); ++i) {
        const auto& [center, radius] = spheres[i];
        if (!lies_in(center, COORDINATE))
            fail_element("spheres", i,
                         fmt::format("the centre ({}, {}, {}) must lie in [{}, {}]", center.x, center.y, center.z,
                                     COORDINATE.min, COORDINATE.max));
        if (!lies_in(radius, LENGTH))
            fail_element("spheres", i,
                         fmt::format("the radius {} must lie in [{}, {}]", radius, LENGTH.min, LENGTH.max));
    }
    scene.shapes.reserve(scene.shapes.size() + spheres.size());
    for (std::size_t i = 0; i < spheres.size(); ++i) {
        const vec3 center = spheres[i].center;
        scene.shapes.push_back(make_sphere(to_vec3({center.x, center.y, center.z}), spheres[i].radius,
                                           materials[materials.size() == 1 ? 0 : i]));
    }
}

std::uint32_t add_materials(Scene& scene, std::span<const shared::Material> materials) {
    for (std::size_t i = 0; i < materials.size(); ++i) check_description(scene, materials[i], i);
    const auto first = static_cast<std::uint32_t>(scene.materials.size());
    for (const shared::Material& material : materials)
        scene.materials.push_back({fmt::format("material {}", scene.materials.size()), material});
    return first;
}

void add_mesh(Scene& scene, const MeshArrays& arrays, std::uint32_t material) {
    check_material(scene, material, 0);
    check_positions(arrays);
    check_attributes(arrays);
    MeshData mesh;
    mesh.positions.reserve(arrays.positions.size());
    for (const auto& position : arrays.positions) mesh.positions.push_back(to_vec3(position));
    mesh.vertices = vertices_of(arrays);
    mesh.attributes =
        (arrays.normals.empty() ? 0 : shared::MESH_NORMALS) | (arrays.colors.empty() ? 0 : shared::MESH_COLORS);
    mesh.triangles.assign(arrays.triangles.begin(), arrays.triangles.end());
    finish_mesh(mesh);
    scene.shapes.push_back({MeshShape{static_cast<std::uint32_t>(scene.meshes.size())}, material});
    scene.meshes.push_back(std::make_shared<const MeshData>(std::move(mesh)));
}

} // namespace triptych
