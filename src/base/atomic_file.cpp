// Files that appear whole or not at all, over POSIX: temporary file, sync, rename, sync of the folder.
// SPDX-License-Identifier: MIT
#include "base/atomic_file.hpp"

#include "base/error.hpp"
#include "base/file_calls.hpp"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <random>

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

/// An open file descriptor.
class Descriptor {
public:
    Descriptor(const FileCalls& calls, int descriptor) : m_calls(calls), m_descriptor(descriptor) {}
    ~Descriptor() {
        if (m_descriptor >= 0) m_calls.close(m_descriptor);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

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
class Temporary {
public:
    explicit Temporary(fs::path path) : m_path(std::move(path)) {}
    ~Temporary() {
        if (!m_path.empty()) ::unlink(m_path.c_str());
    }
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;

    const fs::path& path() const { return m_path; }
    void keep() { m_path.clear(); }

private:
    fs::path m_path;
};

void write_all(const FileCalls& calls, int descriptor, const fs::path& path, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = uninterrupted([&] { return calls.write(descriptor, bytes.data(), bytes.size()); });
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

void write_stream(const FileCalls& calls, const fs::path& path, std::span<const std::byte> bytes) {
    Descriptor stream(calls, uninterrupted([&] { return calls.open(path.c_str(), O_WRONLY | O_CLOEXEC, 0); }));
    if (stream.get() < 0) fail_output(path, "opening it", errno);
    write_all(calls, stream.get(), path, bytes);
    if (!stream.close()) fail_output(path, "closing it", errno);
}

} // namespace

void write_file_with(const FileCalls& calls, const fs::path& path, std::span<const std::byte> bytes) {
    const Target target = find_target(calls, path);
    if (target.is_stream) return write_stream(calls, path, bytes);

    // Opened before anything is written: after the rename only the sync itself can still fail.
    Descriptor folder(calls, uninterrupted([&] {
                          return calls.open(folder_of(target.path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
                      }));
    if (folder.get() < 0) fail_output(path, "opening its folder", errno);

    fs::path name;
    Descriptor file(calls, create_beside(calls, target.path, path, name));
    Temporary temporary(std::move(name));
    if (target.exists && calls.fchmod(file.get(), target.mode) != 0) fail_output(path, "setting its mode", errno);
    write_all(calls, file.get(), path, bytes);
    if (uninterrupted([&] { return calls.fsync(file.get()); }) != 0) fail_output(path, "syncing it", errno);
    if (!file.close()) fail_output(path, "closing it", errno);
    if (calls.rename(temporary.path().c_str(), target.path.c_str()) != 0) fail_output(path, "renaming to it", errno);
    temporary.keep();

    // File systems without a sync of folders say EINVAL; nothing more can be done there.
    if (uninterrupted([&] { return calls.fsync(folder.get()); }) != 0 && errno != EINVAL) {
        fail_output(path, "syncing its folder", errno);
    }
}

void write_file_atomically(const fs::path& path, std::span<const std::byte> bytes) {
    write_file_with(FileCalls{}, path, bytes);
}

void check_writable(const fs::path& path) {
    const FileCalls calls;
    const Target target = find_target(calls, path);
    if (target.is_stream) {
        if (::access(path.c_str(), W_OK) != 0) fail_output(path, "opening it", errno);
        return;
    }
    fs::path name;
    const Descriptor file(calls, create_beside(calls, target.path, path, name));
    const Temporary temporary(std::move(name));
}

std::vector<std::byte> read_file(const fs::path& path, std::size_t max_bytes) {
    const auto fail = [&](int error) {
        throw Error(ExitCode::INVALID_INPUT, fmt::format("Cannot read {} ({}); check its name and its permissions.",
                                                         path.string(), std::strerror(error)));
    };
    // Without O_NONBLOCK, opening a FIFO would wait for its writer.
    const FileCalls calls;
    const Descriptor file(
        calls, uninterrupted([&] { return calls.open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0); }));
    if (file.get() < 0) fail(errno);
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) fail(errno);
    if (!S_ISREG(status.st_mode)) {
        throw Error(ExitCode::INVALID_INPUT,
                    fmt::format("Cannot read {}: it is {}; name a regular file.", path.string(),
                                S_ISDIR(status.st_mode) ? "a folder" : "no regular file"));
    }
    const auto size = std::size_t(status.st_size);
    if (size > max_bytes) {
        throw Error(ExitCode::LIMIT, fmt::format("{} holds {} bytes, more than the {} that are read at most; "
                                                 "choose a smaller file.",
                                                 path.string(), size, max_bytes));
    }
    std::vector<std::byte> bytes(size);
    for (std::size_t done = 0; done < size;) {
        const ssize_t count = uninterrupted([&] { return ::read(file.get(), bytes.data() + done, size - done); });
        if (count < 0) fail(errno);
        if (count == 0) {
            throw Error(ExitCode::INVALID_INPUT,
                        fmt::format("{} shrank while it was read; try again once it is whole.", path.string()));
        }
        done += std::size_t(count);
    }
    return bytes;
}

} // namespace triptych
