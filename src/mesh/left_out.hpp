// Faces that a reader leaves out, counted by the reason, so that each reason is said once.
// SPDX-License-Identifier: MIT
#pragma once

#include "mesh/warnings.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace triptych {

class LeftOutFaces {
public:
    /// `reason` outlives this and goes on from "that face ...": "has fewer than three corners". `place` is a number.
    void add(std::string_view reason, std::size_t place) {
        Count& entry = m_counts[reason];
        if (entry.count++ == 0) entry.first_place = place;
    }

    /// `preposition` leads to the place: "on line".
    void report(Warnings& warnings, std::string_view preposition) const {
        for (const auto& [reason, entry] : m_counts) {
            const std::string how_many = entry.count == 1 ? "a face is" : fmt::format("{} faces are", entry.count);
            warnings.add(fmt::format("{} left out: that {} {} {}.", how_many, preposition, entry.first_place, reason));
        }
    }

private:
    struct Count {
        std::size_t count = 0;
        std::size_t first_place = 0;
    };
    std::map<std::string_view, Count> m_counts;
};

} // namespace triptych
