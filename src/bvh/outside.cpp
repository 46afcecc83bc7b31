// move_large_first: one pass that keeps the largest items and the box around all others.
// SPDX-License-Identifier: MIT
#include "bvh/outside.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_reduce.h>

#include <algorithm>
#include <array>

namespace triptych {

namespace {

constexpr std::size_t MAX_OUTSIDE = 8;

struct Sized {
    float half_area;
    Item item;
};

bool is_larger(const Sized& a, const Sized& b) {
    return a.half_area != b.half_area ? a.half_area > b.half_area : a.item.shape < b.item.shape;
}

/// One more than may stand outside, largest first, and what is around the others.
struct Largest {
    std::array<Sized, MAX_OUTSIDE + 1> items;
    std::size_t count = 0;
    Box4 rest;

    void add(const Sized& more) {
        if (count == items.size() && is_larger(items.back(), more)) return rest.add(box_of(more.item));
        if (count == items.size()) {
            rest.add(box_of(items.back().item));
        } else {
            count++;
        }
        std::size_t place = count - 1;
        for (; place > 0 && is_larger(more, items[place - 1]); place--) items[place] = items[place - 1];
        items[place] = more;
    }
    void add(const Largest& more) {
        for (std::size_t i = 0; i < more.count; i++) add(more.items[i]);
        rest.add(more.rest);
    }
};

Largest largest_of(std::span<const Item> items) {
    constexpr std::size_t GRAIN = 16384;
    const auto add = [&](const tbb::blocked_range<std::size_t>& range, Largest sum) {
        for (std::size_t i = range.begin(); i < range.end(); i++)
            sum.add(Sized{box_of(items[i]).half_area(), items[i]});
        return sum;
    };
    const auto join = [](Largest a, const Largest& b) {
        a.add(b);
        return a;
    };
    return tbb::parallel_reduce(tbb::blocked_range<std::size_t>(0, items.size(), GRAIN), Largest{}, add, join);
}

} // namespace

std::size_t move_large_first(std::span<Item> items) {
    const Largest largest = largest_of(items);
    std::array<float, MAX_OUTSIDE + 2> rest{}; // half areas around all that are smaller than the first, second...
    Box4 box = largest.rest;
    const auto size_of = [](const Box4& b) { return b.bounds().half_area(); }; // 0 where it is empty
    for (std::size_t i = largest.count; i > 0; i--) {
        rest[i] = size_of(box);
        box.add(box_of(largest.items[i - 1].item));
    }
    const auto is_instance = [&](std::size_t i) { return largest.items[i].item.kind == shared::SHAPE_INSTANCE; };
    std::size_t outside = 0;
    while (outside < std::min(largest.count, MAX_OUTSIDE) && !is_instance(outside) &&
           largest.items[outside].half_area >= 0.5f * rest[outside + 1]) {
        outside++;
    }
    // A tree of a single shape gains nothing.
    if (outside + 1 == items.size() && !is_instance(outside)) outside++;
    if (outside == 0) return 0;
    const Sized& last = largest.items[outside - 1];
    const auto stays = [&](const Item& item) { return is_larger(last, {box_of(item).half_area(), item}); };
    const auto others = std::remove_if(items.begin(), items.end(), [&](const Item& item) { return !stays(item); });
    std::move_backward(items.begin(), others, items.end());
    for (std::size_t i = 0; i < outside; i++) items[i] = largest.items[i].item;
    return outside;
}

} // namespace triptych
