// The CPU backend: the reference that every other backend is compared with, on all cores.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"
#include "backend/cpu/tile_kernel.hpp"

namespace triptych {

extern const BackendKind CPU_BACKEND;

/// The CPU backend's threads, tiles and film with any kernel: those of the registry, and peers to measure against.
std::unique_ptr<Backend> make_cpu_backend(const DeviceInfo& device, std::unique_ptr<TileKernel> kernel,
                                          const BackendOptions& options);

} // namespace triptych
