// Numbers for the corners of an OBJ file's parts.
// SPDX-License-Identifier: MIT
#pragma once

#include "import/obj_faces.hpp"

#include <unordered_map>
#include <utility>

namespace triptych {

/// Corners that are alike in position, texture coordinates and normal get one number in each part. Those of a position
/// are in a list, since there are few mostly; from MAX_LISTED on, in a table.
class ObjCorners {
public:
    explicit ObjCorners(std::size_t positions) : m_first(positions, NOTHING) {}

    /// The corner's number in the part, `next` where it is new, and whether that is so.
    std::pair<std::uint32_t, bool> number(std::uint32_t part, const ObjCorner& corner, std::uint32_t next) {
        std::uint32_t* link = &m_first[corner[0]];
        for (std::uint32_t i = 0; i < MAX_LISTED; i++) {
            if (*link == NOTHING) {
                *link = static_cast<std::uint32_t>(m_listed.size());
                m_listed.push_back({corner, part, next, NOTHING});
                return {next, true};
            }
            Listed& listed = m_listed[*link];
            if (listed.part == part && listed.corner == corner) return {listed.number, false};
            link = &listed.next;
        }
        const auto [found, is_new] = m_more.emplace(Key{corner[0], corner[1], corner[2], part}, next);
        return {found->second, is_new};
    }

private:
    static constexpr std::uint32_t NOTHING = 0xffffffffu;
    static constexpr std::uint32_t MAX_LISTED = 16;

    struct Listed {
        ObjCorner corner;
        std::uint32_t part, number, next; // next: of the same position
    };
    using Key = std::array<std::uint32_t, 4>;
    struct KeyHash {
        std::size_t operator()(const Key& key) const {
            std::uint64_t hash = 0;
            for (const std::uint32_t word : key) hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
            return hash ^ (hash >> 32u);
        }
    };
    std::vector<std::uint32_t> m_first; // by position: index into m_listed
    std::vector<Listed> m_listed;
    std::unordered_map<Key, std::uint32_t, KeyHash> m_more;
};

} // namespace triptych
