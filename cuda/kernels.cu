// The entry kernels: the shared picture and the shared probes, one lane a pixel or an input.
// SPDX-License-Identifier: MIT
#include "kernels.hpp"

#include <algorithm>

namespace triptych {

namespace {

constexpr unsigned RENDER_LANES = shared::GROUP_WIDTH * shared::GROUP_HEIGHT;
constexpr unsigned PROBE_LANES = 64;

/// Scene and Frame are read from constant memory in place: __grid_constant__ keeps lanes from copying them.
__global__ void __launch_bounds__(RENDER_LANES)
    render_kernel(const __grid_constant__ shared::Scene scene, const __grid_constant__ shared::Frame frame,
                  const __grid_constant__ shared::Dispatch dispatch, shared::FilmPixel* film,
                  shared::Counters* counters) {
    shared::render_lane(scene, frame, dispatch, blockIdx.x, threadIdx.x, threadIdx.y, film, counters,
                        [](unsigned long long* sum, unsigned long long value) { atomicAdd(sum, value); });
}

__global__ void __launch_bounds__(PROBE_LANES) probe_kernel(shared::uint which, const shared::ProbeInput* inputs,
                                                            shared::ProbeOutput* outputs, shared::uint count) {
    const shared::uint i = blockIdx.x * PROBE_LANES + threadIdx.x;
    if (i < count) outputs[i] = shared::run_probe(which, inputs[i]);
}

} // namespace

cudaError_t launch_render(const shared::Scene& scene, const shared::Frame& frame, const shared::Dispatch& dispatch,
                          shared::uint group_count, shared::FilmPixel* film, shared::Counters* counters,
                          cudaStream_t stream) {
    const dim3 lanes(shared::GROUP_WIDTH, shared::GROUP_HEIGHT);
    render_kernel<<<group_count, lanes, 0, stream>>>(scene, frame, dispatch, film, counters);
    return cudaGetLastError();
}

cudaError_t launch_probe(shared::uint which, const shared::ProbeInput* inputs, shared::ProbeOutput* outputs,
                         shared::uint count, cudaStream_t stream) {
    const unsigned groups = (count + PROBE_LANES - 1) / PROBE_LANES;
    probe_kernel<<<groups, PROBE_LANES, 0, stream>>>(which, inputs, outputs, count);
    return cudaGetLastError();
}

cudaError_t render_attributes(cudaFuncAttributes* attributes, int* groups_per_multiprocessor) {
    const cudaError_t error = cudaFuncGetAttributes(attributes, render_kernel);
    if (error != cudaSuccess) return error;
    return cudaOccupancyMaxActiveBlocksPerMultiprocessor(groups_per_multiprocessor, render_kernel, RENDER_LANES, 0);
}

cudaError_t load_kernels() {
    cudaFuncAttributes attributes;
    const cudaError_t error = cudaFuncGetAttributes(&attributes, render_kernel);
    return error != cudaSuccess ? error : cudaFuncGetAttributes(&attributes, probe_kernel);
}

int least_compute_capability() { return std::min({__CUDA_ARCH_LIST__}) / 10; }

} // namespace triptych
