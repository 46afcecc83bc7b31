// The vector registers that a kernel is compiled for: Lanes with TRIPTYCH_LANES floats.
// SPDX-License-Identifier: MIT
#pragma once

#if TRIPTYCH_LANES == 16
#include "backend/cpu/lanes_16.hpp"
#elif TRIPTYCH_LANES == 8
#include "backend/cpu/lanes_8.hpp"
#elif TRIPTYCH_LANES == 4
#include "backend/cpu/lanes_4.hpp"
#else
#error "TRIPTYCH_LANES is neither 4, 8 nor 16"
#endif
