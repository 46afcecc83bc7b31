// Finds a scene by name or path.
// SPDX-License-Identifier: MIT
#include "scene/load.hpp"

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "scene/names.hpp"

#include <fmt/format.h>

#include <vector>

namespace triptych {

namespace {

constexpr std::size_t MAX_SCENE_FILE_BYTES = std::size_t{1} << 30u;

} // namespace

Scene load_scene(const std::string& file_or_name) {
    std::vector<std::string_view> names;
    for (const BuiltinScene& scene : builtin_scenes()) {
        if (file_or_name == scene.name) return scene.make();
        names.push_back(scene.name);
    }
    std::error_code no_matter; // where the state cannot be told, reading gives the system's reason
    if (!std::filesystem::exists(file_or_name, no_matter) && !no_matter) {
        throw Error(ExitCode::INVALID_INPUT,
                    fmt::format("There is no scene file or built-in scene {}; `triptych scenes` lists the built-in "
                                "ones{}",
                                in_quotes(file_or_name),
                                nearest_name(file_or_name, names).empty() ? "." : suggestion(file_or_name, names)));
    }
    const std::vector<std::byte> bytes = read_file(file_or_name, MAX_SCENE_FILE_BYTES);
    return parse_scene({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, file_or_name,
                       std::filesystem::path(file_or_name).parent_path());
}

} // namespace triptych
