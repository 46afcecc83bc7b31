// Vulkan as volk loads it at run time, and how its failures become errors.
// SPDX-License-Identifier: MIT
#pragma once

#define VK_NO_PROTOTYPES
#include <volk.h>

#include <string>
#include <utility>

/// Evaluates a call that returns VkResult; throws Error (LIMIT, NO_DEVICE, DEVICE_LOST, INTERNAL) where it fails.
#define CHECK_VK(call) ::triptych::check_vk((call), #call)

namespace triptych {

/// Throws the Error that belongs to a negative `result` of `call`.
void check_vk(VkResult result, const char* call);

/// The name of an error, as the specification has it.
std::string result_name(VkResult result);

/// A Vulkan object that a device made and that dies with this. T may be any handle that vkDestroy* or vkFreeMemory
/// takes with its device.
template <typename T>
class Handle {
public:
    using Destroy = void(VKAPI_PTR*)(VkDevice, T, const VkAllocationCallbacks*);

    Handle() = default;
    Handle(VkDevice device, T object, Destroy destroy) : m_device(device), m_object(object), m_destroy(destroy) {}
    Handle(Handle&& other) noexcept { swap(other); }
    Handle& operator=(Handle&& other) noexcept {
        swap(other);
        return *this;
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() {
        if (m_object != VK_NULL_HANDLE) m_destroy(m_device, m_object, nullptr);
    }

    T get() const { return m_object; }

private:
    void swap(Handle& other) {
        std::swap(m_device, other.m_device);
        std::swap(m_object, other.m_object);
        std::swap(m_destroy, other.m_destroy);
    }

    VkDevice m_device = VK_NULL_HANDLE;
    T m_object = VK_NULL_HANDLE;
    Destroy m_destroy = nullptr;
};

} // namespace triptych
