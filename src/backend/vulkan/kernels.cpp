// Kernels: embedded or freshly compiled SPIR-V, the choice of variant, and probes.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/kernels.hpp"

#include "backend/vulkan/device_scene.hpp"
#include "backend/vulkan/embedded_shaders.hpp"
#include "backend/vulkan/pipeline_report.hpp"
#include "backend/vulkan/push_constants.hpp"
#include "backend/vulkan/specialized_cache.hpp"
#include "base/error.hpp"
#include "base/stopwatch.hpp"
#include "base/trace.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>

namespace triptych {

namespace {

constexpr std::uint32_t PROBE_GROUP = 64;                             // inputs a workgroup: local_size_x of probe.comp
constexpr std::size_t PROBE_BATCH = std::size_t{65535} * PROBE_GROUP; // every device allows this many workgroups

/// Adds the time it lives to a sum of seconds.
class TimeAdder {
public:
    explicit TimeAdder(double& seconds) : m_seconds(seconds) {}
    ~TimeAdder() { m_seconds += m_watch.seconds(); }
    TimeAdder(const TimeAdder&) = delete;
    TimeAdder& operator=(const TimeAdder&) = delete;

private:
    double& m_seconds;
    Stopwatch m_watch;
};

Spirv render_spirv(const BackendOptions& options, bool pools_paths) {
    if (!options.shader_dir.empty()) {
        return compile_shader(options.shader_dir, pools_paths ? "render_pooled.comp" : "render.comp");
    }
    if (pools_paths) return {std::begin(RENDER_POOLED_SPIRV), std::end(RENDER_POOLED_SPIRV)};
    return {std::begin(RENDER_SPIRV), std::end(RENDER_SPIRV)};
}

/// How a variant divides and takes roots.
const char* division_text(std::uint32_t variant) {
    switch (variant) {
    case shared::REAL_NATIVE: return "the device's own";
    case shared::REAL_FUSED: return "rounded by fused multiply-adds";
    case shared::REAL_FIXUP: return "mended in integers";
    default: throw Error(ExitCode::INTERNAL, fmt::format("There is no variant {} of division.", variant));
    }
}

Spirv probe_spirv(const BackendOptions& options) {
    if (!options.shader_dir.empty()) return compile_shader(options.shader_dir, "probe.comp");
    return {std::begin(PROBE_SPIRV), std::end(PROBE_SPIRV)};
}

} // namespace

Kernels::Kernels(const Device& device, const BackendOptions& options)
    : m_device(device), m_trace(options.trace), m_cache_dir(options.cache_dir),
      m_render_spirv(render_spirv(options, device.physical().pools_paths)), m_probe_spirv(probe_spirv(options)),
      m_cache(device, options.cache_dir, m_render_spirv, m_probe_spirv) {
    const TimeAdder compiling(m_compile_seconds);
    const TraceSpan span(options.trace, "compile");
    choose();
}

void Kernels::choose() {
    m_modes = m_device.physical().float_modes;
    for (;;) {
        m_refusal.clear();
        try {
            m_variant = choose_variant();
            return;
        } catch (const Error& error) {
            if (error.code() != ExitCode::NO_DEVICE) throw;
            m_refusal = error.what();
        }
        if (!m_modes.any()) break;
        m_modes = {}; // which are a promise that no picture needs
    }
    m_variant = shared::REAL_FIXUP;
}

const Pipeline& Kernels::render(std::uint32_t features) {
    if (m_render.pipeline.get() != VK_NULL_HANDLE && features == m_features) return m_render;
    const TimeAdder compiling(m_compile_seconds);
    const TraceSpan span(m_trace, "compile");
    m_features = features;
    m_render = make_render(features, m_cache.get(), "render", 0);
    m_cache.save();
    return m_render;
}

Spirv Kernels::specialized_render(std::uint32_t features) const {
    const std::uint32_t constants[] = {m_variant, features};
    // Each in a file of its own, or they would take turns in one.
    const char* name = m_device.physical().pools_paths ? "render-pooled" : "render";
    return with_float_modes(specialize(m_cache_dir, name, m_render_spirv, constants), m_modes);
}

Pipeline Kernels::make_render(std::uint32_t features, VkPipelineCache cache, const char* name,
                              VkPipelineCreateFlags flags) const {
    const std::uint32_t texel_arrays = m_device.physical().pools_paths ? DeviceScene::TEXEL_ARRAYS : 0;
    return make_pipeline(m_device, cache,
                         {specialized_render(features), sizeof(RenderDispatch), name, texel_arrays, flags});
}

ContractFaults Kernels::test_contract(std::uint32_t variant) {
    const std::vector<shared::ProbeInput> inputs = contract_inputs();
    std::vector<shared::ProbeOutput> outputs(inputs.size());
    run_probe(make_probe(shared::PROBE_CONTRACT, variant), inputs, outputs);
    const ContractFaults faults = contract_faults(inputs, outputs);
    spdlog::debug("Float contract on {}, division and root {}, float modes {}: of {} results {} divisions, {} roots, "
                  "{} multiply-adds, "
                  "{} sums, {} sums of three products and {} conversions differ.",
                  m_device.physical().info.name, division_text(variant), m_modes.text(), inputs.size(),
                  faults.divisions, faults.roots, faults.multiply_adds, faults.sums, faults.three_products,
                  faults.conversions);
    // A driver that fuses or reassociates by itself cannot be mended.
    if (!faults.as_written()) {
        throw Error(ExitCode::NO_DEVICE,
                    fmt::format("{} with driver {} does not add and multiply as written, or converts numbers in its "
                                "own way ({} of {} self-tests differ), so its picture would differ from other "
                                "devices'; update the driver or choose another device.",
                                m_device.physical().info.name, m_device.physical().info.driver,
                                faults.multiply_adds + faults.sums + faults.three_products + faults.conversions,
                                2 * inputs.size()));
    }
    return faults;
}

std::uint32_t Kernels::choose_variant() {
    const bool skips_native = is_forced("TRIPTYCH_FORCE_FUSED") || is_forced("TRIPTYCH_FORCE_FIXUP");
    if (!skips_native && test_contract(shared::REAL_NATIVE).none()) return shared::REAL_NATIVE;
    if (!is_forced("TRIPTYCH_FORCE_FIXUP") && test_contract(shared::REAL_FUSED).none()) return shared::REAL_FUSED;
    const ContractFaults faults = test_contract(shared::REAL_FIXUP);
    if (faults.none()) return shared::REAL_FIXUP;
    throw Error(ExitCode::NO_DEVICE,
                fmt::format("{} with driver {} divides or takes roots too inexactly to be mended ({} of {} self-tests "
                            "differ), so its picture would differ from other devices'; update the driver or choose "
                            "another device.",
                            m_device.physical().info.name, m_device.physical().info.driver,
                            faults.divisions + faults.roots, contract_inputs().size()));
}

Pipeline Kernels::make_probe(shared::uint which, std::uint32_t variant) {
    const std::uint32_t constants[] = {variant, shared::FEATURES_FULL, which};
    const Spirv module = with_float_modes(specialize(m_cache_dir, "probe", m_probe_spirv, constants), m_modes);
    return make_pipeline(m_device, m_cache.get(), {module, sizeof(ProbeDispatch), "probe"});
}

void Kernels::probe(shared::uint which, std::span<const shared::ProbeInput> inputs,
                    std::span<shared::ProbeOutput> outputs) {
    auto found = m_probes.find(which);
    if (found == m_probes.end()) {
        const TimeAdder compiling(m_compile_seconds);
        found = m_probes.emplace(which, make_probe(which, m_variant)).first;
    }
    run_probe(found->second, inputs, outputs);
}

void Kernels::run_probe(const Pipeline& pipeline, std::span<const shared::ProbeInput> inputs,
                        std::span<shared::ProbeOutput> outputs) const {
    for (std::size_t first = 0; first < inputs.size(); first += PROBE_BATCH) {
        const std::size_t count = std::min(inputs.size() - first, PROBE_BATCH);
        const auto batch = inputs.subspan(first, count);
        const auto results = outputs.subspan(first, count);
        const Buffer from = m_device.make_device_buffer(batch.size_bytes(), "probe inputs");
        const Buffer to = m_device.make_device_buffer(results.size_bytes(), "probe outputs");
        m_device.upload(from, 0, std::as_bytes(batch));
        m_device.run([&](VkCommandBuffer commands) {
            const ProbeDispatch push{from.address, to.address, static_cast<std::uint32_t>(count), 0};
            pipeline.dispatch(m_device, commands, push,
                              static_cast<std::uint32_t>((count + PROBE_GROUP - 1) / PROBE_GROUP));
        });
        m_device.download(to, 0, std::as_writable_bytes(results));
    }
}

std::vector<KernelReport> Kernels::inspect(std::uint32_t features) const {
    KernelReport report = report_module("render", specialized_render(features));
    report.statistics.push_back({"division and root", division_text(m_variant), ""});
    report.statistics.push_back({"float modes declared", m_modes.text(), ""});
    if (!m_refusal.empty()) report.notes.push_back(m_refusal);
    if (m_device.physical().has_executable_properties) {
        // Compiled anew: drivers keep figures and texts only where a pipeline asks for them.
        const Pipeline pipeline = make_render(features, VK_NULL_HANDLE, "render, inspected", REPORT_FLAGS);
        report_pipeline(m_device, pipeline.pipeline.get(), report);
    } else {
        report.notes.push_back(fmt::format("The driver {} lacks VK_KHR_pipeline_executable_properties, so registers, "
                                           "spills and machine code stay unknown.",
                                           m_device.physical().info.driver));
    }
    return {report};
}

std::vector<KernelReport> inspect_shaders(const BackendOptions& options, std::uint32_t) {
    return {report_module("render", render_spirv(options, false))};
}

} // namespace triptych
