// Compiles the render kernel for each set of features that a scene has, and prints what the driver says, as JSON.
// Nothing is executed, so a driver may only pretend to have a GPU. Usage: gpu_kernels VARIANT,... [SCENE ...]
// SPDX-License-Identifier: MIT
#include "backend/vulkan/embedded_shaders.hpp"
#include "backend/vulkan/instance.hpp"
#include "backend/vulkan/pipeline.hpp"
#include "backend/vulkan/pipeline_report.hpp"
#include "backend/vulkan/push_constants.hpp"
#include "backend/vulkan/specialize.hpp"
#include "base/error.hpp"
#include "builtin/builtin_scenes.hpp"
#include "language.glsl"
#include "load/load.hpp"
#include "pack/pack.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <exception>
#include <iterator>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace triptych {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array VARIANTS{std::pair{"native", shared::REAL_NATIVE}, std::pair{"fix-up", shared::REAL_FIXUP},
                              std::pair{"fused", shared::REAL_FUSED}};

/// The kernel for scenes with these features, with division and root in this variant: figures and texts.
Json compile(const Device& device, std::uint32_t variant, std::uint32_t features) {
    const Spirv render(std::begin(RENDER_SPIRV), std::end(RENDER_SPIRV));
    const std::array constants{variant, features};
    const Spirv module = with_float_modes(specialize(render, constants), device.physical().float_modes);
    const std::clock_t start = std::clock();
    const Pipeline pipeline =
        make_pipeline(device, VK_NULL_HANDLE, {module, sizeof(RenderDispatch), "render", 0, REPORT_FLAGS});
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    KernelReport report;
    report_pipeline(device, pipeline.pipeline.get(), report);
    Json result{{"compile_seconds", seconds}, {"statistics", Json::object()}, {"assembly", ""}};
    for (const KernelStatistic& statistic : report.statistics) {
        std::visit([&](const auto& value) { result["statistics"][statistic.name] = value; }, statistic.value);
    }
    for (const KernelText& text : report.texts) {
        if (text.language == "asm") result["assembly"] = text.text;
    }
    return result;
}

void run(const std::string& variants, std::vector<std::string> names) {
    const auto instance = Instance::shared(false);
    const std::vector<VkPhysicalDevice> handles = instance->physical_devices();
    if (handles.empty()) throw Error(ExitCode::NO_DEVICE, "The Vulkan drivers found no device.");
    PhysicalDevice physical = describe(handles.front(), 0);
    if (!physical.info.unavailable.empty()) throw Error(ExitCode::NO_DEVICE, physical.info.unavailable);
    if (!physical.has_executable_properties) {
        throw Error(ExitCode::NO_DEVICE, "The driver lacks VK_KHR_pipeline_executable_properties.");
    }
    const Device device(physical, DeviceUse::COMPILING);
    if (names.empty()) {
        for (const BuiltinScene& scene : builtin_scenes()) names.emplace_back(scene.name);
    }
    Json result{{"device", physical.info.name}, {"driver", physical.info.driver}, {"kernels", Json::array()}};
    std::vector<std::uint32_t> done;
    for (const std::string& name : names) {
        const std::uint32_t features = pack_scene(load_scene(name)).features;
        if (std::find(done.begin(), done.end(), features) != done.end()) continue;
        done.push_back(features);
        for (const auto& [variant, constant] : VARIANTS) {
            if (("," + variants + ",").find(fmt::format(",{},", variant)) == std::string::npos) continue;
            Json kernel{{"scene", name}, {"variant", variant}};
            kernel.update(compile(device, constant, features));
            result["kernels"].push_back(std::move(kernel));
        }
    }
    std::puts(result.dump().c_str());
}

} // namespace
} // namespace triptych

int main(int count, char** arguments) {
    if (count < 2) {
        std::fputs("Usage: gpu_kernels VARIANT,... [SCENE ...]\n", stderr);
        return 2;
    }
    try {
        triptych::run(arguments[1], {arguments + 2, arguments + count});
    } catch (const triptych::Error& error) {
        std::fprintf(stderr, "gpu_kernels: %s\n", error.what());
        return static_cast<int>(error.code());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "gpu_kernels: %s\n", error.what());
        return 1;
    }
    return 0;
}
