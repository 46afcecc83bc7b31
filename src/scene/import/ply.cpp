// Values one after the other, whatever the format, into the slots that their properties' names choose.
// SPDX-License-Identifier: MIT
#include "scene/import/ply.hpp"

#include "base/error.hpp"
#include "image/srgb.hpp"
#include "scene/import/budget.hpp"
#include "scene/import/mesh_parts.hpp"
#include "scene/import/plain_scene.hpp"
#include "scene/import/ply_header.hpp"
#include "scene/import/text_lines.hpp"
#include "scene/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace triptych {

namespace {

/// Where a vertex's property goes.
enum Slot : std::uint8_t { X, Y, Z, NX, NY, NZ, U, V, RED, GREEN, BLUE, ALPHA, SLOTS, NOWHERE };

struct SlotName {
    std::string_view name;
    Slot slot;
};
constexpr SlotName SLOT_NAMES[] = {{"x", X},
                                   {"y", Y},
                                   {"z", Z},
                                   {"nx", NX},
                                   {"ny", NY},
                                   {"nz", NZ},
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
                                   {"diffuse_red", RED},
                                   {"diffuse_green", GREEN},
                                   {"diffuse_blue", BLUE}};

Slot slot_of(const std::string& name) {
    for (const SlotName& entry : SLOT_NAMES) {
        if (entry.name == name) return entry.slot;
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
    default: return 1.0;
    }
}

/// The values behind the header, as doubles, which hold those of all types exactly.
class Values {
public:
    Values(std::string_view data, PlyFormat format) : m_data(data), m_format(format) {}

    /// False where the data end or hold no number of this type.
    bool next(PlyType type, double& value) {
        return m_format == PlyFormat::ASCII ? next_text(value) : next_bytes(type, value);
    }

    std::size_t left() const { return m_data.size() - m_at; }
    PlyFormat format() const { return m_format; }

private:
    bool next_text(double& value) {
        while (m_at < m_data.size() && is_blank(m_data[m_at])) m_at++;
        const char* end = parse_number(m_data.data() + m_at, m_data.data() + m_data.size(), value);
        if (end == nullptr) return false;
        m_at = static_cast<std::size_t>(end - m_data.data());
        return m_at == m_data.size() || is_blank(m_data[m_at]);
    }

    template <typename T>
    static double as(std::uint64_t bits) {
        using Bits =
            std::conditional_t<sizeof(T) == 8, std::uint64_t,
                               std::conditional_t<sizeof(T) == 4, std::uint32_t,
                                                  std::conditional_t<sizeof(T) == 2, std::uint16_t, std::uint8_t>>>;
        return static_cast<double>(std::bit_cast<T>(static_cast<Bits>(bits)));
    }

    bool next_bytes(PlyType type, double& value) {
        const std::size_t size = size_of(type);
        if (left() < size) return false;
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < size; i++) {
            const std::size_t place = m_format == PlyFormat::BINARY_BIG_ENDIAN ? i : size - 1 - i;
            bits = (bits << 8u) | static_cast<unsigned char>(m_data[m_at + place]);
        }
        m_at += size;
        switch (type) {
        case PlyType::INT8: value = as<std::int8_t>(bits); break;
        case PlyType::UINT8: value = as<std::uint8_t>(bits); break;
        case PlyType::INT16: value = as<std::int16_t>(bits); break;
        case PlyType::UINT16: value = as<std::uint16_t>(bits); break;
        case PlyType::INT32: value = as<std::int32_t>(bits); break;
        case PlyType::UINT32: value = as<std::uint32_t>(bits); break;
        case PlyType::FLOAT32: value = as<float>(bits); break;
        case PlyType::FLOAT64: value = as<double>(bits); break;
        }
        return true;
    }

    std::string_view m_data;
    PlyFormat m_format;
    std::size_t m_at = 0;
};

class PlyReader {
public:
    PlyReader(std::string_view text, const std::string& name)
        : m_name(name), m_header(read_ply_header(text, name)),
          m_values(text.substr(m_header.size_bytes), m_header.format), m_budget(name) {
        m_budget.add_input(text.size());
    }

