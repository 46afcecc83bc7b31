// Boxes in vector registers, for code that takes the box of many things at once.
// SPDX-License-Identifier: MIT
#pragma once

#include "pack/bounds.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

namespace triptych {

/// Three coordinates and a fourth that means nothing, so that one instruction does for all axes.
typedef float Float4 __attribute__((vector_size(16)));
typedef std::int32_t Int4 __attribute__((vector_size(16)));

inline Float4 all_axes(float v) { return Float4{v, v, v, v}; }
// Of equal ones, such as zeros of both signs, the first, so that a chain of these does not depend on how it is cut.
inline Float4 lesser(Float4 a, Float4 b) { return b < a ? b : a; }
inline Float4 greater(Float4 a, Float4 b) { return a < b ? b : a; }

/// A box; empty until something is added.
struct Box4 {
    Float4 low = all_axes(std::numeric_limits<float>::max());
    Float4 high = all_axes(std::numeric_limits<float>::lowest());

    void add(const Box4& other) {
        low = lesser(low, other.low);
        high = greater(high, other.high);
    }
    void add(Float4 point) {
        low = lesser(low, point);
        high = greater(high, point);
    }
    Bounds bounds() const { return {{low[0], low[1], low[2]}, {high[0], high[1], high[2]}}; }
    /// Half the surface area of what is not empty.
    float half_area() const {
        const Float4 s = high - low;
        return s[0] * s[1] + s[1] * s[2] + s[2] * s[0];
    }
};

/// The same of three boxes that are not empty; the fourth number means nothing.
inline Float4 half_areas(const Box4& a, const Box4& b, const Box4& c) {
    const Float4 sizes[3] = {a.high - a.low, b.high - b.low, c.high - c.low};
    const Float4 xy = __builtin_shufflevector(sizes[0], sizes[1], 0, 4, 1, 5); // a.x b.x a.y b.y
    const Float4 zw = __builtin_shufflevector(sizes[0], sizes[1], 2, 6, 3, 7); // a.z b.z
    const Float4 x = __builtin_shufflevector(xy, sizes[2], 0, 1, 4, 4);
    const Float4 y = __builtin_shufflevector(xy, sizes[2], 2, 3, 5, 5);
    const Float4 z = __builtin_shufflevector(zw, sizes[2], 0, 1, 6, 6);
    return x * y + y * z + z * x;
}

/// A shape's padded box and what a tree asks of the shape. Has no constructor, so that memory for millions of them is
/// first touched by the threads that fill it.
struct Item {
    vec3 low, high;
    std::uint32_t shape; // index in the packed scene
    std::uint32_t kind;  // SHAPE_ of layout.glsl

    Bounds bounds() const { return {low, high}; }
};

/// The item's box. Its fourth coordinates are what lies behind the corners: another one, and an index, which is small
/// as a float.
inline Box4 box_of(const Item& item) {
    static_assert(sizeof(Item) == 32 && offsetof(Item, high) == 12);
    Box4 box;
    std::memcpy(&box.low, &item.low, sizeof(Float4));
    std::memcpy(&box.high, &item.high, sizeof(Float4));
    return box;
}

/// Twice the centre, which is as good to compare by.
inline Float4 center_of(const Box4& box) { return box.low + box.high; }

} // namespace triptych
