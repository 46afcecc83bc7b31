// Files that appear whole or not at all, over POSIX: temporary file, sync, rename, sync of the folder.
// SPDX-License-Identifier: MIT
#include "base/atomic_file.hpp"

#include "base/error.hpp"
#include "base/file_calls.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fmt/format.h>
#include <random>
#include <spdlog/spdlog.h>
#include <thread>

namespace triptych {

namespace {

namespace fs = std::filesystem;

/// What a user can do about a failed write.
const char* advice(int error) {
    switch (error) {
    case ENOSPC:
    case EDQUOT: return "free some space there or choose another place";
    case EACCES:
    case EPERM:
    case EROFS: return "choose a place where you may write";
    case ENOENT:
    case ENOTDIR: return "make the folder first or choose another one";
    case EISDIR: return "name a file in it";
    case ENAMETOOLONG: return "choose a shorter name";
    case EEXIST: return "another file of that name appeared meanwhile, so choose another one";
    case EFBIG: return "raise the limit on the size of files (ulimit -f) or write a smaller one";
    default: return "try again or choose another place";
    }
}

/// `step` is what was tried, as in "syncing it".
[[noreturn]] void fail_output(const fs::path& path, const char* step, int error) {
    throw Error(ExitCode::OUTPUT, fmt::format("Cannot write {}: {} failed ({}); {}.", path.string(), step,
                                              std::strerror(error), advice(error)));
}

/// Calls again where a signal came in between.
template <typename Call>
auto uninterrupted(Call call) {
    auto result = call();
    while (result == -1 && errno == EINTR) result = call();
    return result;
}

} // namespace

/// An open file descriptor.
class FileDescriptor {
public:
    FileDescriptor(const FileCalls& calls, int descriptor) : m_calls(calls), m_descriptor(descriptor) {}
    ~FileDescriptor() {
        if (m_descriptor >= 0) m_calls.close(m_descriptor);
    }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;

    int get() const { return m_descriptor; }

