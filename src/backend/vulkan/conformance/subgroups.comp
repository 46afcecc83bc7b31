// Tells each invocation's subgroup: its size, how many the workgroup has, and where the invocation stands in it.
// SPDX-License-Identifier: MIT
#version 460
#extension GL_EXT_buffer_reference : require
#extension GL_KHR_shader_subgroup_basic : require

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
    dispatch.outputs.data[i] =
        gl_SubgroupSize | gl_NumSubgroups << 8u | (gl_SubgroupID * gl_SubgroupSize + gl_SubgroupInvocationID) << 16u;
}
