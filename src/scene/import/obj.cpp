// One pass over the lines; corners that are alike in position, texture coordinates and normal become one.
// SPDX-License-Identifier: MIT
#include "scene/import/obj.hpp"

#include "base/error.hpp"
#include "scene/import/budget.hpp"
#include "scene/import/imported_textures.hpp"
#include "scene/import/mesh_parts.hpp"
#include "scene/import/plain_scene.hpp"
#include "scene/import/text_lines.hpp"
#include "scene/import/warnings.hpp"
#include "scene/names.hpp"
#include "scene/scene_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>
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
    ObjReader(std::string_view text, const std::string& name, const std::filesystem::path& folder)
        : m_text(text), m_name(name), m_folder(folder), m_lines(text), m_budget(name), m_warnings(name) {
        m_budget.add_input(text.size());
    }

    ImportedScene read() {
        std::string joined;
        while (const auto line = m_lines.next()) {
            // A backslash at its end continues a line.
            if (trim(*line).ends_with('\\')) {
                joined += trim(*line).substr(0, trim(*line).size() - 1);
                joined += ' ';
                continue;
            }
            if (joined.empty()) {
                read_line(*line);
            } else {
                read_line(joined += *line);
                joined.clear();
            }
        }
        if (!joined.empty()) read_line(joined);
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
    [[noreturn]] void fail(const std::string& problem, ExitCode code = ExitCode::INVALID_INPUT) const {
        throw Error(code, fmt::format("{}:{}: {}.", m_name, m_lines.number(), problem));
    }

    void read_line(std::string_view line) {
        line = trim(line.substr(0, line.find('#')));
        const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
        const std::string_view key = line.substr(0, end);
        const std::string_view rest = trim(line.substr(end));
        if (key == "v") {
            read_position(rest);
        } else if (key == "vt") {
            const auto values = read_numbers<3>(rest, 1);
            m_budget.spend(1, sizeof(TextureCoordinates));
            m_texture_coordinates.push_back({values[0], values[1]});
        } else if (key == "vn") {
            const auto values = read_numbers<3>(rest, 3);
            m_budget.spend(1, sizeof(vec3));
            m_normals.push_back(vec3(values[0], values[1], values[2]));
        } else if (key == "f") {
            read_face(rest);
        } else if (key == "usemtl") {
            use_material(rest);
        } else if (key == "mtllib") {
            read_library(rest);
        } else if (key == "p" || key == "l") {
            m_warnings.add("points and lines are not drawn.");
        } else if (!key.empty() && key != "o" && key != "g" && key != "s" && key != "vp") {
            m_warnings.add(fmt::format("lines that begin with {} are passed over.", in_quotes(key)));
        }
    }

    /// Up to N numbers of a line, of which the first `least` must be there; more are passed over.
    template <std::size_t N>
    std::array<float, N> read_numbers(std::string_view rest, std::size_t least) {
        const std::vector<std::string_view> words = split_words(rest);
        if (words.size() < least) fail(fmt::format("expected {} numbers, found {}", least, words.size()));
        std::array<float, N> values{};
        for (std::size_t i = 0; i < std::min(N, words.size()); i++) {
            const auto number = parse_number(words[i]);
            if (!number) fail(fmt::format("{} is no number", in_quotes(words[i])));
            if (!(std::abs(*number) <= 1e9)) fail(fmt::format("{} is not finite or beyond 1e9", in_quotes(words[i])));
            values[i] = without_denormals(static_cast<float>(*number));
        }
        m_count = words.size();
        return values;
    }

    /// Positions may carry a weight, or the colour that many programs write behind them.
    void read_position(std::string_view rest) {
        const auto values = read_numbers<6>(rest, 3);
        m_budget.spend(1, 2 * sizeof(vec3));
        if (m_count >= 6) m_has_colors = true;
        m_positions.push_back(vec3(values[0], values[1], values[2]));
        const auto share = [&](int i) { return std::clamp(values[i], 0.0f, 1.0f); };
        m_colors.push_back(m_count >= 6 ? vec3(share(3), share(4), share(5)) : vec3(1.0f));
    }

    void read_face(std::string_view rest) {
        const std::vector<std::string_view> words = split_words(rest);
        if (words.size() < 3) fail(fmt::format("a face needs 3 corners, found {}", words.size()));
        if (m_part == nullptr) m_part = &part_of(shared::NONE);
        std::array<std::uint32_t, 3> triangle{};
        for (std::size_t i = 0; i < words.size(); i++) {
            triangle[std::min<std::size_t>(i, 2)] = number_of(read_corner(words[i]));
            if (i < 2) continue;
            m_budget.spend(1, sizeof(triangle));
            m_part->triangles.push_back(triangle);
            triangle[1] = triangle[2];
        }
        if (m_part->triangles.size() > MAX_MESH_ELEMENTS) {
            fail(fmt::format("a mesh may have {} triangles at most", MAX_MESH_ELEMENTS), ExitCode::LIMIT);
        }
    }

    /// p, p/t, p//n or p/t/n.
    Corner read_corner(std::string_view word) {
        const std::array<std::size_t, 3> counts{m_positions.size(), m_texture_coordinates.size(), m_normals.size()};
        Corner corner{shared::NONE, shared::NONE, shared::NONE};
        std::string_view left = word;
        for (std::size_t i = 0; i < 3; i++) {
            const std::size_t slash = left.find('/');
            const std::string_view digits = left.substr(0, slash);
            if (!digits.empty() || i == 0) corner[i] = index_of(digits, counts[i], i);
            if (slash == std::string_view::npos) return corner;
            left.remove_prefix(slash + 1);
        }
        fail(fmt::format("{} is no corner of a face", in_quotes(word)));
    }

    /// Numbers count from 1, negative ones back from the last one so far.
    std::uint32_t index_of(std::string_view digits, std::size_t count, std::size_t kind) const {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(digits.begin(), digits.end(), number);
        const auto size = static_cast<std::int64_t>(count);
        if (error != std::errc() || end != digits.end() || number == 0 || number > size || number < -size) {
            constexpr std::array<const char*, 3> KINDS{"positions", "texture coordinates", "normals"};
            fail(fmt::format("a corner of this face names number {} of {} {}", in_quotes(digits), count, KINDS[kind]));
        }
        return static_cast<std::uint32_t>(number > 0 ? number - 1 : size + number);
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
        const auto found = m_materials.find(name);
        if (found == m_materials.end()) {
            m_warnings.add(fmt::format("there is no material {}; a plain one stands in for it.", in_quotes(name)));
        }
        m_part = &part_of(found == m_materials.end() ? shared::NONE : found->second);
    }

    void read_library(std::string_view names) {
        // Names may hold blanks, and a line may name several files: the former is by far the more frequent.
        const std::string file(names);
        if (const std::string why = why_no_file_name(file, "an MTL file"); !why.empty()) fail(why);
        std::error_code no_matter;
        if (!std::filesystem::exists((m_folder.empty() ? "." : m_folder) / file, no_matter)) {
            m_warnings.add(
                fmt::format("the file of materials {} is not there; plain ones stand in for them.", in_quotes(file)));
            return;
        }
        try {
            read_mtl(m_folder, file, m_imported.scene, m_materials);
        } catch (const Error& error) {
            throw Error(error.code(), fmt::format("{}:{}: {}", m_name, m_lines.number(), error.what()));
        }
    }

    MeshData make_mesh(Part& part) {
        part.numbers.clear();
        MeshData mesh;
        mesh.triangles = std::move(part.triangles);
        const auto all_have = [&](int i) {
            return std::all_of(part.corners.begin(), part.corners.end(),
                               [i](const Corner& corner) { return corner[i] != shared::NONE; });
        };
        const bool has_normals = all_have(2);
        const bool has_coordinates = std::any_of(part.corners.begin(), part.corners.end(),
                                                 [](const Corner& corner) { return corner[1] != shared::NONE; });
        if (has_normals) mesh.attributes |= shared::MESH_NORMALS;
        if (m_has_colors) mesh.attributes |= shared::MESH_COLORS;
        for (const Corner& corner : part.corners) {
            mesh.positions.push_back(m_positions[corner[0]]);
            if (!has_normals && !has_coordinates && !m_has_colors) continue;
            shared::Vertex vertex = plain_vertex();
            if (has_normals) vertex.normal = m_normals[corner[2]];
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
    const std::filesystem::path& m_folder;
    Lines m_lines;
    Budget m_budget;
    Warnings m_warnings;
    std::size_t m_count = 0; // numbers on the line read last
    bool m_has_colors = false;
    std::vector<vec3> m_positions;
    std::vector<vec3> m_colors; // of positions
    std::vector<TextureCoordinates> m_texture_coordinates;
    std::vector<vec3> m_normals;
    std::deque<Part> m_parts; // that pointers into it stay valid
    Part* m_part = nullptr;
    MaterialNumbers m_materials;
    ImportedScene m_imported;
};

} // namespace

ImportedScene import_obj(std::span<const std::byte> content, const std::string& name,
                         const std::filesystem::path& folder) {
    const std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
    return ObjReader(text, name, folder).read();
}

} // namespace triptych
