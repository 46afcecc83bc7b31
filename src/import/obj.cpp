// Two passes over chunks of lines, one for what faces name, one for faces; corners that are alike in position, texture
// coordinates and normal become one. What a chunk says is heard in the order of the file, so that meshes, warnings and
// errors do not depend on how it is cut.
// SPDX-License-Identifier: MIT
#include "import/obj.hpp"

#include "base/error.hpp"
#include "base/names.hpp"
#include "import/obj_corners.hpp"
#include "import/obj_lines.hpp"
#include "import/plain_scene.hpp"
#include "import/polygons.hpp"
#include "import/text_lines.hpp"
#include "mesh/budget.hpp"
#include "mesh/imported_textures.hpp"
#include "mesh/left_out.hpp"
#include "mesh/mesh_parts.hpp"
#include "mesh/warnings.hpp"
#include "scene/scene_folder.hpp"

#include <fmt/format.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <set>

namespace triptych {

namespace {

/// Triangles of one material.
struct Part {
    std::uint32_t material = shared::NONE; // NONE: the plain one
    std::uint32_t number = 0;
    std::vector<std::array<std::uint32_t, 3>> triangles = {};
    std::vector<ObjCorner> corners = {};
};

class ObjReader {
public:
    ObjReader(std::string_view text, const std::string& name, const SceneFolder& folder, std::size_t chunk_bytes)
        : m_name(name), m_folder(folder), m_budget(name), m_warnings(name), m_chunks(cut_obj(text, chunk_bytes)) {
        m_budget.add_input(text.size());
    }

    ImportedScene read() {
        // Faces may name what stands behind them.
        const auto add_odd = [&] {
            m_warnings.add("texture coordinates and normals that are no finite numbers count as 0.");
        };
        m_data = read_obj_data(m_chunks, m_budget, {add_odd, [&](std::string_view names) { read_libraries(names); }});
        m_corners.emplace(m_data.positions.size());
        read_faces();
        m_corners.reset();
        report();
        std::uint32_t plain = shared::NONE;
        for (Part& part : m_parts) {
            MeshData mesh = make_mesh(part);
            if (part.material == shared::NONE && plain == shared::NONE) {
                plain = add_plain_material(m_imported.scene, (mesh.attributes & shared::MESH_COLORS) != 0);
            }
            const std::uint32_t material = part.material == shared::NONE ? plain : part.material;
            if (tangent_uv_set(m_imported.scene, material)) make_tangents(mesh, 0);
            add_mesh(m_imported.scene, std::move(mesh), material);
        }
        return std::move(m_imported);
    }

private:
    void report() {
        m_left_out.report(m_warnings, "on line");
        if (!m_absent_materials.empty()) {
            const std::vector<std::string_view> names(m_absent_materials.begin(), m_absent_materials.end());
            m_warnings.add(fmt::format("there is no material {}; a plain one stands in for each that is not there.",
                                       list_names(names)));
        }
    }

    /// Several threads take lines apart, one numbers corners in the order of the file.
    void read_faces() {
        std::size_t next = 0;
        const auto take_chunk = [&](tbb::flow_control& control) -> std::size_t {
            if (next == m_chunks.size()) control.stop();
            return next < m_chunks.size() ? next++ : next;
        };
        const auto read = [&](std::size_t chunk) {
            return std::make_shared<const ObjFaces>(read_obj_faces(m_chunks[chunk], m_data));
        };
        using Faces = std::shared_ptr<const ObjFaces>;
        const auto chunks_at_once = 2 * static_cast<std::size_t>(tbb::this_task_arena::max_concurrency());
        tbb::parallel_pipeline(chunks_at_once,
                               tbb::make_filter<void, std::size_t>(tbb::filter_mode::serial_in_order, take_chunk) &
                                   tbb::make_filter<std::size_t, Faces>(tbb::filter_mode::parallel, read) &
                                   tbb::make_filter<Faces, void>(tbb::filter_mode::serial_in_order,
                                                                 [&](const Faces& faces) { add(*faces); }));
    }

    void add(const ObjFaces& faces) {
        std::size_t triangle = 0;
        const ObjCorner* polygon = faces.corners.data();
        for (const ObjFaces::Event& event : faces.events) {
            add_triangles(std::span(faces.triangles).subspan(triangle, event.triangle - triangle));
            triangle = event.triangle;
            switch (event.kind) {
            case ObjFaces::Kind::MATERIAL: use_material(event.text); break;
            case ObjFaces::Kind::LEFT_OUT: m_left_out.add(event.reason, event.line); break;
            case ObjFaces::Kind::WARNING: m_warnings.add(event.text); break;
            case ObjFaces::Kind::POLYGON:
                add_polygon({polygon, event.corner_count});
                polygon += event.corner_count;
                break;
            }
        }
        add_triangles(std::span(faces.triangles).subspan(triangle));
    }

    void add_polygon(std::span<const ObjCorner> corners) {
        std::vector<Vec3d> places;
        for (const ObjCorner& corner : corners) places.push_back(to_double(m_data.positions[corner[0]]));
        std::vector<std::array<ObjCorner, 3>> triangles;
        for (const PolygonCutter::Triangle& t : m_cutter.cut(places))
            triangles.push_back({corners[t[0]], corners[t[1]], corners[t[2]]});
        if (m_part == nullptr) m_part = &part_of(shared::NONE); // even where nothing is left of it
        add_triangles(triangles);
    }

