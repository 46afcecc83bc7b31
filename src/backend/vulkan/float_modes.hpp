// What a kernel declares of its arithmetic, where a device offers to promise it (SPV_KHR_float_controls).
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/vulkan/spirv.hpp"

#include <string>

namespace triptych {

/// Execution modes of 32-bit floats. SignedZeroInfNanPreserve is not among them: no picture depends on the sign of a
/// zero, an infinity or a NaN, and RADV's and NVK's kernels grow by it.
struct FloatModes {
    bool rounds_to_even = false;    // RoundingModeRTE
    bool flushes_denormals = false; // DenormFlushToZero, as the CPU and CUDA do

    bool any() const { return rounds_to_even || flushes_denormals; }
    /// Their names in SPIR-V, separated by commas; "none" where there are none.
    std::string text() const;
};

/// The module, of SPIR-V 1.4 or newer, with these modes declared for each of its entry points.
/// Throws Error (INTERNAL) for words that are no SPIR-V.
Spirv with_float_modes(const Spirv& module, const FloatModes& modes);

} // namespace triptych
