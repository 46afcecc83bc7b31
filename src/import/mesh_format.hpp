// Which mesh format a file has: by its content, since names often say nothing or the wrong thing.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>

namespace triptych {

enum class MeshFormat : std::uint8_t { GLTF, OBJ, PLY, STL };

/// The endings of mesh files, as sentences name them.
constexpr std::string_view MESH_ENDINGS = ".gltf, .glb, .obj, .ply, .stl";

/// The format that a file's content shows, or else its ending, in letters of either case; nothing where neither does.
/// JSON of other endings is glTF where it holds the word "asset" and not "triptych".
std::optional<MeshFormat> mesh_format_of(std::span<const std::byte> content, const std::filesystem::path& file);

/// The format of the ending alone.
std::optional<MeshFormat> mesh_format_of_ending(const std::filesystem::path& file);

} // namespace triptych
