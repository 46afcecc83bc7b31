// Corner by corner; of a text only what stands in loops counts.
// SPDX-License-Identifier: MIT
#include "import/stl.hpp"

#include "base/ascii.hpp"
#include "base/error.hpp"
#include "import/plain_scene.hpp"
#include "import/polygons.hpp"
#include "import/text_lines.hpp"
#include "mesh/budget.hpp"
#include "mesh/left_out.hpp"
#include "mesh/mesh_parts.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace triptych {

namespace {

constexpr std::size_t HEADER_BYTES = 84; // 80 of any content and the count
constexpr std::size_t FACET_BYTES = 50;  // a normal, three corners and two bytes of attributes

std::uint32_t word_at(std::span<const std::byte> bytes, std::size_t at) {
    std::uint32_t word = 0;
    for (std::size_t i = 4; i-- > 0;) word = (word << 8u) | std::to_integer<std::uint32_t>(bytes[at + i]);
    return word;
}

std::string_view text_of(std::span<const std::byte> content) {
    return {reinterpret_cast<const char*>(content.data()), content.size()};
}

/// Where the count of a binary file says that it ends; 0 where there is no count.
std::uint64_t end_of_binary(std::span<const std::byte> content) {
    if (content.size() < HEADER_BYTES) return 0;
    return HEADER_BYTES + std::uint64_t{word_at(content, 80)} * FACET_BYTES;
}

bool looks_like_text(std::span<const std::byte> content) {
    constexpr std::size_t MOST_LOOKED_AT = 4096;
    const std::string_view text = trim(text_of(content.subspan(0, std::min(content.size(), MOST_LOOKED_AT))));
    const std::string beginning = lower(std::string(text));
    return beginning.starts_with("solid") &&
           (beginning.find("facet") != std::string::npos || beginning.find("endsolid") != std::string::npos);
}

class StlReader {
public:
    StlReader(std::span<const std::byte> content, const std::string& name)
        : m_content(content), m_name(name), m_budget(name), m_warnings(name) {
        m_budget.add_input(content.size());
    }

    MeshData read() {
        const bool is_binary = end_of_binary(m_content) == m_content.size() || !looks_like_text(m_content);
        if (is_binary) {
            read_binary();
        } else {
            read_text();
        }
        m_left_out.report(m_warnings, is_binary ? "of index" : "that ends on line");
        finish_mesh(m_mesh);
        return std::move(m_mesh);
    }

private:
    [[noreturn]] void fail(const std::string& problem, ExitCode code = ExitCode::INVALID_INPUT) const {
        throw Error(code, fmt::format("{}: {}.", m_name, problem));
    }

    void read_binary() {
        const std::uint64_t end = end_of_binary(m_content);
        if (end == 0) fail("this is no STL file, or one that is cut off");
        if (end > m_content.size()) {
            fail(fmt::format("the file counts {} triangles, more than its {} bytes hold; it may be cut off",
                             word_at(m_content, 80), m_content.size()));
        }
        if (end < m_content.size()) m_warnings.add("what stands behind the last triangle is passed over.");
        for (std::size_t at = HEADER_BYTES; at < end; at += FACET_BYTES) {
            m_corners.clear();
            for (std::size_t i = 0; i < 3; i++) {
                const auto coordinate = [&](std::size_t axis) {
                    return std::bit_cast<float>(word_at(m_content, at + 12 * (i + 1) + 4 * axis));
                };
                m_corners.push_back(vec3(coordinate(0), coordinate(1), coordinate(2)));
            }
            add_facet((at - HEADER_BYTES) / FACET_BYTES);
        }
    }

    void read_text() {
        Lines lines(text_of(m_content));
        while (const auto line = lines.next()) {
            const std::vector<std::string_view> words = split_words(*line);
            if (words.empty()) continue;
            const std::string key = lower(std::string(words[0]));
            if (key == "vertex") {
                std::array<float, 3> values{};
                values.fill(std::numeric_limits<float>::quiet_NaN());
                for (std::size_t i = 0; i < 3 && i + 1 < words.size(); i++) {
                    if (const auto value = parse_number(words[i + 1])) values[i] = static_cast<float>(*value);
                }
                m_corners.push_back(vec3(values[0], values[1], values[2]));
            } else if (key == "outer") {
                m_corners.clear();
            } else if (key == "endloop") {
                add_facet(lines.number());
                m_corners.clear();
            } else if (key != "facet" && key != "endfacet" && key != "solid" && key != "endsolid") {
                m_warnings.add("lines that do not belong in an STL file are passed over.");
            }
        }
        if (!m_corners.empty()) m_warnings.add("the last facet is cut off.");
    }

    /// Of three corners, or of more, as some programs write them.
    void add_facet(std::size_t place) {
        m_places.clear();
        for (const vec3 corner : m_corners) {
            if (!why_no_position(corner, "").empty()) {
                return m_left_out.add("has a corner without a position that could be used", place);
            }
            m_places.push_back(to_double(corner));
        }
        if (m_corners.size() < 3) return m_left_out.add("has fewer than three corners", place);
        for (const PolygonCutter::Triangle& triangle : m_cutter.cut(m_places)) {
            m_budget.spend(1, sizeof(triangle));
            m_mesh.triangles.push_back({number_of(m_corners[triangle[0]]), number_of(m_corners[triangle[1]]),
                                        number_of(m_corners[triangle[2]])});
        }
        if (m_mesh.triangles.size() > MAX_MESH_ELEMENTS) {
            fail(fmt::format("a mesh may have {} triangles at most", MAX_MESH_ELEMENTS), ExitCode::LIMIT);
        }
    }

    std::uint32_t number_of(vec3 corner) {
        const vec3 position(without_denormals(corner.x), without_denormals(corner.y), without_denormals(corner.z));
        const auto bits = [](float value) { return std::bit_cast<std::uint32_t>(value); };
        const auto next = static_cast<std::uint32_t>(m_mesh.positions.size());
        const auto [found, is_new] = m_numbers.emplace(Key{bits(position.x), bits(position.y), bits(position.z)}, next);
        if (!is_new) return found->second;
        m_budget.spend(1, 3 * sizeof(Key) + sizeof(vec3)); // in the table and in the mesh
        m_mesh.positions.push_back(position);
        return next;
    }

    using Key = std::array<std::uint32_t, 3>;
    struct KeyHash {
        std::size_t operator()(const Key& key) const {
            std::uint64_t hash = 0;
            for (const std::uint32_t part : key) hash = (hash ^ part) * 0x9e3779b97f4a7c15u;
            return hash ^ (hash >> 32u);
        }
    };

    std::span<const std::byte> m_content;
    const std::string& m_name;
    Budget m_budget;
    Warnings m_warnings;
    MeshData m_mesh;
    std::vector<vec3> m_corners; // of the facet
    std::vector<Vec3d> m_places;
    PolygonCutter m_cutter;
    std::unordered_map<Key, std::uint32_t, KeyHash> m_numbers;
    LeftOutFaces m_left_out;
};

} // namespace

bool looks_like_stl(std::span<const std::byte> content) {
    return (content.size() >= HEADER_BYTES && end_of_binary(content) == content.size()) || looks_like_text(content);
}

ImportedScene import_stl(std::span<const std::byte> content, const std::string& name) {
    MeshData mesh = StlReader(content, name).read();
    ImportedScene imported;
    const std::uint32_t material = add_plain_material(imported.scene, false);
    add_mesh(imported.scene, std::move(mesh), material);
    return imported;
}

} // namespace triptych
