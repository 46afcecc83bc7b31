// DriverRecord: a line of text in a cache file.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/driver_record.hpp"

#include "backend/known_picture.hpp"
#include "backend/vulkan/cache_file.hpp"
#include "backend/vulkan/embedded_shaders.hpp"
#include "backend/vulkan/specialize.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <map>
#include <mutex>
#include <string_view>

namespace triptych {

namespace {

/// What a file begins with, since an empty one would say that there is none.
constexpr std::string_view START = "refusal: ";

/// What this process has found, by key.
struct Found {
    std::mutex mutex;
    std::map<std::string, std::string> refusals;
};

Found& found() {
    static Found the_found;
    return the_found;
}

} // namespace

DriverRecord::DriverRecord(const PhysicalDevice& device, const std::filesystem::path& folder) {
    const VkPhysicalDeviceProperties& properties = device.properties;
    const std::string specializer = specializer_name();
    const std::string kernel = device.pools_paths ? "render-pooled" : "render";
    m_key = Hasher()
                .add_value(properties.vendorID)
                .add_value(properties.deviceID)
                .add_value(properties.driverVersion)
                .add(std::as_bytes(std::span(properties.pipelineCacheUUID)))
                .add(std::as_bytes(std::span(device.info.driver)))
                .add(device.pools_paths ? std::span<const std::byte>(std::as_bytes(std::span(RENDER_POOLED_SPIRV)))
                                        : std::span<const std::byte>(std::as_bytes(std::span(RENDER_SPIRV))))
                .add(std::as_bytes(std::span(PROBE_SPIRV)))
                .add(std::as_bytes(std::span(specializer)))
                .add(std::as_bytes(std::span(KNOWN_PICTURE_HASH)))
                .add_value(is_forced("TRIPTYCH_FORCE_FUSED"))
                .add_value(is_forced("TRIPTYCH_FORCE_FIXUP"))
                .hex();
    if (!folder.empty()) m_file = folder / fmt::format("vulkan-{}-{}.verdict", device.info.uuid, kernel);
}

std::optional<std::string> DriverRecord::read() const {
    {
        const std::scoped_lock lock(found().mutex);
        const auto known = found().refusals.find(m_key);
        if (known != found().refusals.end()) return known->second;
    }
    if (m_file.empty()) return std::nullopt;
    const std::vector<std::byte> bytes = read_cache_file(m_file, m_key);
    const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (!text.starts_with(START)) return std::nullopt;
    return text.substr(START.size());
}

void DriverRecord::write(const std::string& refusal) const {
    {
        const std::scoped_lock lock(found().mutex);
        found().refusals[m_key] = refusal;
    }
    if (m_file.empty()) return;
    const std::string text = std::string(START) + refusal;
    try {
        write_cache_file(m_file, m_key, std::as_bytes(std::span(text)));
    } catch (const Error& error) {
        spdlog::debug("What the self-tests found is not kept: {}",
                      error.what()); // PipelineCache warns of such a folder
    }
}

} // namespace triptych
