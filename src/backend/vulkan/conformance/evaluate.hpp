// Runs a check's shader over a table of inputs.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/vulkan/device.hpp"
#include "backend/vulkan/spirv.hpp"

#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace triptych::conformance {

/// An input as bits: what shaders call x, y, z (floats) and w.
struct Row {
    std::uint32_t bits[4] = {0, 0, 0, 0};

    float x() const { return std::bit_cast<float>(bits[0]); }
    float y() const { return std::bit_cast<float>(bits[1]); }
    float z() const { return std::bit_cast<float>(bits[2]); }
    std::uint32_t w() const { return bits[3]; }
};

Row row(float x, float y = 0.0f, float z = 0.0f);
Row row_of_w(std::uint32_t w);

/// An expression of evaluate.comp.
struct Expression {
    std::string glsl;                     // of x, y, z and w
    std::string result = "float";         // its type, with `precise` before it where wanted
    std::string bits = "floatBitsToUint"; // from the result to a uint
    std::string mode = {};                // declarations at the shader's beginning
    bool forbid_contraction = false;      // mark each operation NoContraction, whatever the text says
    bool optimize = false;                // as `glslc -O`
};

/// What stands for every NaN.
constexpr std::uint32_t CANONICAL_NAN = 0x7fc00000u;

/// `bits` of a float, or CANONICAL_NAN where they are a NaN's.
std::uint32_t without_payload(std::uint32_t bits);

/// What the expression gives for each row, every NaN as CANONICAL_NAN. Throws Error where the driver refuses.
std::vector<std::uint32_t> evaluate(const Device& device, const Expression& expression, std::span<const Row> rows);

/// Runs a shader with the push constants and workgroups of 64 lanes of evaluate.comp.
std::vector<std::uint32_t> run_shader(const Device& device, Spirv shader, std::span<const Row> rows);

} // namespace triptych::conformance
