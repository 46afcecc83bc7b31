// Sixteen lanes as plain loops, for tests of the wide walk on processors without such registers.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#define FLATTEN // a kernel that is tested alone needs no speed, and would take a minute to compile

namespace triptych {
namespace {

struct Lanes {
    static constexpr int WIDTH = 16;
    using Mask = std::uint32_t; // a bit a lane

    struct Float {
        float lane[WIDTH];
        friend Float operator+(const Float& a, const Float& b) {
            return each([&](int i) { return a.lane[i] + b.lane[i]; });
        }
        friend Float operator-(const Float& a, const Float& b) {
            return each([&](int i) { return a.lane[i] - b.lane[i]; });
        }
        friend Float operator*(const Float& a, const Float& b) {
            return each([&](int i) { return a.lane[i] * b.lane[i]; });
        }
        friend Float operator/(const Float& a, const Float& b) {
            return each([&](int i) { return a.lane[i] / b.lane[i]; });
        }
    };

    // Kept out of line, for the same reason.
    template <typename Function>
    [[gnu::noinline]] static Float each(Function function) {
        Float result;
        for (int i = 0; i < WIDTH; i++) result.lane[i] = function(i);
        return result;
    }
    template <typename Function>
    [[gnu::noinline]] static Mask where(Function function) {
        Mask mask = 0;
        for (int i = 0; i < WIDTH; i++) mask |= function(i) ? 1u << i : 0u;
        return mask;
    }

    static Float load(const float* p) {
        return each([&](int i) { return p[i]; });
    }
    static void store(float* p, const Float& v) { std::copy_n(v.lane, WIDTH, p); }
    static Float all(float v) {
        return each([&](int) { return v; });
    }
    static Float min(const Float& a, const Float& b) {
        return each([&](int i) { return std::min(a.lane[i], b.lane[i]); });
    }
    static Float max(const Float& a, const Float& b) {
        return each([&](int i) { return std::max(a.lane[i], b.lane[i]); });
    }
    static Float square_root(const Float& v) {
        return each([&](int i) { return std::sqrt(v.lane[i]); });
    }
    static Float absolute(const Float& v) {
        return each([&](int i) { return std::abs(v.lane[i]); });
    }
    static Mask at_most(const Float& a, const Float& b) {
        return where([&](int i) { return a.lane[i] <= b.lane[i]; });
    }
    static Mask below(const Float& a, const Float& b) {
        return where([&](int i) { return a.lane[i] < b.lane[i]; });
    }
    static Mask positive(const Float& a) { return below(all(0.0f), a); }
    static Mask equal(const Float& a, const Float& b) { return at_most(a, b) & at_most(b, a); }
    static Mask both(Mask a, Mask b) { return a & b; }
    static Mask either(Mask a, Mask b) { return a | b; }
    static Mask differ(const std::uint32_t* words, std::uint32_t word) {
        return where([&](int i) { return words[i] != word; });
    }
    static void put(std::uint32_t* words, Mask mask, std::uint32_t word) {
        for (int i = 0; i < WIDTH; i++) words[i] = (mask >> i & 1u) != 0 ? word : words[i];
    }
    static Float select(Mask mask, const Float& a, const Float& b) {
        return each([&](int i) { return (mask >> i & 1u) != 0 ? a.lane[i] : b.lane[i]; });
    }
    static std::uint32_t bits(Mask mask) { return mask; }
    static float least(const Float& v) { return *std::min_element(v.lane, v.lane + WIDTH); }
};

} // namespace
} // namespace triptych
