// Vulkan entry: one shared function over a table of inputs; one lane an input.
// SPDX-License-Identifier: MIT
#version 460
#include "probe.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 2) const uint WHICH_PROBE = 0u;

BUFFER(ProbeInputs, ProbeInput)
layout(buffer_reference, std430, buffer_reference_align = 16) writeonly buffer ProbeOutputs { ProbeOutput data[]; };

/// Mirrored by ProbeDispatch of src/backend/vulkan/push_constants.hpp.
layout(push_constant) uniform Dispatch {
    ProbeInputs inputs;
    ProbeOutputs outputs;
    uint count;
}
dispatch;

void main() {
    uint i = gl_GlobalInvocationID.x;
    if (i >= dispatch.count) return;
    // Every start begins with the contract: nothing else is left of the kernel for a driver to compile then.
    if (WHICH_PROBE == PROBE_CONTRACT) {
        dispatch.outputs.data[i] = probe_contract(dispatch.inputs.data[i]);
    } else {
        dispatch.outputs.data[i] = run_probe(WHICH_PROBE, dispatch.inputs.data[i]);
    }
}