    MeshData read() {
        bool has_faces = false;
        for (const PlyElement& element : m_header.elements) {
            if (element.name == "vertex") {
                read_vertices(element);
            } else if (element.name == "face") {
                has_faces = true;
                read_faces(element);
            } else {
                for (std::uint64_t i = 0; i < element.count; i++) {
                    for (const PlyProperty& property : element.properties) skip(element, i, property);
                }
            }
        }
        if (!has_faces) fail("there is no element \"face\"; points alone are not drawn");
        check_indices();
        finish_mesh(m_mesh);
        return std::move(m_mesh);
    }

private:
    [[noreturn]] void fail(const std::string& problem, ExitCode code = ExitCode::INVALID_INPUT) const {
        throw Error(code, fmt::format("{}: {}.", m_name, problem));
    }

    double value(const PlyElement& element, std::uint64_t i, const std::string& property, PlyType type) {
        double value = 0.0;
        if (!m_values.next(type, value)) {
            fail(fmt::format("{} {} of {} has no number {}; the file may be cut off", in_quotes(element.name), i,
                             element.count, in_quotes(property)));
        }
        return value;
    }

    std::uint64_t list_size(const PlyElement& element, std::uint64_t i, const PlyProperty& property) {
        const double size = value(element, i, property.name, property.count_type);
        if (!(size >= 0.0 && size <= static_cast<double>(m_values.left()) && size == std::floor(size))) {
            fail(fmt::format("{} {} has a list {} of {:g} values, and {} bytes are left", in_quotes(element.name), i,
                             in_quotes(property.name), size, m_values.left()));
        }
        return static_cast<std::uint64_t>(size);
    }

    void skip(const PlyElement& element, std::uint64_t i, const PlyProperty& property) {
        const std::uint64_t count = property.is_list ? list_size(element, i, property) : 1;
        for (std::uint64_t k = 0; k < count; k++) value(element, i, property.name, property.type);
    }

    void read_vertices(const PlyElement& element) {
        if (!m_mesh.positions.empty()) fail("the element \"vertex\" appears twice");
        std::vector<Slot> slots;
        std::array<PlyType, SLOTS> types{};
        std::array<bool, SLOTS> has{};
        for (const PlyProperty& property : element.properties) {
            const Slot slot = property.is_list ? NOWHERE : slot_of(property.name);
            slots.push_back(slot);
            if (slot == NOWHERE) continue;
            types[slot] = property.type;
            has[slot] = true;
        }
        if (!has[X] || !has[Y] || !has[Z]) fail("its vertices lack x, y or z");
        const bool has_normals = has[NX] && has[NY] && has[NZ];
        const bool has_colors = has[RED] && has[GREEN] && has[BLUE];
        const bool has_more = has_normals || has_colors || (has[U] && has[V]);
        if (element.count > MAX_MESH_ELEMENTS) {
            fail(fmt::format("a mesh may have {} vertices at most", MAX_MESH_ELEMENTS), ExitCode::LIMIT);
        }
        m_budget.spend(element.count, sizeof(vec3) + (has_more ? sizeof(shared::Vertex) : 0));
        m_mesh.positions.reserve(element.count);
        if (has_more) m_mesh.vertices.reserve(element.count);
        if (has_normals) m_mesh.attributes |= shared::MESH_NORMALS;
        if (has_colors) m_mesh.attributes |= shared::MESH_COLORS;

        std::array<double, SLOTS> values{};
        for (std::uint64_t i = 0; i < element.count; i++) {
            for (std::size_t k = 0; k < slots.size(); k++) {
                if (slots[k] == NOWHERE) {
                    skip(element, i, element.properties[k]);
                } else {
                    values[slots[k]] = value(element, i, element.properties[k].name, element.properties[k].type);
                }
            }
            const auto single = [&](Slot slot) { return without_denormals(static_cast<float>(values[slot])); };
            const vec3 position(single(X), single(Y), single(Z));
            if (const std::string why = why_no_position(position, fmt::format("vertex {}", i)); !why.empty()) fail(why);
            m_mesh.positions.push_back(position);
            if (!has_more) continue;
            for (int slot = NX; slot < SLOTS; slot++) {
                if (!(std::abs(values[slot]) < 1e9)) {
                    fail(fmt::format("vertex {} has an attribute that is not finite or beyond 1e9", i));
                }
            }
            shared::Vertex vertex = plain_vertex();
            if (has_normals) vertex.normal = vec3(single(NX), single(NY), single(NZ));
            if (has[U] && has[V]) {
                vertex.u_0 = single(U);
                vertex.v_0 = single(V);
            }
            if (has_colors) {
                const auto color = [&](Slot slot) { return color_of(values[slot], types[slot]); };
                vertex.color = vec3(color(RED), color(GREEN), color(BLUE));
                if (has[ALPHA]) vertex.alpha = share(values[ALPHA] / full_scale(types[ALPHA]));
            }
            m_mesh.vertices.push_back(vertex);
        }
    }

