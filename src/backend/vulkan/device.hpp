// An open Vulkan device with its queue, and the buffers in its memory.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/vulkan/physical_device.hpp"
#include "backend/vulkan/vulkan.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace triptych {

/// A buffer and its own memory.
struct Buffer {
    Handle<VkDeviceMemory> memory; // before the buffer, which must die first
    Handle<VkBuffer> buffer;
    std::uint64_t bytes = 0;     // at least as many as asked for
    std::uint64_t address = 0;   // on the device
    std::byte* mapped = nullptr; // host-visible buffers only
};

/// What a device is opened for. Some drivers compile for a GPU that is absent, and can execute nothing.
enum class DeviceUse { EXECUTING, COMPILING };

class Device {
public:
    /// One that is opened for COMPILING makes pipelines and nothing else. Throws Error.
    explicit Device(const PhysicalDevice& physical, DeviceUse use = DeviceUse::EXECUTING);
    ~Device() { wait_idle(); }
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    const PhysicalDevice& physical() const { return m_physical; }
    VkDevice get() const { return m_logical.handle; }
    /// The device's own functions, which skip the loader.
    const VolkDeviceTable& vk() const { return m_logical.table; }

    /// A buffer in device memory, without meaning until it is written; `name` shows in tools and errors.
    /// Throws Error (LIMIT) where it does not fit, naming the limit and its value.
    Buffer make_device_buffer(std::uint64_t bytes, const char* name) const;
    /// A mapped buffer that the host reads fast.
    Buffer make_host_buffer(std::uint64_t bytes, const char* name) const;

    /// Copies between host and device memory, through staging; they wait for all work before and for themselves.
    void upload(const Buffer& buffer, std::uint64_t offset, std::span<const std::byte> bytes) const;
    void download(const Buffer& buffer, std::uint64_t offset, std::span<std::byte> bytes) const;

    VkCommandBuffer make_command_buffer() const;
    /// Throws Error (DEVICE_LOST) where the device has been lost before: a lost one is given nothing more.
    void begin(VkCommandBuffer commands) const;
    /// Ends the commands and hands them to the queue; `fence` is signalled when they are done.
    void submit(VkCommandBuffer commands, VkFence fence) const;
    /// Waits for a fence and resets it.
    void wait(VkFence fence) const;
    /// Records, submits and waits.
    void run(const std::function<void(VkCommandBuffer)>& record) const;
    /// Waits for all work; never throws, so that it serves while errors unwind.
    void wait_idle() const noexcept;
    /// The same, for work whose fence nobody waits for any more; the fence can then be used again.
    void abandon(VkFence fence) const noexcept;
    /// Reads what queries hold, 64 bits each, once they are there.
    void read_queries(VkQueryPool pool, std::uint32_t first, std::span<std::uint64_t> values) const;

    Handle<VkFence> make_fence() const;
    /// Names an object for debuggers and validation messages.
    void name(VkObjectType type, std::uint64_t object, const char* name) const;
    /// Put a name around commands, for profilers and debuggers.
    void begin_label(VkCommandBuffer commands, const std::string& label) const;
    void end_label(VkCommandBuffer commands) const;

private:
    /// The VkDevice itself, which dies after all that it made.
    struct Logical {
        explicit Logical(const PhysicalDevice& physical);
        ~Logical() { table.vkDestroyDevice(handle, nullptr); }
        Logical(const Logical&) = delete;
        Logical& operator=(const Logical&) = delete;

        VkDevice handle = VK_NULL_HANDLE;
        VolkDeviceTable table{};
    };

    /// check_vk, and remembers where the device was lost.
    void check(VkResult result, const char* call) const;
    Buffer make_buffer(std::uint64_t bytes, VkMemoryPropertyFlags required, VkMemoryPropertyFlags preferred,
                       const char* name) const;
    /// The best type of memory with room for the needs.
    std::uint32_t memory_type(const VkMemoryRequirements& needs, VkMemoryPropertyFlags required,
                              VkMemoryPropertyFlags preferred, const char* name) const;

    PhysicalDevice m_physical;
    mutable bool m_is_lost = false;
    Logical m_logical;
    VkQueue m_queue = VK_NULL_HANDLE;
    Handle<VkCommandPool> m_pool;
    Handle<VkFence> m_fence; // of run()
    VkCommandBuffer m_commands = VK_NULL_HANDLE;
    Buffer m_staging;
};

/// Orders everything before it on the queue against shaders, copies and the host after it.
void memory_barrier(const Device& device, VkCommandBuffer commands);

} // namespace triptych
