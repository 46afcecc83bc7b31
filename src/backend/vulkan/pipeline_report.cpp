// VK_KHR_pipeline_executable_properties: a pipeline is one or more executables, each with statistics and texts of the
// driver's choice.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/pipeline_report.hpp"

#include <fmt/format.h>

namespace triptych {

namespace {

KernelStatistic statistic_of(const std::string& prefix, const VkPipelineExecutableStatisticKHR& figure) {
    KernelStatistic result{prefix + figure.name, {}, ""};
    switch (figure.format) {
    case VK_PIPELINE_EXECUTABLE_STATISTIC_FORMAT_BOOL32_KHR: result.value = figure.value.b32 ? "yes" : "no"; break;
    case VK_PIPELINE_EXECUTABLE_STATISTIC_FORMAT_INT64_KHR: // counts that are negative where they mean nothing
        if (figure.value.i64 >= 0) {
            result.value = static_cast<std::uint64_t>(figure.value.i64);
        } else {
            result.value = static_cast<double>(figure.value.i64);
        }
        break;
    case VK_PIPELINE_EXECUTABLE_STATISTIC_FORMAT_UINT64_KHR: result.value = std::uint64_t{figure.value.u64}; break;
    default: result.value = figure.value.f64; break;
    }
    return result;
}

/// What the driver calls assembly is machine code; its other texts are languages of its own.
std::string language_of(const VkPipelineExecutableInternalRepresentationKHR& representation) {
    const std::string words = std::string(representation.name) + " " + representation.description;
    return words.find("ssembly") != std::string::npos ? "asm" : "text";
}

void add_statistics(const Device& device, const VkPipelineExecutableInfoKHR& info, const std::string& prefix,
                    KernelReport& report) {
    std::uint32_t count = 0;
    CHECK_VK(device.vk().vkGetPipelineExecutableStatisticsKHR(device.get(), &info, &count, nullptr));
    VkPipelineExecutableStatisticKHR empty{};
    empty.sType = VK_STRUCTURE_TYPE_PIPELINE_EXECUTABLE_STATISTIC_KHR;
    std::vector<VkPipelineExecutableStatisticKHR> statistics(count, empty);
    CHECK_VK(device.vk().vkGetPipelineExecutableStatisticsKHR(device.get(), &info, &count, statistics.data()));
    for (const auto& figure : statistics) report.statistics.push_back(statistic_of(prefix, figure));
}

void add_texts(const Device& device, const VkPipelineExecutableInfoKHR& info, const std::string& prefix,
               KernelReport& report) {
    std::uint32_t count = 0;
    CHECK_VK(device.vk().vkGetPipelineExecutableInternalRepresentationsKHR(device.get(), &info, &count, nullptr));
    VkPipelineExecutableInternalRepresentationKHR empty{};
    empty.sType = VK_STRUCTURE_TYPE_PIPELINE_EXECUTABLE_INTERNAL_REPRESENTATION_KHR;
    std::vector<VkPipelineExecutableInternalRepresentationKHR> representations(count, empty);
    CHECK_VK(device.vk().vkGetPipelineExecutableInternalRepresentationsKHR(device.get(), &info, &count,
                                                                           representations.data())); // sizes
    std::vector<std::string> texts;
    for (auto& representation : representations) texts.emplace_back(representation.dataSize, '\0');
    for (std::size_t i = 0; i < texts.size(); i++) representations[i].pData = texts[i].data();
    CHECK_VK(device.vk().vkGetPipelineExecutableInternalRepresentationsKHR(device.get(), &info, &count,
                                                                           representations.data()));
    for (std::size_t i = 0; i < texts.size(); i++) {
        const std::string title = prefix + representations[i].name;
        if (representations[i].isText) {
            report.texts.push_back({title, language_of(representations[i]), texts[i].substr(0, texts[i].find('\0'))});
        } else {
            report.statistics.push_back({title, std::uint64_t{texts[i].size()}, "bytes"});
        }
    }
}

} // namespace

KernelReport report_module(const std::string& name, const Spirv& module) {
    return {name,
            {{"SPIR-V", "spirv", disassemble(module)}},
            {{"SPIR-V", std::uint64_t{module.size() * sizeof module[0]}, "bytes"}},
            {}};
}

void report_pipeline(const Device& device, VkPipeline pipeline, KernelReport& report) {
    VkPipelineInfoKHR pipeline_info{};
    pipeline_info.sType = VK_STRUCTURE_TYPE_PIPELINE_INFO_KHR;
    pipeline_info.pipeline = pipeline;
    std::uint32_t count = 0;
    CHECK_VK(device.vk().vkGetPipelineExecutablePropertiesKHR(device.get(), &pipeline_info, &count, nullptr));
    VkPipelineExecutablePropertiesKHR empty{};
    empty.sType = VK_STRUCTURE_TYPE_PIPELINE_EXECUTABLE_PROPERTIES_KHR;
    std::vector<VkPipelineExecutablePropertiesKHR> executables(count, empty);
    CHECK_VK(
        device.vk().vkGetPipelineExecutablePropertiesKHR(device.get(), &pipeline_info, &count, executables.data()));
    for (std::uint32_t i = 0; i < count; i++) {
        const std::string prefix = count > 1 ? fmt::format("{}: ", executables[i].name) : "";
        report.statistics.push_back({prefix + "subgroup size", std::uint64_t{executables[i].subgroupSize}, ""});
        VkPipelineExecutableInfoKHR info{};
        info.sType = VK_STRUCTURE_TYPE_PIPELINE_EXECUTABLE_INFO_KHR;
        info.pipeline = pipeline;
        info.executableIndex = i;
        add_statistics(device, info, prefix, report);
        add_texts(device, info, prefix, report);
    }
}

} // namespace triptych
