// SPIRV-Tools' passes, one by one.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/specialize.hpp"

#include "base/error.hpp"

#include <fmt/format.h>
#include <spirv-tools/libspirv.h>
#include <spirv-tools/optimizer.hpp>

#include <string>
#include <unordered_map>

namespace triptych {

Spirv specialize(const Spirv& module, std::span<const std::uint32_t> constants) {
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> values;
    for (std::uint32_t i = 0; i < constants.size(); i++) values[i] = {constants[i]};
    std::string message;
    spvtools::Optimizer optimizer(SPV_ENV_VULKAN_1_2);
    optimizer.SetMessageConsumer(
        [&](spv_message_level_t, const char*, const spv_position_t&, const char* text) { message = text; });
    optimizer.RegisterPass(spvtools::CreateSetSpecConstantDefaultValuePass(values))
        .RegisterPass(spvtools::CreateFreezeSpecConstantValuePass())
        .RegisterPass(spvtools::CreateFoldSpecConstantOpAndCompositePass())
        .RegisterPass(spvtools::CreateCCPPass()) // a condition that is constant on one side of && alone
        .RegisterPass(spvtools::CreateDeadBranchElimPass())
        .RegisterPass(spvtools::CreateEliminateDeadFunctionsPass())
        .RegisterPass(spvtools::CreateEliminateDeadConstantPass());
    spvtools::OptimizerOptions options;
    options.set_run_validator(false);
    Spirv result;
    if (!optimizer.Run(module.data(), module.size(), &result, options)) {
        throw Error(ExitCode::INTERNAL,
                    fmt::format("The shader cannot be specialized; SPIRV-Tools says \"{}\".", message));
    }
    return result;
}

std::string specializer_name() {
    constexpr const char* PASSES = "1"; // to be raised whenever the passes above change
    return std::string(PASSES) + " " + spvSoftwareVersionString();
}

} // namespace triptych
