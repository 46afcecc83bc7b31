// Where compiled pipelines are kept.
// SPDX-License-Identifier: MIT
#include "backend/cache_dir.hpp"

#include <cstdlib>

namespace triptych {

std::filesystem::path default_cache_dir() {
    // The specification has relative paths in XDG_CACHE_HOME ignored.
    const char* cache = std::getenv("XDG_CACHE_HOME");
    if (cache != nullptr && std::filesystem::path(cache).is_absolute())
        return std::filesystem::path(cache) / "triptych";
    const char* home = std::getenv("HOME");
    if (home != nullptr && std::filesystem::path(home).is_absolute())
        return std::filesystem::path(home) / ".cache" / "triptych";
    return {};
}

} // namespace triptych
