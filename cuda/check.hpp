// Turns failed CUDA calls into Error.
// SPDX-License-Identifier: MIT
#pragma once

#include <cuda_runtime_api.h>

namespace triptych {

/// Returns if `error` is cudaSuccess. Otherwise throws Error: LIMIT for memory, DEVICE_LOST for what the device does
/// not recover from, NO_DEVICE for a device that cannot be used, INTERNAL for the rest.
void check_cuda(cudaError_t error, const char* call);

/// Whether CUDA's Multi-Process Service refuses to serve this process.
bool is_refused_by_mps(cudaError_t error);

} // namespace triptych

#define CHECK_CUDA(call) ::triptych::check_cuda((call), #call)
