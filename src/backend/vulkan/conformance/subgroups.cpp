// Subgroups: what the driver says of them, and what a shader finds.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/conformance/checks.hpp"
#include "backend/vulkan/conformance/evaluate.hpp"
#include "backend/vulkan/conformance_shaders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace triptych::conformance {

namespace {

VkPhysicalDeviceSubgroupProperties properties_of(const Device& device) {
    VkPhysicalDeviceSubgroupProperties subgroup{};
    subgroup.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_PROPERTIES;
    VkPhysicalDeviceProperties2 properties{};
    properties.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2;
    properties.pNext = &subgroup;
    vkGetPhysicalDeviceProperties2(device.physical().handle, &properties);
    return subgroup;
}

ConformanceFinding tell_size(const Device& device) {
    const std::uint32_t size = properties_of(device).subgroupSize;
    return {.words = fmt::format("{}", size), .counts = {{"size", size}}};
}

ConformanceFinding tell_operations(const Device& device) {
    constexpr std::pair<VkSubgroupFeatureFlagBits, const char*> OPERATIONS[] = {
        {VK_SUBGROUP_FEATURE_BASIC_BIT, "basic"},
        {VK_SUBGROUP_FEATURE_VOTE_BIT, "vote"},
        {VK_SUBGROUP_FEATURE_ARITHMETIC_BIT, "arithmetic"},
        {VK_SUBGROUP_FEATURE_BALLOT_BIT, "ballot"},
        {VK_SUBGROUP_FEATURE_SHUFFLE_BIT, "shuffle"},
        {VK_SUBGROUP_FEATURE_SHUFFLE_RELATIVE_BIT, "relative shuffle"},
        {VK_SUBGROUP_FEATURE_CLUSTERED_BIT, "clustered"},
        {VK_SUBGROUP_FEATURE_QUAD_BIT, "quad"},
    };
    const VkPhysicalDeviceSubgroupProperties properties = properties_of(device);
    ConformanceFinding finding;
    const bool computes = (properties.supportedStages & VK_SHADER_STAGE_COMPUTE_BIT) != 0;
    for (const auto& [bit, name] : OPERATIONS)
        if (computes && (properties.supportedOperations & bit) != 0)
            finding.words += fmt::format("{}{}", finding.words.empty() ? "" : ", ", name);
    if (finding.words.empty()) finding.words = "none in compute shaders";
    return finding;
}

/// What subgroups.comp finds in a whole workgroup of 64.
ConformanceFinding tell_shape(const Device& device) {
    const std::vector<Row> rows(64);
    const std::vector<std::uint32_t> results =
        run_shader(device, compile_text({SUBGROUPS_SHADER, "subgroups.comp", {}}), rows);
    bool in_order = true;
    for (std::uint32_t i = 0; i < results.size(); i++) in_order = in_order && results[i] >> 16u == i;
    const std::uint32_t size = results[0] & 0xffu;
    const std::uint32_t number = results[0] >> 8u & 0xffu;
    return {.words = fmt::format("{} of {}, {}", number, size, in_order ? "in order" : "not in order"),
            .inputs = rows.size(),
            .counts = {{"size", size}, {"subgroups", number}}};
}

} // namespace

std::vector<Check> subgroup_checks() {
    return {{{"subgroups", "size", ""}, tell_size},
            {{"subgroups", "operations", ""}, tell_operations},
            {{"subgroups", "in a workgroup of 64", "gl_NumSubgroups, gl_SubgroupSize"}, tell_shape}};
}

} // namespace triptych::conformance
