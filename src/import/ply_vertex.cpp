// Names by a table; whole numbers of colours are codes of sRGB, as programs write what they show, floats are linear.
// SPDX-License-Identifier: MIT
#include "import/ply_vertex.hpp"

#include "base/ascii.hpp"
#include "image/srgb.hpp"
#include "import/ply_values.hpp"
#include "mesh/mesh_parts.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace triptych {

namespace {

struct SlotName {
    std::string_view name;
    PlySlot slot;
};
constexpr SlotName SLOT_NAMES[] = {{"x", X},
                                   {"y", Y},
                                   {"z", Z},
                                   {"nx", NX},
                                   {"ny", NY},
                                   {"nz", NZ},
                                   {"normal_x", NX},
                                   {"normal_y", NY},
                                   {"normal_z", NZ},
                                   {"u", U},
                                   {"v", V},
                                   {"s", U},
                                   {"t", V},
                                   {"texture_u", U},
                                   {"texture_v", V},
                                   {"texture_s", U},
                                   {"texture_t", V},
                                   {"red", RED},
                                   {"green", GREEN},
                                   {"blue", BLUE},
                                   {"alpha", ALPHA},
                                   {"r", RED},
                                   {"g", GREEN},
                                   {"b", BLUE},
                                   {"a", ALPHA},
                                   {"diffuse_red", RED},
                                   {"diffuse_green", GREEN},
                                   {"diffuse_blue", BLUE},
                                   {"diffuse_alpha", ALPHA}};

PlySlot slot_of(const std::string& name) {
    const std::string in_lower_case = lower(name);
    for (const SlotName& entry : SLOT_NAMES) {
        if (entry.name == in_lower_case) return entry.slot;
    }
    return NOWHERE;
}

/// The largest whole number of a type, by which its colours are divided; 1 for floats.
double full_scale(PlyType type) {
    switch (type) {
    case PlyType::INT8: return 127.0;
    case PlyType::UINT8: return 255.0;
    case PlyType::INT16: return 32767.0;
    case PlyType::UINT16: return 65535.0;
    case PlyType::INT32: return 2147483647.0;
    case PlyType::UINT32: return 4294967295.0;
    case PlyType::FLOAT32:
    case PlyType::FLOAT64: return 1.0;
    }
    return 1.0;
}

} // namespace

PlyVertexLayout::PlyVertexLayout(const PlyElement& element) {
    for (const PlyProperty& property : element.properties) {
        const PlySlot slot = property.is_list ? NOWHERE : slot_of(property.name);
        m_slots.push_back(slot);
        if (slot != NOWHERE) m_places.push_back({m_row_bytes, property.type, slot});
        m_row_bytes += size_of(property.type);
        if (slot == NOWHERE) continue;
        m_types[slot] = property.type;
        m_has[slot] = true;
    }
    const auto is_list = [](const PlyProperty& property) { return property.is_list; };
    if (std::any_of(element.properties.begin(), element.properties.end(), is_list)) m_row_bytes = 0;
}

void PlyVertexLayout::put_row(const char* row) {
    for (const Place& place : m_places) m_values[place.slot] = ply_number(place.type, row + place.at);
}

std::uint32_t PlyVertexLayout::attributes() const {
    std::uint32_t bits = 0;
    if (has(NX) && has(NY) && has(NZ)) bits |= shared::MESH_NORMALS;
    if (has(RED) && has(GREEN) && has(BLUE)) bits |= shared::MESH_COLORS;
    return bits;
}

void PlyVertexLayout::put(double value) {
    const PlySlot slot = m_slots[m_next];
    if (slot != NOWHERE) m_values[slot] = value;
    m_next = m_next + 1 < m_slots.size() ? m_next + 1 : 0;
}

vec3 PlyVertexLayout::position() const {
    const auto coordinate = [&](PlySlot slot) { return without_denormals(static_cast<float>(m_values[slot])); };
    return {coordinate(X), coordinate(Y), coordinate(Z)};
}

float PlyVertexLayout::single(PlySlot slot) {
    const bool is_usable = std::abs(m_values[slot]) < 1e9; // NaN is not
    m_is_odd = m_is_odd || !is_usable;
    return is_usable ? without_denormals(static_cast<float>(m_values[slot])) : 0.0f;
}

float PlyVertexLayout::color(PlySlot slot) {
    const PlyType type = m_types[slot];
    const bool is_number = !std::isnan(m_values[slot]);
    m_is_odd = m_is_odd || !is_number;
    const double share = is_number ? std::clamp(m_values[slot] / full_scale(type), 0.0, 1.0) : 0.0;
    const bool is_linear = type == PlyType::FLOAT32 || type == PlyType::FLOAT64 || slot == ALPHA;
    return without_denormals(static_cast<float>(is_linear ? share : linear_from_srgb(share)));
}

shared::Vertex PlyVertexLayout::vertex() {
    shared::Vertex vertex = plain_vertex();
    if ((attributes() & shared::MESH_NORMALS) != 0) vertex.normal = vec3(single(NX), single(NY), single(NZ));
    if (has_texcoords()) {
        vertex.u_0 = single(U);
        vertex.v_0 = single(V);
    }
    if ((attributes() & shared::MESH_COLORS) != 0) {
        vertex.color = vec3(color(RED), color(GREEN), color(BLUE));
        if (has(ALPHA)) vertex.alpha = color(ALPHA);
    }
    return vertex;
}

} // namespace triptych
