// Compute pipelines: one shader with its specialization and push constants.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/vulkan/device.hpp"
#include "backend/vulkan/spirv.hpp"

#include <cstdint>
#include <span>

namespace triptych {

/// What a pipeline is made of.
struct PipelineDescription {
    Spirv shader;                   // its specialization constants keep their defaults (see specialize.hpp)
    std::uint32_t push_bytes;       // of push constants
    const char* name;               // for debuggers
    std::uint32_t texel_arrays = 0; // bindings [0, texel_arrays) of set 0
    VkPipelineCreateFlags flags = 0;
};

struct Pipeline {
    Handle<VkDescriptorSetLayout> set_layout; // only where there are texel arrays
    Handle<VkPipelineLayout> layout;
    Handle<VkPipeline> pipeline;

    /// Records which views the pipeline's texel arrays are, for the dispatches that follow.
    void push_texels(const Device& device, VkCommandBuffer commands, std::span<const VkBufferView> views) const;

    /// Records a dispatch of `groups` workgroups; `push` is the shader's struct of push constants.
    template <typename T>
    void dispatch(const Device& device, VkCommandBuffer commands, const T& push, std::uint32_t groups) const {
        device.vk().vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.get());
        device.vk().vkCmdPushConstants(commands, layout.get(), VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof push, &push);
        device.vk().vkCmdDispatch(commands, groups, 1, 1);
    }
};

Pipeline make_pipeline(const Device& device, VkPipelineCache cache, const PipelineDescription& description);

} // namespace triptych
