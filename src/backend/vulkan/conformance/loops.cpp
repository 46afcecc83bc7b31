// Loops: lanes that leave early must keep their values, and no loop may be cut short.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/conformance/questions.hpp"
#include "backend/vulkan/conformance_shaders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace triptych::conformance {

namespace {

constexpr std::uint32_t GOLDEN = 0x9e3779b9u;
constexpr std::size_t INVOCATIONS = 4096;
constexpr std::uint32_t ITERATIONS = 1u << 18;

std::uint32_t mix_bits(std::uint32_t v) {
    v = (v ^ (v >> 16u)) * 0x7feb352du;
    v = (v ^ (v >> 15u)) * 0x846ca68bu;
    return v ^ (v >> 16u);
}

/// A pair that was drawn, as loops.comp draws it.
struct DrawnPair {
    explicit DrawnPair(std::uint32_t state)
        : a(static_cast<int>(state & 0x7fffu) - (1 << 14)), b(static_cast<int>(state >> 17u) - (1 << 14)) {}
    bool is_inside() const { return a * a + b * b < 1 << 28; }
    std::uint32_t packed() const { return (static_cast<std::uint32_t>(a) * 0x10001u) ^ static_cast<std::uint32_t>(b); }

    int a;
    int b;
};

/// The first accepted pair from `state` on.
std::uint32_t first_accepted(std::uint32_t state) {
    for (;;) {
        state = mix_bits(state + GOLDEN);
        const DrawnPair pair(state);
        if (pair.is_inside() && (state & 0x18000u) == 0) return pair.packed();
    }
}

std::uint32_t sum_of_four(std::uint32_t state) {
    std::uint32_t sum = 0;
    for (unsigned accepted = 0; accepted < 4;) {
        state = mix_bits(state + GOLDEN);
        const DrawnPair pair(state);
        if (!pair.is_inside()) continue;
        sum += pair.packed();
        accepted++;
    }
    return sum;
}

std::uint32_t sum_of_nested(std::uint32_t state) {
    std::uint32_t sum = 0;
    for (std::uint32_t i = 0; i < 4; i++) {
        const std::uint32_t found = first_accepted(state + i);
        if ((found & 1u) == 0) sum += first_accepted(found);
        sum ^= found;
    }
    return sum;
}

std::vector<std::uint32_t> run_loops(const Device& device, const std::string& shape, unsigned width,
                                     std::span<const Row> rows) {
    return run_shader(
        device,
        compile_text(
            {LOOPS_SHADER,
             "loops.comp",
             {{"SHAPE", shape}, {"WIDTH", fmt::format("{}u", width)}, {"HEIGHT", fmt::format("{}u", 64 / width)}}}),
        rows);
}

Check rejection(const std::string& name, const std::string& glsl, const std::string& shape, unsigned width,
                std::uint32_t (*right)(std::uint32_t)) {
    return {{"loops", name, glsl}, [=](const Device& device) {
                std::vector<Row> rows;
                for (std::uint32_t i = 0; i < INVOCATIONS; i++) rows.push_back(row_of_w(mix_bits(i + 1)));
                return classify(rows, run_loops(device, shape, width, rows), 8,
                                {{"right", [=](const Row& r) { return right(r.w()); }}});
            }};
}

/// How many of ITERATIONS are done.
Check count_iterations(const std::string& name, const std::string& glsl, const std::string& shape) {
    return {{"loops", name, glsl}, [=](const Device& device) {
                const std::vector<Row> rows(64, row_of_w(ITERATIONS));
                const std::vector<std::uint32_t> results = run_loops(device, shape, 64, rows);
                ConformanceFinding finding;
                finding.inputs = rows.size();
                const std::uint32_t least = *std::min_element(results.begin(), results.end());
                finding.counts = {{"wanted", ITERATIONS}, {"done", least}};
                finding.words = least == ITERATIONS ? fmt::format("all of {}", ITERATIONS)
                                                    : fmt::format("cut short: {} of {}", least, ITERATIONS);
                return finding;
            }};
}

} // namespace

std::vector<Check> loop_checks() {
    std::vector<Check> checks{
        count_iterations("iterations of one loop", "for (i < n)", "COUNT_ONE"),
        count_iterations("iterations of two loops in sequence", "for (i < n / 2) twice", "COUNT_SEQUENCE"),
        count_iterations("iterations of nested loops", "for (i < n / 256) for (j < 256)", "COUNT_NESTED"),
        rejection("rejection by do-while", "do ... while (rejected)", "DO_WHILE", 64, first_accepted),
        rejection("rejection by return", "for (;;) if (accepted) return", "RETURN", 64, first_accepted),
        rejection("rejection by break", "while (true) if (accepted) break", "BREAK", 64, first_accepted),
        rejection("rejection by continue", "if (rejected) continue", "CONTINUE", 64, sum_of_four),
        rejection("nested rejection", "for (i < 4) by return, by do-while", "NESTED", 64, sum_of_nested),
    };
    for (const unsigned width : {1u, 2u, 4u, 8u, 16u, 32u})
        checks.push_back(rejection(fmt::format("workgroup of {} x {}", width, 64 / width), "do ... while (rejected)",
                                   "DO_WHILE", width, first_accepted));
    return checks;
}

} // namespace triptych::conformance