    void add_triangles(std::span<const std::array<ObjCorner, 3>> triangles) {
        if (triangles.empty()) return;
        if (m_part == nullptr) m_part = &part_of(shared::NONE);
        m_budget.spend(triangles.size(), sizeof(m_part->triangles[0]));
        for (const auto& [a, b, c] : triangles) {
            const std::uint32_t first = number_of(a), second = number_of(b);
            m_part->triangles.push_back({first, second, number_of(c)});
        }
        if (m_part->triangles.size() > MAX_MESH_ELEMENTS) {
            throw Error(ExitCode::LIMIT,
                        fmt::format("{}: a mesh may have {} triangles at most.", m_name, MAX_MESH_ELEMENTS));
        }
    }

    std::uint32_t number_of(const ObjCorner& corner) {
        const auto next = static_cast<std::uint32_t>(m_part->corners.size());
        const auto [number, is_new] = m_corners->number(m_part->number, corner, next);
        if (!is_new) return number;
        // In the table, in the list and in the mesh.
        m_budget.spend(1, 3 * sizeof(ObjCorner) + sizeof(vec3) + sizeof(shared::Vertex));
        m_part->corners.push_back(corner);
        return number;
    }

    Part& part_of(std::uint32_t material) {
        for (Part& part : m_parts) {
            if (part.material == material) return part;
        }
        m_parts.push_back({material, static_cast<std::uint32_t>(m_parts.size())});
        return m_parts.back();
    }

    void use_material(std::string_view name) {
        auto found = m_materials.find(name);
        if (found == m_materials.end()) found = m_materials.find(without_comment(name));
        const bool is_there = found != m_materials.end();
        // Where a whole file of them is missing, that has been said.
        if (!is_there && !m_lacks_library) m_absent_materials.emplace(name);
        m_part = &part_of(is_there ? found->second : shared::NONE);
    }

    void read_libraries(std::string_view names) {
        if (m_folder.has(file_name_of(names))) return read_library(file_name_of(names));
        for (const std::string& name : split_library_names(names)) read_library(name);
    }

    void read_library(const std::string& file) {
        try {
            if (const std::string why = m_folder.why_no_file_name(file, "an MTL file"); !why.empty()) {
                throw Error(ExitCode::INVALID_INPUT, why + ".");
            }
            read_mtl(m_folder, file, m_imported.scene, m_materials);
        } catch (const Error& error) {
            if (error.code() != ExitCode::INVALID_INPUT) throw;
            std::string complaint = error.what();
            if (complaint.ends_with('.')) complaint.pop_back();
            m_warnings.add(complaint + "; plain materials stand in for those of that file.");
            m_lacks_library = true;
        }
    }

    MeshData make_mesh(Part& part) {
        MeshData mesh;
        mesh.triangles = std::move(part.triangles);
        const auto any_has = [&](int i) {
            return std::any_of(part.corners.begin(), part.corners.end(),
                               [i](const ObjCorner& corner) { return corner[i] != shared::NONE; });
        };
        const bool has_normals = any_has(2), has_coordinates = any_has(1);
        if (has_normals) mesh.attributes |= shared::MESH_NORMALS;
        if (m_data.has_colors) mesh.attributes |= shared::MESH_COLORS;
        for (const ObjCorner& corner : part.corners) {
            mesh.positions.push_back(m_data.positions[corner[0]]);
            if (!has_normals && !has_coordinates && !m_data.has_colors) continue;
            shared::Vertex vertex = plain_vertex();
            if (corner[2] != shared::NONE) vertex.normal = m_data.normals[corner[2]]; // else 0: that of its triangles
            if (corner[1] != shared::NONE) {
                vertex.u_0 = m_data.texture_coordinates[corner[1]].u;
                vertex.v_0 = m_data.texture_coordinates[corner[1]].v;
            }
            if (m_data.has_colors) vertex.color = m_data.colors[corner[0]];
            mesh.vertices.push_back(vertex);
        }
        part.corners = {};
        finish_mesh(mesh);
        return mesh;
    }

    const std::string& m_name;
    const SceneFolder& m_folder;
    Budget m_budget;
    Warnings m_warnings;
    std::vector<ObjChunk> m_chunks;
    ObjData m_data;
    bool m_lacks_library = false;
    std::optional<ObjCorners> m_corners; // while faces are read
    PolygonCutter m_cutter;
    LeftOutFaces m_left_out;
    std::set<std::string, std::less<>> m_absent_materials;
    std::deque<Part> m_parts; // that pointers into it stay valid
    Part* m_part = nullptr;
    MaterialNumbers m_materials;
    ImportedScene m_imported;
};

} // namespace

ImportedScene import_obj(std::span<const std::byte> content, const std::string& name, const SceneFolder& folder,
                         std::size_t chunk_bytes) {
    const std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
    if (text.starts_with("\xFE\xFF") || text.starts_with("\xFF\xFE")) {
        throw Error(ExitCode::INVALID_INPUT, fmt::format("{} is a text in UTF-16; save it in UTF-8.", name));
    }
    return ObjReader(text, name, folder, chunk_bytes).read();
}

} // namespace triptych
