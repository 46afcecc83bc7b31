// The system calls behind write_file_atomically, as a table, so that a test can make each of them fail.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/atomic_file.hpp"

#include <cstddef>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <span>
#include <sys/stat.h>
#include <unistd.h>

namespace triptych {

/// Each returns what the system call of its name returns and sets errno as it does.
struct FileCalls {
    int (*stat)(const char* path, struct stat* status) = ::stat;
    int (*open)(const char* path, int flags, mode_t mode) = [](const char* path, int flags, mode_t mode) {
        return ::open(path, flags, mode);
    };
    int (*fchmod)(int file, mode_t mode) = ::fchmod;
    ssize_t (*write)(int file, const void* bytes, std::size_t size) = ::write;
    int (*fsync)(int file) = ::fsync;
    int (*close)(int file) = ::close;
    int (*rename)(const char* from, const char* to) = std::rename;
    int (*link)(const char* from, const char* to) = ::link;
};

/// write_file_atomically through the given calls.
void write_file_with(const FileCalls& calls, const std::filesystem::path& path, std::span<const std::byte> bytes,
                     IfExists if_exists = IfExists::REPLACE);

} // namespace triptych
