// Scenes grow by arrays, and give them back: spheres, materials, textures, meshes, instances.
// SPDX-License-Identifier: MIT
#include "bindings.hpp"
#include "load/bulk.hpp"
#include "scene/kinds_texture.hpp"
#include "scene/principled_keys.hpp"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

namespace triptych::python {

using CodePixels = nb::ndarray<const std::uint8_t, nb::shape<-1, -1, 4>, nb::c_contig, nb::device::cpu>;
using FloatPixels = nb::ndarray<const float, nb::shape<-1, -1, 3>, nb::c_contig, nb::device::cpu>;

DecodedImage pixels_of_array(const nb::object& pixels) {
    CodePixels codes;
    if (nb::try_cast(pixels, codes)) {
        ByteImage image{static_cast<std::uint32_t>(codes.shape(1)), static_cast<std::uint32_t>(codes.shape(0)),
                        std::vector<std::uint32_t>(codes.size() / 4)};
        if (codes.size() > 0) std::memcpy(image.pixels.data(), codes.data(), codes.size());
        return image;
    }
    const auto floats = nb::cast<FloatPixels>(pixels);
    return Image{static_cast<std::uint32_t>(floats.shape(1)),
                 static_cast<std::uint32_t>(floats.shape(0)),
                 {floats.data(), floats.data() + floats.size()}};
}

namespace {

/// Rows of N values, C-contiguous, in any memory of the host, read where they lie.
template <typename Value, int N>
using Rows = nb::ndarray<const Value, nb::shape<-1, N>, nb::c_contig, nb::device::cpu>;
template <typename Value>
using Values = nb::ndarray<const Value, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

template <typename Row, typename Array>
std::span<const Row> span_of(const Array& array) {
    return {reinterpret_cast<const Row*>(array.data()), array.shape(0)};
}
template <typename Row, typename Array>
std::span<const Row> span_of(const std::optional<Array>& array) {
    return array ? span_of<Row>(*array) : std::span<const Row>();
}

/// The same rows where the kernels' struct wants them more aligned than they lie: elements are copied one by one.
template <typename Struct>
std::vector<Struct> structs_of(const std::uint8_t* bytes, std::size_t count) {
    std::vector<Struct> structs(count);
    if (count > 0) std::memcpy(structs.data(), bytes, count * sizeof(Struct));
    return structs;
}

void add_sphere_rows(SceneHandle& scene, const Rows<float, 4>& spheres, const Values<std::uint32_t>& materials) {
    static_assert(sizeof(shared::Sphere) == 4 * sizeof(float));
    const nb::gil_scoped_release released;
    scene.change([&](Scene& described) {
        if (reinterpret_cast<std::uintptr_t>(spheres.data()) % alignof(shared::Sphere) == 0)
            return add_spheres(described, span_of<shared::Sphere>(spheres), span_of<std::uint32_t>(materials));
        add_spheres(described,
                    structs_of<shared::Sphere>(reinterpret_cast<const std::uint8_t*>(spheres.data()), spheres.shape(0)),
                    span_of<std::uint32_t>(materials));
    });
}

std::uint32_t add_material_rows(SceneHandle& scene, const Rows<std::uint8_t, sizeof(shared::Material)>& materials) {
    const nb::gil_scoped_release released;
    return scene.change([&](Scene& described) {
        return add_materials(described, structs_of<shared::Material>(materials.data(), materials.shape(0)));
    });
}

template <int N>
using Optional = std::optional<Rows<float, N>>;

MeshArrays mesh_arrays_of(const Rows<float, 3>& positions, const Rows<std::uint32_t, 3>& triangles,
                          const Optional<3>& normals, const Optional<2>& uvs, const Optional<3>& colors) {
    using Float3 = std::array<float, 3>;
    return {span_of<Float3>(positions), span_of<Float3>(normals), span_of<std::array<float, 2>>(uvs),
            span_of<Float3>(colors), span_of<std::array<std::uint32_t, 3>>(triangles)};
}

void add_mesh_rows(SceneHandle& scene, const Rows<float, 3>& positions, const Rows<std::uint32_t, 3>& triangles,
                   const Values<std::uint32_t>& materials, const std::string& object, const Optional<3>& normals,
                   const Optional<2>& uvs, const Optional<3>& colors) {
    const MeshArrays arrays = mesh_arrays_of(positions, triangles, normals, uvs, colors);
    const nb::gil_scoped_release released;
    scene.change([&](Scene& described) { add_mesh(described, arrays, span_of<std::uint32_t>(materials), object); });
}

void add_array_mesh(SceneArrays& arrays, const std::string& name, const Rows<float, 3>& positions,
                    const Rows<std::uint32_t, 3>& triangles, const Optional<3>& normals, const Optional<2>& uvs,
                    const Optional<3>& colors) {
    arrays.meshes[name] = std::make_shared<const MeshData>(
        make_mesh(mesh_arrays_of(positions, triangles, normals, uvs, colors), UnitNormals::KEPT));
}

using Column = std::tuple<std::string, nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>>;

std::uint32_t add_principled_columns(SceneHandle& scene, std::size_t count, const std::vector<Column>& columns) {
    std::vector<MaterialColumn> views;
    for (const auto& [key, values] : columns) views.push_back({key, values.shape(1), {values.data(), values.size()}});
    const nb::gil_scoped_release released;
    return scene.change([&](Scene& described) { return add_principled(described, count, views); });
}

/// Key and kind: "number", "color", "texture", "switch" or "mode".
std::vector<std::tuple<std::string, std::string>> principled_keys() {
    std::vector<std::tuple<std::string, std::string>> keys;
    for (const PrincipledKey& entry : PRINCIPLED_MEMBERS)
        keys.emplace_back(entry.key.name, entry.number    ? "number"
                                          : entry.color   ? "color"
                                          : entry.texture ? "texture"
                                                          : "switch");
    for (const auto& [name, kind] :
         {std::pair("emission", "color"), {"emission_texture", "texture"}, {"alpha_mode", "mode"}})
        keys.emplace_back(name, kind);
    return keys;
}

std::vector<std::string> alpha_modes() {
    std::vector<std::string> names;
    for (const AlphaMode& mode : ALPHA_MODES) names.emplace_back(mode.name);
    return names;
}

std::uint32_t add_texture(SceneHandle& scene, const nb::object& pixels, const std::string& encoding,
                          const std::string& filter, const std::string& wrap_u, const std::string& wrap_v) {
    const DecodedImage image = pixels_of_array(pixels);
    const ImageUse use = ENCODINGS[place_in(ENCODING_NAMES, encoding, "encoding")].value;
    const std::uint32_t sampling = FILTERS[place_in(FILTER_NAMES, filter, "filter")].bit |
                                   WRAP_MODES[place_in(WRAP_NAMES, wrap_u, "wrap_u")].u |
                                   WRAP_MODES[place_in(WRAP_NAMES, wrap_v, "wrap_v")].v;
    const nb::gil_scoped_release released;
    return scene.change([&](Scene& described) { return add_image_texture(described, image, use, sampling); });
}

void add_instance_rows(SceneHandle& scene, const std::string& object, const Rows<double, 12>& matrices) {
    const nb::gil_scoped_release released;
    scene.change(
        [&](Scene& described) { add_instances(described, object, span_of<std::array<double, 12>>(matrices)); });
}

/// Values that NumPy owns, as rows of N.
template <std::size_t N, typename Value, typename Item>
nb::object array_of(const std::vector<Item>& items, Value (*part)(const Item&, std::size_t)) {
    auto values = std::make_unique<std::vector<Value>>();
    values->reserve(items.size() * N);
    for (const Item& item : items)
        for (std::size_t i = 0; i < N; ++i) values->push_back(part(item, i));
    Value* const data = values->data();
    const nb::capsule owner(values.release(),
                            [](void* kept) noexcept { delete static_cast<std::vector<Value>*>(kept); });
    return nb::cast(nb::ndarray<nb::numpy, Value, nb::ndim<2>>(data, {items.size(), N}, owner));
}

float component(vec3 v, std::size_t i) { return i == 0 ? v.x : i == 1 ? v.y : v.z; }

/// What add_mesh takes. Throws Error (USAGE) for a mesh with more than arrays hold.
nb::dict arrays_of_mesh(const SceneHandle& handle, std::size_t index) {
    std::shared_ptr<const MeshData> mesh;
    {
        const nb::gil_scoped_release released;
        mesh = handle.read_all([&](const Scene& scene) { return scene.meshes.at(index); });
    }
    constexpr std::uint32_t HELD = shared::MESH_NORMALS | shared::MESH_COLORS;
    if ((mesh->attributes & ~HELD) != 0)
        throw Error(ExitCode::USAGE, "A mesh with tangents or alpha cannot be given back as arrays, which do not hold "
                                     "those; name its file in a scene instead.");
    nb::dict arrays;
    arrays["vertices"] =
        array_of<3, float, vec3>(mesh->positions, [](const vec3& v, std::size_t i) { return component(v, i); });
    arrays["triangles"] = array_of<3, std::uint32_t, std::array<std::uint32_t, 3>>(
        mesh->triangles, [](const std::array<std::uint32_t, 3>& corners, std::size_t i) { return corners.at(i); });
    using shared::Vertex;
    if ((mesh->attributes & shared::MESH_NORMALS) != 0)
        arrays["normals"] = array_of<3, float, Vertex>(
            mesh->vertices, [](const Vertex& v, std::size_t i) { return component(v.normal, i); });
    if (!mesh->vertices.empty())
        arrays["uvs"] = array_of<2, float, Vertex>(
            mesh->vertices, [](const Vertex& v, std::size_t i) { return i == 0 ? v.u_0 : v.v_0; });
    if ((mesh->attributes & shared::MESH_COLORS) != 0)
        arrays["colors"] = array_of<3, float, Vertex>(
            mesh->vertices, [](const Vertex& v, std::size_t i) { return component(v.color, i); });
    return arrays;
}

/// (H, W, 3) or, where there is alpha, (H, W, 4) codes, or (H, W, 3) linear floats.
nb::object pixels_of_image(const SceneHandle& handle, std::size_t index) {
    std::shared_ptr<const ImageData> image;
    {
        const nb::gil_scoped_release released;
        image = handle.read_all([&](const Scene& scene) { return scene.images.at(index); });
    }
    if (image->format == shared::IMAGE_FLOAT) {
        Image floats{image->width, image->height, {}};
        for (const std::uint32_t word : image->words) floats.rgb.push_back(shared::uintBitsToFloat(word));
        return nb::cast(float_image(std::move(floats)));
    }
    const std::size_t channels = image->format == shared::IMAGE_SRGB8 ? 3 : 4;
    auto codes = std::make_unique<std::vector<std::uint8_t>>();
    codes->reserve(image->words.size() * channels);
    for (const std::uint32_t word : image->words)
        for (unsigned i = 0; i < channels; ++i) codes->push_back(static_cast<std::uint8_t>(word >> 8u * i));
    std::uint8_t* const data = codes->data();
    const nb::capsule owner(codes.release(),
                            [](void* kept) noexcept { delete static_cast<std::vector<std::uint8_t>*>(kept); });
    return nb::cast(
        nb::ndarray<nb::numpy, std::uint8_t, nb::ndim<3>>(data, {image->height, image->width, channels}, owner));
}

} // namespace

void bind_arrays(nb::module_& module) {
    const auto scene = nb::arg("scene");
    module.def("add_spheres", add_sphere_rows, scene, nb::arg("spheres").noconvert(), nb::arg("materials").noconvert());
    module.def("add_materials", add_material_rows, scene, nb::arg("materials").noconvert());
    module.def("add_mesh", add_mesh_rows, scene, nb::arg("vertices").noconvert(), nb::arg("triangles").noconvert(),
               nb::arg("materials").noconvert(), nb::arg("object"), nb::arg("normals").none().noconvert(),
               nb::arg("uvs").none().noconvert(), nb::arg("colors").none().noconvert());
    module.def("add_principled", add_principled_columns, scene, nb::arg("count"), nb::arg("columns"));
    module.def("add_texture", add_texture, scene, nb::arg("pixels"), nb::arg("encoding"), nb::arg("filter"),
               nb::arg("wrap_u"), nb::arg("wrap_v"));
    module.def("add_instances", add_instance_rows, scene, nb::arg("object"), nb::arg("matrices").noconvert());
    module.def("mesh_arrays", arrays_of_mesh, scene, nb::arg("index"));
    module.def("image_pixels", pixels_of_image, scene, nb::arg("index"));
    module.def("principled_keys", principled_keys);
    module.def("alpha_modes", alpha_modes);
    nb::class_<SceneArrays>(module, "SceneArrays")
        .def(nb::init<>())
        .def("add_image", [](SceneArrays& arrays, const std::string& name,
                             const nb::object& pixels) { arrays.images[name] = pixels_of_array(pixels); })
        .def("add_mesh", add_array_mesh, nb::arg("name"), nb::arg("vertices").noconvert(),
             nb::arg("triangles").noconvert(), nb::arg("normals").none().noconvert(), nb::arg("uvs").none().noconvert(),
             nb::arg("colors").none().noconvert());
}

} // namespace triptych::python
