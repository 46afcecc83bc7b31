// reorder_shapes: by a copy, in parallel.
// SPDX-License-Identifier: MIT
#include "bvh/reorder.hpp"

#include "base/huge_pages.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>

namespace triptych {

namespace {

template <typename Work>
void for_each_block(std::size_t count, Work work) {
    constexpr std::size_t GRAIN = 8192;
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count, GRAIN), work);
}

template <typename Element>
void permute(std::vector<Element>& elements, std::span<const std::uint32_t> sources) {
    const auto before = make_large_array<Element>(elements.size());
    for_each_block(elements.size(), [&](const tbb::blocked_range<std::size_t>& range) {
        std::copy_n(elements.data() + range.begin(), range.size(), before.get() + range.begin());
    });
    for_each_block(elements.size(), [&](const tbb::blocked_range<std::size_t>& range) {
        for (std::size_t place = range.begin(); place < range.end(); place++) elements[place] = before[sources[place]];
    });
}

} // namespace

void reorder_shapes(PackedScene& scene, std::span<const std::uint32_t> sources) {
    permute(scene.spheres, sources);
    permute(scene.shapes, sources);
    permute(scene.tags, sources);
    if (scene.lights.empty()) return;
    for_each_block(scene.tags.size(), [&](const tbb::blocked_range<std::size_t>& range) {
        for (std::size_t place = range.begin(); place < range.end(); place++) {
            const std::uint32_t light = scene.tags[place].light;
            if (light != shared::NONE) scene.lights[light].shape = static_cast<std::uint32_t>(place);
        }
    });
}

} // namespace triptych
