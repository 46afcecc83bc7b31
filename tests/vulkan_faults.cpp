// Preloaded into a program, stands between it and Vulkan's loader: the VULKAN_FAIL_CALL-th fallible call returns
// VULKAN_FAIL_RESULT, or aborts where that is "abort", and devices look as VULKAN_MASK says (vulkan_mask.hpp). The
// file VULKAN_CALLS lists the fallible calls with the errors that the specification allows; "FAULT" begins a line on
// what must not happen.
// SPDX-License-Identifier: MIT
#include "vulkan_mask.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unistd.h>

namespace {

using triptych::test::VulkanMask;

/// What a call may fail with (Vulkan 1.2 specification, "Return Codes" of each command), without what only follows from
/// wrong use.
using Errors = std::initializer_list<int>;
constexpr int HOST = VK_ERROR_OUT_OF_HOST_MEMORY;
constexpr int DEVICE = VK_ERROR_OUT_OF_DEVICE_MEMORY;
constexpr int START = VK_ERROR_INITIALIZATION_FAILED;
constexpr int LOST = VK_ERROR_DEVICE_LOST;
constexpr Errors HOST_MEMORY{HOST};
constexpr Errors DEVICE_MEMORY{DEVICE};
constexpr Errors MEMORY{HOST, DEVICE};
constexpr Errors STARTING{HOST, DEVICE, START};
constexpr Errors INSTANCE{HOST, DEVICE, START, VK_ERROR_INCOMPATIBLE_DRIVER, VK_ERROR_EXTENSION_NOT_PRESENT};
constexpr Errors LOGICAL{HOST, DEVICE, START, LOST, VK_ERROR_TOO_MANY_OBJECTS, VK_ERROR_FEATURE_NOT_PRESENT};
constexpr Errors MAPPING{HOST, DEVICE, VK_ERROR_MEMORY_MAP_FAILED};
constexpr Errors WORK{HOST, DEVICE, LOST};

#define FALLIBLE_CALLS(CALL)                                                                                           \
    CALL(vkEnumerateInstanceVersion, HOST_MEMORY)                                                                      \
    CALL(vkEnumerateInstanceLayerProperties, MEMORY)                                                                   \
    CALL(vkEnumerateInstanceExtensionProperties, MEMORY)                                                               \
    CALL(vkCreateInstance, INSTANCE)                                                                                   \
    CALL(vkCreateDebugUtilsMessengerEXT, HOST_MEMORY)                                                                  \
    CALL(vkEnumeratePhysicalDevices, STARTING)                                                                         \
    CALL(vkEnumerateDeviceExtensionProperties, MEMORY)                                                                 \
    CALL(vkCreateDevice, LOGICAL)                                                                                      \
    CALL(vkSetDebugUtilsObjectNameEXT, MEMORY)                                                                         \
    CALL(vkCreateCommandPool, MEMORY)                                                                                  \
    CALL(vkAllocateCommandBuffers, MEMORY)                                                                             \
    CALL(vkBeginCommandBuffer, MEMORY)                                                                                 \
    CALL(vkEndCommandBuffer, MEMORY)                                                                                   \
    CALL(vkCreateFence, MEMORY)                                                                                        \
    CALL(vkResetFences, DEVICE_MEMORY)                                                                                 \
    CALL(vkWaitForFences, WORK)                                                                                        \
    CALL(vkQueueSubmit, WORK)                                                                                          \
    CALL(vkDeviceWaitIdle, WORK)                                                                                       \
    CALL(vkCreateQueryPool, MEMORY)                                                                                    \
    CALL(vkGetQueryPoolResults, WORK)                                                                                  \
    CALL(vkCreateBuffer, MEMORY)                                                                                       \
    CALL(vkCreateBufferView, MEMORY)                                                                                   \
    CALL(vkAllocateMemory, MEMORY)                                                                                     \
    CALL(vkBindBufferMemory, MEMORY)                                                                                   \
    CALL(vkMapMemory, MAPPING)                                                                                         \
    CALL(vkCreateDescriptorSetLayout, MEMORY)                                                                          \
    CALL(vkCreatePipelineLayout, MEMORY)                                                                               \
    CALL(vkCreateShaderModule, MEMORY)                                                                                 \
    CALL(vkCreatePipelineCache, STARTING)                                                                              \
    CALL(vkGetPipelineCacheData, MEMORY)                                                                               \
    CALL(vkCreateComputePipelines, MEMORY)                                                                             \
    CALL(vkGetPipelineExecutablePropertiesKHR, MEMORY)                                                                 \
    CALL(vkGetPipelineExecutableStatisticsKHR, MEMORY)                                                                 \
    CALL(vkGetPipelineExecutableInternalRepresentationsKHR, MEMORY)

const char* setting(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

/// What this library remembers.
struct State {
    std::FILE* report = *setting("VULKAN_CALLS") != '\0' ? std::fopen(setting("VULKAN_CALLS"), "w") : nullptr;
    int failing = *setting("VULKAN_FAIL_CALL") != '\0' ? std::atoi(setting("VULKAN_FAIL_CALL")) : -1;
    int calls = 0;
    bool is_lost = false;
    VkDevice device = VK_NULL_HANDLE;
    VulkanMask mask{setting("VULKAN_MASK")};
    PFN_vkGetInstanceProcAddr get_instance_function = nullptr;
    PFN_vkGetDeviceProcAddr get_device_function = nullptr;

    void say(const std::string& line) const {
        if (report == nullptr) return;
        std::fprintf(report, "%s\n", line.c_str());
        std::fflush(report); // whatever becomes of the program
    }
};

State& state() {
    static State the_state;
    return the_state;
}

/// Counts a call; the error that it is to end with, or VK_SUCCESS.
VkResult judge(const char* name, const Errors& errors) {
    State& now = state();
    std::string line = name;
    for (const int error : errors) line += " " + std::to_string(error);
    now.say(line);
    const bool fails = now.calls++ == now.failing;
    if (now.is_lost) {
        now.say("FAULT: " + std::string(name) + " after the loss of the device");
        return VK_ERROR_DEVICE_LOST;
    }
    if (!fails) return VK_SUCCESS;
    if (std::string_view(setting("VULKAN_FAIL_RESULT")) == "abort") std::abort();
    const auto result = static_cast<VkResult>(std::atoi(setting("VULKAN_FAIL_RESULT")));
    const bool waits = std::string_view(name) == "vkDeviceWaitIdle";
    if (now.device != VK_NULL_HANDLE && (result == VK_ERROR_DEVICE_LOST || waits)) {
        // A lost device works on nothing, and who has waited in vain may destroy what was in use.
        const auto wait = now.get_device_function(now.device, "vkDeviceWaitIdle");
        reinterpret_cast<PFN_vkDeviceWaitIdle>(wait)(now.device);
    }
    now.is_lost = now.device != VK_NULL_HANDLE && result == VK_ERROR_DEVICE_LOST;
    return result;
}

/// Whatever the call has to do with the masked device: what is asked of it, before, and what it tells, after.
template <typename... Arguments>
void look_before(Arguments...) {}
template <typename... Arguments>
void look_after(Arguments...) {}

void tell_excess(const std::string& excess) {
    if (!excess.empty()) state().say("FAULT: " + excess);
}
void look_before(VkDevice, const VkBufferCreateInfo* info, const VkAllocationCallbacks*, VkBuffer*) {
    tell_excess(state().mask.excess_of_buffer(info->size));
}
void look_before(VkDevice, const VkMemoryAllocateInfo* info, const VkAllocationCallbacks*, VkDeviceMemory*) {
    tell_excess(state().mask.excess_of_allocation(info->allocationSize));
}
void look_before(VkDevice, const VkPipelineLayoutCreateInfo* info, const VkAllocationCallbacks*, VkPipelineLayout*) {
    for (std::uint32_t i = 0; i < info->pushConstantRangeCount; i++)
        tell_excess(state().mask.excess_of_push_constants(info->pPushConstantRanges[i].offset +
                                                          info->pPushConstantRanges[i].size));
}
void look_before(VkPhysicalDevice, const VkDeviceCreateInfo* info, const VkAllocationCallbacks*, VkDevice*) {
    for (std::uint32_t i = 0; i < info->enabledExtensionCount; i++)
        tell_excess(state().mask.excess_of_extension(info->ppEnabledExtensionNames[i]));
}
void look_after(VkPhysicalDevice, const VkDeviceCreateInfo*, const VkAllocationCallbacks*, VkDevice* device) {
    state().device = *device;
}
void look_after(VkPhysicalDevice, const char*, std::uint32_t* count, VkExtensionProperties*) {
    if (state().mask.hides_extensions()) *count = 0;
}

/// Whether a module has one of SPIR-V's capabilities of float controls.
bool declares_float_modes(const VkShaderModuleCreateInfo& info) {
    constexpr std::uint32_t CAPABILITY = (2u << 16) | 17u;
    for (std::size_t at = 5; at + 1 < info.codeSize / 4 && (info.pCode[at] >> 16) != 0; at += info.pCode[at] >> 16)
        if (info.pCode[at] == CAPABILITY && info.pCode[at + 1] >= 4464 && info.pCode[at + 1] <= 4468) return true;
    return false;
}
/// Of the module that was made last, and so of the kernel that runs next.
bool last_declares_modes = false;
void look_before(VkDevice, const VkShaderModuleCreateInfo* info, const VkAllocationCallbacks*, VkShaderModule*) {
    last_declares_modes = declares_float_modes(*info);
    tell_excess(state().mask.excess_of_float_modes(last_declares_modes));
}

void look_before(VkDevice, VkPipelineCache, std::uint32_t, const VkComputePipelineCreateInfo*,
                 const VkAllocationCallbacks*, VkPipeline*) {
    if (state().mask.has("slow-compiler")) ::sleep(3600);
}

/// What newer validation layers say of themselves, or what they say of a program.
void look_after(VkInstance, const VkDebugUtilsMessengerCreateInfoEXT* info, const VkAllocationCallbacks*,
                VkDebugUtilsMessengerEXT*) {
    const auto say = [&](const char* id) {
        VkDebugUtilsMessengerCallbackDataEXT data{};
        data.sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CALLBACK_DATA_EXT;
        data.pMessageIdName = id;
        data.pMessage = id;
        info->pfnUserCallback(VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT,
                              VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT, &data, info->pUserData);
    };
    if (state().mask.has("notices")) {
        say("WARNING-Setting-Limit-Adjusted");
        say("WARNING-GPU-Assisted-Validation");
        say("VALIDATION-SETTINGS");
    }
    if (state().mask.has("findings")) say("WARNING-VkImageSubresourceRange-layerCount-compatibility");
}

/// As in layers and drivers whose static objects are made when they are loaded, after the program's own: once these are
/// gone, no call may come any more.
bool is_gone = false;
PFN_vkDestroyInstance destroy_behind = nullptr;
void look_after(const VkInstanceCreateInfo*, const VkAllocationCallbacks*, VkInstance*) {
    [[maybe_unused]] static const int REGISTERED = std::atexit([] { is_gone = true; });
}
void VKAPI_CALL destroy_instance(VkInstance instance, const VkAllocationCallbacks* allocator) {
    if (is_gone) std::abort();
    destroy_behind(instance, allocator);
}

/// One function in place of each fallible one; the number tells those of one type apart.
template <int NUMBER, typename Function>
struct Call;
template <int NUMBER, typename... Arguments>
struct Call<NUMBER, VkResult(VKAPI_PTR*)(Arguments...)> {
    using Function = VkResult(VKAPI_PTR*)(Arguments...);
    static inline const char* name = nullptr;
    static inline Errors errors;
    static inline Function behind = nullptr;

    static VkResult VKAPI_CALL front(Arguments... arguments) {
        const VkResult error = judge(name, errors);
        if (error != VK_SUCCESS) return error;
        look_before(arguments...);
        const VkResult result = behind(arguments...);
        if (result >= 0) look_after(arguments...);
        return result;
    }
};

void VKAPI_CALL dispatch(VkCommandBuffer commands, std::uint32_t x, std::uint32_t y, std::uint32_t z) {
    tell_excess(state().mask.excess_of_groups(std::max({x, y, z})));
    if (state().mask.has("no-work")) return;
    if (state().mask.has("broken-modes") && last_declares_modes) return;
    reinterpret_cast<PFN_vkCmdDispatch>(state().get_device_function(state().device, "vkCmdDispatch"))(commands, x, y,
                                                                                                      z);
}

/// Of a render kernel (RenderDispatch of src/backend/vulkan/push_constants.hpp), samples [first + 1, last + 1).
void VKAPI_CALL push_other_samples(VkCommandBuffer commands, VkPipelineLayout layout, VkShaderStageFlags stages,
                                   std::uint32_t offset, std::uint32_t bytes, const void* data) {
    constexpr std::size_t FIRST_SAMPLE = 8; // in words
    std::array<std::uint32_t, 64> words{};
    std::memcpy(words.data(), data, bytes);
    if (bytes > 4 * FIRST_SAMPLE) { // else a probe's
        words[FIRST_SAMPLE]++;
        words[FIRST_SAMPLE + 1]++;
    }
    const auto push = state().get_device_function(state().device, "vkCmdPushConstants");
    reinterpret_cast<PFN_vkCmdPushConstants>(push)(commands, layout, stages, offset, bytes, words.data());
}

void VKAPI_CALL no_barrier(VkCommandBuffer, VkPipelineStageFlags, VkPipelineStageFlags, VkDependencyFlags,
                           std::uint32_t, const VkMemoryBarrier*, std::uint32_t, const VkBufferMemoryBarrier*,
                           std::uint32_t, const VkImageMemoryBarrier*) {}

void VKAPI_CALL destroy_device(VkDevice device, const VkAllocationCallbacks* allocator) {
    const auto destroy = state().get_device_function(device, "vkDestroyDevice");
    reinterpret_cast<PFN_vkDestroyDevice>(destroy)(device, allocator);
    state().device = VK_NULL_HANDLE;
    state().is_lost = false;
}

/// What the program gets in place of a function that was found.
PFN_vkVoidFunction front_of(std::string_view name, PFN_vkVoidFunction behind) {
    if (behind == nullptr) return nullptr;
#define FRONT_OF(call, allowed)                                                                                        \
    if (name == #call) {                                                                                               \
        using Front = Call<__COUNTER__, PFN_##call>;                                                                   \
        Front::name = #call;                                                                                           \
        Front::errors = allowed;                                                                                       \
        Front::behind = reinterpret_cast<PFN_##call>(behind);                                                          \
        return reinterpret_cast<PFN_vkVoidFunction>(Front::front);                                                     \
    }
    FALLIBLE_CALLS(FRONT_OF)
#undef FRONT_OF
    if (name == "vkCmdDispatch") return reinterpret_cast<PFN_vkVoidFunction>(dispatch);
    if (name == "vkCmdPushConstants" && state().mask.has("other-samples"))
        return reinterpret_cast<PFN_vkVoidFunction>(push_other_samples);
    if (name == "vkCmdPipelineBarrier" && state().mask.has("no-barriers"))
        return reinterpret_cast<PFN_vkVoidFunction>(no_barrier);
    if (name == "vkDestroyInstance") {
        destroy_behind = reinterpret_cast<PFN_vkDestroyInstance>(behind);
        return reinterpret_cast<PFN_vkVoidFunction>(destroy_instance);
    }
    if (name == "vkDestroyDevice") return reinterpret_cast<PFN_vkVoidFunction>(destroy_device);
    return triptych::test::masked(name, behind, state().mask);
}

PFN_vkVoidFunction VKAPI_CALL get_device_function(VkDevice device, const char* name) {
    return front_of(name, state().get_device_function(device, name));
}

} // namespace

extern "C" {

/// What the program finds in this library in place of the loader's own.
__attribute__((visibility("default"))) PFN_vkVoidFunction VKAPI_CALL vkGetInstanceProcAddr(VkInstance instance,
                                                                                           const char* name) {
    const PFN_vkVoidFunction behind = state().get_instance_function(instance, name);
    if (std::string_view(name) != "vkGetDeviceProcAddr") return front_of(name, behind);
    state().get_device_function = reinterpret_cast<PFN_vkGetDeviceProcAddr>(behind);
    return reinterpret_cast<PFN_vkVoidFunction>(get_device_function);
}

/// Gives this library to whoever loads Vulkan's.
__attribute__((visibility("default"))) void* dlopen(const char* name, int flags) {
    static const auto BEHIND = reinterpret_cast<void* (*)(const char*, int)>(::dlsym(RTLD_NEXT, "dlopen"));
    void* library = BEHIND(name, flags);
    if (library == nullptr || name == nullptr || std::strncmp(name, "libvulkan.so", 12) != 0) return library;
    state().get_instance_function =
        reinterpret_cast<PFN_vkGetInstanceProcAddr>(::dlsym(library, "vkGetInstanceProcAddr"));
    Dl_info self{};
    ::dladdr(reinterpret_cast<void*>(&get_device_function), &self);
    return BEHIND(self.dli_fname, RTLD_NOW);
}
}
