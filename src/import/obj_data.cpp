// Each chunk's numbers go to the places that counting gave them.
// SPDX-License-Identifier: MIT
#include "import/obj_data.hpp"

#include "import/obj_lines.hpp"
#include "mesh/mesh_parts.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace triptych {

namespace {

/// Up to N numbers of a line; more are passed over.
template <std::size_t N>
struct Numbers {
    std::array<float, N> values{};
    std::size_t count = 0; // that are finite and within 1e9 of 0, up to the first that is not

    explicit Numbers(std::string_view rest) {
        for (std::string_view left = rest; count < N && !left.empty(); count++) {
            const std::size_t end = end_of_word(left);
            const auto number = parse_number(left.substr(0, end));
            if (!number || !(std::abs(*number) <= 1e9)) break;
            values[count] = without_denormals(static_cast<float>(*number));
            left = trim(left.substr(end));
        }
    }
    /// All zeros where there are less.
    bool has(std::size_t least) {
        if (count >= least) return true;
        values = {};
        return false;
    }
};

class ChunkReader {
public:
    ChunkReader(const ObjChunk& chunk, ObjData& data) : m_next(chunk.counts_before), m_data(data) {
        for (ObjLines lines(chunk.text); lines.next();) read(lines.key(), lines.rest());
    }

    bool has_colors = false;
    std::vector<std::string> events; // names of libraries; empty: words that are no numbers

private:
    void read(std::string_view key, std::string_view rest) {
        if (key == "v") {
            read_position(without_comment(rest));
        } else if (key == "vt") {
            Numbers<2> numbers(without_comment(rest));
            if (!numbers.has(1)) add_odd();
            m_data.texture_coordinates[m_next[1]++] = {numbers.values[0], numbers.values[1]};
        } else if (key == "vn") {
            Numbers<3> numbers(without_comment(rest));
            if (!numbers.has(3)) add_odd();
            m_data.normals[m_next[2]++] = vec3(numbers.values[0], numbers.values[1], numbers.values[2]);
        } else if (key == "mtllib") {
            if (!trim(rest).empty()) events.emplace_back(rest);
        }
    }

    /// Once a chunk.
    void add_odd() {
        if (!m_is_odd) events.emplace_back();
        m_is_odd = true;
    }

    /// Positions may carry a weight, or the colour that many programs write behind them.
    void read_position(std::string_view rest) {
        Numbers<6> numbers(rest);
        const bool is_there = numbers.has(3);
        const std::array<float, 6>& values = numbers.values;
        vec3 position(values[0], values[1], values[2]);
        if (!is_there || !is_position(position)) position.x = std::numeric_limits<float>::quiet_NaN();
        const bool has_color = numbers.count >= 6;
        has_colors = has_colors || has_color;
        const auto share = [&](std::size_t i) { return std::clamp(values[i], 0.0f, 1.0f); };
        m_data.positions[m_next[0]] = position;
        m_data.colors[m_next[0]++] = has_color ? vec3(share(3), share(4), share(5)) : vec3(1.0f);
    }

    ObjCounts m_next;
    ObjData& m_data;
    bool m_is_odd = false;
};

} // namespace

ObjData read_obj_data(const std::vector<ObjChunk>& chunks, Budget& budget, const ObjDataEvents& events) {
    ObjCounts counts{};
    for (const ObjChunk& chunk : chunks) {
        for (std::size_t kind = 0; kind < 3; kind++) counts[kind] += chunk.counts[kind];
    }
    budget.spend(counts[0], 2 * sizeof(vec3));
    budget.spend(counts[1], sizeof(ObjData::TextureCoordinates));
    budget.spend(counts[2], sizeof(vec3));
    ObjData data;
    data.positions.resize(counts[0]);
    data.colors.resize(counts[0]);
    data.texture_coordinates.resize(counts[1]);
    data.normals.resize(counts[2]);
    std::vector<std::vector<std::string>> said(chunks.size());
    std::vector<std::uint8_t> has_colors(chunks.size());
    tbb::parallel_for(std::size_t{0}, chunks.size(), [&](std::size_t i) {
        ChunkReader reader(chunks[i], data);
        has_colors[i] = reader.has_colors;
        said[i] = std::move(reader.events);
    });
    data.has_colors = std::find(has_colors.begin(), has_colors.end(), 1) != has_colors.end();
    for (const std::vector<std::string>& of_chunk : said) {
        for (const std::string& event : of_chunk) event.empty() ? events.odd_numbers() : events.library(event);
    }
    return data;
}

} // namespace triptych
