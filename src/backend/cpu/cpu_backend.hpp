// The CPU backend: the reference that every other backend is compared with, on all cores.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"

namespace triptych {

extern const BackendKind CPU_BACKEND;

} // namespace triptych