    /// False where the system reports a late write error. Linux gives the descriptor back even then.
    bool close() {
        const int descriptor = m_descriptor;
        m_descriptor = -1;
        return m_calls.close(descriptor) == 0 || errno == EINTR;
    }

private:
    const FileCalls& m_calls;
    int m_descriptor;
};

/// Removes the file at its end unless it was kept.
class TemporaryFile {
public:
    explicit TemporaryFile(fs::path path) : m_path(std::move(path)) {}
    ~TemporaryFile() {
        if (!m_path.empty()) ::unlink(m_path.c_str());
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    const fs::path& path() const { return m_path; }
    void keep() { m_path.clear(); }

private:
    fs::path m_path;
};

namespace {

constexpr std::chrono::milliseconds WAIT{50}; // between looks at signals

/// Waits a moment for who reads a FIFO. Throws the error of a signal that came.
void wait_for_reader(const fs::path& path) {
    if (noted_stop() != 0) throw stop_error(fmt::format("nobody read {}, which was not written", path.string()));
    std::this_thread::sleep_for(WAIT);
}

void write_all(const FileCalls& calls, int descriptor, const fs::path& path, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = uninterrupted([&] { return calls.write(descriptor, bytes.data(), bytes.size()); });
        if (written < 0 && errno == EAGAIN) { // a FIFO that is full
            wait_for_reader(path);
            continue;
        }
        if (written <= 0) fail_output(path, "writing it", written == 0 ? EIO : errno);
        bytes = bytes.subspan(std::size_t(written));
    }
}

/// What stands at a path before it is written.
struct Target {
    bool exists;
    bool is_stream; // a character device or FIFO: written in place, since there is nothing to keep whole
    mode_t mode;
    fs::path path; // of the file itself where the given path is a link to it
};

Target find_target(const FileCalls& calls, const fs::path& path) {
    struct stat status {};
    if (calls.stat(path.c_str(), &status) != 0) {
        if (errno != ENOENT) fail_output(path, "looking it up", errno);
        if (!path.has_filename()) fail_output(path, "looking it up", ENOENT);
        return {false, false, 0, path};
    }
    if (S_ISDIR(status.st_mode)) {
        throw Error(ExitCode::OUTPUT,
                    fmt::format("Cannot write {}: it is a folder; name a file in it.", path.string()));
    }
    if (S_ISCHR(status.st_mode) || S_ISFIFO(status.st_mode)) return {true, true, 0, path};
    if (!S_ISREG(status.st_mode)) {
        throw Error(ExitCode::OUTPUT,
                    fmt::format("Cannot write {}: it is no regular file; choose another name.", path.string()));
    }
    if ((status.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) == 0 || ::access(path.c_str(), W_OK) != 0) {
        throw Error(ExitCode::OUTPUT,
                    fmt::format("Cannot write {}: it is read-only; choose another name.", path.string()));
    }
    std::error_code error;
    const fs::path file = fs::canonical(path, error);
    if (error) fail_output(path, "following its links", error.value());
    return {true, false, status.st_mode & 07777u, file};
}

fs::path folder_of(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

/// Creates a new file beside `file`, with the mode that the user's mask gives new files. `name` gets its path.
int create_beside(const FileCalls& calls, const fs::path& file, const fs::path& path, fs::path& name) {
    std::random_device random;
    for (int attempt = 0;; ++attempt) {
        // Short, so that it fits wherever the file's own name does.
        name = folder_of(file) / fmt::format(".triptych-{:08x}.tmp", random());
        const int descriptor =
            uninterrupted([&] { return calls.open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666); });
        if (descriptor >= 0) return descriptor;
        if (errno != EEXIST || attempt == 100) fail_output(path, "creating a temporary file beside it", errno);
    }
}

/// Opens a character device or FIFO; waits for who reads it.
int open_stream(const FileCalls& calls, const fs::path& path) {
    for (bool is_told = false;; is_told = true) {
        const int stream =
            uninterrupted([&] { return calls.open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0); });
        if (stream >= 0) return stream;
        struct stat status {};
        if (errno != ENXIO || ::stat(path.c_str(), &status) != 0 || !S_ISFIFO(status.st_mode))
            fail_output(path, "opening it", errno);
        if (!is_told) spdlog::info("waiting for a reader of {}", path.string());
        wait_for_reader(path);
    }
}

const FileCalls SYSTEM_CALLS{};

} // namespace

AtomicFile::AtomicFile(fs::path path, IfExists if_exists) : AtomicFile(std::move(path), if_exists, SYSTEM_CALLS) {}

AtomicFile::AtomicFile(fs::path path, IfExists if_exists, const FileCalls& calls)
    : m_calls(calls), m_path(std::move(path)), m_if_exists(if_exists) {
    const Target target = find_target(calls, m_path);
    m_is_stream = target.is_stream;
    m_target = target.path;
    if (m_is_stream) {
        m_file = std::make_unique<FileDescriptor>(calls, open_stream(calls, m_path));
        return;
    }
    // Opened before anything is written: after the rename only the sync itself can still fail.
    m_folder = std::make_unique<FileDescriptor>(
        calls,
        uninterrupted([&] { return calls.open(folder_of(m_target).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0); }));
    if (m_folder->get() < 0) fail_output(m_path, "opening its folder", errno);
    fs::path name;
    m_file = std::make_unique<FileDescriptor>(calls, create_beside(calls, m_target, m_path, name));
    m_temporary = std::make_unique<TemporaryFile>(std::move(name));
    if (target.exists && calls.fchmod(m_file->get(), target.mode) != 0) fail_output(m_path, "setting its mode", errno);
}

AtomicFile::~AtomicFile() = default;

void AtomicFile::write(std::span<const std::byte> bytes) { write_all(m_calls, m_file->get(), m_path, bytes); }

void AtomicFile::commit() {
    if (struct stat status{}; ::fstat(m_file->get(), &status) == 0) m_version = version_of(status);
    if (!m_is_stream && uninterrupted([&] { return m_calls.fsync(m_file->get()); }) != 0)
        fail_output(m_path, "syncing it", errno);
    if (!m_file->close()) fail_output(m_path, "closing it", errno);
    if (!m_is_stream) put_in_place();
}

