// Bounds are checked once, when an accessor is made; reading then only computes addresses.
// SPDX-License-Identifier: MIT
#include "gltf/gltf_accessor.hpp"

#include "base/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>

namespace triptych {

namespace {

/// Bytes of a component; 0 for what is no type.
std::uint32_t size_of(std::uint32_t type) {
    switch (type) {
    case COMPONENT_BYTE:
    case COMPONENT_UNSIGNED_BYTE: return 1;
    case COMPONENT_SHORT:
    case COMPONENT_UNSIGNED_SHORT: return 2;
    case COMPONENT_INT:
    case COMPONENT_UNSIGNED_INT:
    case COMPONENT_FLOAT: return 4;
    default: return 0;
    }
}

struct ElementType {
    std::string_view name;
    std::uint32_t components;
};
constexpr ElementType ELEMENT_TYPES[] = {{"SCALAR", 1}, {"VEC2", 2}, {"VEC3", 3}, {"VEC4", 4},
                                         {"MAT2", 4},   {"MAT3", 9}, {"MAT4", 16}};

template <typename T>
double read(const std::byte* data) {
    T value;
    std::memcpy(&value, data, sizeof(T));
    return static_cast<double>(value);
}

/// A component as it is stored; the machine is little-endian, as glTF's buffers are.
double stored(const std::byte* data, std::uint32_t type) {
    switch (type) {
    case COMPONENT_BYTE: return read<std::int8_t>(data);
    case COMPONENT_UNSIGNED_BYTE: return read<std::uint8_t>(data);
    case COMPONENT_SHORT: return read<std::int16_t>(data);
    case COMPONENT_UNSIGNED_SHORT: return read<std::uint16_t>(data);
    case COMPONENT_INT: return read<std::int32_t>(data);
    case COMPONENT_UNSIGNED_INT: return read<std::uint32_t>(data);
    default: return read<float>(data);
    }
}

double largest(std::uint32_t type) {
    switch (type) {
    case COMPONENT_BYTE: return 127.0;
    case COMPONENT_UNSIGNED_BYTE: return 255.0;
    case COMPONENT_SHORT: return 32767.0;
    case COMPONENT_UNSIGNED_SHORT: return 65535.0;
    default: return 1.0;
    }
}

constexpr std::uint64_t MAX_COUNT = std::uint64_t{1} << 48u; // no product below overflows

std::uint32_t component_type(JsonCursor json) {
    const JsonCursor type = json.at("componentType");
    const auto number = static_cast<std::uint32_t>(whole_number(type, 65535));
    if (size_of(number) == 0 || number == COMPONENT_INT)
        type.fail_expected("one of 5120, 5121, 5122, 5123, 5125, 5126");
    return number;
}

} // namespace

GltfAccessor::GltfAccessor(GltfDocument& document, JsonCursor reference, std::initializer_list<std::string_view> types)
    : m_json(document.resolve(reference, "accessors")) {
    read_type(types);
    if (m_json.find("bufferView")) m_source = source(document, m_json, m_count, m_component, m_components);
    if (const auto sparse = m_json.find("sparse")) read_sparse(document, *sparse);
}

GltfAccessor::GltfAccessor(GltfDocument& document, JsonCursor reference, std::initializer_list<std::string_view> types,
                           UnpackedNumbers numbers)
    : m_json(document.resolve(reference, "accessors")) {
    read_type(types);
    if (numbers.components != m_components) {
        m_json.fail(fmt::format("its elements have {} components, but the compressed ones {}", m_components,
                                numbers.components));
    }
    if (numbers.component_type == COMPONENT_FLOAT) {
        m_component = COMPONENT_FLOAT;
        m_normalized = false;
    }
    stand_in(std::move(numbers));
}

GltfAccessor::GltfAccessor(JsonCursor json, UnpackedNumbers indices)
    : m_json(json), m_component(indices.component_type) {
    stand_in(std::move(indices));
}

void GltfAccessor::stand_in(UnpackedNumbers numbers) {
    m_count = numbers.count;
    m_unpacked = std::move(numbers.bytes);
    m_source = {m_unpacked->data(), std::uint64_t{size_of(numbers.component_type)} * numbers.components,
                numbers.component_type};
}

void GltfAccessor::read_type(std::initializer_list<std::string_view> types) {
    const JsonCursor type = m_json.at("type");
    if (std::find(types.begin(), types.end(), type.text()) == types.end()) {
        const std::vector<std::string_view> names(types);
        type.fail_expected((names.size() > 1 ? "one of " : "") + list_names(names) + " for its use");
    }
    for (const ElementType& entry : ELEMENT_TYPES) {
        if (entry.name == type.text()) m_components = entry.components;
    }
    m_count = whole_number(m_json.at("count"), MAX_COUNT);
    m_component = component_type(m_json);
    if (const auto normalized = m_json.find("normalized")) m_normalized = normalized->boolean();
}

GltfAccessor::Source GltfAccessor::source(GltfDocument& document, JsonCursor json, std::uint64_t count,
                                          std::uint32_t type, std::uint32_t components) const {
    const GltfView view = document.view(json.at("bufferView"));
    const auto offset_json = json.find("byteOffset");
    const std::uint64_t offset = offset_json ? whole_number(*offset_json, MAX_COUNT) : 0;
    const std::uint64_t size = std::uint64_t{size_of(type)} * components;
    const std::uint64_t stride = view.stride == 0 ? size : view.stride;
    if (count == 0) return {};
    if (stride < size) {
        document.warnings().add(
            fmt::format("elements of {} bytes stand {} bytes apart, over each other.", size, stride));
    }
    const std::uint64_t end = offset + (count - 1) * stride + size;
    if (end > view.bytes.size()) {
        json.fail(fmt::format("its {} elements reach to byte {} of a view of {} bytes", count, end, view.bytes.size()));
    }
    return {view.bytes.data() + offset, stride, type};
}

void GltfAccessor::read_sparse(GltfDocument& document, JsonCursor json) {
    const std::uint64_t count = whole_number(json.at("count"), MAX_COUNT);
    const JsonCursor indices = json.at("indices");
    const std::uint32_t type = component_type(indices);
    if (type != COMPONENT_UNSIGNED_BYTE && type != COMPONENT_UNSIGNED_SHORT && type != COMPONENT_UNSIGNED_INT) {
        indices.at("componentType").fail("indices are unsigned integers");
    }
    const Source places = source(document, indices, count, type, 1);
    m_sparse_values = source(document, json.at("values"), count, m_component, m_components);
    document.budget().spend(count, sizeof(Substitute));
    m_substitutes.reserve(count);
    for (std::uint64_t i = 0; i < count; i++) {
        m_substitutes.push_back({static_cast<std::uint64_t>(stored(places.data + i * places.stride, type)), i});
    }
    // The last one counts where several stand in for one element.
    if (!std::is_sorted(m_substitutes.begin(), m_substitutes.end()))
        std::stable_sort(m_substitutes.begin(), m_substitutes.end());
    if (!m_substitutes.empty() && m_substitutes.back().index >= m_count) {
        document.warnings().add("what stands in for elements that an accessor does not have is passed over.");
    }
}

bool GltfAccessor::holds_indices() const {
    return !m_normalized && (m_component == COMPONENT_UNSIGNED_BYTE || m_component == COMPONENT_UNSIGNED_SHORT ||
                             m_component == COMPONENT_UNSIGNED_INT);
}

double GltfAccessor::any_value(std::uint64_t i, std::uint32_t k) const {
    const Source* source = &m_source;
    std::uint64_t place = i;
    if (!m_substitutes.empty()) {
        const auto behind = std::upper_bound(m_substitutes.begin(), m_substitutes.end(), Substitute{i, 0});
        if (behind != m_substitutes.begin() && std::prev(behind)->index == i) {
            source = &m_sparse_values;
            place = std::prev(behind)->place;
        }
    }
    if (source->data == nullptr) return 0.0;
    const double number =
        stored(source->data + place * source->stride + std::uint64_t{k} * size_of(source->type), source->type);
    return m_normalized ? std::max(number / largest(m_component), -1.0) : number;
}

double GltfAccessor::value(std::uint64_t i, std::uint32_t k) const {
    const double number = any_value(i, k);
    if (!std::isfinite(number)) m_json.fail(fmt::format("element {} is not finite", i));
    return number;
}

} // namespace triptych
