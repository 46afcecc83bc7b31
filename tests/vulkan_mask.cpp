// The functions that tell of devices, and less than there is.
// SPDX-License-Identifier: MIT
#include "vulkan_mask.hpp"

namespace triptych::test {

namespace {

const VulkanMask* the_mask = nullptr;
PFN_vkGetPhysicalDeviceProperties get_properties = nullptr;
PFN_vkGetPhysicalDeviceProperties2 get_properties2 = nullptr;
PFN_vkGetPhysicalDeviceFeatures2 get_features2 = nullptr;
PFN_vkGetPhysicalDeviceMemoryProperties get_memory = nullptr;
PFN_vkGetPhysicalDeviceMemoryProperties2 get_memory2 = nullptr;
PFN_vkGetPhysicalDeviceQueueFamilyProperties get_families = nullptr;

void mask_chain(void* next) {
    for (auto* extension = static_cast<VkBaseOutStructure*>(next); extension != nullptr; extension = extension->pNext)
        the_mask->mask(extension);
}

void VKAPI_CALL properties(VkPhysicalDevice device, VkPhysicalDeviceProperties* result) {
    get_properties(device, result);
    the_mask->mask(*result);
    if (the_mask->has("nameless")) result->deviceName[0] = '\0';
}

void VKAPI_CALL properties2(VkPhysicalDevice device, VkPhysicalDeviceProperties2* result) {
    get_properties2(device, result);
    the_mask->mask(result->properties);
    mask_chain(result->pNext);
}

void VKAPI_CALL features2(VkPhysicalDevice device, VkPhysicalDeviceFeatures2* result) {
    get_features2(device, result);
    if (the_mask->has("minima")) result->features = {};
    mask_chain(result->pNext);
}

void VKAPI_CALL memory(VkPhysicalDevice device, VkPhysicalDeviceMemoryProperties* result) {
    get_memory(device, result);
    the_mask->mask(*result);
}

void VKAPI_CALL memory2(VkPhysicalDevice device, VkPhysicalDeviceMemoryProperties2* result) {
    get_memory2(device, result);
    the_mask->mask(result->memoryProperties);
    mask_chain(result->pNext);
}

void VKAPI_CALL families(VkPhysicalDevice device, std::uint32_t* count, VkQueueFamilyProperties* result) {
    get_families(device, count, result);
    for (std::uint32_t i = 0; result != nullptr && i < *count; i++) the_mask->mask(result[i]);
}

/// Where `wanted` is the name, keeps what lies behind and returns what stands in front.
template <typename Function>
bool replace(std::string_view name, std::string_view wanted, PFN_vkVoidFunction& function, Function& behind,
             Function front) {
    if (name != wanted) return false;
    behind = reinterpret_cast<Function>(function);
    function = reinterpret_cast<PFN_vkVoidFunction>(front);
    return true;
}

} // namespace

void VulkanMask::mask(VkBaseOutStructure* extension) const {
    switch (static_cast<int>(extension->sType)) {
    case VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_PROPERTIES: {
        auto* properties11 = reinterpret_cast<VkPhysicalDeviceVulkan11Properties*>(extension);
        properties11->maxMemoryAllocationSize = std::min(properties11->maxMemoryAllocationSize, allocation_bytes());
        break;
    }
    case VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_PROPERTIES: {
        auto* properties12 = reinterpret_cast<VkPhysicalDeviceVulkan12Properties*>(extension);
        if (has("minima")) {
            properties12->shaderDenormFlushToZeroFloat32 = VK_FALSE;
            properties12->shaderRoundingModeRTEFloat32 = VK_FALSE;
        }
        if (has("nameless")) properties12->driverName[0] = properties12->driverInfo[0] = '\0';
        break;
    }
    case VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MAINTENANCE_4_PROPERTIES: {
        auto* properties4 = reinterpret_cast<VkPhysicalDeviceMaintenance4Properties*>(extension);
        properties4->maxBufferSize = std::min(properties4->maxBufferSize, buffer_bytes());
        break;
    }
    case VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES: {
        auto* features = reinterpret_cast<VkPhysicalDeviceVulkan12Features*>(extension);
        const bool addresses = features->bufferDeviceAddress == VK_TRUE && !has("no-addresses");
        if (has("minima")) {
            VkPhysicalDeviceVulkan12Features none{};
            none.sType = features->sType;
            none.pNext = features->pNext;
            *features = none;
        }
        features->bufferDeviceAddress = addresses ? VK_TRUE : VK_FALSE;
        break;
    }
    case VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT: {
        auto* budget = reinterpret_cast<VkPhysicalDeviceMemoryBudgetPropertiesEXT*>(extension);
        const std::uint64_t heap = number("heap", UINT64_MAX);
        if (heap == UINT64_MAX) break;
        for (VkDeviceSize& bytes : budget->heapBudget) bytes = std::min(bytes, heap);
        for (VkDeviceSize& bytes : budget->heapUsage) bytes = 0; // drivers count all memory in use by anybody
        break;
    }
    default: break;
    }
}

PFN_vkVoidFunction masked(std::string_view name, PFN_vkVoidFunction behind, const VulkanMask& mask) {
    the_mask = &mask;
    PFN_vkVoidFunction function = behind;
    replace(name, "vkGetPhysicalDeviceProperties", function, get_properties, properties) ||
        replace(name, "vkGetPhysicalDeviceProperties2", function, get_properties2, properties2) ||
        replace(name, "vkGetPhysicalDeviceFeatures2", function, get_features2, features2) ||
        replace(name, "vkGetPhysicalDeviceMemoryProperties", function, get_memory, memory) ||
        replace(name, "vkGetPhysicalDeviceMemoryProperties2", function, get_memory2, memory2) ||
        replace(name, "vkGetPhysicalDeviceQueueFamilyProperties", function, get_families, families);
    return function;
}

} // namespace triptych::test
