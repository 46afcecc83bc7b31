// Files that keep what was compiled, so that the next start need not: a header of ours, then any bytes.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace triptych {

/// What `file` holds for `key` (hexadecimal digits), or nothing: a file that is absent, of another key or version, or
/// damaged anywhere gives nothing, since drivers have crashed on damaged caches. Never throws for what it reads.
std::vector<std::byte> read_cache_file(const std::filesystem::path& file, const std::string& key);

/// Writes it atomically, making the folder where it is missing. Throws Error (OUTPUT).
void write_cache_file(const std::filesystem::path& file, const std::string& key, std::span<const std::byte> payload);

} // namespace triptych
