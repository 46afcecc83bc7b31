// Row by row, into the slots that properties' names choose; faces that stand before their vertices are read after them.
// SPDX-License-Identifier: MIT
#include "import/ply.hpp"

#include "base/error.hpp"
#include "base/names.hpp"
#include "import/plain_scene.hpp"
#include "import/ply_header.hpp"
#include "import/ply_mesh.hpp"
#include "import/ply_triangles.hpp"
#include "import/ply_values.hpp"
#include "import/ply_vertex.hpp"
#include "mesh/budget.hpp"
#include "mesh/imported_textures.hpp"
#include "mesh/mesh_parts.hpp"
#include "mesh/warnings.hpp"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>
#include <utility>

namespace triptych {

namespace {

class PlyReader {
public:
    PlyReader(std::string_view text, const std::string& name, const SceneFolder& folder)
        : m_name(name), m_warnings(name), m_header(read_ply_header(text, m_warnings)),
          m_values(text.substr(m_header.size_bytes), m_header.format), m_budget(name),
          m_textures(folder, m_imported.scene, m_warnings) {
        m_budget.add_input(text.size());
    }

    ImportedScene read() {
        bool has_vertices = false;
        std::vector<std::pair<const PlyElement*, std::size_t>> earlier; // faces before the vertices, and their place
        for (const PlyElement& element : m_header.elements) {
            const bool has_corners = element.name == "face" || element.name == "tristrips";
            if (element.name == "vertex") {
                if (std::exchange(has_vertices, true)) fail("the element \"vertex\" appears twice");
                read_vertices(element);
            } else if (has_corners && has_vertices) {
                read_corners(element);
            } else {
                if (has_corners) earlier.emplace_back(&element, m_values.place());
                skip(element);
            }
        }
        for (const auto& [element, place] : earlier) {
            m_values.go_to(place);
            read_corners(*element);
        }
        if (!m_builder) fail("there is no element \"face\"; points alone are not drawn");
        m_builder->left_out().report(m_warnings, "of index");
        for (auto& [texture, mesh] : m_builder->finish()) add(texture, std::move(mesh));
        return std::move(m_imported);
    }

private:
    [[noreturn]] void fail(const std::string& problem, ExitCode code = ExitCode::INVALID_INPUT) const {
        throw Error(code, fmt::format("{}: {}.", m_name, problem));
    }

    void begin_row(const PlyElement& element, std::uint64_t i) {
        if (m_values.begin_row()) return;
        fail(fmt::format("the file ends before {} {} of {}; it may be cut off", in_quotes(element.name), i,
                         element.count));
    }

    /// What to do where a row lacks a value: text goes on in the next line.
    void check_cut(const PlyElement& element, std::uint64_t i, const PlyProperty& property) {
        if (m_values.format() != PlyFormat::ASCII) {
            fail(fmt::format("{} {} of {} has no whole {}; the file may be cut off", in_quotes(element.name), i,
                             element.count, in_quotes(property.name)));
        }
        m_warnings.add(
            fmt::format("rows of {} that are too short are read as far as they go.", in_quotes(element.name)));
    }

    void skip(const PlyElement& element) {
        for (std::uint64_t i = 0; i < element.count && !element.properties.empty(); i++) {
            begin_row(element, i);
            // A line of text need not be looked at.
            if (m_values.format() == PlyFormat::ASCII) continue;
            for (const PlyProperty& property : element.properties) read_value(element, i, property);
        }
    }

    /// A number, NaN where the row has none, or a list into m_list, empty where it has none.
    double read_value(const PlyElement& element, std::uint64_t i, const PlyProperty& property) {
        double value = std::numeric_limits<double>::quiet_NaN();
        const bool is_there =
            property.is_list ? m_values.next_list(property, m_list) : m_values.next(property.type, value);
        if (is_there) return value;
        check_cut(element, i, property);
        m_list.clear();
        return std::numeric_limits<double>::quiet_NaN();
    }

