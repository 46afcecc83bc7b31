// Queries of a physical device; every need of the backend is checked here.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/physical_device.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace triptych {

namespace {

DeviceKind kind_of(VkPhysicalDeviceType type) {
    switch (type) {
    case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU: return DeviceKind::DISCRETE_GPU;
    case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU: return DeviceKind::INTEGRATED_GPU;
    case VK_PHYSICAL_DEVICE_TYPE_CPU: return DeviceKind::SOFTWARE;
    default: return DeviceKind::VIRTUAL_GPU;
    }
}

/// 8-4-4-4-12 hexadecimal digits.
std::string format_uuid(const std::uint8_t (&uuid)[VK_UUID_SIZE]) {
    std::string text;
    for (std::size_t i = 0; i < VK_UUID_SIZE; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += fmt::format("{:02x}", uuid[i]);
    }
    return text;
}

std::uint64_t device_local_bytes(const VkPhysicalDeviceMemoryProperties& memory) {
    std::uint64_t bytes = 0;
    for (std::uint32_t i = 0; i < memory.memoryHeapCount; i++) {
        if (memory.memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) bytes += memory.memoryHeaps[i].size;
    }
    return bytes;
}

std::vector<VkQueueFamilyProperties> queue_families(VkPhysicalDevice device) {
    std::uint32_t count = 0;
    vkGetPhysicalDeviceQueueFamilyProperties(device, &count, nullptr);
    std::vector<VkQueueFamilyProperties> families(count);
    vkGetPhysicalDeviceQueueFamilyProperties(device, &count, families.data());
    return families;
}

/// The first family that computes: on GPUs the universal one, which may use every unit of the chip.
std::optional<std::uint32_t> compute_family(const std::vector<VkQueueFamilyProperties>& families) {
    for (std::uint32_t i = 0; i < families.size(); i++) {
        if (families[i].queueFlags & VK_QUEUE_COMPUTE_BIT) return i;
    }
    return std::nullopt;
}

bool has_extension(VkPhysicalDevice device, const char* name) {
    std::uint32_t count = 0;
    CHECK_VK(vkEnumerateDeviceExtensionProperties(device, nullptr, &count, nullptr));
    std::vector<VkExtensionProperties> extensions(count);
    CHECK_VK(vkEnumerateDeviceExtensionProperties(device, nullptr, &count, extensions.data()));
    return std::any_of(extensions.begin(), extensions.end(), [&](const VkExtensionProperties& extension) {
        return std::strcmp(extension.extensionName, name) == 0;
    });
}

/// Those of the modes that kernels would declare which the device offers. A denormal mode that goes for all widths is
/// left out, since kernels say nothing of other widths.
FloatModes offered_modes(const VkPhysicalDeviceVulkan12Properties& properties) {
    constexpr VkShaderFloatControlsIndependence NONE = VK_SHADER_FLOAT_CONTROLS_INDEPENDENCE_NONE;
    return {.rounds_to_even =
                properties.shaderRoundingModeRTEFloat32 == VK_TRUE && properties.roundingModeIndependence != NONE,
            .flushes_denormals =
                properties.shaderDenormFlushToZeroFloat32 == VK_TRUE && properties.denormBehaviorIndependence != NONE};
}

/// The driver's name and version in its own words, where it has any.
std::string driver_text(const VkPhysicalDeviceVulkan12Properties& properties, std::uint32_t version) {
    const std::string_view name = properties.driverName;
    const std::string_view info = properties.driverInfo;
    if (name.empty() && info.empty()) return fmt::format("without a name, version {:#x}", version);
    return fmt::format("{}{}{}", name, name.empty() || info.empty() ? "" : " ", info);
}

/// Whether Mesa's llvmpipe of a version reads texels rightly; its driver's info is "Mesa 22.3.6 (LLVM 15.0.6)". From
/// Mesa 23 on it compiles what reads a texel apart from the kernel, and keeps both in its disk cache. Until 26.1 the
/// key there lacks the width of vectors (LP_NATIVE_VECTOR_WIDTH), so that a kernel may call a function for another
/// width, which draws a wrong picture or crashes.
bool reads_texels_rightly(std::string_view info) {
    constexpr std::string_view NAME = "Mesa ";
    if (!info.starts_with(NAME)) return false;
    const char* end = info.data() + info.size();
    int major = 0;
    int minor = 0;
    const auto [point, error] = std::from_chars(info.data() + NAME.size(), end, major);
    if (error != std::errc() || point == end || *point != '.') return false;
    if (std::from_chars(point + 1, end, minor).ec != std::errc()) return false;
    return major < 23 || std::pair(major, minor) >= std::pair(26, 2);
}

} // namespace

bool is_forced(const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && std::string_view(value) == "1";
}

