// Pipelines: buffers are reached through their addresses, and texel arrays, where there are any, by pushed descriptors.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/pipeline.hpp"

#include <bit>
#include <vector>

namespace triptych {

namespace {

Handle<VkDescriptorSetLayout> make_set_layout(const Device& device, std::uint32_t texel_arrays) {
    std::vector<VkDescriptorSetLayoutBinding> bindings;
    for (std::uint32_t i = 0; i < texel_arrays; i++) {
        bindings.push_back({i, VK_DESCRIPTOR_TYPE_UNIFORM_TEXEL_BUFFER, 1, VK_SHADER_STAGE_COMPUTE_BIT, nullptr});
    }
    VkDescriptorSetLayoutCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO;
    info.flags = VK_DESCRIPTOR_SET_LAYOUT_CREATE_PUSH_DESCRIPTOR_BIT_KHR;
    info.bindingCount = texel_arrays;
    info.pBindings = bindings.data();
    VkDescriptorSetLayout layout = VK_NULL_HANDLE;
    CHECK_VK(device.vk().vkCreateDescriptorSetLayout(device.get(), &info, nullptr, &layout));
    return {device.get(), layout, device.vk().vkDestroyDescriptorSetLayout};
}

} // namespace

void Pipeline::push_texels(const Device& device, VkCommandBuffer commands, std::span<const VkBufferView> views) const {
    std::vector<VkWriteDescriptorSet> writes(views.size());
    for (std::uint32_t i = 0; i < writes.size(); i++) {
        writes[i].sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET;
        writes[i].dstBinding = i;
        writes[i].descriptorCount = 1;
        writes[i].descriptorType = VK_DESCRIPTOR_TYPE_UNIFORM_TEXEL_BUFFER;
        writes[i].pTexelBufferView = &views[i];
    }
    device.vk().vkCmdPushDescriptorSetKHR(commands, VK_PIPELINE_BIND_POINT_COMPUTE, layout.get(), 0,
                                          static_cast<std::uint32_t>(writes.size()), writes.data());
}

Pipeline make_pipeline(const Device& device, VkPipelineCache cache, const PipelineDescription& description) {
    Pipeline result;
    const VkPushConstantRange range{VK_SHADER_STAGE_COMPUTE_BIT, 0, description.push_bytes};
    VkPipelineLayoutCreateInfo layout_info{};
    layout_info.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO;
    if (description.texel_arrays > 0) {
        result.set_layout = make_set_layout(device, description.texel_arrays);
        layout_info.setLayoutCount = 1;
    }
    const VkDescriptorSetLayout set_layout = result.set_layout.get();
    layout_info.pSetLayouts = &set_layout;
    layout_info.pushConstantRangeCount = 1;
    layout_info.pPushConstantRanges = &range;
    VkPipelineLayout layout = VK_NULL_HANDLE;
    CHECK_VK(device.vk().vkCreatePipelineLayout(device.get(), &layout_info, nullptr, &layout));
    result.layout = {device.get(), layout, device.vk().vkDestroyPipelineLayout};

    VkShaderModuleCreateInfo module_info{};
    module_info.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO;
    module_info.codeSize = description.shader.size() * sizeof(std::uint32_t);
    module_info.pCode = description.shader.data();
    VkShaderModule module = VK_NULL_HANDLE;
    CHECK_VK(device.vk().vkCreateShaderModule(device.get(), &module_info, nullptr, &module));
    const Handle<VkShaderModule> owner(device.get(), module, device.vk().vkDestroyShaderModule);

    VkComputePipelineCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO;
    info.flags = description.flags;
    info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
    info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
    info.stage.module = module;
    info.stage.pName = "main";
    info.layout = layout;
    VkPipeline pipeline = VK_NULL_HANDLE;
    CHECK_VK(device.vk().vkCreateComputePipelines(device.get(), cache, 1, &info, nullptr, &pipeline));
    result.pipeline = {device.get(), pipeline, device.vk().vkDestroyPipeline};
    device.name(VK_OBJECT_TYPE_PIPELINE, std::bit_cast<std::uint64_t>(pipeline), description.name);
    return result;
}

} // namespace triptych
