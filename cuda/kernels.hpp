// Launches of the CUDA kernels, for host code that no CUDA compiler reads.
// SPDX-License-Identifier: MIT
#pragma once

#include "lane.hpp"
#include "probe.glsl"

#include <cuda_runtime_api.h>

namespace triptych {

/// Queues `group_count` workgroups of `dispatch`. Scene, film and counters lie in device memory.
cudaError_t launch_render(const shared::Scene& scene, const shared::Frame& frame, const shared::Dispatch& dispatch,
                          shared::uint group_count, shared::FilmPixel* film, shared::Counters* counters,
                          cudaStream_t stream);

/// Queues probe `which` over `count` inputs in device memory.
cudaError_t launch_probe(shared::uint which, const shared::ProbeInput* inputs, shared::ProbeOutput* outputs,
                         shared::uint count, cudaStream_t stream);

/// What the driver tells of the render kernel on the current device, and how many of its workgroups a multiprocessor
/// holds at once.
cudaError_t render_attributes(cudaFuncAttributes* attributes, int* groups_per_multiprocessor);

/// Loads the kernels onto the current device, compiling them where there is only PTX for it.
cudaError_t load_kernels();

/// The least compute capability that this build has code for, as 10 * major + minor.
int least_compute_capability();

} // namespace triptych
