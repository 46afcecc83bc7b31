// Adds what a program holds in arrays to a scene: spheres, materials, textures, meshes and instances by the million.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/image_data.hpp"
#include "scene/scene.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace triptych {

// Each checks everything before it changes the scene, with the bounds of scene files, and throws Error (INVALID_INPUT)
// that names the array and the element, as "spheres[17]: ...".

/// Appends still spheres. `materials` holds an index into Scene::materials for each, or a single one for all.
void add_spheres(Scene& scene, std::span<const shared::Sphere> spheres, std::span<const std::uint32_t> materials);

/// Appends materials of the kinds in MATERIAL_KINDS, named "material N", and returns the first one's index.
std::uint32_t add_materials(Scene& scene, std::span<const shared::Material> materials);

/// What is said of one key of many principled materials: `width` values (3 of a colour, else 1) for each, or once.
/// Textures are indices, alpha modes places in ALPHA_MODES, switches 0 or 1.
struct MaterialColumn {
    std::string_view key; // of the scene format
    std::size_t width;
    std::span<const double> values;
};

/// Appends `count` principled materials, named "material N", with the scene format's defaults for what no column says,
/// and returns the first one's index.
std::uint32_t add_principled(Scene& scene, std::size_t count, std::span<const MaterialColumn> columns);

/// Appends a texture, named "texture N", that shows these pixels; `sampling` has SAMPLING_ bits. Returns its index.
/// Throws as make_image_data does.
std::uint32_t add_image_texture(Scene& scene, const DecodedImage& pixels, ImageUse use, std::uint32_t sampling);

/// The corners of a mesh and what is known of them; what is not known is empty.
struct MeshArrays {
    std::span<const std::array<float, 3>> positions;
    std::span<const std::array<float, 3>> normals;           // of any length
    std::span<const std::array<float, 2>> uvs;               // u from the left, v from below
    std::span<const std::array<float, 3>> colors;            // linear, in [0, 1]
    std::span<const std::array<std::uint32_t, 3>> triangles; // indices into positions, counter-clockwise from outside
};

/// What becomes of normals that have unit length within float32's rounding.
enum class UnitNormals {
    MADE, // brought to unit length like others
    KEPT, // so that what make_mesh gave comes back bit for bit
};

/// The mesh of such arrays, for Scene::meshes. Triangles without area are dropped.
MeshData make_mesh(const MeshArrays& arrays, UnitNormals unit_normals);

/// Appends a mesh; `materials` holds an index into Scene::materials for each triangle, or a single one for all. With an
/// `object` it becomes an object of that name, which add_instances places; else a shape.
void add_mesh(Scene& scene, const MeshArrays& arrays, std::span<const std::uint32_t> materials,
              const std::string& object = "");

/// Places an object once for each matrix: the upper three rows, by which columns are multiplied. Throws Error (USAGE)
/// where there is no such object.
void add_instances(Scene& scene, const std::string& object, std::span<const std::array<double, 12>> matrices);

} // namespace triptych
