// The extension's JSON, checked by its rules before meshopt.hpp gets to work.
// SPDX-License-Identifier: MIT
#include "gltf/gltf_packed_view.hpp"

#include "gltf/gltf_document.hpp"
#include "gltf/meshopt.hpp"

#include <fmt/format.h>

#include <utility>

namespace triptych {

namespace {

constexpr std::pair<std::string_view, MeshoptMode> MODES[] = {
    {"ATTRIBUTES", MeshoptMode::ATTRIBUTES}, {"TRIANGLES", MeshoptMode::TRIANGLES}, {"INDICES", MeshoptMode::INDICES}};
constexpr std::pair<std::string_view, MeshoptFilter> FILTERS[] = {{"NONE", MeshoptFilter::NONE},
                                                                  {"OCTAHEDRAL", MeshoptFilter::OCTAHEDRAL},
                                                                  {"QUATERNION", MeshoptFilter::QUATERNION},
                                                                  {"EXPONENTIAL", MeshoptFilter::EXPONENTIAL},
                                                                  {"COLOR", MeshoptFilter::COLOR}};

/// What a member's text stands for.
template <typename T, std::size_t N>
T named(JsonCursor json, const std::pair<std::string_view, T> (&names)[N]) {
    std::string list;
    for (const auto& [name, value] : names) {
        if (json.text() == name) return value;
        list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", name);
    }
    json.fail_expected("one of " + list);
}

} // namespace

std::optional<JsonCursor> find_packing(JsonCursor view) {
    const auto packing = find_extension(view, "KHR_meshopt_compression");
    return packing ? packing : find_extension(view, "EXT_meshopt_compression");
}

std::vector<std::byte> unpack_view(JsonCursor packing, std::span<const std::byte> data, Budget& budget) {
    const MeshoptMode mode = named(packing.at("mode"), MODES);
    const auto filter_json = packing.find("filter");
    const MeshoptFilter filter = filter_json ? named(*filter_json, FILTERS) : MeshoptFilter::NONE;
    const std::uint64_t count = whole_number(packing.at("count"), MAX_MESH_ELEMENTS);
    const JsonCursor stride_json = packing.at("byteStride");
    const std::uint64_t stride = whole_number(stride_json, 256);
    if (mode == MeshoptMode::ATTRIBUTES) {
        if (stride == 0 || stride % 4 != 0) stride_json.fail_expected("a multiple of 4, up to 256");
        if (!fits_filter(filter, stride)) stride_json.fail("elements of this size do not go with the filter");
    } else {
        if (stride != 2 && stride != 4) stride_json.fail_expected("2 or 4");
        if (filter != MeshoptFilter::NONE) packing.fail("indices have no filter");
    }
    if (mode == MeshoptMode::TRIANGLES && count % 3 != 0) packing.at("count").fail("triangles have three indices each");
    budget.spend(count, stride);
    std::vector<std::byte> elements(count * stride);
    if (!unpack_meshopt(mode, data, stride, elements)) packing.fail("the compressed data are damaged");
    undo_filter(filter, stride, elements);
    return elements;
}

} // namespace triptych
