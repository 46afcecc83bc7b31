// Chooses the reader.
// SPDX-License-Identifier: MIT
#include "import/import.hpp"

#include "base/error.hpp"
#include "base/names.hpp"
#include "gltf/gltf.hpp"
#include "import/obj.hpp"
#include "import/ply.hpp"
#include "import/stl.hpp"
#include "mesh/budget.hpp"

#include <fmt/format.h>

namespace triptych {

ImportedScene import_content(std::span<const std::byte> content, MeshFormat format, const std::string& name,
                             const SceneFolder& folder, const ImportOptions& options) {
    const auto import = [&] {
        switch (format) {
        case MeshFormat::GLTF: return import_gltf(content, name, folder, options);
        case MeshFormat::OBJ: return import_obj(content, name, folder);
        case MeshFormat::PLY: return import_ply(content, name, folder);
        case MeshFormat::STL: break;
        }
        return import_stl(content, name);
    };
    ImportedScene imported = import();
    if (imported.scene.shapes.empty()) {
        throw Error(ExitCode::INVALID_INPUT, fmt::format("{} holds no triangle that could be drawn.", name));
    }
    return imported;
}

ImportedScene import_file(const SceneFolder& folder, const std::string& file, const ImportOptions& options) {
    const std::vector<std::byte> content = folder.read(file, MAX_MESH_FILE_BYTES);
    const std::string name = printable(file, 200);
    const auto format = mesh_format_of(content, file);
    if (!format) {
        throw Error(ExitCode::INVALID_INPUT,
                    fmt::format("{} is not one of the mesh files that Triptych reads ({}); convert it to one of these.",
                                name, MESH_ENDINGS));
    }
    return import_content(content, *format, name, folder.of(file), options);
}

} // namespace triptych