    void read_vertices(const PlyElement& element) {
        PlyVertexLayout layout(element);
        if (!layout.has(X) || !layout.has(Y) || !layout.has(Z)) fail("its vertices lack x, y or z");
        if (element.count > MAX_MESH_ELEMENTS) {
            fail(fmt::format("a mesh may have {} vertices at most", MAX_MESH_ELEMENTS), ExitCode::LIMIT);
        }
        m_vertices.attributes = layout.attributes();
        m_has_texcoords = layout.has_texcoords();
        const bool has_more = m_vertices.attributes != 0 || m_has_texcoords;
        m_budget.spend(element.count, sizeof(vec3) + (has_more ? sizeof(shared::Vertex) : 0));
        const auto read_row = [&](std::uint64_t i) {
            begin_row(element, i);
            for (const PlyProperty& property : element.properties) layout.put(read_value(element, i, property));
            vec3 position = layout.position();
            if (const std::string why = why_no_position(position, fmt::format("vertex {}", i)); !why.empty()) {
                m_warnings.add("vertices whose positions cannot be used are left out, the first since " + why + ".");
                position.x = std::numeric_limits<float>::quiet_NaN();
            }
            m_vertices.positions[i] = position;
            if (has_more) m_vertices.vertices[i] = layout.vertex();
            if (layout.is_odd()) m_warnings.add("attributes of vertices that are no finite numbers count as 0.");
        };
        m_vertices.positions.resize(element.count);
        if (has_more) m_vertices.vertices.resize(element.count);
        const std::size_t first = m_values.place();
        const std::uint64_t whole = read_whole_rows(element, layout, read_row);
        if (whole > 0) m_values.go_to(first + whole * layout.row_bytes());
        for (std::uint64_t i = whole; i < element.count; i++) read_row(i);
    }

    /// Vertices of binary files, in parallel, and rows of which something is to be said by `read_row`. Returns how many
    /// rows that were: all, or as many as the file holds.
    template <typename ReadRow>
    std::uint64_t read_whole_rows(const PlyElement& element, const PlyVertexLayout& layout, ReadRow read_row) {
        constexpr std::uint64_t BLOCK = 16384;
        const bool is_native = std::endian::native == std::endian::little;
        if (m_values.format() != PlyFormat::BINARY_LITTLE_ENDIAN || !is_native || layout.row_bytes() == 0) return 0;
        const std::string_view data = m_values.rest();
        const std::size_t first = m_values.place(), size = layout.row_bytes();
        const std::uint64_t rows = std::min<std::uint64_t>(element.count, data.size() / size);
        std::vector<std::vector<std::uint64_t>> odd((rows + BLOCK - 1) / BLOCK);
        tbb::parallel_for(std::size_t{0}, odd.size(), [&](std::size_t block) {
            PlyVertexLayout own = layout;
            for (std::uint64_t i = block * BLOCK; i < std::min((block + 1) * BLOCK, rows); i++) {
                own.put_row(data.data() + i * size);
                own.forget_odd();
                const vec3 position = own.position();
                m_vertices.positions[i] = position;
                if (!m_vertices.vertices.empty()) m_vertices.vertices[i] = own.vertex();
                if (!is_position(position) || own.is_odd()) odd[block].push_back(i);
            }
        });
        for (const std::vector<std::uint64_t>& of_block : odd) {
            for (const std::uint64_t i : of_block) {
                m_values.go_to(first + i * size);
                read_row(i);
            }
        }
        return rows;
    }

