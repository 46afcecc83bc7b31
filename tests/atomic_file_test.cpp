// Files appear whole or not at all, whichever system call fails.
// SPDX-License-Identifier: MIT
#include "base/atomic_file.hpp"

#include "base/file_calls.hpp"
#include "expect_error.hpp"
#include "temporary_folder.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>
#include <iterator>
#include <thread>

namespace triptych {
namespace {

namespace fs = std::filesystem;

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

std::string text_of(const fs::path& path) {
    const std::vector<std::byte> bytes = read_file(path, 1u << 20u);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::size_t count_files(const fs::path& folder) {
    return std::size_t(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

/// What the faulty calls below do: the call of index `fail_at` sets errno to `error`.
struct Faults {
    int calls = 0;
    int fail_at = -1;
    int error = 0;
    bool is_renamed = false;
} faults;

bool fault() {
    if (faults.calls++ != faults.fail_at) return false;
    errno = faults.error;
    return true;
}

/// Every call can fail, and each write takes at most 1000 bytes.
FileCalls faulty_calls() {
    FileCalls calls;
    calls.stat = [](const char* path, struct stat* status) { return fault() ? -1 : ::stat(path, status); };
    calls.open = [](const char* path, int flags, mode_t mode) { return fault() ? -1 : ::open(path, flags, mode); };
    calls.fchmod = [](int file, mode_t mode) { return fault() ? -1 : ::fchmod(file, mode); };
    calls.write = [](int file, const void* bytes, std::size_t size) {
        return fault() ? -1 : ::write(file, bytes, std::min(size, std::size_t(1000)));
    };
    calls.fsync = [](int file) { return fault() ? -1 : ::fsync(file); };
    calls.close = [](int file) {
        const bool fails = fault();
        const int error = errno;
        const int result = ::close(file);
        errno = error;
        return fails ? -1 : result;
    };
    calls.rename = [](const char* from, const char* to) {
        if (fault()) return -1;
        faults.is_renamed = true;
        return std::rename(from, to);
    };
    return calls;
}

/// Writes over an old file with the call of one index failing.
void write_with_fault(int fail_at, int error, bool has_old_file) {
    const TemporaryFolder folder;
    const fs::path path = folder / "picture.png";
    const std::string old_text = "old", new_text(3500, 'n');
    if (has_old_file) write_file_atomically(path, bytes_of(old_text));

    faults = {0, fail_at, error, false};
    expect_error(ExitCode::OUTPUT, {path.string(), std::strerror(error)},
                 [&] { write_file_with(faulty_calls(), path, bytes_of(new_text)); });
    if (faults.is_renamed) {
        EXPECT_EQ(text_of(path), new_text);
    } else if (has_old_file) {
        EXPECT_EQ(text_of(path), old_text);
    } else {
        EXPECT_FALSE(fs::exists(path));
    }
    EXPECT_EQ(count_files(folder.path()), fs::exists(path) ? 1u : 0u);
}

int count_calls(bool has_old_file) {
    const TemporaryFolder folder;
    if (has_old_file) write_file_atomically(folder / "f", bytes_of("old"));
    faults = {};
    write_file_with(faulty_calls(), folder / "f", bytes_of(std::string(3500, 'n')));
    return faults.calls;
}

TEST(AtomicFile, EveryFailingCallLeavesTheOldFileOrTheNew) {
    for (const bool has_old_file : {true, false}) {
        // stat, two opens, fchmod over an old file, four writes, two syncs, rename and two closes, of which the last,
        // of the folder, tells nothing.
        const int calls = count_calls(has_old_file);
        EXPECT_EQ(calls, has_old_file ? 13 : 12);
        for (int fail_at = 0; fail_at < calls - 1; ++fail_at) {
            for (const int error : {EIO, ENOSPC}) {
                SCOPED_TRACE(testing::Message() << "call " << fail_at << ", old file " << has_old_file);
                write_with_fault(fail_at, error, has_old_file);
            }
        }
    }
}

TEST(AtomicFile, GoesOnAfterSignals) {
    const int calls = count_calls(true);
    for (int fail_at = 0; fail_at < calls; ++fail_at) {
        const TemporaryFolder folder;
        const std::string text(3500, 'n');
        write_file_atomically(folder / "f", bytes_of("old"));
        faults = {0, fail_at, EINTR, false};
        try {
            write_file_with(faulty_calls(), folder / "f", bytes_of(text));
            EXPECT_EQ(text_of(folder / "f"), text);
        } catch (const Error&) {
            // stat, fchmod and rename are never interrupted, so they are not repeated.
            EXPECT_EQ(text_of(folder / "f"), "old") << fail_at;
        }
        EXPECT_EQ(count_files(folder.path()), 1u);
    }
}

TEST(AtomicFile, WritesAndReplaces) {
    const TemporaryFolder folder;
    const fs::path path = folder / "a";
    const mode_t mask = ::umask(022);
    write_file_atomically(path, {});
    EXPECT_EQ(text_of(path), "");
    EXPECT_EQ(fs::status(path).permissions(), fs::perms(0644));
    ::chmod(path.c_str(), 0604);
    write_file_atomically(path, bytes_of("second"));
    ::umask(mask);
    EXPECT_EQ(text_of(path), "second");
    EXPECT_EQ(fs::status(path).permissions(), fs::perms(0604));
    EXPECT_EQ(count_files(folder.path()), 1u);
    write_file_atomically(folder / std::string(255, 'x'), bytes_of("long name"));
    EXPECT_EQ(count_files(folder.path()), 2u);
}

TEST(AtomicFile, FollowsLinks) {
    const TemporaryFolder folder;
    fs::create_directory(folder / "there");
    write_file_atomically(folder / "there/file", bytes_of("old"));
    fs::create_symlink("there/file", folder / "link");
    write_file_atomically(folder / "link", bytes_of("new"));
    EXPECT_TRUE(fs::is_symlink(folder / "link"));
    EXPECT_EQ(text_of(folder / "there/file"), "new");
}

TEST(AtomicFile, WritesInTheCurrentFolder) {
    const TemporaryFolder folder;
    const fs::path before = fs::current_path();
    fs::current_path(folder.path());
    write_file_atomically("bare", bytes_of("text"));
    check_writable("bare");
    fs::current_path(before);
    EXPECT_EQ(text_of(folder / "bare"), "text");
}

TEST(AtomicFile, WritesStreamsInPlace) {
    const TemporaryFolder folder;
    const fs::path fifo = folder / "fifo";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    std::string text;
    std::thread reader([&] {
        const int file = ::open(fifo.c_str(), O_RDONLY);
        char buffer[16];
        for (ssize_t count = 0; (count = ::read(file, buffer, sizeof buffer)) > 0;)
            text.append(buffer, std::size_t(count));
        ::close(file);
    });
    write_file_atomically(fifo, bytes_of("through the pipe"));
    reader.join();
    EXPECT_EQ(text, "through the pipe");
    EXPECT_TRUE(fs::is_fifo(fifo));

    write_file_atomically("/dev/null", bytes_of("nothing"));
    check_writable("/dev/null");
    EXPECT_TRUE(fs::is_character_file("/dev/null"));
    expect_error(ExitCode::OUTPUT, {"/dev/full", "No space left"},
                 [] { write_file_atomically("/dev/full", bytes_of("too much")); });
}

TEST(AtomicFile, RefusesWhatCannotBeWritten) {
    const TemporaryFolder folder;
    const std::function<void(const fs::path&)> tries[] = {
        [](const fs::path& path) { write_file_atomically(path, bytes_of("x")); }, check_writable};
    for (const auto& try_it : tries) {
        expect_error(ExitCode::OUTPUT, {folder.path().string(), "folder"}, [&] { try_it(folder.path()); });
        expect_error(ExitCode::OUTPUT, {"absent/file"}, [&] { try_it(folder / "absent/file"); });
        expect_error(ExitCode::OUTPUT, {"absent/"}, [&] { try_it(folder / "absent/"); });
        expect_error(ExitCode::OUTPUT, {"File name too long"}, [&] { try_it(folder / std::string(256, 'x')); });
        expect_error(ExitCode::OUTPUT, {"/proc/"}, [&] { try_it("/proc/no-such-file.png"); });
    }
    EXPECT_EQ(count_files(folder.path()), 0u);
    check_writable(folder / "fine");
    EXPECT_EQ(count_files(folder.path()), 0u);
}

TEST(ReadFile, RefusesWhatIsNoRegularFile) {
    const TemporaryFolder folder;
    ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
    expect_error(ExitCode::INVALID_INPUT, {"fifo", "no regular file"}, [&] { read_file(folder / "fifo", 100); });
    expect_error(ExitCode::INVALID_INPUT, {"folder"}, [&] { read_file(folder.path(), 100); });
    expect_error(ExitCode::INVALID_INPUT, {"/dev/zero"}, [&] { read_file("/dev/zero", 100); });
    expect_error(ExitCode::INVALID_INPUT, {"absent", "No such file"}, [&] { read_file(folder / "absent", 100); });
}

TEST(ReadFile, HoldsTheLimit) {
    const TemporaryFolder folder;
    write_file_atomically(folder / "f", bytes_of("12345"));
    EXPECT_EQ(read_file(folder / "f", 5).size(), 5u);
    expect_error(ExitCode::LIMIT, {"5 bytes", "4"}, [&] { read_file(folder / "f", 4); });
}

} // namespace
} // namespace triptych
