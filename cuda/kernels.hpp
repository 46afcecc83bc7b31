// Launches of the CUDA kernels, for host code that no CUDA compiler reads.
// SPDX-License-Identifier: MIT
#pragma once

#include "kernel_sets.hpp"
#include "lane.hpp"
#include "probe.glsl"

#include <cuda_runtime_api.h>

namespace triptych {

/// The render kernel as compiled for one of KERNEL_SETS.
struct RenderKernel {
    /// Queues `group_count` workgroups of `dispatch`. Scene, film and counters lie in device memory.
    cudaError_t (*launch)(const shared::Scene& scene, const shared::Frame& frame, const shared::Dispatch& dispatch,
                          shared::uint group_count, shared::FilmPixel* film, shared::Counters* counters,
                          cudaStream_t stream);
    /// Loads it onto the current device, compiling it where there is only PTX for that.
    cudaError_t (*load)();
    /// What the driver tells of it on the current device, and how many of its workgroups a multiprocessor holds at
    /// once.
    cudaError_t (*attributes)(cudaFuncAttributes* attributes, int* groups_per_multiprocessor);
};

// Made from render_kernel.cu.in.
extern const RenderKernel PLAIN_KERNEL;
extern const RenderKernel LIT_KERNEL;
extern const RenderKernel COMMON_KERNEL;
extern const RenderKernel FULL_KERNEL;
extern const RenderKernel AOV_KERNEL;
extern const RenderKernel COMPOSITE_KERNEL;

/// As KERNEL_SETS.
inline constexpr std::array<const RenderKernel*, KERNEL_SETS.size()> RENDER_KERNELS{
    &PLAIN_KERNEL, &LIT_KERNEL, &COMMON_KERNEL, &FULL_KERNEL, &AOV_KERNEL, &COMPOSITE_KERNEL};

/// Queues probe `which` over `count` inputs in device memory.
cudaError_t launch_probe(shared::uint which, const shared::ProbeInput* inputs, shared::ProbeOutput* outputs,
                         shared::uint count, cudaStream_t stream);

/// Queues the mean of each of `pixels` pixels, at least one, into `rgb`, three floats a pixel, and adds the
/// samples that are left out to `invalid`; all lie in device memory.
cudaError_t launch_mean(const shared::FilmPixel* film, std::size_t pixels, float* rgb, unsigned long long* invalid,
                        cudaStream_t stream);

/// Loads the probes onto the current device.
cudaError_t load_probes();

} // namespace triptych
