// A shader with its specialization constants set, and without what they leave dead.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/vulkan/spirv.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace triptych {

/// The module with specialization constant i (a uint) fixed to constants[i], and without the branches and functions
/// that this leaves dead. Drivers would do the same, but only after inlining everything: llvmpipe then spends seconds
/// on a kernel that draws a few spheres. No pass in use touches the arithmetic that is left.
/// Throws Error (INTERNAL) for words that are no SPIR-V.
Spirv specialize(const Spirv& module, std::span<const std::uint32_t> constants);

/// Names what specialize() does and the SPIRV-Tools that do it: what another one made is not to be used again.
std::string specializer_name();

} // namespace triptych
