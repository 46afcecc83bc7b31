// Sixteen float lanes in AVX-512.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <immintrin.h>

namespace triptych {
namespace {

struct Lanes {
    static constexpr int WIDTH = 16;
    using Float = __m512;
    using Mask = __mmask16;

    static Float load(const float* p) { return _mm512_load_ps(p); }
    static void store(float* p, Float v) { _mm512_store_ps(p, v); }
    static Float all(float v) { return _mm512_set1_ps(v); }
    static Float min(Float a, Float b) { return _mm512_min_ps(a, b); }
    static Float max(Float a, Float b) { return _mm512_max_ps(a, b); }
    static Float square_root(Float v) { return _mm512_sqrt_ps(v); }
    static Float absolute(Float v) { return _mm512_abs_ps(v); }
    static Mask at_most(Float a, Float b) { return _mm512_cmp_ps_mask(a, b, _CMP_LE_OQ); }
    static Mask below(Float a, Float b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
    static Mask positive(Float a) { return _mm512_cmp_ps_mask(a, _mm512_setzero_ps(), _CMP_GT_OQ); }
    static Mask equal(Float a, Float b) { return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ); }
    static Mask both(Mask a, Mask b) { return static_cast<Mask>(a & b); }
    static Mask either(Mask a, Mask b) { return static_cast<Mask>(a | b); }
    static Mask differ(const std::uint32_t* words, std::uint32_t word) {
        return _mm512_cmpneq_epi32_mask(_mm512_load_si512(words), _mm512_set1_epi32(static_cast<int>(word)));
    }
    static void put(std::uint32_t* words, Mask mask, std::uint32_t word) {
        _mm512_mask_store_epi32(words, mask, _mm512_set1_epi32(static_cast<int>(word)));
    }
    static Float select(Mask mask, Float a, Float b) { return _mm512_mask_blend_ps(mask, b, a); }
    static std::uint32_t bits(Mask mask) { return mask; }
    static float least(Float v) { return _mm512_reduce_min_ps(v); }
};

} // namespace
} // namespace triptych
