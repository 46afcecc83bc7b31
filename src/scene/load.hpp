// From a file or a built-in name to a Scene, and back to a file.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <filesystem>
#include <span>
#include <string>
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

/// A built-in scene where `file_or_name` is the name of one, else the scene file of that path.
/// Throws Error: INVALID_INPUT for anything that is no valid scene (naming file and JSON pointer or line), LIMIT for
/// one that is larger than a limit.
Scene load_scene(const std::string& file_or_name);

/// Parses a scene of version 1 of the format; `origin` names it in errors.
Scene parse_scene(std::string_view json_text, const std::string& origin);

/// The scene in version 1 of the format; parse_scene gives the same scene back, bit for bit.
std::string format_scene(const Scene& scene);

} // namespace triptych
