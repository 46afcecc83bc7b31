// The file that compiled pipelines are kept in: a header of ours, then the driver's bytes.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace triptych {

/// What `file` holds for `key` (hexadecimal digits), or nothing: a file that is absent, of another key or version, or
/// damaged anywhere never reaches the driver, since drivers have crashed on damaged ones. Never throws for what it
/// reads.
std::vector<std::byte> read_pipeline_cache(const std::filesystem::path& file, const std::string& key);

/// Writes it atomically, making the folder where it is missing. Throws Error (OUTPUT).
void write_pipeline_cache(const std::filesystem::path& file, const std::string& key,
                          std::span<const std::byte> payload);

} // namespace triptych
