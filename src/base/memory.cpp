// Limits of control groups stand in files (Linux, Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst).
// SPDX-License-Identifier: MIT
#include "base/memory.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace triptych {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t UNLIMITED = std::numeric_limits<std::uint64_t>::max();

std::uint64_t page_bytes() { return static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)); }

std::uint64_t difference(std::uint64_t a, std::uint64_t b) { return a > b ? a - b : 0; }

/// The number in a file; UNLIMITED where there is none ("max").
std::uint64_t read_number(const fs::path& file) {
    std::ifstream stream(file);
    std::uint64_t number = 0;
    return stream >> number ? number : UNLIMITED;
}

/// The number that follows a key in a file of such pairs; 0 where there is none.
std::uint64_t read_value(const fs::path& file, std::string_view key) {
    std::ifstream stream(file);
    std::string line;
    while (std::getline(stream, line)) {
        std::istringstream words(line);
        std::string name;
        std::uint64_t value = 0;
        if (words >> name >> value && name == key) return value;
    }
    return 0;
}

/// One version of control groups: where its hierarchy is mounted, and how its files are called.
struct Version {
    const char* mount_type;
    const char* mount_option; // that its mount must have
    const char* limit;
    const char* usage;
    std::vector<const char*> caches; // keys of memory.stat
};

const std::vector<Version>& versions() {
    static const std::vector<Version> VERSIONS{
        {"cgroup2", "", "memory.max", "memory.current", {"inactive_file", "active_file"}},
        {"cgroup",
         "memory",
         "memory.limit_in_bytes",
         "memory.usage_in_bytes",
         {"total_inactive_file", "total_active_file"}}};
    return VERSIONS;
}

bool has_word(std::string_view list, std::string_view word) {
    const std::string padded = "," + std::string(list) + ",";
    return padded.find("," + std::string(word) + ",") != std::string::npos;
}

/// The group of this process, as /proc/self/cgroup has it: lines ID:CONTROLLERS:PATH, without controllers in version 2.
fs::path group_of(const fs::path& root, const Version& version) {
    std::ifstream stream(root / "proc/self/cgroup");
    std::string line;
    while (std::getline(stream, line)) {
        const std::size_t first = line.find(':');
        const std::size_t second = line.find(':', first + 1);
        if (second == std::string::npos) continue;
        if (has_word(line.substr(first + 1, second - first - 1), version.mount_option)) return line.substr(second + 1);
    }
    return {};
}

/// Folders of this process's group and of those around it, innermost first, as far as they can be seen.
std::vector<fs::path> group_folders(const fs::path& root, const Version& version) {
    std::ifstream stream(root / "proc/self/mountinfo");
    std::string line;
    while (std::getline(stream, line)) {
        const std::size_t dash = line.find(" - ");
        if (dash == std::string::npos) continue;
        std::istringstream front(line), back(line.substr(dash + 3));
        std::string id, parent, device, mounted_root, mount_point, type, source, options;
        front >> id >> parent >> device >> mounted_root >> mount_point;
        back >> type >> source >> options;
        if (type != version.mount_type || (*version.mount_option != '\0' && !has_word(options, version.mount_option)))
            continue;
        const fs::path top = root / fs::path(mount_point).relative_path();
        // Within a container the group's path may be that of the host, of which no more than its end is mounted.
        const fs::path below = group_of(root, version).lexically_relative(mounted_root);
        std::vector<fs::path> folders{top};
        if (below.empty() || *below.begin() == "..") return folders;
        for (const fs::path& part : below)
            if (part != ".") folders.insert(folders.begin(), folders.front() / part);
        return folders;
    }
    return {};
}

std::uint64_t machine_bytes() { return static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) * page_bytes(); }

/// MemAvailable counts caches that the kernel would give up.
std::uint64_t machine_available_bytes(const fs::path& root) {
    const std::uint64_t kibibytes = read_value(root / "proc/meminfo", "MemAvailable:");
    return kibibytes > 0 ? kibibytes * 1024 : machine_bytes();
}

std::uint64_t own_limit(decltype(RLIMIT_AS) resource) {
    rlimit limit{};
    return getrlimit(resource, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY ? limit.rlim_cur : UNLIMITED;
}

} // namespace

std::uint64_t total_memory_bytes(const fs::path& root) {
    std::uint64_t total = std::min({machine_bytes(), own_limit(RLIMIT_AS), own_limit(RLIMIT_DATA)});
    for (const Version& version : versions())
        for (const fs::path& folder : group_folders(root, version))
            total = std::min(total, read_number(folder / version.limit));
    return total;
}

std::uint64_t available_memory_bytes(const fs::path& root) {
    std::uint64_t available = machine_available_bytes(root);
    for (const Version& version : versions()) {
        for (const fs::path& folder : group_folders(root, version)) {
            const std::uint64_t limit = read_number(folder / version.limit);
            if (limit == UNLIMITED) continue;
            std::uint64_t caches = 0;
            for (const char* key : version.caches) caches += read_value(folder / "memory.stat", key);
            const std::uint64_t usage = read_number(folder / version.usage);
            available = std::min(available, difference(limit, difference(usage == UNLIMITED ? 0 : usage, caches)));
        }
    }
    const auto mapped = [&](const char* key) { return read_value(root / "proc/self/status", key) * 1024; };
    if (const std::uint64_t limit = own_limit(RLIMIT_AS); limit != UNLIMITED)
        available = std::min(available, difference(limit, mapped("VmSize:")));
    if (const std::uint64_t limit = own_limit(RLIMIT_DATA); limit != UNLIMITED)
        available = std::min(available, difference(limit, mapped("VmData:")));
    return available;
}

} // namespace triptych
