// The entry kernel: the shared picture, one lane a pixel. Each file that includes this defines TRIPTYCH_FEATURES first,
// and so compiles it for one of KERNEL_SETS.
// SPDX-License-Identifier: MIT
#pragma once

#include "kernels.hpp"

#include <algorithm>

namespace triptych {

namespace {

constexpr KernelSet SET = KERNEL_SETS[kernel_set_for(shared::FEATURES)];
static_assert(SET.features == shared::FEATURES, "TRIPTYCH_FEATURES is not one of KERNEL_SETS");

constexpr unsigned RENDER_LANES = shared::GROUP_WIDTH * shared::GROUP_HEIGHT;

// Multiprocessors of compute capability 7.5, 8.6 and 8.7 hold at most 16 groups.
#if defined(__CUDA_ARCH__) && (__CUDA_ARCH__ < 800 || (__CUDA_ARCH__ > 800 && __CUDA_ARCH__ < 890))
constexpr unsigned LEAST_GROUPS = std::min(SET.groups, 16u);
#else
constexpr unsigned LEAST_GROUPS = SET.groups;
#endif

/// Scene and Frame are read from constant memory in place: __grid_constant__ keeps lanes from copying them.
__global__ void __launch_bounds__(RENDER_LANES, LEAST_GROUPS)
    render_kernel(const __grid_constant__ shared::Scene scene, const __grid_constant__ shared::Frame frame,
                  const __grid_constant__ shared::Dispatch dispatch, shared::FilmPixel* film,
                  shared::Counters* counters) {
    shared::render_lane(scene, frame, dispatch, blockIdx.x, threadIdx.x, threadIdx.y, film, counters,
                        [](unsigned long long* sum, unsigned long long value) { atomicAdd(sum, value); });
}

cudaError_t launch(const shared::Scene& scene, const shared::Frame& frame, const shared::Dispatch& dispatch,
                   shared::uint group_count, shared::FilmPixel* film, shared::Counters* counters, cudaStream_t stream) {
    const dim3 lanes(shared::GROUP_WIDTH, shared::GROUP_HEIGHT);
    render_kernel<<<group_count, lanes, 0, stream>>>(scene, frame, dispatch, film, counters);
    return cudaGetLastError();
}

cudaError_t load() {
    cudaFuncAttributes attributes;
    return cudaFuncGetAttributes(&attributes, render_kernel);
}

cudaError_t attributes(cudaFuncAttributes* attributes, int* groups_per_multiprocessor) {
    const cudaError_t error = cudaFuncGetAttributes(attributes, render_kernel);
    if (error != cudaSuccess) return error;
    return cudaOccupancyMaxActiveBlocksPerMultiprocessor(groups_per_multiprocessor, render_kernel, RENDER_LANES, 0);
}

} // namespace

} // namespace triptych
