// Two passes over the lines, one for what faces name, one for faces; corners that are alike in position, texture
// coordinates and normal become one.
// SPDX-License-Identifier: MIT
#include "import/obj.hpp"

#include "base/error.hpp"
#include "base/names.hpp"
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

#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>
#include <limits>
#include <map>
#include <set>
#include <unordered_map>

namespace triptych {

namespace {

/// Indices of a corner's position, texture coordinates and normal; NONE where it has none.
using Corner = std::array<std::uint32_t, 3>;

struct CornerHash {
    std::size_t operator()(const Corner& corner) const {
        std::uint64_t hash = 0;
        for (const std::uint32_t index : corner) hash = (hash ^ index) * 0x9e3779b97f4a7c15u;
        return hash ^ (hash >> 32u);
    }
};

/// Triangles of one material.
struct Part {
    std::uint32_t material = shared::NONE; // NONE: the plain one
    std::vector<std::array<std::uint32_t, 3>> triangles;
    std::vector<Corner> corners;
    std::unordered_map<Corner, std::uint32_t, CornerHash> numbers;
};

struct TextureCoordinates {
    float u, v;
};

class ObjReader {
public:
    ObjReader(std::string_view text, const std::string& name, const SceneFolder& folder)
        : m_text(text), m_name(name), m_folder(folder), m_budget(name), m_warnings(name) {
        m_budget.add_input(text.size());
    }

