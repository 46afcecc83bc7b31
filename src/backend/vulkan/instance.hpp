// The process's connection to Vulkan: loader, validation layers, physical devices.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/vulkan/vulkan.hpp"

#include <memory>
#include <vector>

namespace triptych {

/// A VkInstance of Vulkan 1.2, with the validation layers where asked for.
class Instance {
public:
    /// The instance that all of this process's users share; making one loads every driver, which takes a while.
    /// Throws Error (NO_DEVICE) where there is no loader, driver or, with `validate`, no validation layer.
    static std::shared_ptr<const Instance> shared(bool validate);

    /// Lets go of it; the last user's end destroys it.
    static void release_shared();

    explicit Instance(bool validate);
    ~Instance();
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;

    /// In the order of the loader; may be empty.
    std::vector<VkPhysicalDevice> physical_devices() const;

private:
    VkInstance m_instance = VK_NULL_HANDLE;
    VkDebugUtilsMessengerEXT m_messenger = VK_NULL_HANDLE;
};

} // namespace triptych
