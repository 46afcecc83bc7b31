// PipelineCache: what the driver is given at the start, and what it gives back.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/pipeline_cache.hpp"

#include "backend/vulkan/cache_file.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace triptych {

namespace {

namespace fs = std::filesystem;

std::string hash_of(std::span<const std::byte> bytes) { return Hasher().add(bytes).hex(); }

/// The cache only spares time, so nothing that befalls it ends a render.
void warn_of_cache(const std::string& reason) {
    spdlog::warn("The pipeline cache could not be kept, so the next start compiles again: {}", reason);
}

} // namespace

PipelineCache::PipelineCache(const Device& device, const fs::path& folder, const Spirv& render, const Spirv& probe)
    : m_device(device) {
    const VkPhysicalDeviceProperties& properties = device.physical().properties;
    m_key = Hasher()
                .add_value(properties.vendorID)
                .add_value(properties.deviceID)
                .add_value(properties.driverVersion)
                .add(std::as_bytes(std::span(properties.pipelineCacheUUID)))
                .add(std::as_bytes(std::span(render)))
                .add(std::as_bytes(std::span(probe)))
                .hex();
    std::vector<std::byte> initial;
    if (!folder.empty()) {
        m_file = folder / fmt::format("vulkan-{}.pipelines", device.physical().info.uuid);
        initial = read_cache_file(m_file, m_key);
        spdlog::debug("The pipeline cache {} gives {} bytes.", m_file.string(), initial.size());
    }
    m_saved_hash = hash_of(initial);
    VkPipelineCacheCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO;
    info.initialDataSize = initial.size();
    info.pInitialData = initial.data();
    VkPipelineCache cache = VK_NULL_HANDLE;
    const VkResult result = device.vk().vkCreatePipelineCache(device.get(), &info, nullptr, &cache);
    if (result < 0) {
        warn_of_cache(fmt::format("vkCreatePipelineCache failed with {}.", result_name(result)));
        m_file.clear();
        return;
    }
    m_cache = {device.get(), cache, device.vk().vkDestroyPipelineCache};
}

void PipelineCache::save() {
    if (m_file.empty()) return;
    std::size_t size = 0;
    VkResult result = m_device.vk().vkGetPipelineCacheData(m_device.get(), m_cache.get(), &size, nullptr);
    std::vector<std::byte> bytes(size);
    if (result >= 0) {
        result = m_device.vk().vkGetPipelineCacheData(m_device.get(), m_cache.get(), &size, bytes.data());
    }
    if (result < 0) return warn_of_cache(fmt::format("vkGetPipelineCacheData failed with {}.", result_name(result)));
    bytes.resize(size);
    const std::string hash = hash_of(bytes);
    if (hash == m_saved_hash) return;
    try {
        write_cache_file(m_file, m_key, bytes);
        m_saved_hash = hash;
    } catch (const Error& error) {
        warn_of_cache(error.what());
    }
}

} // namespace triptych
