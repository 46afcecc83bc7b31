// A list of claims, each compared with all before it.
// SPDX-License-Identifier: MIT
#include "base/file_claims.hpp"

#include "base/error.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <vector>

namespace triptych {

namespace {

namespace fs = std::filesystem;

constexpr int MAX_LINKS = 40;          // as Linux follows
constexpr unsigned MEMORY_DEVICES = 1; // Linux's major number of /dev/null, /dev/full and their like

struct Claim {
    fs::path path; // as the user wrote it
    FileUse use;
    std::string name;
    std::optional<FileId> id; // where it exists
    fs::path resolved;        // where it does not: an absolute path without links
    bool keeps = true;        // false: what is written there goes nowhere
};

std::vector<Claim>& claims() {
    static std::vector<Claim> list;
    return list;
}

bool is_stdout(const fs::path& path) { return path == "-"; }

bool is_sink(const struct stat& status) { return S_ISCHR(status.st_mode) && major(status.st_rdev) == MEMORY_DEVICES; }

FileId id_of(const struct stat& status) { return {status.st_dev, status.st_ino}; }

/// The absolute path of a file to be made. A link that leads nowhere yet counts as what it leads to.
fs::path resolve(const fs::path& path) {
    std::error_code ignored; // whoever writes the file says what is wrong with its folder
    fs::path file = fs::absolute(path, ignored);
    for (int i = 0; i < MAX_LINKS && fs::is_symlink(fs::symlink_status(file, ignored)); ++i)
        file = file.parent_path() / fs::read_symlink(file, ignored);
    return fs::weakly_canonical(file.parent_path(), ignored) / file.filename();
}

Claim make_claim(const fs::path& path, FileUse use, const std::string& name) {
    Claim claim{path, use, name, {}, {}};
    struct stat status {};
    const int result = is_stdout(path) ? ::fstat(STDOUT_FILENO, &status) : ::stat(path.c_str(), &status);
    if (result == 0) {
        claim.id = id_of(status);
        claim.keeps = !is_sink(status);
    } else {
        claim.resolved = is_stdout(path) ? path : resolve(path);
    }
    return claim;
}

bool is_same(const Claim& a, const Claim& b) {
    return a.keeps && b.keeps && a.id == b.id && (a.id || a.resolved == b.resolved);
}

/// "--output (x.png)"
std::string named(const Claim& claim) {
    return fmt::format("{} ({})", claim.name, is_stdout(claim.path) ? "standard output" : claim.path.string());
}

} // namespace

std::optional<FileId> file_id(const fs::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return std::nullopt;
    return id_of(status);
}

FileVersion version_of(const struct stat& status) {
    const timespec& modified = status.st_mtim;
    return {id_of(status), std::int64_t{modified.tv_sec} * 1'000'000'000 + modified.tv_nsec};
}

std::optional<FileVersion> file_version(const fs::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return std::nullopt;
    return version_of(status);
}

void claim_file(const fs::path& path, FileUse use, const std::string& name) {
    const Claim claim = make_claim(path, use, name);
    for (const Claim& other : claims()) {
        if (!is_same(claim, other) || (use == FileUse::READ && other.use == FileUse::READ)) continue;
        throw Error(ExitCode::USAGE, fmt::format("{} and {} are the same file, which would be lost; name another one.",
                                                 named(other), named(claim)));
    }
    claims().push_back(claim);
}

bool stdout_is_claimed() {
    struct stat status {};
    const bool is_known = ::fstat(STDOUT_FILENO, &status) == 0 && !is_sink(status);
    for (const Claim& claim : claims()) {
        if (claim.use != FileUse::READ && (is_stdout(claim.path) || (is_known && claim.id == id_of(status))))
            return true;
    }
    return false;
}

void check_readable(const struct stat& status, const fs::path& path) {
    for (const Claim& claim : claims()) {
        if (claim.use != FileUse::WRITTEN || !claim.keeps || claim.id != id_of(status)) continue;
        throw Error(ExitCode::USAGE, fmt::format("{} would be written over {}, which is read; name another file.",
                                                 named(claim), path.string()));
    }
}

} // namespace triptych
