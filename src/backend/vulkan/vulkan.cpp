// volk's implementation, and the names of Vulkan's failures.
// SPDX-License-Identifier: MIT
#define VOLK_IMPLEMENTATION
#include "backend/vulkan/vulkan.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace triptych {

std::string result_name(VkResult result) {
    switch (result) {
    case VK_ERROR_OUT_OF_HOST_MEMORY: return "VK_ERROR_OUT_OF_HOST_MEMORY";
    case VK_ERROR_OUT_OF_DEVICE_MEMORY: return "VK_ERROR_OUT_OF_DEVICE_MEMORY";
    case VK_ERROR_INITIALIZATION_FAILED: return "VK_ERROR_INITIALIZATION_FAILED";
    case VK_ERROR_DEVICE_LOST: return "VK_ERROR_DEVICE_LOST";
    case VK_ERROR_MEMORY_MAP_FAILED: return "VK_ERROR_MEMORY_MAP_FAILED";
    case VK_ERROR_LAYER_NOT_PRESENT: return "VK_ERROR_LAYER_NOT_PRESENT";
    case VK_ERROR_EXTENSION_NOT_PRESENT: return "VK_ERROR_EXTENSION_NOT_PRESENT";
    case VK_ERROR_FEATURE_NOT_PRESENT: return "VK_ERROR_FEATURE_NOT_PRESENT";
    case VK_ERROR_INCOMPATIBLE_DRIVER: return "VK_ERROR_INCOMPATIBLE_DRIVER";
    case VK_ERROR_TOO_MANY_OBJECTS: return "VK_ERROR_TOO_MANY_OBJECTS";
    case VK_ERROR_INVALID_SHADER_NV: return "VK_ERROR_INVALID_SHADER_NV";
    default: return fmt::format("VkResult {}", static_cast<int>(result));
    }
}

namespace {

/// The function's name in the text of a call, without table and arguments.
std::string_view function_name(std::string_view call) {
    constexpr std::string_view TABLE = "vk().";
    const std::size_t table = call.find(TABLE);
    if (table != std::string_view::npos) call.remove_prefix(table + TABLE.size());
    return call.substr(0, call.find('('));
}

} // namespace

void check_vk(VkResult result, const char* call) {
    if (result >= 0) return;
    const std::string failed = fmt::format("{} failed with {}", function_name(call), result_name(result));
    switch (result) {
    case VK_ERROR_OUT_OF_HOST_MEMORY:
    case VK_ERROR_OUT_OF_DEVICE_MEMORY:
    case VK_ERROR_MEMORY_MAP_FAILED:
    case VK_ERROR_TOO_MANY_OBJECTS:
        throw Error(
            ExitCode::LIMIT,
            fmt::format("The Vulkan device ran out of memory ({}); render a smaller picture or scene.", failed));
    case VK_ERROR_DEVICE_LOST:
        throw Error(ExitCode::DEVICE_LOST,
                    fmt::format("The Vulkan device was lost ({}); it may have hung or been reset, so look into the "
                                "system log and start again.",
                                failed));
    case VK_ERROR_INITIALIZATION_FAILED:
    case VK_ERROR_INCOMPATIBLE_DRIVER:
    case VK_ERROR_LAYER_NOT_PRESENT:
    case VK_ERROR_EXTENSION_NOT_PRESENT:
    case VK_ERROR_FEATURE_NOT_PRESENT:
        throw Error(ExitCode::NO_DEVICE,
                    fmt::format("The Vulkan driver could not start ({}); update it or choose another device.", failed));
    default: throw Error(ExitCode::INTERNAL, fmt::format("The Vulkan driver refused a call: {}.", failed));
    }
}

} // namespace triptych
