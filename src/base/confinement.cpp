// Landlock by its system calls, for which there is no library, and seccomp by libseccomp. Both bind one thread.
// SPDX-License-Identifier: MIT
#include "base/confinement.hpp"

#include <exception>
#include <thread>

#if defined(__linux__)
#include <cerrno>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace triptych {

namespace {

#if defined(__linux__)

/// Closes a descriptor at the end of its scope.
class LandlockDescriptor {
public:
    explicit LandlockDescriptor(long number) : m_number(static_cast<int>(number)) {}
    ~LandlockDescriptor() {
        if (m_number >= 0) ::close(m_number);
    }
    LandlockDescriptor(const LandlockDescriptor&) = delete;
    LandlockDescriptor& operator=(const LandlockDescriptor&) = delete;
    int get() const { return m_number; }

private:
    int m_number;
};

/// The rights of Landlock's first version, which every kernel that has it knows.
constexpr __u64 ALL_RIGHTS = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE |
                             LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                             LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                             LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
                             LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;

/// Whether the thread can open nothing but `readable` from now on.
bool confine_files(std::span<const std::filesystem::path> readable) {
    landlock_ruleset_attr attributes{}; // has more members on newer systems, which stay 0
    attributes.handled_access_fs = ALL_RIGHTS;
    const LandlockDescriptor rules(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0));
    if (rules.get() < 0) return false;
    for (const std::filesystem::path& path : readable) {
        const LandlockDescriptor place(::open(path.empty() ? "." : path.c_str(), O_PATH | O_CLOEXEC));
        struct stat status {};
        if (place.get() < 0 || ::fstat(place.get(), &status) != 0) continue; // reading it gives the reason
        landlock_path_beneath_attr rule{};
        rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE;
        if (S_ISDIR(status.st_mode)) rule.allowed_access |= LANDLOCK_ACCESS_FS_READ_DIR;
        rule.parent_fd = place.get();
        if (::syscall(SYS_landlock_add_rule, rules.get(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) return false;
    }
    return ::syscall(SYS_landlock_restrict_self, rules.get(), 0) == 0;
}

/// Whether calls by which a program would reach beyond its memory and its files fail from now on, by EPERM.
bool confine_calls() {
    const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (filter == nullptr) return false;
    bool is_complete = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 0) == 0;
    for (const int call : {SCMP_SYS(execve),
                           SCMP_SYS(execveat),
                           SCMP_SYS(fork),
                           SCMP_SYS(vfork),
                           SCMP_SYS(socket),
                           SCMP_SYS(socketpair),
                           SCMP_SYS(connect),
                           SCMP_SYS(bind),
                           SCMP_SYS(listen),
                           SCMP_SYS(accept),
                           SCMP_SYS(accept4),
                           SCMP_SYS(ptrace),
                           SCMP_SYS(process_vm_readv),
                           SCMP_SYS(process_vm_writev),
                           SCMP_SYS(kill),
                           SCMP_SYS(tkill),
                           SCMP_SYS(mount),
                           SCMP_SYS(umount2),
                           SCMP_SYS(chroot),
                           SCMP_SYS(setns),
                           SCMP_SYS(unshare),
                           SCMP_SYS(bpf),
                           SCMP_SYS(perf_event_open),
                           SCMP_SYS(keyctl),
                           SCMP_SYS(io_uring_setup)}) {
        const int result = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0);
        is_complete = is_complete && (result == 0 || result == -EDOM); // not all architectures have each call
    }
    is_complete = is_complete && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return is_complete;
}

Confinement confine_thread(std::span<const std::filesystem::path> readable) {
    // Without privileges that a program could gain, both means are open to everyone.
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return {};
    Confinement enforced;
    enforced.files = confine_files(readable);
    enforced.calls = confine_calls();
    return enforced;
}

#else

Confinement confine_thread(std::span<const std::filesystem::path> /*readable*/) { return {}; }

#endif

} // namespace

Confinement run_confined(std::span<const std::filesystem::path> readable, const std::function<void()>& work) {
    Confinement enforced;
    std::exception_ptr thrown;
    std::thread([&] {
        enforced = confine_thread(readable);
        try {
            work();
        } catch (...) {
            thrown = std::current_exception();
        }
    }).join();
    if (thrown) std::rethrow_exception(thrown);
    return enforced;
}

} // namespace triptych
