// Four float lanes in SSE2 (every x86-64), or in the compiler's vectors elsewhere.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace triptych {
namespace {

struct Lanes {
    static constexpr int WIDTH = 4;
    typedef float Float __attribute__((vector_size(16)));
    typedef std::int32_t Mask __attribute__((vector_size(16)));

    static Float load(const float* p) { return *reinterpret_cast<const Float*>(p); }
    static void store(float* p, Float v) { *reinterpret_cast<Float*>(p) = v; }
    static Float all(float v) { return Float{v, v, v, v}; }
    static Float select(Mask mask, Float a, Float b) {
        return reinterpret_cast<Float>((reinterpret_cast<Mask>(a) & mask) | (reinterpret_cast<Mask>(b) & ~mask));
    }
    static Float absolute(Float v) { return reinterpret_cast<Float>(reinterpret_cast<Mask>(v) & 0x7fffffff); }
    static Mask at_most(Float a, Float b) { return a <= b; }
    static Mask below(Float a, Float b) { return a < b; }
    static Mask positive(Float a) { return a > all(0.0f); }
    static Mask equal(Float a, Float b) { return a == b; }
    static Mask both(Mask a, Mask b) { return a & b; }
    static Mask either(Mask a, Mask b) { return a | b; }
    static Mask differ(const std::uint32_t* words, std::uint32_t word) {
        const auto all_of_it = static_cast<std::int32_t>(word);
        return *reinterpret_cast<const Mask*>(words) != Mask{all_of_it, all_of_it, all_of_it, all_of_it};
    }
    static void put(std::uint32_t* words, Mask mask, std::uint32_t word) {
        const auto value = static_cast<std::int32_t>(word);
        Mask& all = *reinterpret_cast<Mask*>(words);
        all = (Mask{value, value, value, value} & mask) | (all & ~mask);
    }
    static float least(Float v) {
        const float a = v[1] < v[0] ? v[1] : v[0];
        const float b = v[3] < v[2] ? v[3] : v[2];
        return b < a ? b : a;
    }
#if defined(__SSE2__)
    static Float min(Float a, Float b) { return _mm_min_ps(b, a); } // `a` where they are equal, as below
    static Float max(Float a, Float b) { return _mm_max_ps(b, a); }
    static Float square_root(Float v) { return _mm_sqrt_ps(v); }
    static std::uint32_t bits(Mask mask) {
        return static_cast<std::uint32_t>(_mm_movemask_ps(reinterpret_cast<__m128>(mask)));
    }
#else
    static Float min(Float a, Float b) { return select(b < a, b, a); }
    static Float max(Float a, Float b) { return select(a < b, b, a); }
    static Float square_root(Float v) {
        return Float{__builtin_sqrtf(v[0]), __builtin_sqrtf(v[1]), __builtin_sqrtf(v[2]), __builtin_sqrtf(v[3])};
    }
    static std::uint32_t bits(Mask m) { return (m[0] & 1u) | (m[1] & 2u) | (m[2] & 4u) | (m[3] & 8u); }
#endif
};

} // namespace
} // namespace triptych
