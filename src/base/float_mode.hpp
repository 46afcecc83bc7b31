// The floating-point mode of the float contract on the CPU.
// SPDX-License-Identifier: MIT
#pragma once

#if defined(__SSE2__)
#include <xmmintrin.h>
#elif defined(__aarch64__)
#include <cstdint>
#endif

namespace triptych {

/// Flushes denormals to zero on the calling thread while it lives, as GPUs and software Vulkan drivers do. By the
/// contract no picture depends on a denormal; this keeps stray ones from slowing the CPU down or telling devices apart.
class FlushDenormals {
public:
#if defined(__SSE2__)
    FlushDenormals() : m_saved(_mm_getcsr()) { _mm_setcsr(m_saved | FTZ_AND_DAZ); }
    ~FlushDenormals() { _mm_setcsr(m_saved); }

private:
    static constexpr unsigned FTZ_AND_DAZ = 0x8040;
    unsigned m_saved;
#elif defined(__aarch64__)
    FlushDenormals() {
        asm volatile("mrs %0, fpcr" : "=r"(m_saved));
        asm volatile("msr fpcr, %0" ::"r"(m_saved | FLUSH_TO_ZERO));
    }
    ~FlushDenormals() { asm volatile("msr fpcr, %0" ::"r"(m_saved)); }

private:
    static constexpr std::uint64_t FLUSH_TO_ZERO = 1u << 24;
    std::uint64_t m_saved;
#else
    FlushDenormals() {}
#endif

public:
    FlushDenormals(const FlushDenormals&) = delete;
    FlushDenormals& operator=(const FlushDenormals&) = delete;
};

} // namespace triptych
