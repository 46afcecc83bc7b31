// PipelineCache: magic, version, key, hash, then the driver's bytes.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/pipeline_cache.hpp"

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace triptych {

namespace {

namespace fs = std::filesystem;

constexpr std::array<char, 8> MAGIC{'T', 'R', 'I', 'P', 'T', 'V', 'K', 'P'};
constexpr std::uint64_t VERSION = 1;
constexpr std::size_t MAX_BYTES = std::size_t{256} << 20;

struct Header {
    std::array<char, 8> magic;
    std::uint64_t version;
    std::array<char, 32> key;
    std::array<char, 32> payload_hash;
};

std::string hash_of(std::span<const std::byte> bytes) { return Hasher().add(bytes).hex(); }

std::array<char, 32> digits(const std::string& hex) {
    std::array<char, 32> result{};
    std::copy_n(hex.begin(), std::min(hex.size(), result.size()), result.begin());
    return result;
}

/// The payload of a cache file, or nothing where there is none for this key.
std::vector<std::byte> load(const fs::path& file, const std::string& key) {
    std::error_code ignored;
    if (!fs::exists(file, ignored)) return {};
    std::vector<std::byte> bytes;
    try {
        bytes = read_file(file, MAX_BYTES);
    } catch (const Error& error) {
        spdlog::debug("The pipeline cache is ignored: {}", error.what());
        return {};
    }
    Header header{};
    if (bytes.size() < sizeof header) {
        spdlog::debug("The pipeline cache {} is cut short; it is ignored.", file.string());
        return {};
    }
    std::memcpy(&header, bytes.data(), sizeof header);
    const std::span payload = std::span(bytes).subspan(sizeof header);
    if (header.magic != MAGIC || header.version != VERSION || header.key != digits(key)) {
        spdlog::debug("The pipeline cache {} is of another driver or build; it is ignored.", file.string());
        return {};
    }
    if (header.payload_hash != digits(hash_of(payload))) {
        spdlog::debug("The pipeline cache {} is damaged; it is ignored.", file.string());
        return {};
    }
    return {payload.begin(), payload.end()};
}

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
        initial = load(m_file, m_key);
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
    std::vector<std::byte> bytes(sizeof(Header) + size);
    if (result >= 0) {
        void* const payload = bytes.data() + sizeof(Header);
        result = m_device.vk().vkGetPipelineCacheData(m_device.get(), m_cache.get(), &size, payload);
    }
    if (result < 0) return warn_of_cache(fmt::format("vkGetPipelineCacheData failed with {}.", result_name(result)));
    bytes.resize(sizeof(Header) + size);
    const std::string hash = hash_of(std::span(bytes).subspan(sizeof(Header)));
    if (hash == m_saved_hash) return;
    const Header header{MAGIC, VERSION, digits(m_key), digits(hash)};
    std::memcpy(bytes.data(), &header, sizeof header);
    try {
        std::error_code ignored; // write_file_atomically names what is wrong
        fs::create_directories(m_file.parent_path(), ignored);
        write_file_atomically(m_file, bytes);
        m_saved_hash = hash;
    } catch (const Error& error) {
        warn_of_cache(error.what());
    }
}

} // namespace triptych
