// Where compiled pipelines are kept.
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

namespace triptych {

/// The folder for compiled pipelines by the XDG base directory specification; empty where there is no home.
std::filesystem::path default_cache_dir();

} // namespace triptych
