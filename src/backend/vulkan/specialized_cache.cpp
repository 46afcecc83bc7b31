// Words in a cache file, keyed by who specialized, the module and its constants.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/specialized_cache.hpp"

#include "backend/vulkan/cache_file.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"

#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <cstring>

namespace triptych {

Spirv specialize(const std::filesystem::path& folder, const std::string& name, const Spirv& module,
                 std::span<const std::uint32_t> constants) {
    if (folder.empty()) return specialize(module, constants);
    const std::filesystem::path file = folder / fmt::format("{}-{}.spirv", name, fmt::join(constants, "-"));
    const std::string specializer = specializer_name();
    const std::string key = Hasher()
                                .add(std::as_bytes(std::span(specializer)))
                                .add(std::as_bytes(std::span(module)))
                                .add(std::as_bytes(std::span(constants)))
                                .hex();
    const std::vector<std::byte> kept = read_cache_file(file, key);
    if (!kept.empty()) {
        Spirv result(kept.size() / sizeof(std::uint32_t));
        std::memcpy(result.data(), kept.data(), result.size() * sizeof(std::uint32_t));
        return result;
    }
    Spirv result = specialize(module, constants);
    try {
        write_cache_file(file, key, std::as_bytes(std::span(result)));
    } catch (const Error& error) {
        spdlog::debug("A specialized shader is not kept: {}", error.what()); // PipelineCache warns of such a folder
    }
    return result;
}

} // namespace triptych
