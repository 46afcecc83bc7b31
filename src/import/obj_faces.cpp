// Corners by std::from_chars; a warning once a chunk.
// SPDX-License-Identifier: MIT
#include "import/obj_faces.hpp"

#include "base/names.hpp"
#include "import/obj_lines.hpp"
#include "import/polygons.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace triptych {

namespace {

class FaceReader {
public:
    FaceReader(const ObjChunk& chunk, const ObjData& data)
        : m_data(data), m_counts{data.positions.size(), data.texture_coordinates.size(), data.normals.size()},
          m_so_far(chunk.counts_before) {
        for (ObjLines lines(chunk.text); lines.next();)
            read(lines.key(), lines.rest(), chunk.lines_before + lines.number());
    }
    ObjFaces take() { return std::move(m_faces); }

private:
    void read(std::string_view key, std::string_view rest, std::size_t line) {
        if (key == "v") {
            m_so_far[0]++;
        } else if (key == "vt") {
            m_so_far[1]++;
        } else if (key == "vn") {
            m_so_far[2]++;
        } else if (key == "f" || key == "fo") {
            read_face(without_comment(rest), line);
        } else if (key == "usemtl") {
            add(ObjFaces::Kind::MATERIAL).text = rest;
        } else if (key == "p" || key == "l") {
            warn("points and lines are not drawn.");
        } else if (is_free_form(key)) {
            warn("free-form curves and surfaces are not drawn.");
        } else if (key != "mtllib" && !is_without_effect(key)) {
            warn(fmt::format("lines that begin with {} are passed over.", in_quotes(key)));
        }
    }

    ObjFaces::Event& add(ObjFaces::Kind kind) {
        return m_faces.events.emplace_back(ObjFaces::Event{m_faces.triangles.size(), kind});
    }

    void warn(const std::string& sentence) {
        if (m_said.insert(sentence).second) add(ObjFaces::Kind::WARNING).text = sentence;
    }

    void leave_out(const char* reason, std::size_t line) {
        ObjFaces::Event& event = add(ObjFaces::Kind::LEFT_OUT);
        event.reason = reason;
        event.line = line;
    }

    void read_face(std::string_view rest, std::size_t line) {
        m_face.clear();
        while (!rest.empty()) {
            const std::size_t end = end_of_word(rest);
            ObjCorner& corner = m_face.emplace_back();
            if (const char* reason = read_corner(rest.substr(0, end), corner)) return leave_out(reason, line);
            rest = trim(rest.substr(end));
        }
        if (m_face.size() < 3) return leave_out("has fewer than three corners", line);
        if (m_face.size() == 3) {
            m_faces.triangles.push_back({m_face[0], m_face[1], m_face[2]});
            return;
        }
        // What cutting larger ones may take is bounded for the whole file.
        const bool is_quad = m_face.size() == 4;
        if (is_quad && add_quad()) return;
        add(ObjFaces::Kind::POLYGON).corner_count = m_face.size();
        m_faces.corners.insert(m_faces.corners.end(), m_face.begin(), m_face.end());
    }

    bool add_quad() {
        std::array<Vec3d, 4> places;
        for (std::size_t i = 0; i < 4; i++) places[i] = to_double(m_data.positions[m_face[i][0]]);
        const std::span<const PolygonCutter::Triangle> triangles = m_cutter.cut(places);
        for (const PolygonCutter::Triangle& t : triangles)
            m_faces.triangles.push_back({m_face[t[0]], m_face[t[1]], m_face[t[2]]});
        return !triangles.empty();
    }

    /// p, p/t, p//n or p/t/n; why there is no such corner, or null.
    const char* read_corner(std::string_view word, ObjCorner& corner) {
        corner = {shared::NONE, shared::NONE, shared::NONE};
        for (std::size_t i = 0;; i++) {
            if (i == 3) return "has a corner that is not written as p, p/t, p//n or p/t/n";
            const std::size_t slash = word.find('/');
            const std::string_view digits = word.substr(0, slash);
            if (!digits.empty() || i == 0) corner[i] = index_of(digits, m_counts[i], m_so_far[i]);
            if (corner[i] == shared::NONE && i == 0) return "names a position that is not there";
            if (corner[i] == shared::NONE && !digits.empty()) {
                warn("corners without the texture coordinates or normals that they name count as such that name none.");
            }
            if (slash == std::string_view::npos) break;
            word.remove_prefix(slash + 1);
        }
        return std::isnan(m_data.positions[corner[0]].x)
                   ? "names a position that is no three finite numbers within 1e9 of 0"
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

    const ObjData& m_data;
    ObjCounts m_counts, m_so_far; // in the file, and before this line
    std::vector<ObjCorner> m_face;
    PolygonCutter m_cutter;
    std::set<std::string> m_said;
    ObjFaces m_faces;
};

} // namespace

ObjFaces read_obj_faces(const ObjChunk& chunk, const ObjData& data) { return FaceReader(chunk, data).take(); }

} // namespace triptych
