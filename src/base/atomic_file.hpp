// Files that appear whole or not at all.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/file_claims.hpp"
#include "base/interruption.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace triptych {

struct FileCalls;
class FileDescriptor;
class TemporaryFile;

/// What happens where a regular file of the name is there by the time that the new one is whole.
enum class IfExists {
    REPLACE,
    REFUSE, // with Error (OUTPUT)
};

/// A file that is written piece by piece: to a temporary file in the same folder, which becomes the file at the end. An
/// old file of that name stays whole until then, and no temporary file is left behind. Character devices and FIFOs are
/// written in place. All functions throw Error (OUTPUT) that names the path and the system's reason, and the error of
/// a noted signal where it ends the waiting for who reads a FIFO.
class AtomicFile {
public:
    /// Opens the temporary file. `calls` must outlive it.
    explicit AtomicFile(std::filesystem::path path, IfExists if_exists = IfExists::REPLACE);
    AtomicFile(std::filesystem::path path, IfExists if_exists, const FileCalls& calls);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    void write(std::span<const std::byte> bytes);

    /// Syncs the file, gives it its name and syncs the folder.
    void commit();

    /// What commit() wrote, even where it threw after that.
    const FileVersion& version() const { return m_version; }

private:
    void put_in_place();

    const FileCalls& m_calls;
    std::filesystem::path m_path;
    std::filesystem::path m_target; // of the file itself where m_path is a link to it
    IfExists m_if_exists;
    bool m_is_stream = false;
    FileVersion m_version;
    HoldSignals m_hold;
    std::unique_ptr<FileDescriptor> m_folder;
    std::unique_ptr<FileDescriptor> m_file;
    std::unique_ptr<TemporaryFile> m_temporary;
};

/// Writes a file by AtomicFile.
void write_file_atomically(const std::filesystem::path& path, std::span<const std::byte> bytes,
                           IfExists if_exists = IfExists::REPLACE);

/// Throws Error (OUTPUT) where AtomicFile could not create a file at `path`, so that a long render does not find out at
/// its end.
void check_writable(const std::filesystem::path& path);

/// A regular file that is read from its start to its end.
class InputFile {
public:
    /// Throws Error: INVALID_INPUT where it is missing, unreadable or no regular file, LIMIT where it is larger than
    /// `max_bytes`, USAGE where it is claimed as an output (see claim_file).
    InputFile(std::filesystem::path path, std::size_t max_bytes);
    ~InputFile();
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    std::size_t size() const { return m_size; }

    /// The next bytes, as many as there is room for. Throws Error (INVALID_INPUT) where there are fewer.
    void read(std::span<std::byte> bytes);

private:
    [[noreturn]] void fail(int error) const;

    std::filesystem::path m_path;
    std::unique_ptr<FileDescriptor> m_file;
    std::size_t m_size = 0;
};

/// The whole of a regular file; throws as InputFile does.
std::vector<std::byte> read_file(const std::filesystem::path& path, std::size_t max_bytes);

} // namespace triptych
