// Files that appear whole or not at all.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace triptych {

/// Writes `bytes` to a temporary file in the same folder, syncs it, renames it to `path` and syncs the folder. An old
/// file of that name stays whole until then, and no temporary file is left behind.
/// Throws Error (OUTPUT) that names the path and the system's reason.
void write_file_atomically(const std::filesystem::path& path, std::span<const std::byte> bytes);

/// Throws Error (OUTPUT) where write_file_atomically could not create a file at `path`, so that a long render does not
/// find out at its end.
void check_writable(const std::filesystem::path& path);

/// The whole of a regular file. Throws Error (INVALID_INPUT) where it is missing, unreadable or no regular file, and
/// Error (LIMIT) where it is larger than `max_bytes`.
std::vector<std::byte> read_file(const std::filesystem::path& path, std::size_t max_bytes);

} // namespace triptych
