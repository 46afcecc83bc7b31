// What a Vulkan device is, whether it serves, and what it allows.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"
#include "backend/vulkan/float_modes.hpp"
#include "backend/vulkan/instance.hpp"
#include "backend/vulkan/vulkan.hpp"

#include <cstdint>

namespace triptych {

/// Bytes of a texel, as which render_pooled.comp reads arrays.
constexpr std::uint64_t TEXEL_BYTES = 16;

/// A device of the machine, before it is opened.
struct PhysicalDevice {
    VkPhysicalDevice handle = VK_NULL_HANDLE;
    DeviceInfo info; // `unavailable` names what the device lacks; then nothing below is set

    VkPhysicalDeviceProperties properties{};
    VkPhysicalDeviceMemoryProperties memory{};
    VkDriverId driver = VK_DRIVER_ID_MAX_ENUM;
    std::uint64_t max_allocation_bytes = 0;
    std::uint64_t max_buffer_bytes = UINT64_MAX; // where the device tells
    std::uint32_t queue_family = 0;
    std::uint32_t timestamp_bits = 0; // 0: the device cannot tell time
    bool has_memory_budget = false;
    bool has_push_descriptors = false;
    bool has_executable_properties = false; // tells of compiled pipelines
    FloatModes float_modes;                 // that the device offers to keep
    bool pools_paths = false;               // runs render_pooled.comp in place of render.comp

    bool is_llvmpipe() const { return driver == VK_DRIVER_ID_MESA_LLVMPIPE; }
};

/// True where an environment variable, by which tests force what devices at hand would not choose, holds "1".
bool is_forced(const char* variable);

/// Asks a device about itself; `index` is its place in the list. With TRIPTYCH_FORCE_ADDRESSES=1 in the environment no
/// device pools paths, with TRIPTYCH_FORCE_POOL=1 each does that can, in scenes whose texels fit.
PhysicalDevice describe(VkPhysicalDevice device, std::uint32_t index);

/// The device at that place in the list. Throws Error (NO_DEVICE) where there is none, or it cannot be used.
PhysicalDevice usable_device(const Instance& instance, std::uint32_t index);

/// Bytes of heap `heap` that this process may still allocate, as far as the driver tells: else the heap's size.
std::uint64_t heap_budget(const PhysicalDevice& device, std::uint32_t heap);

} // namespace triptych
