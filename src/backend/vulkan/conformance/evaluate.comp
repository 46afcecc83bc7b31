// Evaluates one expression over a table of inputs, as anybody's shader would. RESULT is the expression's type and
// qualifiers, EXPRESSION uses x, y, z (floats) and w (a uint), and BITS turns the result into a uint; MODE may declare
// float controls.
// SPDX-License-Identifier: MIT
#version 460
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_spirv_intrinsics : require

MODE

    layout(local_size_x = 64) in;

layout(buffer_reference, std430, buffer_reference_align = 16) readonly buffer Inputs { uvec4 data[]; };
layout(buffer_reference, std430, buffer_reference_align = 4) writeonly buffer Outputs { uint data[]; };

/// Mirrored by ProbeDispatch of src/backend/vulkan/push_constants.hpp.
layout(push_constant) uniform Dispatch {
    Inputs inputs;
    Outputs outputs;
    uint count;
}
dispatch;

void main() {
    uint i = gl_GlobalInvocationID.x;
    if (i >= dispatch.count) return;
    uvec4 row = dispatch.inputs.data[i];
    float x = uintBitsToFloat(row.x);
    float y = uintBitsToFloat(row.y);
    float z = uintBitsToFloat(row.z);
    uint w = row.w;
    RESULT result = EXPRESSION;
    dispatch.outputs.data[i] = BITS(result);
}
