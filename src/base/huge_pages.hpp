// Memory that is read all over, in pages of 2 MiB where the system has them.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

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

/// An array that is about to be written all over, for elements without a constructor, which are left as they are.
template <typename Element>
std::unique_ptr<Element[]> make_large_array(std::size_t count) {
    auto elements = std::make_unique_for_overwrite<Element[]>(count);
    prefer_huge_pages(elements.get(), count * sizeof(Element));
    return elements;
}

/// Makes room for that many elements before any is written.
template <typename Element>
void reserve_large(std::vector<Element>& elements, std::size_t count) {
    elements.reserve(count);
    if (elements.empty()) prefer_huge_pages(elements.data(), count * sizeof(Element));
}

/// Gets memory in huge pages and leaves elements without a constructor as they are.
template <typename Element>
struct LargeAllocator : std::allocator<Element> {
    Element* allocate(std::size_t count) {
        Element* const elements = std::allocator<Element>::allocate(count);
        prefer_huge_pages(elements, count * sizeof(Element));
        return elements;
    }
    void construct(Element* element) { ::new (static_cast<void*>(element)) Element; }
    template <typename... Arguments>
    void construct(Element* element, Arguments&&... arguments) {
        std::construct_at(element, std::forward<Arguments>(arguments)...);
    }
};

/// resize() leaves new elements as they are, so that threads can fill memory that none has touched before.
template <typename Element>
using LargeVector = std::vector<Element, LargeAllocator<Element>>;

} // namespace triptych
