// How much memory this process may take: of the machine, of its control groups (containers) and by its own limits.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>

namespace triptych {

/// Bytes that it may take in all. `root` stands in front of the system's files, for tests.
std::uint64_t total_memory_bytes(const std::filesystem::path& root = "/");

/// Bytes that it could take from now on without swapping; caches that the kernel would give up count as free.
std::uint64_t available_memory_bytes(const std::filesystem::path& root = "/");

} // namespace triptych
