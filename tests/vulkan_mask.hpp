// Shows a Vulkan device with less than it has, and says where a program takes more than it was shown.
// SPDX-License-Identifier: MIT
#pragma once

#include <vulkan/vulkan_core.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace triptych::test {

/// Read from words separated by commas:
/// - "minima": the limits that every Vulkan 1.2 device has (specification, "Required Limits"), without optional
///   features and extensions, and without timestamps unless "timestamps" is there, too;
/// - "gpu": a discrete one;
/// - "version=N" (1.N), "no-addresses", "no-compute": what a device may lack;
/// - "heap=N", "allocation=N", "buffer=N" (maxBufferSize), "groups=N" (maxComputeWorkGroupCount): bytes or groups;
/// - "nameless": without names of device and driver;
/// - "no-barriers": barriers are left out, a fault for validation to find;
/// - "no-work": dispatches do nothing, so that the self-test fails;
/// - "broken-modes": kernels that declare float modes do nothing;
/// - "other-samples": render kernels draw other samples than they are told, and so another picture;
/// - "driver=N": the driver's version;
/// - "notices", "findings": validation speaks, of itself or of the program;
/// - "slow-compiler": pipelines take an hour to compile.
class VulkanMask {
public:
    explicit VulkanMask(const std::string& words) : m_words("," + words + ",") {}

    bool has(std::string_view word) const { return m_words.find("," + std::string(word) + ",") != std::string::npos; }
    /// The number behind "WORD=", or `otherwise`.
    std::uint64_t number(std::string_view word, std::uint64_t otherwise) const {
        const std::string key = "," + std::string(word) + "=";
        const std::size_t at = m_words.find(key);
        return at == std::string::npos ? otherwise : std::strtoull(m_words.c_str() + at + key.size(), nullptr, 10);
    }
    bool hides_extensions() const { return has("minima"); }
    bool hides_timestamps() const { return has("minima") && !has("timestamps"); }

    std::uint64_t allocation_bytes() const { return number("allocation", has("minima") ? 1u << 30 : UINT64_MAX); }
    std::uint64_t buffer_bytes() const { return number("buffer", UINT64_MAX); }
    std::uint32_t groups() const {
        return static_cast<std::uint32_t>(number("groups", has("minima") ? 65535 : UINT32_MAX));
    }

    /// Each empty, or what goes beyond what was shown.
    std::string excess_of_buffer(std::uint64_t bytes) const { return excess("maxBufferSize", bytes, buffer_bytes()); }
    std::string excess_of_allocation(std::uint64_t bytes) const {
        return excess("maxMemoryAllocationSize", bytes, allocation_bytes());
    }
    std::string excess_of_push_constants(std::uint32_t bytes) const {
        return excess("maxPushConstantsSize", bytes, has("minima") ? 128 : UINT32_MAX);
    }
    std::string excess_of_groups(std::uint32_t count) const {
        return excess("maxComputeWorkGroupCount", count, groups());
    }
    std::string excess_of_extension(const char* name) const {
        return hides_extensions() ? std::string(name) + " is hidden" : "";
    }

    std::string excess_of_float_modes(bool declared) const {
        return declared && has("minima") ? "float modes are declared" : "";
    }

    void mask(VkPhysicalDeviceProperties& properties) const {
        if (has("gpu")) properties.deviceType = VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU;
        properties.apiVersion = static_cast<std::uint32_t>(
            std::min<std::uint64_t>(properties.apiVersion, VK_MAKE_API_VERSION(0, 1, number("version", 99), 0)));
        properties.driverVersion = static_cast<std::uint32_t>(number("driver", properties.driverVersion));
        VkPhysicalDeviceLimits& limits = properties.limits;
        for (std::uint32_t& count : limits.maxComputeWorkGroupCount) count = std::min(count, groups());
        if (!has("minima")) return;
        limits.maxTexelBufferElements = 65536;
        limits.maxStorageBufferRange = 1u << 27;
        limits.maxPushConstantsSize = 128;
        limits.maxMemoryAllocationCount = 4096;
        limits.maxComputeSharedMemorySize = 16384;
        limits.maxComputeWorkGroupInvocations = 128;
        limits.maxComputeWorkGroupSize[0] = limits.maxComputeWorkGroupSize[1] = 128;
        limits.maxComputeWorkGroupSize[2] = 64;
        limits.minTexelBufferOffsetAlignment = limits.minStorageBufferOffsetAlignment = 256;
        if (hides_timestamps()) limits.timestampComputeAndGraphics = VK_FALSE;
    }

    void mask(VkPhysicalDeviceMemoryProperties& memory) const {
        for (VkMemoryHeap& heap : memory.memoryHeaps) heap.size = std::min(heap.size, number("heap", UINT64_MAX));
    }

    void mask(VkQueueFamilyProperties& family) const {
        if (hides_timestamps()) family.timestampValidBits = 0;
        if (has("no-compute")) family.queueFlags &= ~VkQueueFlags{VK_QUEUE_COMPUTE_BIT};
    }

    void mask(VkBaseOutStructure* extension) const;

private:
    static std::string excess(const char* limit, std::uint64_t asked, std::uint64_t allowed) {
        if (asked <= allowed) return "";
        return std::to_string(asked) + " is above " + limit + ", " + std::to_string(allowed);
    }

    std::string m_words;
};

/// The function that shows the masked device where `name` is one that tells of devices, else `behind`.
PFN_vkVoidFunction masked(std::string_view name, PFN_vkVoidFunction behind, const VulkanMask& mask);

} // namespace triptych::test
