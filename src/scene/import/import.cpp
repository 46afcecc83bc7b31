// Chooses the reader by the file's ending.
// SPDX-License-Identifier: MIT
#include "scene/import/import.hpp"

#include "base/ascii.hpp"
#include "base/error.hpp"
#include "scene/import/budget.hpp"
#include "scene/import/gltf.hpp"
#include "scene/import/obj.hpp"
#include "scene/import/ply.hpp"
#include "scene/names.hpp"
#include "scene/scene_folder.hpp"

#include <fmt/format.h>

namespace triptych {

bool is_gltf_file(const std::filesystem::path& file) {
    const std::string ending = ending_of(file);
    return ending == ".gltf" || ending == ".glb";
}

bool is_mesh_file(const std::filesystem::path& file) {
    const std::string ending = ending_of(file);
    return is_gltf_file(file) || ending == ".obj" || ending == ".ply";
}

ImportedScene import_file(const std::filesystem::path& folder, const std::string& file, const ImportOptions& options) {
    const std::vector<std::byte> content = read_in_folder(folder, file, MAX_MESH_FILE_BYTES);
    const std::string name = printable(file, 200);
    const std::filesystem::path own_folder = folder / std::filesystem::path(file).parent_path();
    const std::string ending = ending_of(file);
    ImportedScene imported = ending == ".ply"   ? import_ply(content, name, own_folder)
                             : ending == ".obj" ? import_obj(content, name, own_folder)
                                                : import_gltf(content, name, own_folder, options);
    if (imported.scene.shapes.empty()) {
        throw Error(ExitCode::INVALID_INPUT, fmt::format("{} holds no triangle that could be drawn.", name));
    }
    return imported;
}

} // namespace triptych
