// Pipelines without descriptor sets: every buffer is reached through its address.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/pipeline.hpp"

#include <bit>
#include <vector>

namespace triptych {

Pipeline make_pipeline(const Device& device, VkPipelineCache cache, const Spirv& shader, std::uint32_t push_bytes,
                       std::span<const std::uint32_t> constants, const char* name, VkPipelineCreateFlags flags) {
    Pipeline result;
    const VkPushConstantRange range{VK_SHADER_STAGE_COMPUTE_BIT, 0, push_bytes};
    VkPipelineLayoutCreateInfo layout_info{};
    layout_info.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO;
    layout_info.pushConstantRangeCount = 1;
    layout_info.pPushConstantRanges = &range;
    VkPipelineLayout layout = VK_NULL_HANDLE;
    CHECK_VK(device.vk().vkCreatePipelineLayout(device.get(), &layout_info, nullptr, &layout));
    result.layout = {device.get(), layout, device.vk().vkDestroyPipelineLayout};

    VkShaderModuleCreateInfo module_info{};
    module_info.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO;
    module_info.codeSize = shader.size() * sizeof(std::uint32_t);
    module_info.pCode = shader.data();
    VkShaderModule module = VK_NULL_HANDLE;
    CHECK_VK(device.vk().vkCreateShaderModule(device.get(), &module_info, nullptr, &module));
    const Handle<VkShaderModule> owner(device.get(), module, device.vk().vkDestroyShaderModule);

    std::vector<VkSpecializationMapEntry> entries;
    for (std::uint32_t i = 0; i < constants.size(); i++) {
        entries.push_back({i, i * static_cast<std::uint32_t>(sizeof(std::uint32_t)), sizeof(std::uint32_t)});
    }
    const VkSpecializationInfo specialization{static_cast<std::uint32_t>(entries.size()), entries.data(),
                                              constants.size_bytes(), constants.data()};
    VkComputePipelineCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO;
    info.flags = flags;
    info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
    info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
    info.stage.module = module;
    info.stage.pName = "main";
    info.stage.pSpecializationInfo = &specialization;
    info.layout = layout;
    VkPipeline pipeline = VK_NULL_HANDLE;
    CHECK_VK(device.vk().vkCreateComputePipelines(device.get(), cache, 1, &info, nullptr, &pipeline));
    result.pipeline = {device.get(), pipeline, device.vk().vkDestroyPipeline};
    device.name(VK_OBJECT_TYPE_PIPELINE, std::bit_cast<std::uint64_t>(pipeline), name);
    return result;
}

} // namespace triptych
