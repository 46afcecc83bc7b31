// What confined work can do, and what it cannot.
// SPDX-License-Identifier: MIT
#include "base/confinement.hpp"

#include "base/atomic_file.hpp"
#include "temporary_folder.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace triptych {
namespace {

namespace fs = std::filesystem;

/// 0, or why a file cannot be opened.
int open_error(const fs::path& path, int flags) {
    const int file = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
    if (file < 0) return errno;
    ::close(file);
    return 0;
}

bool kernel_has_landlock() { return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, 1) >= 1; }

class Confined : public testing::Test {
protected:
    Confined() {
        fs::create_directories(m_folder / "scene/images");
        for (const char* name : {"scene/a.json", "scene/images/b.png", "secret"}) std::ofstream(m_folder / name) << "x";
        fs::create_symlink(m_folder / "secret", m_folder / "scene/link");
    }

    /// What `work` returns within the confinement to scene/.
    int within(const std::function<int()>& work) {
        int result = -1;
        m_enforced = run_confined(std::array{m_folder / "scene"}, [&] { result = work(); });
        return result;
    }

    TemporaryFolder m_folder;
    Confinement m_enforced;
};

TEST_F(Confined, FilesOfTheFolderCanBeRead) {
    EXPECT_EQ(within([&] { return open_error(m_folder / "scene/a.json", O_RDONLY); }), 0);
    EXPECT_EQ(within([&] { return open_error(m_folder / "scene/images/b.png", O_RDONLY); }), 0);
}

TEST_F(Confined, OtherFilesCannotWhateverTheWayThere) {
    if (!kernel_has_landlock()) GTEST_SKIP() << "this kernel has no Landlock";
    EXPECT_EQ(within([&] { return open_error(m_folder / "secret", O_RDONLY); }), EACCES);
    EXPECT_TRUE(m_enforced.files);
    EXPECT_EQ(within([&] { return open_error(m_folder / "scene/link", O_RDONLY); }), EACCES);
    EXPECT_EQ(within([&] { return open_error(m_folder / "scene/../secret", O_RDONLY); }), EACCES);
    EXPECT_EQ(within([&] { return open_error("/etc/passwd", O_RDONLY); }), EACCES);
}

TEST_F(Confined, NothingCanBeWritten) {
    if (!kernel_has_landlock()) GTEST_SKIP() << "this kernel has no Landlock";
    EXPECT_EQ(within([&] { return open_error(m_folder / "scene/a.json", O_WRONLY); }), EACCES);
    EXPECT_EQ(within([&] { return open_error(m_folder / "scene/new", O_WRONLY | O_CREAT); }), EACCES);
    EXPECT_EQ(within([&] { return ::unlink((m_folder / "scene/a.json").c_str()) == 0 ? 0 : errno; }), EACCES);
}

TEST_F(Confined, NoSocketIsOpenedAndNoProgramStarted) {
    EXPECT_EQ(within([] { return ::socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 0 : errno; }), EPERM);
    EXPECT_TRUE(m_enforced.calls);
    EXPECT_EQ(within([] {
                  ::execl("/bin/true", "true", nullptr);
                  return errno;
              }),
              EPERM);
}

TEST_F(Confined, TheRestOfTheProgramIsFree) {
    within([] { return 0; });
    EXPECT_EQ(open_error(m_folder / "secret", O_RDONLY), 0);
    EXPECT_EQ(open_error(m_folder / "scene/new", O_WRONLY | O_CREAT), 0);
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_GE(socket, 0);
    ::close(socket);
}

TEST_F(Confined, ErrorsComeThrough) {
    EXPECT_THROW(run_confined({}, [] { throw std::runtime_error("so it is"); }), std::runtime_error);
}

TEST_F(Confined, OneFileMayBeAllowed) {
    const fs::path file = m_folder / "scene/a.json";
    int own = -1, beside = -1;
    run_confined(std::array{file}, [&] {
        own = open_error(file, O_RDONLY);
        beside = open_error(m_folder / "scene/images/b.png", O_RDONLY);
    });
    EXPECT_EQ(own, 0);
    EXPECT_EQ(beside, kernel_has_landlock() ? EACCES : 0);
}

} // namespace
} // namespace triptych