    static float share(double value) { return without_denormals(static_cast<float>(std::clamp(value, 0.0, 1.0))); }

    /// Whole numbers are codes of sRGB, as programs write what they show; floats are linear.
    static float color_of(double value, PlyType type) {
        if (type == PlyType::FLOAT32 || type == PlyType::FLOAT64) return share(value);
        return share(linear_from_srgb(std::clamp(value / full_scale(type), 0.0, 1.0)));
    }

    void read_faces(const PlyElement& element) {
        bool has_indices = false;
        for (const PlyProperty& property : element.properties) has_indices = has_indices || is_indices(property);
        if (!has_indices) fail("its faces lack the list \"vertex_indices\"");
        for (std::uint64_t i = 0; i < element.count; i++) {
            for (const PlyProperty& property : element.properties) {
                if (is_indices(property)) {
                    read_polygon(element, i, property);
                } else {
                    skip(element, i, property);
                }
            }
        }
    }

    static bool is_indices(const PlyProperty& property) {
        return property.is_list && (property.name == "vertex_indices" || property.name == "vertex_index");
    }

    void read_polygon(const PlyElement& element, std::uint64_t face, const PlyProperty& property) {
        const std::uint64_t count = list_size(element, face, property);
        std::array<std::uint32_t, 3> triangle{};
        for (std::uint64_t k = 0; k < count; k++) {
            const double index = value(element, face, property.name, property.type);
            if (!(index >= 0.0 && index < static_cast<double>(shared::NONE) && index == std::floor(index))) {
                fail(fmt::format("face {} names the vertex {:g}; vertices are numbered from 0", face, index));
            }
            triangle[k < 2 ? k : 2] = static_cast<std::uint32_t>(index);
            if (k < 2) continue;
            if (m_mesh.triangles.size() == m_mesh.triangles.capacity()) grow();
            m_mesh.triangles.push_back(triangle);
            triangle[1] = triangle[2];
        }
    }

    void grow() {
        const std::size_t more = std::max<std::size_t>(m_mesh.triangles.size() / 2, 1024);
        if (m_mesh.triangles.size() + more > MAX_MESH_ELEMENTS) {
            fail(fmt::format("a mesh may have {} triangles at most", MAX_MESH_ELEMENTS), ExitCode::LIMIT);
        }
        m_budget.spend(more, sizeof(m_mesh.triangles[0]));
        m_mesh.triangles.reserve(m_mesh.triangles.size() + more);
    }

    /// Faces may stand before the vertices that they name.
    void check_indices() const {
        for (const auto& triangle : m_mesh.triangles) {
            for (const std::uint32_t corner : triangle) {
                if (corner < m_mesh.positions.size()) continue;
                fail(fmt::format("a face names the vertex {}, but there are {} (numbered from 0)", corner,
                                 m_mesh.positions.size()));
            }
        }
    }

    const std::string& m_name;
    PlyHeader m_header;
    Values m_values;
    Budget m_budget;
    MeshData m_mesh;
};

} // namespace

ImportedScene import_ply(std::span<const std::byte> content, const std::string& name) {
    const std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
    MeshData mesh = PlyReader(text, name).read();
    ImportedScene imported;
    const std::uint32_t material = add_plain_material(imported.scene, (mesh.attributes & shared::MESH_COLORS) != 0);
    add_mesh(imported.scene, std::move(mesh), material);
    return imported;
}

} // namespace triptych
