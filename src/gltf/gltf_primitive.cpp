// Chooses between buffers and what a compressed buffer view unpacks to.
// SPDX-License-Identifier: MIT
#include "gltf/gltf_primitive.hpp"

namespace triptych {

GltfPrimitive::GltfPrimitive(GltfDocument& document, JsonCursor json)
    : m_document(document), m_json(json), m_attributes(json.at("attributes")) {
    const auto positions = m_attributes.find("POSITION");
    const auto extension = find_extension(json, "KHR_draco_mesh_compression");
    if (!positions || !extension || document.resolve(*positions, "accessors").find("bufferView")) return;
    unpack(*extension);
}

void GltfPrimitive::unpack(JsonCursor extension) {
    std::map<std::string, std::uint32_t> ids;
    std::vector<std::uint32_t> wanted;
    extension.at("attributes").for_each_member([&](std::string_view name, JsonCursor id) {
        ids.emplace(name, static_cast<std::uint32_t>(whole_number(id, UINT32_MAX)));
        wanted.push_back(ids.at(std::string(name)));
    });
    const JsonCursor view = extension.at("bufferView");
    const auto data = m_document.compressed_view(view).bytes;
    const DracoMesh mesh = unpack_draco(extension, data, wanted, m_document.budget());
    m_indices = mesh.indices;
    for (const auto& [name, id] : ids) m_unpacked[name] = mesh.attributes.at(id);
}

std::optional<GltfAccessor> GltfPrimitive::indices() const {
    if (m_indices) return GltfAccessor(m_json, *m_indices);
    const auto reference = m_json.find("indices");
    if (!reference) return std::nullopt;
    GltfAccessor accessor(m_document, *reference, {"SCALAR"});
    if (!accessor.holds_indices()) reference->fail("indices are unsigned integers, not normalised");
    return accessor;
}

std::optional<GltfAccessor> GltfPrimitive::attribute(std::string_view name,
                                                     std::initializer_list<std::string_view> types) const {
    const auto reference = m_attributes.find(name);
    if (!reference) return std::nullopt;
    const auto unpacked = m_unpacked.find(name);
    if (unpacked != m_unpacked.end()) return GltfAccessor(m_document, *reference, types, unpacked->second);
    return GltfAccessor(m_document, *reference, types);
}

} // namespace triptych
