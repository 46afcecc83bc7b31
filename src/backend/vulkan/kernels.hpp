// The compiled shaders of one device, in the variant of division and square root that the device needs.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"
#include "backend/contract.hpp"
#include "backend/vulkan/device.hpp"
#include "backend/vulkan/pipeline.hpp"
#include "backend/vulkan/pipeline_cache.hpp"
#include "backend/vulkan/spirv.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <vector>

namespace triptych {

class Kernels {
public:
    /// Compiles, and tests the device against the float contract. Where the device's own division or square root is not
    /// correctly rounded, fused multiply-adds are tried, and integers last (divide.glsl).
    /// Float modes that the device offers are declared if the test passes with them. For tests,
    /// TRIPTYCH_FORCE_FUSED=1 and TRIPTYCH_FORCE_FIXUP=1 in the environment pass over what comes before. Where the
    /// device breaks the contract beyond that, refusal() says so.
    Kernels(const Device& device, const BackendOptions& options);

    /// Why the device must not render, in a sentence; empty: it may.
    const std::string& refusal() const { return m_refusal; }
    /// Refuses a device for another reason.
    void refuse(const std::string& sentence) { m_refusal = sentence; }

    /// The kernel that renders scenes and frames with these features (FEATURE_ bits); compiled unless it was the last
    /// one asked for.
    const Pipeline& render(std::uint32_t features);
    /// Runs one shared function over a table; both spans have the same length.
    void probe(shared::uint which, std::span<const shared::ProbeInput> inputs, std::span<shared::ProbeOutput> outputs);
    /// The kernel that renders scenes with these features, as SPIR-V and as far as the driver tells.
    std::vector<KernelReport> inspect(std::uint32_t features) const;
    /// Spent in compilers so far.
    double compile_seconds() const { return m_compile_seconds; }

private:
    /// Chooses float modes and variant; m_refusal says where no choice passes.
    void choose();
    std::uint32_t choose_variant();
    ContractFaults test_contract(std::uint32_t variant);
    Spirv specialized_render(std::uint32_t features) const;
    Pipeline make_render(std::uint32_t features, VkPipelineCache cache, const char* name,
                         VkPipelineCreateFlags flags) const;
    Pipeline make_probe(shared::uint which, std::uint32_t variant);
    void run_probe(const Pipeline& pipeline, std::span<const shared::ProbeInput> inputs,
                   std::span<shared::ProbeOutput> outputs) const;

    const Device& m_device;
    Trace* m_trace;
    std::filesystem::path m_cache_dir; // empty: nothing is kept
    Spirv m_render_spirv;
    Spirv m_probe_spirv;
    PipelineCache m_cache;
    double m_compile_seconds = 0.0;
    std::string m_refusal;
    std::uint32_t m_variant = shared::REAL_NATIVE;
    FloatModes m_modes;           // that kernels declare
    std::uint32_t m_features = 0; // of m_render
    Pipeline m_render;
    std::map<shared::uint, Pipeline> m_probes; // made when first asked for
};

/// The kernel that renders, for scenes with any features, as SPIR-V, embedded or compiled from `options.shader_dir`.
std::vector<KernelReport> inspect_shaders(const BackendOptions& options, std::uint32_t features);

} // namespace triptych
