// How much memory there is, over made-up files of the system: machine, containers of both kinds, nested groups.
// SPDX-License-Identifier: MIT
#include "base/memory.hpp"

#include "temporary_folder.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace triptych {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t MEBIBYTE = 1u << 20u;

void put(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
}

/// A system with 64 MiB left, whose hierarchies are mounted as `mounts` says.
void put_system(const fs::path& root, const std::string& mounts, const std::string& groups) {
    put(root / "proc/meminfo", "MemTotal: 131072 kB\nMemAvailable: 65536 kB\n");
    put(root / "proc/self/mountinfo", "20 1 0:1 / / rw - ext4 /dev/sda rw\n" + mounts);
    put(root / "proc/self/cgroup", groups);
}

const std::string MOUNT_2 = "30 20 0:25 / /sys/fs/cgroup rw shared:9 - cgroup2 cgroup2 rw,nsdelegate\n";

TEST(Memory, IsTheMachines) {
    const TemporaryFolder folder;
    put_system(folder.path(), "", "");
    EXPECT_EQ(available_memory_bytes(folder.path()), 64 * MEBIBYTE);
    EXPECT_GT(total_memory_bytes(folder.path()), 64 * MEBIBYTE);
}

TEST(Memory, IsBoundedByTheGroupOfVersion2) {
    const TemporaryFolder folder;
    put_system(folder.path(), MOUNT_2, "0::/outer/inner\n");
    const fs::path group = folder / "sys/fs/cgroup/outer/inner";
    put(group / "memory.max", "33554432\n");
    put(group / "memory.current", "20971520\n");
    put(group / "memory.stat", "anon 1\ninactive_file 3145728\nactive_file 1048576\n");
    EXPECT_EQ(total_memory_bytes(folder.path()), 32 * MEBIBYTE);
    EXPECT_EQ(available_memory_bytes(folder.path()), (32 - 20 + 3 + 1) * MEBIBYTE);
}

TEST(Memory, IsBoundedByGroupsAround) {
    const TemporaryFolder folder;
    put_system(folder.path(), MOUNT_2, "0::/outer/inner\n");
    put(folder / "sys/fs/cgroup/outer/inner/memory.max", "max\n");
    put(folder / "sys/fs/cgroup/outer/memory.max", "16777216\n");
    put(folder / "sys/fs/cgroup/outer/memory.current", "16777216\n");
    EXPECT_EQ(total_memory_bytes(folder.path()), 16 * MEBIBYTE);
    EXPECT_EQ(available_memory_bytes(folder.path()), 0u);
}

TEST(Memory, IsBoundedAtTheRootOfAContainer) {
    const TemporaryFolder folder;
    put_system(folder.path(), MOUNT_2, "0::/\n");
    put(folder / "sys/fs/cgroup/memory.max", "8388608\n");
    EXPECT_EQ(total_memory_bytes(folder.path()), 8 * MEBIBYTE);
    EXPECT_EQ(available_memory_bytes(folder.path()), 8 * MEBIBYTE);
}

TEST(Memory, IsBoundedByTheGroupOfVersion1) {
    // Within a container whose group the host knows by a longer path: what is mounted is the group itself.
    for (const std::string mounted : {"/", "/docker/abc"}) {
        const TemporaryFolder folder;
        put_system(folder.path(),
                   "31 20 0:26 " + mounted + " /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n" + "32 20 0:27 " +
                       mounted + " /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n",
                   "4:cpu,cpuacct:/other\n3:memory:/docker/abc\n");
        const fs::path group = folder / (mounted == "/" ? "sys/fs/cgroup/memory/docker/abc" : "sys/fs/cgroup/memory");
        put(group / "memory.limit_in_bytes", "25165824\n");
        put(group / "memory.usage_in_bytes", "10485760\n");
        put(group / "memory.stat", "cache 5\ntotal_inactive_file 2097152\ntotal_active_file 0\n");
        EXPECT_EQ(total_memory_bytes(folder.path()), 24 * MEBIBYTE);
        EXPECT_EQ(available_memory_bytes(folder.path()), (24 - 10 + 2) * MEBIBYTE);
    }
}

TEST(Memory, IsBoundedByTheProcessesOwnLimits) {
    const TemporaryFolder folder;
    put_system(folder.path(), "", "");
    put(folder / "proc/self/status", "Name:\tx\nVmSize:\t 1024 kB\nVmData:\t 2048 kB\n");
    for (const auto& [resource, used] : {std::pair(RLIMIT_AS, MEBIBYTE), std::pair(RLIMIT_DATA, 2 * MEBIBYTE)}) {
        rlimit before{};
        ASSERT_EQ(getrlimit(resource, &before), 0);
        const std::uint64_t limit = std::uint64_t{1} << 40u; // far above what is needed, so that nothing fails
        rlimit changed = before;
        changed.rlim_cur = std::min<rlim_t>(limit, before.rlim_max);
        put(folder / "proc/meminfo", "MemAvailable: 10995116277760 kB\n");
        ASSERT_EQ(setrlimit(resource, &changed), 0);
        EXPECT_EQ(available_memory_bytes(folder.path()), changed.rlim_cur - used);
        ASSERT_EQ(setrlimit(resource, &before), 0);
    }
}

} // namespace
} // namespace triptych