void AtomicFile::put_in_place() {
    const char* from = m_temporary->path().c_str();
    // A link, unlike a rename, never replaces. Where the file system knows no links, nothing better is left to do.
    bool is_linked = false;
    if (m_if_exists == IfExists::REFUSE) {
        is_linked = m_calls.link(from, m_target.c_str()) == 0;
        const bool knows_none = errno == EPERM || errno == ENOTSUP || errno == ENOSYS || errno == EMLINK;
        if (!is_linked && (!knows_none || file_id(m_target))) fail_output(m_path, "giving it its name", errno);
    }
    if (!is_linked) {
        if (m_calls.rename(from, m_target.c_str()) != 0) fail_output(m_path, "renaming to it", errno);
        m_temporary->keep();
    }
    m_temporary.reset();

    // File systems without a sync of folders say EINVAL; nothing more can be done there.
    if (uninterrupted([&] { return m_calls.fsync(m_folder->get()); }) != 0 && errno != EINVAL) {
        fail_output(m_path, "syncing its folder", errno);
    }
}

void write_file_with(const FileCalls& calls, const fs::path& path, std::span<const std::byte> bytes,
                     IfExists if_exists) {
    AtomicFile file(path, if_exists, calls);
    file.write(bytes);
    file.commit();
}

void write_file_atomically(const fs::path& path, std::span<const std::byte> bytes, IfExists if_exists) {
    write_file_with(SYSTEM_CALLS, path, bytes, if_exists);
}

void check_writable(const fs::path& path) {
    const Target target = find_target(SYSTEM_CALLS, path);
    if (target.is_stream) {
        if (::access(path.c_str(), W_OK) != 0) fail_output(path, "opening it", errno);
        return;
    }
    const HoldSignals hold;
    fs::path name;
    const FileDescriptor file(SYSTEM_CALLS, create_beside(SYSTEM_CALLS, target.path, path, name));
    const TemporaryFile temporary(std::move(name));
}

InputFile::InputFile(fs::path path, std::size_t max_bytes) : m_path(std::move(path)) {
    // Without O_NONBLOCK, opening a FIFO would wait for its writer.
    m_file = std::make_unique<FileDescriptor>(
        SYSTEM_CALLS,
        uninterrupted([&] { return SYSTEM_CALLS.open(m_path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0); }));
    if (m_file->get() < 0) fail(errno);
    struct stat status {};
    if (::fstat(m_file->get(), &status) != 0) fail(errno);
    if (!S_ISREG(status.st_mode)) {
        throw Error(ExitCode::INVALID_INPUT,
                    fmt::format("Cannot read {}: it is {}; name a regular file.", m_path.string(),
                                S_ISDIR(status.st_mode) ? "a folder" : "no regular file"));
    }
    check_readable(status, m_path);
    m_size = std::size_t(status.st_size);
    if (m_size > max_bytes) {
        throw Error(ExitCode::LIMIT, fmt::format("{} holds {} bytes, more than the {} that are read at most; "
                                                 "choose a smaller file.",
                                                 m_path.string(), m_size, max_bytes));
    }
}

InputFile::~InputFile() = default;

void InputFile::fail(int error) const {
    throw Error(ExitCode::INVALID_INPUT, fmt::format("Cannot read {} ({}); check its name and its permissions.",
                                                     m_path.string(), std::strerror(error)));
}

void InputFile::read(std::span<std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t count = uninterrupted([&] { return ::read(m_file->get(), bytes.data(), bytes.size()); });
        if (count < 0) fail(errno);
        if (count == 0) {
            throw Error(ExitCode::INVALID_INPUT,
                        fmt::format("{} shrank while it was read; try again once it is whole.", m_path.string()));
        }
        bytes = bytes.subspan(std::size_t(count));
    }
}

std::vector<std::byte> read_file(const fs::path& path, std::size_t max_bytes) {
    InputFile file(path, max_bytes);
    std::vector<std::byte> bytes(file.size());
    file.read(bytes);
    return bytes;
}

} // namespace triptych
