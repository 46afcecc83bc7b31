// The shared probes: one lane an input.
// SPDX-License-Identifier: MIT
#include "kernels.hpp"

namespace triptych {

namespace {

constexpr unsigned PROBE_LANES = 64;

__global__ void __launch_bounds__(PROBE_LANES) probe_kernel(shared::uint which, const shared::ProbeInput* inputs,
                                                            shared::ProbeOutput* outputs, shared::uint count) {
    const shared::uint i = blockIdx.x * PROBE_LANES + threadIdx.x;
    if (i < count) outputs[i] = shared::run_probe(which, inputs[i]);
}

} // namespace

cudaError_t launch_probe(shared::uint which, const shared::ProbeInput* inputs, shared::ProbeOutput* outputs,
                         shared::uint count, cudaStream_t stream) {
    const unsigned groups = (count + PROBE_LANES - 1) / PROBE_LANES;
    probe_kernel<<<groups, PROBE_LANES, 0, stream>>>(which, inputs, outputs, count);
    return cudaGetLastError();
}

cudaError_t load_probes() {
    cudaFuncAttributes attributes;
    return cudaFuncGetAttributes(&attributes, probe_kernel);
}

} // namespace triptych
