// The numbers of a glTF accessor, read in place.
// SPDX-License-Identifier: MIT
#pragma once

#include "gltf/gltf_document.hpp"
#include "scene/transform.hpp"

#include <initializer_list>
#include <memory>
#include <vector>

namespace triptych {

/// The types of components, numbered as glTF has them; COMPONENT_INT is of unpacked numbers alone.
constexpr std::uint32_t COMPONENT_BYTE = 5120, COMPONENT_UNSIGNED_BYTE = 5121, COMPONENT_SHORT = 5122,
                        COMPONENT_UNSIGNED_SHORT = 5123, COMPONENT_INT = 5124, COMPONENT_UNSIGNED_INT = 5125,
                        COMPONENT_FLOAT = 5126;

/// Numbers that stand for an accessor's, since an extension compresses them: `count` elements of `components` each,
/// one behind the other.
struct UnpackedNumbers {
    std::shared_ptr<const std::vector<std::byte>> bytes;
    std::uint64_t count = 0;
    std::uint32_t components = 1;
    std::uint32_t component_type = 0;
};

/// All component types, normalised or not, strides, sparse substitutes (glTF 2.0, section 3.6.2). No values are copied,
/// so that elements that no index names cost nothing.
class GltfAccessor {
public:
    /// What a reference names, whose type is one of `types` ("SCALAR", "VEC3", ...). Everything that it may read lies
    /// within its buffers. The document outlives it. Throws Error with the JSON pointer.
    GltfAccessor(GltfDocument& document, JsonCursor reference, std::initializer_list<std::string_view> types);

    /// The same of numbers that were unpacked, which are normalised as the accessor says unless they are floats. Throws
    /// Error where its type has other components.
    GltfAccessor(GltfDocument& document, JsonCursor reference, std::initializer_list<std::string_view> types,
                 UnpackedNumbers numbers);

    /// Indices that were unpacked, for those at `json`.
    GltfAccessor(JsonCursor json, UnpackedNumbers indices);

    std::uint64_t count() const { return m_count; }
    std::uint32_t components() const { return m_components; }

    /// Component `k` of element `i`, normalised integers as shares of 1 or of -1 to 1. Throws Error where it is not
    /// finite.
    double value(std::uint64_t i, std::uint32_t k) const;

    /// The same, finite or not.
    double any_value(std::uint64_t i, std::uint32_t k) const;

    /// Whether the numbers are unsigned integers that are not normalised, as indices are.
    bool holds_indices() const;

    /// Its place in the file, for complaints about its values.
    JsonCursor json() const { return m_json; }

private:
    /// Elements that lie one after the other, or far from each other, in bytes.
    struct Source {
        const std::byte* data = nullptr;
        std::uint64_t stride = 0;
        std::uint32_t type = 0;
    };

    void read_type(std::initializer_list<std::string_view> types);
    void stand_in(UnpackedNumbers numbers);
    Source source(GltfDocument& document, JsonCursor json, std::uint64_t count, std::uint32_t type,
                  std::uint32_t components) const;
    void read_sparse(GltfDocument& document, JsonCursor json);

    JsonCursor m_json;
    std::uint64_t m_count = 0;
    std::uint32_t m_components = 1;
    std::uint32_t m_component = 0; // the type of each
    bool m_normalized = false;
    Source m_source;                                          // without data: zeros
    std::shared_ptr<const std::vector<std::byte>> m_unpacked; // that the source lies in, if any
    /// An element that stands in for another.
    struct Substitute {
        std::uint64_t index; // that it stands in for
        std::uint64_t place; // among the substitutes
        bool operator<(const Substitute& other) const { return index < other.index; }
    };
    std::vector<Substitute> m_substitutes; // by index
    Source m_sparse_values;
};

/// Element `i` of an accessor of three components, finite or not.
inline Vec3d vector_at(const GltfAccessor& accessor, std::uint64_t i) {
    return {accessor.any_value(i, 0), accessor.any_value(i, 1), accessor.any_value(i, 2)};
}

} // namespace triptych
