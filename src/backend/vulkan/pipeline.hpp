// Compute pipelines: one shader with its specialization and push constants.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/vulkan/device.hpp"
#include "backend/vulkan/spirv.hpp"

#include <cstdint>
#include <span>

namespace triptych {

struct Pipeline {
    Handle<VkPipelineLayout> layout;
    Handle<VkPipeline> pipeline;

    /// Records a dispatch of `groups` workgroups; `push` is the shader's struct of push constants.
    template <typename T>
    void dispatch(const Device& device, VkCommandBuffer commands, const T& push, std::uint32_t groups) const {
        device.vk().vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.get());
        device.vk().vkCmdPushConstants(commands, layout.get(), VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof push, &push);
        device.vk().vkCmdDispatch(commands, groups, 1, 1);
    }
};

/// Makes a pipeline; specialization constant i (a uint) becomes `constants[i]`. `name` shows in debuggers.
Pipeline make_pipeline(const Device& device, VkPipelineCache cache, const Spirv& shader, std::uint32_t push_bytes,
                       std::span<const std::uint32_t> constants, const char* name, VkPipelineCreateFlags flags = 0);

} // namespace triptych
