// What is known of the CUDA kernel that renders: from the build, and from the device.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"

namespace triptych {

/// Its PTX, and for each architecture the registers, stack and spills that the toolkit's assembler counted.
KernelReport report_cuda_build();

/// Adds what the driver tells of the code that it has loaded onto the current device.
void add_cuda_attributes(KernelReport& report);

/// The report of the build, which says what it lacks.
std::vector<KernelReport> inspect_cuda_build(const BackendOptions& options);

} // namespace triptych