    ImportedScene read() {
        // Faces may name what stands behind them.
        for (ObjLines lines(m_text); lines.next();) read_data(lines.key(), lines.rest());
        for (ObjLines lines(m_text); lines.next();) read_use(lines.key(), lines.rest(), lines.number());
        report();
        std::uint32_t plain = shared::NONE;
        for (Part& part : m_parts) {
            MeshData mesh = make_mesh(part);
            if (part.material == shared::NONE && plain == shared::NONE) {
                plain = add_plain_material(m_imported.scene, (mesh.attributes & shared::MESH_COLORS) != 0);
            }
            const std::uint32_t material = part.material == shared::NONE ? plain : part.material;
            if (normal_map_uv_set(m_imported.scene, material)) make_tangents(mesh, 0);
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

    void read_data(std::string_view key, std::string_view rest) {
        if (key == "v") {
            read_position(without_comment(rest));
        } else if (key == "vt") {
            const auto values = read_numbers<2>(without_comment(rest), 1);
            m_budget.spend(1, sizeof(TextureCoordinates));
            m_texture_coordinates.push_back({values[0], values[1]});
        } else if (key == "vn") {
            const auto values = read_numbers<3>(without_comment(rest), 3);
            m_budget.spend(1, sizeof(vec3));
            m_normals.push_back(vec3(values[0], values[1], values[2]));
        } else if (key == "mtllib") {
            read_libraries(rest);
        }
    }

    void read_use(std::string_view key, std::string_view rest, std::size_t line) {
        if (key == "v") {
            m_so_far[0]++;
        } else if (key == "vt") {
            m_so_far[1]++;
        } else if (key == "vn") {
            m_so_far[2]++;
        } else if (key == "f" || key == "fo") {
            read_face(without_comment(rest), line);
        } else if (key == "usemtl") {
            use_material(rest);
        } else if (key == "p" || key == "l") {
            m_warnings.add("points and lines are not drawn.");
        } else if (is_free_form(key)) {
            m_warnings.add("free-form curves and surfaces are not drawn.");
        } else if (key != "mtllib" && !is_without_effect(key)) {
            m_warnings.add(fmt::format("lines that begin with {} are passed over.", in_quotes(key)));
        }
    }

    /// Up to N numbers of a line, more are passed over; zeros where the first `least` are not all finite numbers
    /// within 1e9 of 0.
    template <std::size_t N>
    std::array<float, N> read_numbers(std::string_view rest, std::size_t least) {
        std::array<float, N> values{};
        m_count = 0;
        for (std::string_view left = rest; m_count < N && !left.empty(); m_count++) {
            const std::size_t end = std::min(left.find_first_of(" \t"), left.size());
            const auto number = parse_number(left.substr(0, end));
            if (!number || !(std::abs(*number) <= 1e9)) break;
            values[m_count] = without_denormals(static_cast<float>(*number));
            left = trim(left.substr(end));
        }
        if (m_count >= least) return values;
        if (N != 6) m_warnings.add("texture coordinates and normals that are no finite numbers count as 0.");
        return {};
    }

    /// Positions may carry a weight, or the colour that many programs write behind them.
    void read_position(std::string_view rest) {
        const auto values = read_numbers<6>(rest, 3);
        m_budget.spend(1, 2 * sizeof(vec3));
        vec3 position(values[0], values[1], values[2]);
        if (m_count < 3 || !why_no_position(position, "").empty()) {
            position.x = std::numeric_limits<float>::quiet_NaN();
        }
        m_positions.push_back(position);
        const bool has_color = m_count >= 6;
        m_has_colors = m_has_colors || has_color;
        const auto share = [&](int i) { return std::clamp(values[i], 0.0f, 1.0f); };
        m_colors.push_back(has_color ? vec3(share(3), share(4), share(5)) : vec3(1.0f));
    }

    void read_face(std::string_view rest, std::size_t line) {
        m_face.clear();
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
            Corner& corner = m_face.emplace_back();
            if (const char* reason = read_corner(rest.substr(0, end), corner)) return m_left_out.add(reason, line);
            rest = trim(rest.substr(end));
        }
        if (m_face.size() < 3) return m_left_out.add("has fewer than three corners", line);
        if (m_part == nullptr) m_part = &part_of(shared::NONE);
        m_face_positions.clear();
        for (const Corner& corner : m_face) m_face_positions.push_back(to_double(m_positions[corner[0]]));
        for (const PolygonCutter::Triangle& triangle : m_cutter.cut(m_face_positions)) {
            m_budget.spend(1, sizeof(triangle));
            m_part->triangles.push_back(
                {number_of(m_face[triangle[0]]), number_of(m_face[triangle[1]]), number_of(m_face[triangle[2]])});
        }
        if (m_part->triangles.size() > MAX_MESH_ELEMENTS) {
            throw Error(ExitCode::LIMIT,
                        fmt::format("{}: a mesh may have {} triangles at most.", m_name, MAX_MESH_ELEMENTS));
        }
    }

    /// p, p/t, p//n or p/t/n; why there is no such corner, or null.
    const char* read_corner(std::string_view word, Corner& corner) {
        const std::array<std::size_t, 3> counts{m_positions.size(), m_texture_coordinates.size(), m_normals.size()};
        corner = {shared::NONE, shared::NONE, shared::NONE};
        for (std::size_t i = 0;; i++) {
            if (i == 3) return "has a corner that is not written as p, p/t, p//n or p/t/n";
            const std::size_t slash = word.find('/');
            const std::string_view digits = word.substr(0, slash);
            if (!digits.empty() || i == 0) corner[i] = index_of(digits, counts[i], m_so_far[i]);
            if (corner[i] == shared::NONE && i == 0) return "names a position that is not there";
            if (corner[i] == shared::NONE && !digits.empty()) {
                m_warnings.add("corners without the texture coordinates or normals that they name count as such that "
                               "name none.");
            }
            if (slash == std::string_view::npos) break;
            word.remove_prefix(slash + 1);
        }
        return std::isnan(m_positions[corner[0]].x) ? "names a position that is no three finite numbers within 1e9 of 0"
                                                    : nullptr;
    }

    /// Numbers count from 1, negative ones back from the last one so far. NONE where there is no such.
    static std::uint32_t index_of(std::string_view digits, std::size_t count, std::size_t so_far) {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(digits.begin(), digits.end(), number);
        if (error != std::errc() || end != digits.end()) return shared::NONE;
        if (number < 0) number += static_cast<std::int64_t>(so_far) + 1;
        const bool is_there = number > 0 && number <= static_cast<std::int64_t>(count);
        return is_there ? static_cast<std::uint32_t>(number - 1) : shared::NONE;
    }

    std::uint32_t number_of(const Corner& corner) {
        const auto next = static_cast<std::uint32_t>(m_part->corners.size());
        const auto [found, is_new] = m_part->numbers.emplace(corner, next);
        if (!is_new) return found->second;
        // In the table, in the list and in the mesh.
        m_budget.spend(1, 3 * sizeof(Corner) + sizeof(vec3) + sizeof(shared::Vertex));
        m_part->corners.push_back(corner);
        return next;
    }

    Part& part_of(std::uint32_t material) {
        for (Part& part : m_parts) {
            if (part.material == material) return part;
        }
        m_parts.emplace_back().material = material;
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
        part.numbers.clear();
        MeshData mesh;
        mesh.triangles = std::move(part.triangles);
        const auto any_has = [&](int i) {
            return std::any_of(part.corners.begin(), part.corners.end(),
                               [i](const Corner& corner) { return corner[i] != shared::NONE; });
        };
        const bool has_normals = any_has(2), has_coordinates = any_has(1);
        if (has_normals) mesh.attributes |= shared::MESH_NORMALS;
        if (m_has_colors) mesh.attributes |= shared::MESH_COLORS;
        for (const Corner& corner : part.corners) {
            mesh.positions.push_back(m_positions[corner[0]]);
            if (!has_normals && !has_coordinates && !m_has_colors) continue;
            shared::Vertex vertex = plain_vertex();
            if (corner[2] != shared::NONE) vertex.normal = m_normals[corner[2]]; // else 0: that of its triangles
            if (corner[1] != shared::NONE) {
                vertex.u_0 = m_texture_coordinates[corner[1]].u;
                vertex.v_0 = m_texture_coordinates[corner[1]].v;
            }
            if (m_has_colors) vertex.color = m_colors[corner[0]];
            mesh.vertices.push_back(vertex);
        }
        part.corners = {};
        finish_mesh(mesh);
        return mesh;
    }

    std::string_view m_text;
    const std::string& m_name;
    const SceneFolder& m_folder;
    Budget m_budget;
    Warnings m_warnings;
    std::size_t m_count = 0; // numbers on the line read last
    bool m_has_colors = false;
    bool m_lacks_library = false;
    std::vector<vec3> m_positions; // x is NaN where there is none that could be used
    std::vector<vec3> m_colors;    // of positions
    std::vector<TextureCoordinates> m_texture_coordinates;
    std::vector<vec3> m_normals;
    std::array<std::size_t, 3> m_so_far{}; // positions, texture coordinates and normals before this line
    std::vector<Corner> m_face;
    std::vector<Vec3d> m_face_positions;
    PolygonCutter m_cutter;
    LeftOutFaces m_left_out;
    std::set<std::string, std::less<>> m_absent_materials;
    std::deque<Part> m_parts; // that pointers into it stay valid
    Part* m_part = nullptr;
    MaterialNumbers m_materials;
    ImportedScene m_imported;
};

} // namespace

ImportedScene import_obj(std::span<const std::byte> content, const std::string& name, const SceneFolder& folder) {
    const std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
    if (text.starts_with("\xFE\xFF") || text.starts_with("\xFF\xFE")) {
        throw Error(ExitCode::INVALID_INPUT, fmt::format("{} is a text in UTF-16; save it in UTF-8.", name));
    }
    return ObjReader(text, name, folder).read();
}

} // namespace triptych
