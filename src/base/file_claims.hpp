// Which files a command reads and writes, so that none is written over another one that it needs.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>

struct stat;

namespace triptych {

/// Names a file whatever path leads to it.
struct FileId {
    dev_t device = 0;
    ino_t inode = 0;
    bool operator==(const FileId&) const = default;
};

/// The file that a path leads to, if it exists.
std::optional<FileId> file_id(const std::filesystem::path& path);

/// Names what a file holds: numbers of files are given out anew, so the time of its last change belongs to it.
struct FileVersion {
    FileId file;
    std::int64_t modified_ns = 0;
    bool operator==(const FileVersion&) const = default;
};

FileVersion version_of(const struct stat& status);

/// Of the file that a path leads to, if it exists.
std::optional<FileVersion> file_version(const std::filesystem::path& path);

enum class FileUse { READ, WRITTEN, READ_AND_WRITTEN };

/// Says what the process will do with a file, before it does any work; "-" is stdout. `name` is what the user knows it
/// by, such as "--output". Files that exist are told apart by device and inode, others by folder and name. Devices
/// that keep nothing, such as /dev/null, may be claimed any number of times.
/// Throws Error (USAGE) where the same file is claimed twice, unless both claims only read it.
void claim_file(const std::filesystem::path& path, FileUse use, const std::string& name);

/// True where something else than the command's results goes to stdout.
bool stdout_is_claimed();

/// Throws Error (USAGE) where an open file, about to be read, is claimed as one that is only written.
void check_readable(const struct stat& status, const std::filesystem::path& path);

} // namespace triptych
