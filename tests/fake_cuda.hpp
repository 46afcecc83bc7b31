// A CUDA runtime without a GPU: memory of the host, kernels as functions, and faults on demand.
// SPDX-License-Identifier: MIT
#pragma once

#include "kernels.hpp"

#include <string>
#include <vector>

namespace triptych::test {

/// What the runtime does from now on; one for the process, since the functions of CUDA's runtime have no object.
struct FakeCuda {
    int devices = 1;
    int driver_version = 13000; // 0: none
    std::size_t free_bytes = std::size_t{1} << 30;
    std::size_t stack_bytes = 0; // of each of four lanes
    int capability = 80;         // 10 * major + minor
    int failing_call = -1;       // the number of the call that fails, of those that may
    cudaError_t error = cudaSuccess;

    std::vector<std::string> calls;       // those that may fail, by name
    std::vector<std::string> after_loss;  // work given to a device that was lost
    int live = 0;                         // allocations, streams and events
    cudaError_t sticky = cudaSuccess;     // what every call returns once the context is lost
    cudaError_t last_error = cudaSuccess; // what cudaGetLastError takes back
};

/// True for errors after which the context is gone (CUDA Runtime API, "this leaves the process in an inconsistent
/// state").
bool is_sticky(cudaError_t error);

FakeCuda& fake_cuda();

} // namespace triptych::test