PhysicalDevice describe(VkPhysicalDevice device, std::uint32_t index) {
    PhysicalDevice result;
    result.handle = device;
    vkGetPhysicalDeviceProperties(device, &result.properties);
    vkGetPhysicalDeviceMemoryProperties(device, &result.memory);
    DeviceInfo& info = result.info;
    info.backend = "vulkan";
    info.index = index;
    info.name = result.properties.deviceName;
    if (info.name.empty())
        info.name =
            fmt::format("device without a name, {:04x}:{:04x}", result.properties.vendorID, result.properties.deviceID);
    info.kind = kind_of(result.properties.deviceType);
    info.memory_bytes = device_local_bytes(result.memory);
    const std::uint32_t version = result.properties.apiVersion;
    if (version < VK_API_VERSION_1_2) {
        info.unavailable = fmt::format("It needs Vulkan 1.2, which its driver, for Vulkan {}.{}, lacks.",
                                       VK_API_VERSION_MAJOR(version), VK_API_VERSION_MINOR(version));
        return result;
    }

    VkPhysicalDeviceVulkan12Properties properties12{};
    properties12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_PROPERTIES;
    VkPhysicalDeviceVulkan11Properties properties11{};
    properties11.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_PROPERTIES;
    properties11.pNext = &properties12;
    VkPhysicalDeviceProperties2 properties{};
    properties.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2;
    properties.pNext = &properties11;
    vkGetPhysicalDeviceProperties2(device, &properties);
    VkPhysicalDeviceVulkan12Features features12{};
    features12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES;
    VkPhysicalDeviceFeatures2 features{};
    features.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2;
    features.pNext = &features12;
    vkGetPhysicalDeviceFeatures2(device, &features);

    info.uuid = format_uuid(properties11.deviceUUID);
    info.driver = driver_text(properties12, result.properties.driverVersion);
    const std::vector<VkQueueFamilyProperties> families = queue_families(device);
    const std::optional<std::uint32_t> family = compute_family(families);
    if (!family) info.unavailable = fmt::format("It needs a compute queue, which its driver {} lacks.", info.driver);
    if (!features12.bufferDeviceAddress) {
        info.unavailable = fmt::format("It needs bufferDeviceAddress, which its driver {} lacks.", info.driver);
    }
    if (!info.unavailable.empty()) return result;

    if (has_extension(device, VK_KHR_MAINTENANCE_4_EXTENSION_NAME)) {
        VkPhysicalDeviceMaintenance4Properties properties4{};
        properties4.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MAINTENANCE_4_PROPERTIES;
        properties.pNext = &properties4;
        vkGetPhysicalDeviceProperties2(device, &properties);
        result.max_buffer_bytes = properties4.maxBufferSize;
    }
    result.driver = properties12.driverID;
    result.float_modes = offered_modes(properties12);
    result.max_allocation_bytes = properties11.maxMemoryAllocationSize;
    result.queue_family = *family;
    result.timestamp_bits = families[*family].timestampValidBits;
    result.has_push_descriptors = has_extension(device, VK_KHR_PUSH_DESCRIPTOR_EXTENSION_NAME);
    result.has_memory_budget = has_extension(device, VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
    result.has_executable_properties = has_extension(device, VK_KHR_PIPELINE_EXECUTABLE_PROPERTIES_EXTENSION_NAME);
    constexpr VkSubgroupFeatureFlags OPERATIONS =
        VK_SUBGROUP_FEATURE_BASIC_BIT | VK_SUBGROUP_FEATURE_VOTE_BIT | VK_SUBGROUP_FEATURE_BALLOT_BIT;
    const bool has_subgroups = (properties11.subgroupSupportedOperations & OPERATIONS) == OPERATIONS &&
                               (properties11.subgroupSupportedStages & VK_SHADER_STAGE_COMPUTE_BIT) != 0 &&
                               properties11.subgroupSize <= 64;
    const bool texels_fit =
        result.properties.limits.maxTexelBufferElements >= result.max_allocation_bytes / TEXEL_BYTES;
    const bool gains = result.is_llvmpipe() && reads_texels_rightly(properties12.driverInfo);
    const bool pools_paths =
        (gains && texels_fit && !is_forced("TRIPTYCH_FORCE_ADDRESSES")) || is_forced("TRIPTYCH_FORCE_POOL");
    result.pools_paths = pools_paths && result.has_push_descriptors && has_subgroups;
    return result;
}

PhysicalDevice usable_device(const Instance& instance, std::uint32_t index) {
    const std::vector<VkPhysicalDevice> devices = instance.physical_devices();
    if (index >= devices.size()) {
        throw Error(ExitCode::NO_DEVICE,
                    fmt::format("There is no Vulkan device {}; the Vulkan drivers found {}.", index, devices.size()));
    }
    PhysicalDevice physical = describe(devices[index], index);
    if (!physical.info.unavailable.empty()) {
        throw Error(ExitCode::NO_DEVICE,
                    fmt::format("{} cannot be used: {}", physical.info.name, physical.info.unavailable));
    }
    return physical;
}

std::uint64_t heap_budget(const PhysicalDevice& device, std::uint32_t heap) {
    if (!device.has_memory_budget) return device.memory.memoryHeaps[heap].size;
    VkPhysicalDeviceMemoryBudgetPropertiesEXT budget{};
    budget.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT;
    VkPhysicalDeviceMemoryProperties2 memory{};
    memory.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2;
    memory.pNext = &budget;
    vkGetPhysicalDeviceMemoryProperties2(device.handle, &memory);
    return budget.heapBudget[heap] - std::min(budget.heapUsage[heap], budget.heapBudget[heap]);
}

} // namespace triptych
