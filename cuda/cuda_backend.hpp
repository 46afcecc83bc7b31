// The CUDA backend: the shared kernel on NVIDIA GPUs. In a build without the CUDA Toolkit it lists its absence.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"

namespace triptych {

extern const BackendKind CUDA_BACKEND;

} // namespace triptych
