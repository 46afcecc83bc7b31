// The scenes that come with the program.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <span>
#include <string_view>

namespace triptych {

/// A built-in scene: its name, one line on what it shows, and the function that makes it.
struct BuiltinScene {
    std::string_view name;
    std::string_view summary;
    Scene (*make)();
};

/// All built-in scenes, in the order of the books.
std::span<const BuiltinScene> builtin_scenes();

} // namespace triptych
