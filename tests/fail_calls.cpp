// Preloaded into a program, makes the FAIL_CALL-th call fail, with errno FAIL_ERRNO, of those that write files below
// FAIL_FOLDER: open of a new file, write, fsync, fchmod, rename, link. The file FAIL_COUNT is told how many there were.
// SPDX-License-Identifier: MIT
#undef _FORTIFY_SOURCE // whose inline versions of these functions would stand in the way
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace {

int calls = 0;

const char* setting(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

bool is_watched(const char* path) {
    const char* folder = setting("FAIL_FOLDER");
    char absolute[PATH_MAX];
    const std::string whole =
        path[0] != '/' && ::getcwd(absolute, sizeof absolute) != nullptr ? std::string(absolute) + "/" + path : path;
    return *folder != '\0' && whole.compare(0, std::strlen(folder), folder) == 0;
}

bool is_watched(int file) {
    char path[PATH_MAX + 1];
    const ssize_t size = ::readlink(("/proc/self/fd/" + std::to_string(file)).c_str(), path, PATH_MAX);
    if (size < 0) return false;
    path[size] = '\0';
    return is_watched(path);
}

/// Counts a call on what is watched; true where it is the one to fail.
template <typename Place>
bool fails(Place place) {
    if (!is_watched(place) || calls++ != std::atoi(setting("FAIL_CALL"))) return false;
    errno = std::atoi(setting("FAIL_ERRNO"));
    return true;
}

/// The function that this library stands in front of.
template <typename Function>
Function* behind(Function*, const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

__attribute__((destructor)) void tell_count() {
    std::FILE* file = std::fopen(setting("FAIL_COUNT"), "w");
    if (file == nullptr) return;
    std::fprintf(file, "%d\n", calls);
    std::fclose(file);
}

} // namespace

extern "C" {

int open(const char* path, int flags, ...) {
    std::va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    if ((flags & O_CREAT) != 0 && fails(path)) return -1;
    return behind(&open, "open")(path, flags, mode);
}

ssize_t write(int file, const void* bytes, size_t size) {
    return fails(file) ? -1 : behind(&write, "write")(file, bytes, size);
}

int fsync(int file) { return fails(file) ? -1 : behind(&fsync, "fsync")(file); }

int fchmod(int file, mode_t mode) { return fails(file) ? -1 : behind(&fchmod, "fchmod")(file, mode); }

int rename(const char* from, const char* to) noexcept { return fails(to) ? -1 : behind(&rename, "rename")(from, to); }

int link(const char* from, const char* to) noexcept { return fails(to) ? -1 : behind(&link, "link")(from, to); }
}
