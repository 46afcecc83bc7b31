// The accessors of a glTF primitive, whether its numbers lie in buffers or are compressed.
// SPDX-License-Identifier: MIT
#pragma once

#include "gltf/draco.hpp"
#include "gltf/gltf_accessor.hpp"

#include <map>
#include <optional>
#include <string>

namespace triptych {

class GltfPrimitive {
public:
    /// A primitive's JSON. Where Draco compressed it (KHR_draco_mesh_compression) and its positions lie in no buffer
    /// besides, it is unpacked. The document outlives it. Throws Error with the JSON pointer.
    GltfPrimitive(GltfDocument& document, JsonCursor json);

    JsonCursor json() const { return m_json; }
    JsonCursor attributes() const { return m_attributes; }

    /// Whether the indices name triangles one by one, whatever the primitive's mode: Draco knows no others.
    bool is_unpacked() const { return m_indices.has_value(); }

    /// The indices, where it has some. Throws Error with the JSON pointer.
    std::optional<GltfAccessor> indices() const;

    /// The attribute `name`, where it has one, of one of `types`. Throws Error with the JSON pointer.
    std::optional<GltfAccessor> attribute(std::string_view name, std::initializer_list<std::string_view> types) const;

private:
    void unpack(JsonCursor extension);

    GltfDocument& m_document;
    JsonCursor m_json;
    JsonCursor m_attributes;
    std::optional<UnpackedNumbers> m_indices;
    std::map<std::string, UnpackedNumbers, std::less<>> m_unpacked; // by the attribute's name
};

} // namespace triptych
