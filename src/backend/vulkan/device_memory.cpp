// Device: buffers, and copies between them and the host.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/device.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace triptych {

namespace {
/// At every buffer's end, never used. GPU-assisted validation before mid-2023 takes a vec3 for 16 bytes and so a read
/// of the last struct in a buffer for one beyond it (SPIRV-Tools pull request 5257). It also spares a case for empty
/// buffers, which Vulkan has not.
constexpr std::uint64_t SLACK_BYTES = 128;

constexpr VkMemoryPropertyFlags HOST = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
} // namespace

Buffer Device::make_device_buffer(std::uint64_t bytes, const char* name) const {
    return make_buffer(bytes, VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT, 0, name);
}

Buffer Device::make_host_buffer(std::uint64_t bytes, const char* name) const {
    Buffer buffer = make_buffer(bytes, HOST, VK_MEMORY_PROPERTY_HOST_CACHED_BIT, name);
    void* mapped = nullptr;
    CHECK_VK(vk().vkMapMemory(get(), buffer.memory.get(), 0, VK_WHOLE_SIZE, 0, &mapped));
    buffer.mapped = static_cast<std::byte*>(mapped);
    return buffer;
}

Buffer Device::make_buffer(std::uint64_t bytes, VkMemoryPropertyFlags required, VkMemoryPropertyFlags preferred,
                           const char* name) const {
    Buffer result;
    result.bytes = bytes + SLACK_BYTES;
    const auto fit = [&](std::uint64_t needed, const char* limit, std::uint64_t most) {
        if (needed <= most) return;
        throw Error(ExitCode::LIMIT, fmt::format("The {} needs {} bytes on {}, above its {} of {}; render a smaller "
                                                 "picture or scene.",
                                                 name, needed, m_physical.info.name, limit, most));
    };
    fit(result.bytes, "maxMemoryAllocationSize", m_physical.max_allocation_bytes);
    fit(result.bytes, "maxBufferSize", m_physical.max_buffer_bytes);
    VkBufferCreateInfo buffer_info{};
    buffer_info.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO;
    buffer_info.size = result.bytes;
    buffer_info.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_UNIFORM_TEXEL_BUFFER_BIT |
                        VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT | VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
                        VK_BUFFER_USAGE_TRANSFER_DST_BIT;
    buffer_info.sharingMode = VK_SHARING_MODE_EXCLUSIVE;
    VkBuffer buffer = VK_NULL_HANDLE;
    CHECK_VK(vk().vkCreateBuffer(get(), &buffer_info, nullptr, &buffer));
    result.buffer = {get(), buffer, vk().vkDestroyBuffer};

    VkMemoryRequirements needs{};
    vk().vkGetBufferMemoryRequirements(get(), buffer, &needs);
    fit(needs.size, "maxMemoryAllocationSize", m_physical.max_allocation_bytes); // rounded up by now
    VkMemoryAllocateFlagsInfo flags{};
    flags.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO;
    flags.flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT;
    VkMemoryAllocateInfo memory_info{};
    memory_info.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO;
    memory_info.pNext = &flags;
    memory_info.allocationSize = needs.size;
    memory_info.memoryTypeIndex = memory_type(needs, required, preferred, name);
    VkDeviceMemory memory = VK_NULL_HANDLE;
    CHECK_VK(vk().vkAllocateMemory(get(), &memory_info, nullptr, &memory));
    result.memory = {get(), memory, vk().vkFreeMemory};
    CHECK_VK(vk().vkBindBufferMemory(get(), buffer, memory, 0));

    VkBufferDeviceAddressInfo address{};
    address.sType = VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO;
    address.buffer = buffer;
    result.address = vk().vkGetBufferDeviceAddress(get(), &address);
    this->name(VK_OBJECT_TYPE_BUFFER, std::bit_cast<std::uint64_t>(buffer), name);
    return result;
}

std::uint32_t Device::memory_type(const VkMemoryRequirements& needs, VkMemoryPropertyFlags required,
                                  VkMemoryPropertyFlags preferred, const char* name) const {
    const VkPhysicalDeviceMemoryProperties& memory = m_physical.memory;
    std::uint64_t largest = 0; // budget of those that would do
    for (const VkMemoryPropertyFlags wanted : {required | preferred, required}) {
        for (std::uint32_t i = 0; i < memory.memoryTypeCount; i++) {
            const bool allowed = (needs.memoryTypeBits >> i & 1u) != 0;
            if (!allowed || (memory.memoryTypes[i].propertyFlags & wanted) != wanted) continue;
            const std::uint64_t budget = heap_budget(m_physical, memory.memoryTypes[i].heapIndex);
            if (needs.size <= budget) return i;
            largest = std::max(largest, budget);
        }
    }
    throw Error(ExitCode::LIMIT, fmt::format("The {} needs {} bytes on {}, above its memory budget of {}; render a "
                                             "smaller picture or scene.",
                                             name, needs.size, m_physical.info.name, largest));
}

void Device::upload(const Buffer& buffer, std::uint64_t offset, std::span<const std::byte> bytes) const {
    for (std::uint64_t done = 0; done < bytes.size();) {
        const std::uint64_t size = std::min<std::uint64_t>(bytes.size() - done, m_staging.bytes);
        std::memcpy(m_staging.mapped, bytes.data() + done, size);
        run([&](VkCommandBuffer commands) {
            const VkBufferCopy copy{0, offset + done, size};
            vk().vkCmdCopyBuffer(commands, m_staging.buffer.get(), buffer.buffer.get(), 1, &copy);
        });
        done += size;
    }
}

void Device::download(const Buffer& buffer, std::uint64_t offset, std::span<std::byte> bytes) const {
    for (std::uint64_t done = 0; done < bytes.size();) {
        const std::uint64_t size = std::min<std::uint64_t>(bytes.size() - done, m_staging.bytes);
        run([&](VkCommandBuffer commands) {
            const VkBufferCopy copy{offset + done, 0, size};
            vk().vkCmdCopyBuffer(commands, buffer.buffer.get(), m_staging.buffer.get(), 1, &copy);
        });
        std::memcpy(bytes.data() + done, m_staging.mapped, size);
        done += size;
    }
}

} // namespace triptych
