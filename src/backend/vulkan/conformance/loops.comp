// Loops as users write them, in integers alone: each invocation draws pairs from a hash until one is accepted, or
// counts. SHAPE chooses how the loop is left; the host does the same in loops.cpp.
// SPDX-License-Identifier: MIT
#version 460
#extension GL_EXT_buffer_reference : require

layout(local_size_x = WIDTH, local_size_y = HEIGHT) in;

layout(buffer_reference, std430, buffer_reference_align = 16) readonly buffer Inputs { uvec4 data[]; };
layout(buffer_reference, std430, buffer_reference_align = 4) writeonly buffer Outputs { uint data[]; };

/// Mirrored by ProbeDispatch of src/backend/vulkan/push_constants.hpp.
layout(push_constant) uniform Dispatch {
    Inputs inputs;
    Outputs outputs;
    uint count;
}
dispatch;

const uint DO_WHILE = 0u;
const uint RETURN = 1u;
const uint BREAK = 2u;
const uint CONTINUE = 3u;
const uint NESTED = 4u;
const uint COUNT_ONE = 5u;
const uint COUNT_SEQUENCE = 6u;
const uint COUNT_NESTED = 7u;

/// Steele and Vigna's way to turn a counter into 32 random bits.
uint hash(uint v) {
    v = (v ^ (v >> 16u)) * 0x7feb352du;
    v = (v ^ (v >> 15u)) * 0x846ca68bu;
    return v ^ (v >> 16u);
}

bool is_inside(int a, int b) { return a * a + b * b < 1 << 28; }

uint pack(int a, int b) { return uint(a) * 0x10001u ^ uint(b); }

uint by_do_while(uint state) {
    int a;
    int b;
    do {
        state = hash(state + 0x9e3779b9u);
        a = int(state & 0x7fffu) - (1 << 14);
        b = int(state >> 17u) - (1 << 14);
    } while (!is_inside(a, b) || (state & 0x18000u) != 0u);
    return pack(a, b);
}

uint by_return(uint state) {
    for (;;) {
        state = hash(state + 0x9e3779b9u);
        int a = int(state & 0x7fffu) - (1 << 14);
        int b = int(state >> 17u) - (1 << 14);
        if (is_inside(a, b) && (state & 0x18000u) == 0u) return pack(a, b);
    }
}

uint by_break(uint state) {
    int a = 0;
    int b = 0;
    while (true) {
        state = hash(state + 0x9e3779b9u);
        a = int(state & 0x7fffu) - (1 << 14);
        b = int(state >> 17u) - (1 << 14);
        if (is_inside(a, b) && (state & 0x18000u) == 0u) break;
    }
    return pack(a, b);
}

uint by_continue(uint state) {
    uint accepted = 0u;
    uint sum = 0u;
    while (accepted < 4u) {
        state = hash(state + 0x9e3779b9u);
        int a = int(state & 0x7fffu) - (1 << 14);
        int b = int(state >> 17u) - (1 << 14);
        if (!is_inside(a, b)) continue;
        sum = sum + pack(a, b);
        accepted++;
    }
    return sum;
}

uint by_nested(uint state) {
    uint sum = 0u;
    for (uint i = 0u; i < 4u; i++) {
        uint found = by_return(state + i);
        if ((found & 1u) == 0u) sum = sum + by_do_while(found);
        sum = sum ^ found;
    }
    return sum;
}

/// Counts to `wanted`, by steps that a compiler cannot foresee; `salt` keeps it from running equal loops once.
uint count_to(uint wanted, uint salt) {
    uint state = wanted + salt;
    uint counted = 0u;
    for (uint i = 0u; i < wanted; i++) {
        state = hash(state);
        counted = counted + 1u + (state == 0u ? 1u : 0u); // hash(v) is zero for v = 0 alone
    }
    return counted;
}

uint count_nested(uint wanted) {
    uint counted = 0u;
    uint outer = wanted >> 8u;
    for (uint i = 0u; i < outer; i++) {
        uint state = i + 1u;
        for (uint j = 0u; j < 256u; j++) {
            state = hash(state);
            counted = counted + 1u + (state == 0u ? 1u : 0u);
        }
    }
    return counted;
}

void main() {
    uint i = gl_WorkGroupID.x * (WIDTH * HEIGHT) + gl_LocalInvocationIndex;
    if (i >= dispatch.count) return;
    uint seed = dispatch.inputs.data[i].w;
    uint result = 0u;
    if (SHAPE == DO_WHILE) result = by_do_while(seed);
    if (SHAPE == RETURN) result = by_return(seed);
    if (SHAPE == BREAK) result = by_break(seed);
    if (SHAPE == CONTINUE) result = by_continue(seed);
    if (SHAPE == NESTED) result = by_nested(seed);
    if (SHAPE == COUNT_ONE) result = count_to(seed, 0u);
    if (SHAPE == COUNT_SEQUENCE) result = count_to(seed >> 1u, 1u) + count_to(seed >> 1u, 2u);
    if (SHAPE == COUNT_NESTED) result = count_nested(seed);
    dispatch.outputs.data[i] = result;
}
