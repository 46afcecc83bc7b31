// Adds what a program holds in arrays to a scene, once every element has been checked.
// SPDX-License-Identifier: MIT
#include "load/bulk.hpp"

#include "base/error.hpp"
#include "base/names.hpp"
#include "load/bulk_checks.hpp"
#include "mesh/mesh_parts.hpp"
#include "scene/composition.hpp"
#include "scene/scene_memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <vector>

namespace triptych {

namespace {

vec3 to_vec3(const std::array<float, 3>& v) {
    return {without_denormals(v[0]), without_denormals(v[1]), without_denormals(v[2])};
}

/// Normals this near to length 1 are taken for what make_mesh gave before.
constexpr double UNIT_TOLERANCE = 1e-6;

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

/// The triangles of a mesh that are among `wanted`, with their corners alone.
MeshData part_of(const MeshData& mesh, std::span<const std::array<std::uint32_t, 3>> wanted) {
    MeshData part;
    part.attributes = mesh.attributes;
    std::vector<std::uint32_t> places(mesh.positions.size(), shared::NONE);
    for (const auto& triangle : wanted) {
        std::array<std::uint32_t, 3> corners{};
        for (std::size_t c = 0; c < 3; ++c) {
            std::uint32_t& place = places[triangle[c]];
            if (place == shared::NONE) {
                place = static_cast<std::uint32_t>(part.positions.size());
                part.positions.push_back(mesh.positions[triangle[c]]);
                if (!mesh.vertices.empty()) part.vertices.push_back(mesh.vertices[triangle[c]]);
            }
            corners[c] = place;
        }
        part.triangles.push_back(corners);
    }
    const std::vector<shared::Vertex> vertices = part.vertices; // whole already
    finish_mesh(part);
    part.vertices = vertices;
    return part;
}

/// Among those of the scene itself, as long as no mesh file has brought others.
void add_object(Scene& scene, ObjectDescription object) {
    if (scene.own_objects == scene.objects.size()) ++scene.own_objects;
    scene.objects.push_back(std::move(object));
}

/// The end of a sentence about an unknown name.
std::string suggestion_or_list(const std::string& name, std::span<const std::string_view> known) {
    const std::string hint = suggestion(name, known);
    return hint.empty() ? fmt::format("; the scene has {}.", list_names(known)) : hint;
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

MeshData make_mesh(const MeshArrays& arrays, UnitNormals unit_normals) {
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
    if (unit_normals == UnitNormals::KEPT) {
        for (std::size_t i = 0; i < arrays.normals.size(); ++i) {
            const vec3 given = to_vec3(arrays.normals[i]);
            if (std::abs(length(to_double(given)) - 1.0) < UNIT_TOLERANCE) mesh.vertices[i].normal = given;
        }
    }
    return mesh;
}

void add_mesh(Scene& scene, const MeshArrays& arrays, std::span<const std::uint32_t> materials,
              const std::string& object) {
    if (materials.size() != 1 && materials.size() != arrays.triangles.size())
        throw Error(ExitCode::INVALID_INPUT,
                    fmt::format("material has {} elements, but there are {} triangles; give one for each, or one for "
                                "all.",
                                materials.size(), arrays.triangles.size()));
    for (std::size_t i = 0; i < materials.size(); ++i) check_material(scene, materials[i], i);
    for (const ObjectDescription& other : scene.objects) {
        if (!object.empty() && other.name == object)
            throw Error(ExitCode::USAGE,
                        fmt::format("There is an object {} already; name another.", in_quotes(object)));
    }
    MeshData mesh = make_mesh(arrays, UnitNormals::MADE);
    std::vector<ShapeDescription> shapes;
    const auto add = [&](MeshData part, std::uint32_t material) {
        shapes.push_back({MeshShape{static_cast<std::uint32_t>(scene.meshes.size())}, material});
        scene.meshes.push_back(std::make_shared<const MeshData>(std::move(part)));
    };
    if (materials.size() == 1) {
        add(std::move(mesh), materials.front());
    } else { // finish_mesh has dropped triangles, so they are told apart anew
        std::map<std::uint32_t, std::vector<std::array<std::uint32_t, 3>>> by_material;
        for (std::size_t i = 0; i < materials.size(); ++i) by_material[materials[i]].push_back(arrays.triangles[i]);
        for (const auto& [material, triangles] : by_material) {
            MeshData part = part_of(mesh, triangles);
            if (!part.triangles.empty()) add(std::move(part), material);
        }
    }
    check_memory(scene);
    if (object.empty()) {
        scene.shapes.insert(scene.shapes.end(), shapes.begin(), shapes.end());
    } else if (shapes.size() == 1) {
        add_object(scene, {object, std::move(shapes.front())});
    } else {
        add_object(scene, {object, {GroupShape{}, shared::NONE, {}, std::move(shapes)}});
    }
}

void add_instances(Scene& scene, const std::string& object, std::span<const std::array<double, 12>> matrices) {
    const auto found = std::find_if(scene.objects.begin(), scene.objects.end(),
                                    [&](const ObjectDescription& other) { return other.name == object; });
    if (found == scene.objects.end()) {
        std::vector<std::string_view> names;
        for (const ObjectDescription& other : scene.objects) names.push_back(other.name);
        throw Error(ExitCode::USAGE,
                    fmt::format("There is no object {}{}", in_quotes(object),
                                names.empty() ? "; the scene has no objects." : suggestion_or_list(object, names)));
    }
    std::vector<Composition> compositions;
    for (const ObjectDescription& other : scene.objects)
        compositions.push_back(composition_of(other.shape, compositions));
    const auto index = static_cast<std::uint32_t>(found - scene.objects.begin());
    std::vector<ShapeDescription> placed;
    placed.reserve(matrices.size());
    for (std::size_t i = 0; i < matrices.size(); ++i) {
        for (const double value : matrices[i]) {
            if (!(std::abs(value) <= COORDINATE.max))
                fail_element("transforms", i,
                             fmt::format("{} must lie in [{}, {}]", value, COORDINATE.min, COORDINATE.max));
        }
        placed.push_back({InstanceShape{index}, shared::NONE, {{TransformStep::Kind::MATRIX, matrices[i]}}});
        const Affine affine = transform_of(placed.back().transform);
        const double stretch = condition(affine) * compositions[index].condition, factor = length_factor(affine);
        if (!(stretch <= MAX_CONDITION))
            fail_element(
                "transforms", i,
                fmt::format("it stretches one direction more than {:g} times as far as another", MAX_CONDITION));
        if (!(factor * compositions[index].min_factor >= MIN_LENGTH_FACTOR) ||
            !(factor * compositions[index].max_factor <= MAX_LENGTH_FACTOR))
            fail_element("transforms", i,
                         fmt::format("it changes lengths by a factor of {:.3g}; [{:g}, {:g}] is allowed", factor,
                                     MIN_LENGTH_FACTOR, MAX_LENGTH_FACTOR));
    }
    scene.shapes.insert(scene.shapes.end(), placed.begin(), placed.end());
}

} // namespace triptych
