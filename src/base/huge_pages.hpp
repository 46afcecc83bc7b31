// Memory that is read all over, in pages of 2 MiB where the system has them.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace triptych {

/// Asks that memory which has not been written yet come in huge pages, so that a read of a random place seldom waits
/// for the page tables as well. Only a hint: nothing happens where there are none, or less memory than one.
inline void prefer_huge_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#ifdef __linux__
    constexpr std::size_t PAGE_BYTES = std::size_t{2} << 20u;
    if (std::align(PAGE_BYTES, PAGE_BYTES, memory, bytes)) madvise(memory, bytes, MADV_HUGEPAGE);
#endif
}

} // namespace triptych
