// The list of backends: one line each.
// SPDX-License-Identifier: MIT
#include "backend/backend.hpp"
#include "backend/cpu/cpu_backend.hpp"
#include "backend/vulkan/vulkan_backend.hpp"
#include "cuda_backend.hpp"

namespace triptych {

std::span<const BackendKind> backend_kinds() {
    static const BackendKind KINDS[] = {CUDA_BACKEND, VULKAN_BACKEND, CPU_BACKEND};
    return KINDS;
}

} // namespace triptych
