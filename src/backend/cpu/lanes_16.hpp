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

    static Float load(const float* p) { return _mm512_load_ps(p); }
    static void store(float* p, Float v) { _mm512_store_ps(p, v); }
    static Float all(float v) { return _mm512_set1_ps(v); }
    static Float min(Float a, Float b) { return _mm512_min_ps(a, b); }
    static Float max(Float a, Float b) { return _mm512_max_ps(a, b); }
    static Float square_root(Float v) { return _mm512_sqrt_ps(v); }
    static std::uint32_t at_most(Float a, Float b) { return _mm512_cmp_ps_mask(a, b, _CMP_LE_OQ); }
    static std::uint32_t positive(Float a) { return _mm512_cmp_ps_mask(a, _mm512_setzero_ps(), _CMP_GT_OQ); }
    static Float positive_or(Float a, Float b) {
        return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(a, _mm512_setzero_ps(), _CMP_GT_OQ), b, a);
    }
};

} // namespace
} // namespace triptych
