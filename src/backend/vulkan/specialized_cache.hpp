// Specialized shaders on disk, so that the next start need not make them again.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/vulkan/specialize.hpp"

#include <filesystem>
#include <string>

namespace triptych {

/// As specialize(module, constants), which took a quarter of a warm start: from a file in `folder`
/// (empty: none) where an earlier run left it there. The file is named by `name` and constants, and holds one module's.
Spirv specialize(const std::filesystem::path& folder, const std::string& name, const Spirv& module,
                 std::span<const std::uint32_t> constants);

} // namespace triptych
