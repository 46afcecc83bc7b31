// What is known of a Vulkan kernel: its SPIR-V, and what the driver's compilers made of it.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/kernel_report.hpp"
#include "backend/vulkan/device.hpp"
#include "backend/vulkan/spirv.hpp"

#include <string>

namespace triptych {

/// A report with the disassembly of `module` and its size.
KernelReport report_module(const std::string& name, const Spirv& module);

/// The flags with which a pipeline must be made for report_pipeline.
constexpr VkPipelineCreateFlags REPORT_FLAGS =
    VK_PIPELINE_CREATE_CAPTURE_STATISTICS_BIT_KHR | VK_PIPELINE_CREATE_CAPTURE_INTERNAL_REPRESENTATIONS_BIT_KHR;

/// Adds the driver's figures and texts of a pipeline, on a device that has_executable_properties.
void report_pipeline(const Device& device, VkPipeline pipeline, KernelReport& report);

} // namespace triptych
