// Empty caches for cold starts: ours and the drivers'.
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace triptych {

/// A temporary folder of caches, removed at the end. While it lives, Mesa's and NVIDIA's drivers are told by their
/// environment variables to keep their shader caches there too; one that reads them but once a process may still know
/// kernels of an earlier cold start. To be made before the first device is opened, on a thread with no others at work.
class Caches {
public:
    /// Throws Error (OUTPUT) where there is no room for it.
    Caches();
    ~Caches();
    Caches(const Caches&) = delete;
    Caches& operator=(const Caches&) = delete;

    /// A new empty cache folder, to which drivers are pointed from now on.
    std::filesystem::path renew();

private:
    std::filesystem::path m_folder;
    unsigned m_count = 0;
    std::vector<std::optional<std::string>> m_saved; // the variables' values before
};

} // namespace triptych
