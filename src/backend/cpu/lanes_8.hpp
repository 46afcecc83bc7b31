// Eight float lanes in AVX2.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <immintrin.h>

namespace triptych {
namespace {

struct Lanes {
    static constexpr int WIDTH = 8;
    using Float = __m256;
    using Mask = __m256;

    static Float load(const float* p) { return _mm256_load_ps(p); }
    static void store(float* p, Float v) { _mm256_store_ps(p, v); }
    static Float all(float v) { return _mm256_set1_ps(v); }
    static Float min(Float a, Float b) { return _mm256_min_ps(a, b); }
    static Float max(Float a, Float b) { return _mm256_max_ps(a, b); }
    static Float square_root(Float v) { return _mm256_sqrt_ps(v); }
    static Float absolute(Float v) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), v); }
    static Mask at_most(Float a, Float b) { return _mm256_cmp_ps(a, b, _CMP_LE_OQ); }
    static Mask below(Float a, Float b) { return _mm256_cmp_ps(a, b, _CMP_LT_OQ); }
    static Mask positive(Float a) { return _mm256_cmp_ps(a, _mm256_setzero_ps(), _CMP_GT_OQ); }
    static Mask equal(Float a, Float b) { return _mm256_cmp_ps(a, b, _CMP_EQ_OQ); }
    static Mask both(Mask a, Mask b) { return _mm256_and_ps(a, b); }
    static Mask either(Mask a, Mask b) { return _mm256_or_ps(a, b); }
    static Mask differ(const std::uint32_t* words, std::uint32_t word) {
        const __m256i same = _mm256_cmpeq_epi32(_mm256_load_si256(reinterpret_cast<const __m256i*>(words)),
                                                _mm256_set1_epi32(static_cast<int>(word)));
        return _mm256_castsi256_ps(_mm256_xor_si256(same, _mm256_set1_epi32(-1)));
    }
    static void put(std::uint32_t* words, Mask mask, std::uint32_t word) {
        const Float word_in_all = _mm256_castsi256_ps(_mm256_set1_epi32(static_cast<int>(word)));
        const auto floats = reinterpret_cast<float*>(words);
        _mm256_store_ps(floats, _mm256_blendv_ps(_mm256_load_ps(floats), word_in_all, mask));
    }
    static Float select(Mask mask, Float a, Float b) { return _mm256_blendv_ps(b, a, mask); }
    static std::uint32_t bits(Mask mask) { return static_cast<std::uint32_t>(_mm256_movemask_ps(mask)); }
    static float least(Float v) {
        __m128 half = _mm_min_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
        half = _mm_min_ps(half, _mm_movehl_ps(half, half));
        return _mm_cvtss_f32(_mm_min_ss(half, _mm_shuffle_ps(half, half, 1)));
    }
};

} // namespace
} // namespace triptych
