// A packed scene's arrays as bytes, to which triptych._layout gives the types that shaders/layout.glsl declares.
// SPDX-License-Identifier: MIT
#include "bindings.hpp"

#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>

namespace triptych::python {
namespace {

/// The arrays in the order of the members of shared::Scene that hold their addresses, without a copy.
nb::list arrays_of(const nb::object& owner) {
    const auto& packed = nb::cast<const PackedScene&>(owner);
    shared::Scene scene{};
    nb::list arrays;
    packed.for_each_array(scene, [&](const auto& array, const auto& address) {
        const auto offset = reinterpret_cast<const char*>(&address) - reinterpret_cast<const char*>(&scene);
        if (offset != static_cast<std::ptrdiff_t>(arrays.size() * sizeof(void*)))
            throw Error(ExitCode::INTERNAL, "A packed scene's arrays are not visited in the layout's order.");
        arrays.append(byte_array(array.data(), array.size() * sizeof(array[0]), owner));
    });
    return arrays;
}

nb::object background_of(const nb::object& owner) {
    const auto& background = nb::cast<const PackedScene&>(owner).background;
    return nb::cast(byte_array(&background, sizeof background, owner));
}

} // namespace

void bind_layout(nb::module_& module) {
    nb::class_<PackedScene>(module, "PackedScene")
        .def_prop_ro("arrays", arrays_of)
        .def_prop_ro("background", background_of)
        .def_ro("hash", &PackedScene::hash)
        .def_ro("features", &PackedScene::features)
        .def_ro("flat_count", &PackedScene::flat_count)
        .def_ro("large_count", &PackedScene::large_count)
        .def_ro("top_count", &PackedScene::top_count)
        .def_ro("tolerance", &PackedScene::tolerance)
        .def_prop_ro("shape_count", &PackedScene::shape_count);
}

} // namespace triptych::python
