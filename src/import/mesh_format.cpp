// Signatures first, then names.
// SPDX-License-Identifier: MIT
#include "import/mesh_format.hpp"

#include "base/ascii.hpp"
#include "import/stl.hpp"
#include "import/text_lines.hpp"

namespace triptych {

namespace {

bool is_json_of_gltf(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    return first != std::string_view::npos && text[first] == '{' && text.find("\"asset\"") != std::string_view::npos &&
           text.find("\"triptych\"") == std::string_view::npos;
}

} // namespace

std::optional<MeshFormat> mesh_format_of_ending(const std::filesystem::path& file) {
    const std::string ending = ending_of(file);
    if (ending == ".gltf" || ending == ".glb") return MeshFormat::GLTF;
    if (ending == ".obj") return MeshFormat::OBJ;
    if (ending == ".ply") return MeshFormat::PLY;
    if (ending == ".stl") return MeshFormat::STL;
    return std::nullopt;
}

std::optional<MeshFormat> mesh_format_of(std::span<const std::byte> content, const std::filesystem::path& file) {
    const std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
    if (text.starts_with("glTF")) return MeshFormat::GLTF;
    if (text.starts_with("ply") && text.size() > 3 && is_blank(text[3])) return MeshFormat::PLY;
    const auto format = mesh_format_of_ending(file);
    if (looks_like_stl(content)) return MeshFormat::STL;
    if (format != MeshFormat::GLTF && is_json_of_gltf(text)) return MeshFormat::GLTF;
    return format;
}

} // namespace triptych
