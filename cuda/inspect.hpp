// What is known of a CUDA kernel that renders: from the build, and from the device.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"

namespace triptych {

/// The kernel of KERNEL_SETS[set]: its PTX, and for each architecture the registers, stack and spills that the
/// toolkit's assembler counted.
KernelReport report_cuda_build(std::size_t set);

/// Adds what the driver tells of the code that it has loaded onto the current device.
void add_cuda_attributes(KernelReport& report, std::size_t set);

/// The report of the build on the kernel for scenes with these features, which says what it lacks.
std::vector<KernelReport> inspect_cuda_build(const BackendOptions& options, std::uint32_t features);

} // namespace triptych
