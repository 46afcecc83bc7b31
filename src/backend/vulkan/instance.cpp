// Instance: what the loader offers decides what is asked of it.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/instance.hpp"

#include "backend/vulkan/vulkan_backend.hpp"
#include "base/error.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <mutex>
#include <string>
#include <string_view>

namespace triptych {

namespace {

constexpr const char* VALIDATION_LAYER = "VK_LAYER_KHRONOS_validation";

std::atomic<std::uint64_t> validation_messages = 0;

/// By these names the layers warn of what they change in their own settings, limits and features.
constexpr std::array<std::string_view, 5> NOTICES{"VALIDATION-SETTINGS", "WARNING-Setting-Limit-Adjusted",
                                                  "WARNING-GPU-Assisted-Validation", "WARNING-DEBUG-PRINTF",
                                                  "WARNING-cache-file-error"};

/// Whether a message is of no rule that was broken.
bool is_notice(VkDebugUtilsMessageSeverityFlagBitsEXT severity, std::string_view id) {
    // Best practices say that debug utils are for debugging, which is what they are here for. Layers 1.4 leave the use
    // out of the name; no other extension of special use is enabled.
    if (id.ends_with("specialuse-extension-debugging") || id == "BestPractices-specialuse-extension") return true;
    return severity < VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT &&
           std::find(NOTICES.begin(), NOTICES.end(), id) != NOTICES.end();
}

VKAPI_ATTR VkBool32 VKAPI_CALL report(VkDebugUtilsMessageSeverityFlagBitsEXT severity, VkDebugUtilsMessageTypeFlagsEXT,
                                      const VkDebugUtilsMessengerCallbackDataEXT* data, void*) {
    const std::string_view id = data->pMessageIdName != nullptr ? data->pMessageIdName : "";
    std::string text = data->pMessage;
    if (text.find(id) == std::string::npos) text = fmt::format("{}: {}", id, text); // layers 1.4 leave it out
    if (is_notice(severity, id)) {
        spdlog::debug("Vulkan validation: {}", text);
        return VK_FALSE;
    }
    validation_messages++;
    spdlog::error("Vulkan validation: {}", text);
    return VK_FALSE;
}

VkDebugUtilsMessengerCreateInfoEXT messenger_info() {
    VkDebugUtilsMessengerCreateInfoEXT info{};
    info.sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT;
    info.messageSeverity =
        VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
    // Not GENERAL: there the loader tells of every driver on the machine that finds no hardware. Not PERFORMANCE: there
    // best practices would have few large allocations, where these are few and simple.
    info.messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT;
    info.pfnUserCallback = report;
    return info;
}

bool layer_exists(const char* name) {
    std::uint32_t count = 0;
    CHECK_VK(vkEnumerateInstanceLayerProperties(&count, nullptr));
    std::vector<VkLayerProperties> layers(count);
    CHECK_VK(vkEnumerateInstanceLayerProperties(&count, layers.data()));
    return std::any_of(layers.begin(), layers.end(),
                       [&](const VkLayerProperties& layer) { return std::strcmp(layer.layerName, name) == 0; });
}

bool extension_exists(const char* name) {
    std::uint32_t count = 0;
    CHECK_VK(vkEnumerateInstanceExtensionProperties(nullptr, &count, nullptr));
    std::vector<VkExtensionProperties> extensions(count);
    CHECK_VK(vkEnumerateInstanceExtensionProperties(nullptr, &count, extensions.data()));
    return std::any_of(extensions.begin(), extensions.end(), [&](const VkExtensionProperties& extension) {
        return std::strcmp(extension.extensionName, name) == 0;
    });
}

struct SharedInstances {
    std::mutex mutex;
    std::array<std::shared_ptr<const Instance>, 2> instances; // without and with validation
};

/// Never destroyed: at the end of the process layers and drivers may be gone before it.
SharedInstances& shared_instances() {
    static SharedInstances& shared = *new SharedInstances;
    return shared;
}

void require_loader() {
    static const bool LOADED = volkInitialize() == VK_SUCCESS;
    if (!LOADED) {
        throw Error(ExitCode::NO_DEVICE, "No Vulkan loader (libvulkan.so.1) was found; install libvulkan1 and your "
                                         "GPU's driver, or mesa-vulkan-drivers for software Vulkan.");
    }
    const std::uint32_t version = volkGetInstanceVersion();
    if (version < VK_API_VERSION_1_2) {
        throw Error(
            ExitCode::NO_DEVICE,
            fmt::format("The Vulkan loader supports version {}.{} only; Triptych needs 1.2, so update libvulkan1.",
                        VK_API_VERSION_MAJOR(version), VK_API_VERSION_MINOR(version)));
    }
}

} // namespace

std::uint64_t validation_message_count() { return validation_messages; }

std::shared_ptr<const Instance> Instance::shared(bool validate) {
    SharedInstances& shared = shared_instances();
    const std::scoped_lock lock(shared.mutex);
    std::shared_ptr<const Instance>& instance = shared.instances[validate ? 1 : 0];
    if (!instance) instance = std::make_shared<const Instance>(validate);
    return instance;
}

void Instance::release_shared() {
    SharedInstances& shared = shared_instances();
    const std::scoped_lock lock(shared.mutex);
    shared.instances = {};
}

Instance::Instance(bool validate) {
    require_loader();
    if (validate && !layer_exists(VALIDATION_LAYER)) {
        throw Error(ExitCode::NO_DEVICE, fmt::format("Vulkan's validation layer {} was asked for and is not installed; "
                                                     "install vulkan-validationlayers or leave --validate out.",
                                                     VALIDATION_LAYER));
    }
    VkApplicationInfo application{};
    application.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO;
    application.pApplicationName = "triptych";
    application.apiVersion = VK_API_VERSION_1_2;

    // Names of objects and validation messages pass through debug utils; most loaders have it.
    std::vector<const char*> extensions;
    if (validate || extension_exists(VK_EXT_DEBUG_UTILS_EXTENSION_NAME)) {
        extensions.push_back(VK_EXT_DEBUG_UTILS_EXTENSION_NAME);
    }
    VkDebugUtilsMessengerCreateInfoEXT messenger = messenger_info();
    // Core validation is on by itself. GPU-assisted checks watch every access through a device address.
    const std::array enabled{VK_VALIDATION_FEATURE_ENABLE_BEST_PRACTICES_EXT,
                             VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT,
                             VK_VALIDATION_FEATURE_ENABLE_GPU_ASSISTED_EXT,
                             VK_VALIDATION_FEATURE_ENABLE_GPU_ASSISTED_RESERVE_BINDING_SLOT_EXT};
    VkValidationFeaturesEXT features{};
    features.sType = VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT;
    features.pNext = &messenger;
    features.enabledValidationFeatureCount = static_cast<std::uint32_t>(enabled.size());
    features.pEnabledValidationFeatures = enabled.data();

    VkInstanceCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO;
    info.pNext = validate ? &features : nullptr;
    info.pApplicationInfo = &application;
    info.enabledLayerCount = validate ? 1 : 0;
    info.ppEnabledLayerNames = &VALIDATION_LAYER;
    info.enabledExtensionCount = static_cast<std::uint32_t>(extensions.size());
    info.ppEnabledExtensionNames = extensions.data();
    const VkResult result = vkCreateInstance(&info, nullptr, &m_instance);
    if (result == VK_ERROR_INCOMPATIBLE_DRIVER) {
        throw Error(ExitCode::NO_DEVICE, "No Vulkan driver was found; install your GPU's driver, or "
                                         "mesa-vulkan-drivers for software Vulkan.");
    }
    check_vk(result, "vkCreateInstance");
    volkLoadInstanceOnly(m_instance);
    if (validate) CHECK_VK(vkCreateDebugUtilsMessengerEXT(m_instance, &messenger, nullptr, &m_messenger));
}

Instance::~Instance() {
    if (m_messenger != VK_NULL_HANDLE) vkDestroyDebugUtilsMessengerEXT(m_instance, m_messenger, nullptr);
    vkDestroyInstance(m_instance, nullptr);
}

std::vector<VkPhysicalDevice> Instance::physical_devices() const {
    std::uint32_t count = 0;
    CHECK_VK(vkEnumeratePhysicalDevices(m_instance, &count, nullptr));
    std::vector<VkPhysicalDevice> devices(count);
    CHECK_VK(vkEnumeratePhysicalDevices(m_instance, &count, devices.data()));
    devices.resize(count);
    return devices;
}

} // namespace triptych
