// The scene with every key, changed in one place, and what becomes of it.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene_text.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace triptych {

using json = nlohmann::ordered_json; // keeps the order of definitions

constexpr ExitCode OK = ExitCode::OK;
constexpr ExitCode INVALID = ExitCode::INVALID_INPUT;
constexpr ExitCode LIMIT = ExitCode::LIMIT;

/// EVERYTHING with one value replaced or added.
inline std::string changed(const std::string& pointer, const std::string& value) {
    json scene = json::parse(EVERYTHING);
    scene[json::json_pointer(pointer)] = json::parse(value);
    return scene.dump();
}

struct Case {
    std::string pointer;
    std::string value;
    ExitCode code;
    std::vector<std::string> fragments; // of the sentence; the first begins with the place where it must point
};

template <std::size_t N>
void expect_outcomes(const Case (&table)[N]) {
    for (const Case& changes : table) {
        SCOPED_TRACE(changes.pointer + " = " + changes.value);
        std::vector<std::string> fragments = changes.fragments;
        if (changes.code != OK) {
            ASSERT_FALSE(fragments.empty());
            fragments.front() = "scene.json at " + fragments.front();
        }
        expect_error(changed(changes.pointer, changes.value), changes.code, fragments);
    }
}

} // namespace triptych