    void read_corners(const PlyElement& element) {
        const auto is_here = [&](bool (*test)(const PlyProperty&)) {
            return std::any_of(element.properties.begin(), element.properties.end(), test);
        };
        if (!is_here(is_indices)) fail("its faces lack the list \"vertex_indices\"");
        const bool has_colors = is_here(is_color) && (m_vertices.attributes & shared::MESH_COLORS) == 0;
        const bool has_texcoords = is_here(is_texcoords);
        if (!m_builder) m_builder.emplace(m_vertices, has_colors || has_texcoords, m_budget);
        PlyVertexLayout layout(element);
        std::vector<double> indices, texcoords;
        const auto read_row = [&](std::uint64_t i) {
            begin_row(element, i);
            indices.clear();
            texcoords.clear();
            PlyFace face;
            for (const PlyProperty& property : element.properties) {
                const double value = read_value(element, i, property);
                layout.put(value);
                if (is_indices(property)) std::swap(indices, m_list);
                if (is_texcoords(property)) std::swap(texcoords, m_list);
                if (property.name == "texnumber" && value >= 0.0 && value < 1e6) {
                    face.texture = static_cast<std::uint32_t>(value);
                }
            }
            const vec3 color = layout.vertex().color;
            face.indices = indices;
            face.texcoords = texcoords;
            if (has_colors) face.color = &color;
            if (element.name == "face") {
                m_builder->add_polygon(face, i);
            } else {
                m_builder->add_strips(indices, i);
            }
        };
        for (std::uint64_t i = read_triangles(element, read_row); i < element.count; i++) read_row(i);
    }

    /// Rows at the beginning that are triangles and no more, and those of them of which something is to be said by
    /// `read_row`. Returns how many that were.
    template <typename ReadRow>
    std::uint64_t read_triangles(const PlyElement& element, ReadRow read_row) {
        const auto is_texture = [](const PlyProperty& property) { return property.name == "texnumber"; };
        if (m_values.format() != PlyFormat::BINARY_LITTLE_ENDIAN || element.name != "face" || m_builder->has_own() ||
            std::any_of(element.properties.begin(), element.properties.end(), is_texture)) {
            return 0;
        }
        const std::size_t first = m_values.place();
        const PlyTriangles rows(m_values.rest(), element, is_indices);
        if (rows.row_count() == 0) return 0;
        m_builder->expect_triangles(rows.row_count());
        PlyTriangles::Found found = rows.read(m_vertices.positions);
        m_builder->add_triangles(std::move(found.triangles));
        for (const std::uint64_t i : found.odd_rows) {
            m_values.go_to(first + i * rows.row_bytes());
            read_row(i);
        }
        m_values.go_to(first + rows.row_count() * rows.row_bytes());
        return rows.row_count();
    }

    static bool is_indices(const PlyProperty& property) {
        return property.is_list && (property.name == "vertex_indices" || property.name == "vertex_index");
    }
    static bool is_texcoords(const PlyProperty& property) { return property.is_list && property.name == "texcoord"; }
    static bool is_color(const PlyProperty& property) { return !property.is_list && property.name == "red"; }

    /// A mesh in its image where it has one, else in its colours, else in gray.
    void add(std::uint32_t texture, MeshData mesh) {
        finish_mesh(mesh);
        std::uint32_t image = shared::NONE;
        if (texture < m_header.texture_files.size() && (m_has_texcoords || m_builder->has_own_texcoords())) {
            image = m_textures.image(m_header.texture_files[texture], ImageUse::COLOR);
        }
        // Beside images programs write colours that are all alike.
        if (image != shared::NONE) mesh.attributes &= ~shared::MESH_COLORS;
        const bool is_white = image != shared::NONE || (mesh.attributes & shared::MESH_COLORS) != 0;
        const std::uint32_t material = add_plain_material(m_imported.scene, is_white);
        if (image != shared::NONE) {
            m_imported.scene.principleds.back().base_color_texture = m_textures.texture(image, 0);
        }
        add_mesh(m_imported.scene, std::move(mesh), material);
    }

    const std::string& m_name;
    Warnings m_warnings;
    PlyHeader m_header;
    PlyValues m_values;
    Budget m_budget;
    ImportedScene m_imported;
    ImportedTextures m_textures;
    MeshData m_vertices;
    bool m_has_texcoords = false; // of vertices
    std::optional<PlyMeshBuilder> m_builder;
    std::vector<double> m_list; // read last
};

} // namespace

ImportedScene import_ply(std::span<const std::byte> content, const std::string& name, const SceneFolder& folder) {
    const std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
    return PlyReader(text, name, folder).read();
}

} // namespace triptych
