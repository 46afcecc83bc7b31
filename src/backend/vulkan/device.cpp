// Device: creation, command buffers and the queue.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/device.hpp"

#include <vector>

namespace triptych {

namespace {
constexpr std::uint64_t STAGING_BYTES = std::uint64_t{8} << 20;
} // namespace

Device::Logical::Logical(const PhysicalDevice& physical) {
    const float priority = 1.0f;
    VkDeviceQueueCreateInfo queue{};
    queue.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO;
    queue.queueFamilyIndex = physical.queue_family;
    queue.queueCount = 1;
    queue.pQueuePriorities = &priority;
    VkPhysicalDeviceVulkan12Features features{};
    features.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES;
    features.bufferDeviceAddress = VK_TRUE;
    VkPhysicalDevicePipelineExecutablePropertiesFeaturesKHR executables{};
    executables.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PIPELINE_EXECUTABLE_PROPERTIES_FEATURES_KHR;
    executables.pipelineExecutableInfo = VK_TRUE;
    std::vector<const char*> extensions;
    if (physical.has_memory_budget) extensions.push_back(VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
    if (physical.has_push_descriptors) extensions.push_back(VK_KHR_PUSH_DESCRIPTOR_EXTENSION_NAME);
    if (physical.has_executable_properties) {
        extensions.push_back(VK_KHR_PIPELINE_EXECUTABLE_PROPERTIES_EXTENSION_NAME);
        features.pNext = &executables;
    }
    VkDeviceCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO;
    info.pNext = &features;
    info.queueCreateInfoCount = 1;
    info.pQueueCreateInfos = &queue;
    info.enabledExtensionCount = static_cast<std::uint32_t>(extensions.size());
    info.ppEnabledExtensionNames = extensions.data();
    CHECK_VK(vkCreateDevice(physical.handle, &info, nullptr, &handle));
    volkLoadDeviceTable(&table, handle);
}

Device::Device(const PhysicalDevice& physical, DeviceUse use) : m_physical(physical), m_logical(physical) {
    if (use == DeviceUse::COMPILING) return;
    vk().vkGetDeviceQueue(get(), physical.queue_family, 0, &m_queue);
    VkCommandPoolCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO;
    info.flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT;
    info.queueFamilyIndex = physical.queue_family;
    VkCommandPool pool = VK_NULL_HANDLE;
    CHECK_VK(vk().vkCreateCommandPool(get(), &info, nullptr, &pool));
    m_pool = {get(), pool, vk().vkDestroyCommandPool};
    m_commands = make_command_buffer();
    m_fence = make_fence();
    m_staging = make_host_buffer(STAGING_BYTES, "staging");
}

VkCommandBuffer Device::make_command_buffer() const {
    VkCommandBufferAllocateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO;
    info.commandPool = m_pool.get();
    info.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
    info.commandBufferCount = 1;
    VkCommandBuffer commands = VK_NULL_HANDLE;
    CHECK_VK(vk().vkAllocateCommandBuffers(get(), &info, &commands));
    return commands;
}

void Device::check(VkResult result, const char* call) const {
    m_is_lost = m_is_lost || result == VK_ERROR_DEVICE_LOST;
    check_vk(result, call);
}

void Device::begin(VkCommandBuffer commands) const {
    if (m_is_lost) check_vk(VK_ERROR_DEVICE_LOST, "an earlier call");
    VkCommandBufferBeginInfo info{};
    info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO;
    info.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
    CHECK_VK(vk().vkBeginCommandBuffer(commands, &info));
}

void Device::submit(VkCommandBuffer commands, VkFence fence) const {
    CHECK_VK(vk().vkEndCommandBuffer(commands));
    VkSubmitInfo info{};
    info.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO;
    info.commandBufferCount = 1;
    info.pCommandBuffers = &commands;
    check(vk().vkQueueSubmit(m_queue, 1, &info, fence), "vkQueueSubmit");
}

void Device::wait(VkFence fence) const {
    check(vk().vkWaitForFences(get(), 1, &fence, VK_TRUE, UINT64_MAX), "vkWaitForFences");
    CHECK_VK(vk().vkResetFences(get(), 1, &fence));
}

void Device::wait_idle() const noexcept {
    if (m_is_lost || m_queue == VK_NULL_HANDLE) return;
    m_is_lost = vk().vkDeviceWaitIdle(get()) == VK_ERROR_DEVICE_LOST;
}

void Device::abandon(VkFence fence) const noexcept {
    wait_idle();
    if (!m_is_lost) vk().vkResetFences(get(), 1, &fence);
}

void Device::read_queries(VkQueryPool pool, std::uint32_t first, std::span<std::uint64_t> values) const {
    check(vk().vkGetQueryPoolResults(get(), pool, first, static_cast<std::uint32_t>(values.size()), values.size_bytes(),
                                     values.data(), sizeof values[0],
                                     VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT),
          "vkGetQueryPoolResults");
}

void Device::run(const std::function<void(VkCommandBuffer)>& record) const {
    begin(m_commands);
    memory_barrier(*this, m_commands);
    record(m_commands);
    memory_barrier(*this, m_commands);
    submit(m_commands, m_fence.get());
    try {
        wait(m_fence.get());
    } catch (...) {
        abandon(m_fence.get()); // before the caller's buffers go
        throw;
    }
}

Handle<VkFence> Device::make_fence() const {
    VkFenceCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO;
    VkFence fence = VK_NULL_HANDLE;
    CHECK_VK(vk().vkCreateFence(get(), &info, nullptr, &fence));
    return {get(), fence, vk().vkDestroyFence};
}

void Device::name(VkObjectType type, std::uint64_t object, const char* name) const {
    if (vkSetDebugUtilsObjectNameEXT == nullptr) return;
    VkDebugUtilsObjectNameInfoEXT info{};
    info.sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_OBJECT_NAME_INFO_EXT;
    info.objectType = type;
    info.objectHandle = object;
    info.pObjectName = name;
    vkSetDebugUtilsObjectNameEXT(get(), &info); // no picture depends on it, so it may fail
}

void Device::begin_label(VkCommandBuffer commands, const std::string& label) const {
    if (vkCmdBeginDebugUtilsLabelEXT == nullptr) return;
    VkDebugUtilsLabelEXT info{};
    info.sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_LABEL_EXT;
    info.pLabelName = label.c_str();
    vkCmdBeginDebugUtilsLabelEXT(commands, &info);
}

void Device::end_label(VkCommandBuffer commands) const {
    if (vkCmdEndDebugUtilsLabelEXT != nullptr) vkCmdEndDebugUtilsLabelEXT(commands);
}

void memory_barrier(const Device& device, VkCommandBuffer commands) {
    constexpr VkPipelineStageFlags WORK = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT;
    VkMemoryBarrier barrier{};
    barrier.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER;
    barrier.srcAccessMask = VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
    barrier.dstAccessMask = VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_READ_BIT |
                            VK_ACCESS_TRANSFER_WRITE_BIT | VK_ACCESS_HOST_READ_BIT;
    device.vk().vkCmdPipelineBarrier(commands, WORK, WORK | VK_PIPELINE_STAGE_HOST_BIT, 0, 1, &barrier, 0, nullptr, 0,
                                     nullptr);
}

} // namespace triptych
