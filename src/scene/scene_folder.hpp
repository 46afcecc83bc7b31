// The only way by which files that a scene names are opened: regular files in the scene's folder or below it.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace triptych {

/// Why a scene may not name a file so, as the end of a sentence, or nothing where it may: names are relative, lead
/// nowhere by "..", separate folders by / and hold no control characters. `kind` says what is named: "an image file".
std::string why_no_file_name(const std::string& name, const std::string& kind);

/// The content of a regular file that `file` names relative to `folder` and that lies, links resolved, within it.
/// Throws Error, its sentence beginning with the file's name: INVALID_INPUT where it is missing, elsewhere or no
/// regular file, LIMIT where it holds more than `max_bytes`.
std::vector<std::byte> read_in_folder(const std::filesystem::path& folder, const std::string& file,
                                      std::size_t max_bytes);

} // namespace triptych
