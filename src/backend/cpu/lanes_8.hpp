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

    static Float load(const float* p) { return _mm256_load_ps(p); }
    static void store(float* p, Float v) { _mm256_store_ps(p, v); }
    static Float all(float v) { return _mm256_set1_ps(v); }
    static Float min(Float a, Float b) { return _mm256_min_ps(a, b); }
    static Float max(Float a, Float b) { return _mm256_max_ps(a, b); }
    static Float square_root(Float v) { return _mm256_sqrt_ps(v); }
    static std::uint32_t at_most(Float a, Float b) { return bits(_mm256_cmp_ps(a, b, _CMP_LE_OQ)); }
    static std::uint32_t positive(Float a) { return bits(_mm256_cmp_ps(a, _mm256_setzero_ps(), _CMP_GT_OQ)); }
    static Float positive_or(Float a, Float b) {
        return _mm256_blendv_ps(b, a, _mm256_cmp_ps(a, _mm256_setzero_ps(), _CMP_GT_OQ));
    }

private:
    static std::uint32_t bits(Float mask) { return static_cast<std::uint32_t>(_mm256_movemask_ps(mask)); }
};

} // namespace
} // namespace triptych
